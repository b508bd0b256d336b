"""What is refused before a platform is reached: payloads by the library, descriptors by the system,
connections by proxies and by TLS. The servers are those of Tests/abi/tls."""
import errno
import itertools
import json
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import local_platform as local
import places
import record_schema
from table import Row, Seen
from terms import BUDGETS

sys.path.append(os.path.join(places.ROOT, "Tests", "abi", "tls"))
from certificates import Shelf
from platforms import Platform, free_port
from proxy import Proxy, refusal

ENDPOINT, KEY = "google/nano-banana-2", "sk-of-the-fault-table"
OPTIONS = [f"{name}={value}" for name, value in dict(BUDGETS, create_tries_max=1).items()]
PYTHON = """import skillsvideo
try:
    skillsvideo.Client("sk-of-the-fault-table")
except skillsvideo.SkillsVideoError as error:
    print(error)
"""
CLIENTS = [("command", [places.COMMAND, "credits", "--json"]), ("python", [sys.executable, "-c", PYTHON])]
PASSWORD_WANTED = refusal(407, "Proxy Authentication Required", 'Proxy-Authenticate: Basic realm="x"\r\n')
PAYLOADS = {
    "a NUL": b'{"prompt":"a\\u0000b"}', "a lone surrogate": b'{"prompt":"a\\ud800b"}',
    "bytes that are not UTF-8": b'{"prompt":"a\xffb"}', "JSON that is cut": b'{"prompt":',
}
NOT_SENT = "transport not_sent 0 0 0"


class Scene:
    """What all scenes share: the programs, the certificates, and one call of the driver."""

    def __init__(self, driver, folder):
        self.driver, self.refuse = driver, local.compile_c("refuse")
        self.shelf = Shelf(Path(folder))
        self.trust = f"ca_file={self.shelf.authority.file}"

    def drive(self, base, *options, endpoint=ENDPOINT, **more):
        platform = SimpleNamespace(base=base, key=KEY)
        return local.drive(self.driver, platform, base, "cold", endpoint, [*OPTIONS, *options], **more)

    def over_tls(self, certificate, *options, env=None, status=200):
        """Returns the call, and how many requests the platform received."""
        with Platform(certificate, status=status) as platform:
            return self.drive(platform.base_url, *options, env=env), len(platform.requests)

    def through(self, answer, name="option"):
        """A proxy that sends `answer`, or a closed port if that is None."""
        with Proxy(answer=answer) as proxy:
            url = f"http://127.0.0.1:{free_port()}" if answer is None else proxy.url()
            option, env = ([f"proxy={url}"], {}) if name == "option" else ([], {name: url})
            return self.over_tls(self.shelf.good, self.trust, *option, env=env)


def payloads(scene):
    for name, payload in PAYLOADS.items():
        with Platform() as platform:
            done = scene.drive(platform.base_url, b"payload=" + payload)
            yield "payload", name, "cold", "invalid_arguments not_sent 0 0 0", done, len(platform.requests)
    with tempfile.TemporaryDirectory() as folder:
        done = scene.drive("http://127.0.0.1:9/api/v1", endpoint="data:audio/wav", folder=folder)
        yield "download", "a data: address without a comma", "cold", "protocol accepted 0 0 0", done, 0


def system(scene):
    for number in (errno.EMFILE, errno.ENFILE, errno.EPERM, errno.ENOMEM):
        around, name = [scene.refuse, "socket", str(number)], os.strerror(number)
        done = scene.drive("http://127.0.0.1:9/api/v1", around=around)
        yield "system", f"socket: {name}", "cold", NOT_SENT, done, 0
    for number in (errno.EMFILE, errno.EPERM):
        around, name = [scene.refuse, "eventfd", str(number)], os.strerror(number)
        for way, words in CLIENTS:
            yield "system", f"client: {name}", way, "system not_sent 0 0 0", start(way, [*around, *words]), 0


def start(way, words):
    """A client that cannot be created."""
    library = os.path.join(places.BUILD, "libskillsvideo.so.0")
    sources = os.path.join(places.ROOT, "bindings", "python", "src")
    env = local.environment(KEY, SKILLSVIDEO_LIBRARY=library, PYTHONPATH=sources)
    done = subprocess.run(
        words, env=env, stdin=subprocess.DEVNULL, capture_output=True, timeout=local.WATCHDOG, check=False)
    if way == "python":
        return local.Refused("system", done.stdout.decode().strip())
    record = record_schema.checked(json.loads(done.stdout))
    return local.Refused(record["error"], record["message"], done.returncode)


def proxies(scene):
    for name in ("option", "https_proxy"):
        yield "proxy", f"is not there ({name})", "cold", NOT_SENT, *scene.through(None, name)
        yield "proxy", f"wants a password ({name})", "cold", NOT_SENT, *scene.through(PASSWORD_WANTED, name)
    answers = {
        "refuses with 403": refusal(403, "Forbidden"), "refuses with 502": refusal(502, "Bad Gateway"),
        "closes the connection": b"", "answers what is not HTTP": b"\x00\xff no HTTP at all\r\n\r\n",
    }
    for name, answer in answers.items():
        yield "proxy", name, "cold", NOT_SENT, *scene.through(answer)
    # It answers in place of the platform, and is not the one that the variable names.
    env = {"https_proxy": f"http://127.0.0.1:{free_port()}", "no_proxy": "127.0.0.1"}
    done, posts = scene.over_tls(scene.shelf.good, scene.trust, env=env, status=407)
    yield "proxy", "another one wants a password", "cold", "transport rejected 0 1 0", done, posts


def tls(scene):
    shelf, other = scene.shelf, scene.shelf.other_authority.file
    for name, certificate, options, env in (
            ("unknown authority, the system's store", shelf.good, [], {}),
            ("unknown authority (ca_file)", shelf.good, [f"ca_file={other}"], {}),
            ("unknown authority (SSL_CERT_FILE)", shelf.good, [], {"SSL_CERT_FILE": str(other)}),
            ("self-signed", shelf.self_signed, [scene.trust], {}),
            ("expired", shelf.expired, [scene.trust], {}),
            ("not valid yet", shelf.early, [scene.trust], {}),
            ("another host's", shelf.named, [scene.trust], {}),
            ("for clients alone", shelf.of_clients, [scene.trust], {}),
            ("ca_file is missing", shelf.good, ["ca_file=/nonexistent/ca.pem"], {})):
        yield "TLS", name, "cold", NOT_SENT, *scene.over_tls(certificate, *options, env=env)
    with Platform() as platform:
        done = scene.drive(platform.base_url.replace("http:", "https:"), scene.trust)
        yield "TLS", "a server that speaks plain http", "cold", NOT_SENT, done, len(platform.requests)


def run(driver):
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(4) as pool:
        scene = Scene(driver, folder)
        played = list(pool.map(lambda play: list(play(scene)), (payloads, system, proxies, tls)))
    rows = []
    for phase, name, way, expected, done, posts in itertools.chain.from_iterable(played):
        seen = Seen(done.status, done.charge, 0, posts, 0, done.exit)
        path = "file" if phase == "download" else "stream"
        rows.append(Row(phase, path, name, way, expected, seen, done.problem, message=done.message))
    return rows
