"""Starts simulators, builds the C programs against the shipped library, and runs one case."""
import functools
import http.client
import importlib
import json
import logging
import os
import resource
import subprocess
import sys
import threading
import warnings

import messages
import places
import published  # noqa: F401  It puts Tests/common on the path.
import record_schema

PROGRAMS = places.BUILD / "faults"
# Words before the driver's own, such as a checker of memory.
WRAPPER = []
# Ten times the longest total of a case that runs to its end.
WATCHDOG = 600


def compile_c(name):
    """Compiles without a run path: LD_LIBRARY_PATH names the library, which is the one in build/."""
    os.makedirs(PROGRAMS, exist_ok=True)
    source = os.path.join(os.path.dirname(os.path.abspath(__file__)), name + ".c")
    program = os.path.join(PROGRAMS, name)
    subprocess.run(
        ["cc", "-std=c11", "-D_GNU_SOURCE", "-O1", "-g", "-Wall", "-Wextra", "-Werror", source, "-I",
         f"{places.ROOT}/include", "-L", places.BUILD, "-lskillsvideo", "-o", program], check=True)
    return program


def environment(key, **more):
    """Returns the environment of this process without its proxies and certificates."""
    clean = {name: value for name, value in os.environ.items()
             if "proxy" not in name.lower() and not name.startswith("SSL_CERT")}
    return dict(clean, SKILLS_VIDEO_API_KEY=key, LD_LIBRARY_PATH=str(places.BUILD), **more)


class Refused:
    """The message of a call that did not start."""

    def __init__(self, status, message, exit_status=None):
        self.status, self.message, self.exit, self.charge = status, message, exit_status, "not_sent"
        self.key = self.outputs = None
        self.problem = "; ".join(messages.problems_of_refusal(message)) or None


class Done:
    """The records of one call of the driver, and the driver's own failure."""

    def __init__(self, records, status, problem, exit_status=None):
        last = records[-1] if records else {}
        problem = problem or next(filter(None, map(record_schema.flaw, records)), None)
        self.exit = exit_status
        self.status, self.key = status, last.get("idempotency_key")
        # A download costs nothing.
        self.charge = "-" if last.get("event") == "downloaded" else last.get("charge_state")
        outputs = last.get("outputs")
        self.outputs = None if outputs is None else len(outputs)
        if status == "ok" and outputs == [] and "names no output" not in last.get("message", ""):
            problem = problem or "a success without outputs does not say so"
        self.problem = problem or "; ".join(messages.problems(last)) or None
        self.message = last.get("message")


def status_of(last):
    """Returns the name of the status of a last record."""
    if last.get("event") == "downloaded":
        return "ok"
    if last.get("event") != "terminal":
        return last.get("error")
    word = last["status"].upper()
    return "ok" if last["ok"] else "job_canceled" if word.startswith("CANCEL") else "job_failed"


def drive(driver, platform, base, way, endpoint, options, watch=None, attaches=False, folder=None, around=(),
          env=None):
    """Runs the driver to its end, and passes each record to `watch` as soon as it arrives."""
    way = "attach" if attaches else way
    process = subprocess.Popen(
        [*WRAPPER, *around, driver, platform.base, base, way, endpoint, *options], cwd=folder,
        env=environment(platform.key, **(env or {})), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE)
    records, status, refusal = [], None, None
    watchdog = threading.Timer(WATCHDOG, process.kill)
    watchdog.start()
    for line in process.stdout:
        if line.startswith(b"= "):
            status = line[2:].decode().strip()
            continue
        if line.startswith(b"! "):
            refusal = line[2:].decode().strip()
            continue
        records.append(json.loads(line))
        if watch:
            watch(records[-1])
    told = process.stderr.read().decode(errors="replace").strip()
    code = process.wait()
    watchdog.cancel()
    process.stdout.close()
    process.stderr.close()
    if refusal and code == 0 and not told:
        return Refused(status, refusal)
    return Done(records, status, None if code == 0 and not told else f"the driver ended with {code}: {told}")


