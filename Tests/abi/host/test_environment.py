"""Variables of the caller: an ordinary program obeys them, a set-uid program does not."""

import json
import os
import shutil
import tempfile
from pathlib import Path

import platforms  # of Tests/abi/tls
from certificates import Authority
from hosting import Skip, check, run, world

NOBODY = 65534
CALLER = 12345
DEFAULT_URL = "https://open.skills.video/api/v1"
CALLERS_URL = "https://127.0.0.1:9/stolen/v1"


class Scene:
    """A platform over TLS whose authority only SSL_CERT_FILE names, and a proxy that only https_proxy
    names."""

    def __init__(self, folder):
        self.folder = folder
        authority = Authority(folder, "authority")
        self.platform = platforms.Platform(authority.issue("good"))
        self.proxy = platforms.Rude(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
        self.keylog = folder / "keylog"
        self.variables = {
            "SKILLS_VIDEO_API_KEY": "sk-of-the-caller",
            "SKILLS_VIDEO_BASE_URL": CALLERS_URL,
            "https_proxy": f"http://127.0.0.1:{self.proxy.port}",
            "SSL_CERT_FILE": str(authority.file),
            "SSLKEYLOGFILE": str(self.keylog),
            "SIMDJSON_FORCE_IMPLEMENTATION": "none",
        }

    def records(self, program, variables, **more):
        with self.platform, self.proxy:
            text = run([program, self.platform.base_url], variables, **more)
        return [json.loads(line) for line in text.splitlines()]


def scene(folder, name):
    made = Path(folder) / name
    made.mkdir()
    made.chmod(0o777)
    return Scene(made)


def test_an_ordinary_program_obeys_them():
    program = world().program("secure")
    with tempfile.TemporaryDirectory() as folder:
        here = scene(folder, "proxied")
        secure, prepared, end = here.records(program, here.variables)
        check(secure == {"secure": 0}, f"the test itself is run as set-uid: {secure}")
        check(prepared["url"].startswith(CALLERS_URL) and prepared["has_key"], f"the request: {prepared}")
        check(
            here.proxy.connections.count == 1 and here.platform.connections.count == 0,
            f"not by the proxy: {end}",
        )
        here = scene(folder, "direct")
        direct = {name: value for name, value in here.variables.items() if name != "https_proxy"}
        end = here.records(program, direct)[-1]
        check(end["event"] == "terminal" and end["ok"], f"SSL_CERT_FILE is not obeyed: {end}")
        check(
            here.keylog.stat().st_size > 0,
            "this libcurl does not know SSLKEYLOGFILE, so that this test proves nothing of it",
        )


def test_a_set_uid_program_does_not():
    if os.geteuid() != 0:
        raise Skip("only root can make a program that is another user's and set-uid")
    program = world().folder / "secure-set-uid"
    shutil.copy(world().program("secure"), program)
    os.chown(program, NOBODY, NOBODY)
    program.chmod(0o4755)
    if os.statvfs(program).f_flag & os.ST_NOSUID:
        raise Skip(f"{world().folder} is on a file system that is mounted with nosuid")
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        here = scene(folder, "scene")
        secure, prepared, end = here.records(
            program, here.variables, user=CALLER, group=CALLER, extra_groups=[]
        )
        if secure == {"secure": 0}:
            raise Skip(
                "this machine does not honour the set-uid bit here (no_new_privs, or a container without it)"
            )
        check(prepared["url"].startswith(DEFAULT_URL) and not prepared["has_key"], f"the request: {prepared}")
        check(here.proxy.connections.count == 0, "the caller's proxy was used")
        check(
            here.platform.connections.count == 1 and here.platform.requests == [],
            f"the request was sent: {end}",
        )
        check("certificate" in end["message"], f"the caller's authority was believed: {end}")
        check(not here.keylog.exists(), "the secrets of TLS were written where the caller wished")
