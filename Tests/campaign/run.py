#!/usr/bin/env python3
"""Runs a campaign of raw faults: compares what a platform really made with what the library says and does.

Each scenario runs through the shipped library over real sockets, once on a cold and once on a warm client.
The rules of verdict.py must hold, whatever the platform does. Words select scenarios by name, --smoke every
tenth, --list prints the names, -v the driver's lines. Ends with a line `N passed, N failed`."""

import collections
import concurrent.futures
import contextlib
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "abi/lifecycle"))
# pylint: disable=wrong-import-position
import scenarios  # noqa: E402
import verdict  # noqa: E402
from driver import compile_driver  # noqa: E402
from raw_platform import Platform  # noqa: E402
from scenario import OPTIONS  # noqa: E402
from scripted_server import Server  # noqa: E402
from table import KEY, MODEL, STREAM_PATH  # noqa: E402

WORKERS = 48
# How the events come, and what the client has done before.
WAYS = {
    "cold": ("blocking", []),
    "warm": ("poll", ["credits", "+"]),
    "warm lines": ("lines", ["credits", "+"]),
}


class Run:
    """One scenario on one kind of client, and what it has shown."""

    def __init__(self, scenario, way):
        self.scenario, self.way = scenario, way
        self.lines, self.errors, self.code = [], "", None
        # The driver reads from the first and stops its job at a byte written to the second.
        self.ear, self.stopper = os.pipe()
        self.lock = threading.Lock()
        self.platform, self.other = Platform(scenario, self.stop), Server()
        self.platform.places.update(port=self.platform.port, other=self.other.port, key=KEY)

    def stop(self, word):
        # A call that has ended can no longer be stopped.
        with self.lock, contextlib.suppress(OSError):
            if self.stopper is not None:
                os.write(self.stopper, word)

    def close(self):
        with self.lock:
            os.close(self.stopper)
            self.stopper = None

    @property
    def settings(self):
        return {**OPTIONS, **self.scenario.options}

    def words(self):
        drive, before = WAYS[self.way]
        settings = self.settings
        settings["base_url"] = f"http://127.0.0.1:{self.platform.port}/api/v1"
        if drive == "poll":
            settings["trace"] = 1
        endpoint = MODEL if self.scenario.path == STREAM_PATH else "/generation/" + MODEL
        set_to = [f"{name}={value}" for name, value in settings.items()]
        return [drive, *set_to, "--", *before, "generate", endpoint, self.scenario.payload]

    def perform(self, driver):
        """Runs the driver, ends it after ten times its time limit, and returns what broke the rules."""
        environment = {"PATH": os.environ.get("PATH", ""), "SKILLS_VIDEO_API_KEY": KEY}
        bound = self.settings["total_timeout_ms"] / 100
        with self.platform, self.other, tempfile.TemporaryFile() as errors, subprocess.Popen(
            [driver, *self.words()],
            stdin=self.ear,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=environment,
        ) as process:
            os.close(self.ear)
            timer = threading.Timer(bound, process.kill)
            timer.start()
            text = process.stdout.read().decode("utf-8", errors="surrogateescape")
            self.lines = text.split("\n")[:-1]
            self.code = process.wait()
            timer.cancel()
            self.platform.settle()
            errors.seek(0)
            self.errors = errors.read().decode(errors="replace")
        self.close()
        return verdict.check(self)


def runs_of(chosen):
    for number, scenario in enumerate(chosen):
        yield scenario, "cold"
        yield scenario, "warm lines" if number % 2 else "warm"


def perform(driver, scenario, way):
    """Sockets are opened here and not before, so that no more are open than runs go on."""
    run = Run(scenario, way)
    return run, run.perform(driver)


def report(run, troubles):
    if troubles:
        print(f"FAILED {run.scenario.title} [{run.way}]: " + "; ".join(troubles), flush=True)
    if "-v" in sys.argv:
        print("".join(f"    {line}\n" for line in run.lines), end="", flush=True)


def choose():
    wanted = [word for word in sys.argv[1:] if not word.startswith("-")]
    chosen = [one for one in scenarios.ALL if all(word in one.title for word in wanted)]
    return chosen[::10] if "--smoke" in sys.argv else chosen


def main():
    chosen = choose()
    if "--list" in sys.argv:
        print("\n".join(one.title for one in chosen))
        return 0
    titles = collections.Counter(one.title for one in scenarios.ALL)
    doubled = [f"{count} are named {title}" for title, count in titles.items() if count > 1]
    print("".join(f"FAILED {trouble}\n" for trouble in doubled), end="")
    passed, failed, families = int(not doubled), len(doubled), collections.Counter()
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        driver = compile_driver(Path(folder))
        jobs = [pool.submit(perform, driver, *one) for one in runs_of(chosen)]
        for job in concurrent.futures.as_completed(jobs):
            run, troubles = job.result()
            report(run, troubles)
            passed, failed = passed + (not troubles), failed + bool(troubles)
            families[run.scenario.family] += bool(troubles)
    print("".join(f"{count:5} failed of {family}\n" for family, count in families.items() if count), end="")
    print(f"{len(chosen)} scenarios, {len(jobs)} runs")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