def command(platform, base, way, endpoint, options, attaches=False, folder=None):
    """Makes the same call with the command, and returns its exit status too."""
    call = ["wait", endpoint] if attaches else ["generate", endpoint, "prompt=a red kite"]
    if folder:
        call = ["download", endpoint, "--output", "file"]
    words = [word for option in options for word in ("--option", option)]
    done = subprocess.run(
        [places.COMMAND, *call, "--base-url", base, "--json", *words], env=environment(platform.key),
        capture_output=True, stdin=subprocess.DEVNULL, timeout=WATCHDOG, check=False, cwd=folder)
    records = [json.loads(line) for line in done.stdout.splitlines()]
    return Done(records, status_of(records[-1] if records else {}), None, done.returncode)


def python(platform, base, way, endpoint, options, attaches=False):
    """Makes the same call with the Python package of the sources and the shipped library."""
    package = package_of_sources()
    settings = dict(option.split("=", 1) for option in options)
    with package.Client(platform.key, base_url=base) as client:
        try:
            if attaches:
                last = client.job(endpoint, options=settings).result().raw
            else:
                last = client.generate(endpoint, {"prompt": "a red kite"}, options=settings).raw
        except package.SkillsVideoError as error:
            last = error.raw
            problem = None if error.charge_state == last.get(
                "charge_state") else f"the error says {error.charge_state}"
            return Done([last], status_of(last), problem)
    return Done([last], status_of(last), None)


@functools.cache
def package_of_sources():
    for name in [name for name in os.environ if "proxy" in name.lower()]:
        del os.environ[name]
    os.environ["SKILLSVIDEO_LIBRARY"] = os.path.join(places.BUILD, "libskillsvideo.so.0")
    sys.path.insert(0, os.path.join(places.ROOT, "bindings", "python", "src"))
    logging.getLogger("skillsvideo").setLevel(logging.ERROR)
    warnings.simplefilter("ignore")
    return importlib.import_module("skillsvideo")


class Platform:
    """A running simulator."""

    def __init__(self, *arguments):
        self.process = subprocess.Popen(
            [places.SIMULATOR, "--latency-ms", "0", "--credits", "100000000", *arguments],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, preexec_fn=raise_limit)
        line = self.process.stdout.readline()
        if not line:
            sys.exit("the simulator did not start; build it with `make build`")
        info = json.loads(line)
        self.key, self.base = info["key"], info["base_url"]
        self.address = self.base.split("/")[2]
        self.control = http.client.HTTPConnection(self.address, timeout=WATCHDOG)

    def faulty(self, spec):
        return self.base.replace("/api/v1", f"/simulate/{spec}/api/v1") if spec else self.base

    def ask(self, method, path):
        """Over one connection that stays open, so that it works while the listener is closed."""
        self.control.request(method, "/simulator/" + path)
        return json.loads(self.control.getresponse().read())

    def create(self, endpoint, spec, key, payload='{"prompt":"a red kite"}'):
        """A job made by another client; the answer is its id as text."""
        connection = http.client.HTTPConnection(self.address, timeout=WATCHDOG)
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json",
                   "X-Simulate": spec, "Idempotency-Key": key}
        connection.request("POST", "/api/v1" + endpoint, payload, headers)
        answer = json.loads(connection.getresponse().read())
        connection.close()
        return str(answer["id"])

    def output(self, job):
        """The address of the one file of a job, which is polled until it has ended."""
        connection = http.client.HTTPConnection(self.address, timeout=WATCHDOG)
        data = None
        while not data:
            headers = {"Authorization": f"Bearer {self.key}"}
            connection.request("GET", f"/api/v1/generation/{job}", headers=headers)
            data = json.loads(connection.getresponse().read()).get("data")
        connection.close()
        return next(value["url"] for value in data.values() if isinstance(value, dict) and "url" in value)

    def log(self):
        return self.ask("GET", "log")

    def __enter__(self):
        return self

    def __exit__(self, *problem):
        self.control.close()
        self.process.stdin.close()
        code = self.process.wait(WATCHDOG)
        self.process.stdout.close()
        if code != 0:
            raise AssertionError(f"the simulator ended with {code}")


def raise_limit():
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
