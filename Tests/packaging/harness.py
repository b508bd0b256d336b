"""One installation for all tests, a simulator where one is wanted, and programs run with a clean
environment."""

import contextlib
import functools
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "common"))
from local_simulator import LocalSimulator
from places import COMMAND, ROOT
from suite import Failure, Skip, check  # noqa: F401

PROGRAMS = COMMAND.resolve().parent
VERSION = ".".join(re.findall(r"#define SV_VERSION_(?:MAJOR|MINOR|PATCH) (\d+)",
                              (ROOT / "include/skillsvideo.h").read_text()))
# The functions of the library, each with a man page.
FUNCTIONS = re.findall(r"^(sv_\w+) ", (ROOT / "include/skillsvideo.symbols").read_text(), re.M)
PATIENCE = 120
_scratch = tempfile.TemporaryDirectory(prefix="skillsvideo-packaging-")
SCRATCH = Path(_scratch.name)
_lock = threading.Lock()


def run(*command, env=None, cwd=ROOT, stdin="", expect=0):
    """Runs a program to its end; `expect` None takes any exit status."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(SCRATCH), "LC_ALL": "C.UTF-8", "TERM": "dumb",
                   **(env or {})}
    done = subprocess.run([str(word) for word in command], cwd=cwd, env=environment, input=stdin,
                          capture_output=True, text=True, errors="replace", timeout=PATIENCE)
    if expect is not None:
        check(done.returncode == expect, f"{command[0]} ended with {done.returncode}, not "
                                         f"{expect}:\n{done.stdout}{done.stderr}")
    return done


@functools.cache
def _installed():
    prefix = SCRATCH / "prefix"
    make("install", PREFIX=prefix)
    return prefix


def installed():
    """The prefix of an installation."""
    with _lock:
        return _installed()


def make(target, **variables):
    """Runs a target for the programs under test. What it depends on is built already, so it builds
    nothing."""
    words = [f"{name}={value}" for name, value in variables.items()]
    kept = {name: os.environ[name] for name in ("SHLIBDEPS", "COMPRESSION") if name in os.environ}
    # Swift keeps what it has compiled below HOME.
    return run("make", target, f"PROGRAMS={PROGRAMS}", *words,
               env={"HOME": os.environ.get("HOME", "/"), **kept})


@contextlib.contextmanager
def platform(*options):
    """A simulator; gives the environment of a program that is to use it and the installed library."""
    library = installed() / "lib"
    with LocalSimulator(*options) as simulator:
        yield {**simulator.environment, "LD_LIBRARY_PATH": str(library),
               "SKILLSVIDEO_LIBRARY": str(library / "libskillsvideo.so.0")}


def folder(name):
    """A fresh folder for one test."""
    return Path(tempfile.mkdtemp(prefix=name + "-", dir=SCRATCH))


def log(environment):
    """What a simulator has received."""
    base = environment["SKILLS_VIDEO_BASE_URL"].removesuffix("/api/v1")
    with urllib.request.urlopen(base + "/simulator/log", timeout=PATIENCE) as answer:
        return json.load(answer)
