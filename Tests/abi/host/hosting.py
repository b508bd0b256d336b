"""Compiles the C programs of this folder against the library in build/, and runs them under a watchdog."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
PATIENCE = 120
for name in ("common", "abi/tls"):
    sys.path.append(str(FOLDER.parents[1] / name))
from places import BUILD, ROOT  # noqa: E402
from suite import Failure, Skip, check  # noqa: E402,F401


class World:
    """A folder that every user may read, with a copy of the library: other users can run what links it."""

    def __enter__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="skillsvideo-host-"))
        self.folder.chmod(0o755)
        # As files, since a link may lead to a folder that is not copied.
        for path in BUILD.glob("libskillsvideo.so*"):
            shutil.copy2(path, self.folder / path.name)
        self.library = self.folder / "libskillsvideo.so"
        self.lock = threading.Lock()
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder, ignore_errors=True)

    @staticmethod
    def source(name):
        return FOLDER / f"{name}.c"

    def program(self, name, *flags):
        """The program of a source in this folder, compiled at the first call."""
        made = self.folder / name
        with self.lock:
            if not made.exists():
                self.compile(self.source(name), made, "-lskillsvideo", *flags)
        return made

    def compile(self, source, made, *flags):
        command = [
            "cc",
            "-std=c11",
            "-D_GNU_SOURCE",
            "-g",
            "-O1",
            "-Wall",
            "-Wextra",
            "-Werror",
            "-I",
            ROOT / "include",
            source,
            "-o",
            made,
            "-L",
            self.folder,
            f"-Wl,-rpath,{self.folder}",
            "-pthread",
            *flags,
        ]
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
        check(done.returncode == 0, done.stderr)


WORLD = []


def world():
    return WORLD[0]


def finished(words, environment, **more):
    """A program that has ended, with what it printed. It gets only these variables."""
    return subprocess.run(
        [str(word) for word in words],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        timeout=PATIENCE,
        check=False,
        **more,
    )


def run(words, environment=None, expected=0, **more):
    """What a program prints. It gets only the given variables, and must end by itself with this status."""
    base = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
    done = finished(words, {**base, **(environment or {})}, **more)
    ended = signal.Signals(-done.returncode).name if done.returncode < 0 else f"status {done.returncode}"
    check(
        done.returncode == expected,
        f"{os.path.basename(str(words[0]))} ended with {ended}: {done.stdout[-3000:]}",
    )
    return done.stdout
