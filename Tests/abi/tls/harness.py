"""Builds the driver, runs it under a watchdog with an environment of its own, and judges what it says."""

import json
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from certificates import Shelf

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "common"))
import record_schema
from places import BUILD, ROOT
from suite import Failure, Skip, check  # noqa: F401

ENDPOINT = "google/nano-banana-pro"
PAYLOAD = '{"prompt":"a red fox"}'
KEY = "sk-tls-71c0ffee-never-shown"
PATIENCE = 60
# A child is not left behind when the tests themselves are killed.
DIES_WITH_US = ["setpriv", "--pdeathsig", "TERM"]

SV_OK = 0
SV_ERR_TRANSPORT = -10
SV_ERR_STOPPED = -13
SV_ERR_OUTCOME_UNKNOWN = -14
EVENT_MESSAGE = 4


class World:
    """What all tests share: the folder, the driver and the certificates."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="skillsvideo-tls-"))
        self.driver = self.folder / "driver"
        self.shelf = Shelf(self.folder)
        self.compile()

    def compile(self):
        source = Path(__file__).with_name("driver.c")
        subprocess.run(
            ["cc", "-std=c11", "-Wall", "-Wextra", "-Werror", "-D_POSIX_C_SOURCE=200809L", "-I",
             ROOT / "include",
             source, "-o", self.driver, "-L", BUILD, "-lskillsvideo", f"-Wl,-rpath,{BUILD}"], check=True,
            timeout=120)

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)


WORLD = None


def world():
    return WORLD


def open_world():
    global WORLD  # pylint: disable=global-statement
    WORLD = World()
    return WORLD


class Run:
    """One run of the driver: `records` are read as they come, `text` is everything that it wrote."""

    def __init__(self, *settings, env=None, operation=("generate", ENDPOINT, PAYLOAD), around=()):
        words = [*DIES_WITH_US, *around, world().driver, *settings, "--", *operation]
        full = {"PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL": "C.UTF-8", "SKILLS_VIDEO_API_KEY": KEY}
        full.update({name: str(value) for name, value in (env or {}).items()})
        self.process = subprocess.Popen(
            [str(word) for word in words], env=full, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, errors="replace")
        self.watchdog = threading.Timer(PATIENCE, self.process.kill)
        self.watchdog.daemon = True
        self.watchdog.start()
        self.records = []
        self.text = ""
        self.status = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.watchdog.cancel()
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.process.stderr.close()

    def next(self):
        """The next record, or None at the end."""
        line = self.process.stdout.readline()
        self.text += line
        if not line:
            return None
        record = json.loads(line)
        if record["event"] == "returned":
            self.status = record["status"]
        else:
            self.records.append(record_schema.checked(record))
        return record

    def until(self, event):
        while True:
            record = self.next()
            check(record is not None, f"{event} was never reported; {self.told()}")
            if record["event"] == event:
                return record

    def finish(self):
        """Reads to the end; what leaks the key anywhere fails here for every test."""
        while self.next() is not None:
            pass
        self.text += self.process.stderr.read()
        code = self.process.wait()
        self.watchdog.cancel()
        check(code == 0, f"the driver ended with {code}: {self.told()}")
        check(KEY not in self.text, "the key was printed")
        return self

    def told(self):
        return self.text[-3000:]

    @property
    def names(self):
        return [record["event"] for record in self.records]

    @property
    def end(self):
        return self.records[-1]


def generate(*settings, **more):
    with Run(*settings, **more) as run:
        return run.finish()


def check_completed(run):
    check(run.status == SV_OK and run.end["ok"] is True, f"it did not complete: {run.told()}")
    check(run.end["charge_state"] == "accepted", f"charge state {run.end['charge_state']}")


def check_not_sent(run, words=""):
    """A create that failed before a byte of the request left: repeated once, two tries in all, and nothing
    bought."""
    check(run.status == SV_ERR_TRANSPORT, f"status {run.status}: {run.told()}")
    check(run.end["charge_state"] == "not_sent", f"charge state {run.end['charge_state']}")
    check(run.names.count("retry") == 1, f"retries: {run.names}")
    check(len(run.end["ledger"]) == 2, f"ledger: {run.end['ledger']}")
    check(words in run.end["message"], f"the message lacks {words!r}: {run.end['message']}")
