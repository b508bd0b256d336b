"""Runs small programs in processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap

WATCHDOG = 60


def run(code, *arguments, environment=None, python=sys.executable, flags=()):
    """Runs a program to its end."""
    return subprocess.run(
        [python, *flags, "-c", textwrap.dedent(code), *arguments],
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=WATCHDOG,
    )


def start(code, *arguments, environment=None):
    """Starts a program."""
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), *arguments],
        env={**os.environ, **(environment or {})},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def until_sent(simulator, count=1):
    """Waits until the platform has received `count` requests."""
    while len(simulator.log()["requests"]) < count:
        pass


def until_it_waits(pid):
    """Waits until the program sleeps, as it does in a poll."""
    while True:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            if file.read().rpartition(")")[2].split()[0] == "S":
                return
