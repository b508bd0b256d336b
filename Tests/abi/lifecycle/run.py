#!/usr/bin/env python3
"""Runs every case of the table against the shipped library over real sockets; words choose cases by name."""

import concurrent.futures
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from cases import CASES
from checks import check
from driver import compile_driver
from regressions import missing
from scripted_server import Server, refusing_port
from table import KEY

WORKERS = 12


class Run:
    """The results of one run of a case."""

    def __init__(self, case, drive):
        self.case, self.drive = case, drive
        self.lines, self.errors, self.code = [], "", None
        self.server = self.other = self.file = None


def words_of(run, folder):
    places = {**run.server.places, "file": folder / "file"}
    # How a download goes on is tested elsewhere: here each request has one answer.
    tries = {"download_tries_max": 1} if "download" in run.case["operation"] else {}
    options = {"base_url": "http://127.0.0.1:{port}" + run.case["base"], **tries, **run.case["options"]}
    # One of the ways also shows that a trace never holds the key.
    if run.drive == "poll":
        options["trace"] = 1
    texts = [f"{name}={value}" for name, value in options.items()] + ["--", *run.case["operation"]]
    for name, place in places.items():
        texts = [text.replace("{%s}" % name, str(place)) for text in texts]
    return [run.drive, *texts]


def follow(run, driver, folder):
    """Starts the driver, reports its records to the server, and ends it when it is stuck."""
    environment = {"PATH": os.environ.get("PATH", ""), "SKILLS_VIDEO_API_KEY": KEY}
    command = [driver, *words_of(run, folder)]
    with open(folder / "errors", "w+", encoding="utf-8", errors="replace") as errors, subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=errors, stdin=subprocess.DEVNULL, env=environment,
    ) as process:
        timer = threading.Timer(run.case["bound"] * 10, process.kill)
        timer.start()
        for line in process.stdout:
            run.lines.append(line.decode("utf-8", errors="surrogateescape").rstrip("\n"))
            if line.startswith(b'E {"v":1,"event":"'):
                run.server.tell(line.split(b'"', 6)[5].decode())
        run.code = process.wait()
        timer.cancel()
        errors.seek(0)
        run.errors = errors.read()
    file = folder / "file"
    run.file = file.read_bytes() if file.exists() else None


def perform(driver, case, drive):
    run = Run(case, drive)
    places = {}
    servers = Server(case["script"], places), Server(case["other"] or [], places)
    unused, unused_port = refusing_port()
    places.update(port=servers[0].port, other=servers[1].port, unused=unused_port)
    with unused, tempfile.TemporaryDirectory() as folder, servers[0] as run.server, servers[1] as run.other:
        follow(run, driver, Path(folder))
    return run, check(run)


def main():
    wanted = [word for word in sys.argv[1:] if not word.startswith("-")]
    chosen = [case for case in CASES if not wanted or any(word in case["name"] for word in wanted)]
    lost = missing(CASES)
    passed, failed = int(not lost), len(lost)
    for trouble in lost:
        print(trouble)
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        driver = compile_driver(Path(folder))
        runs = [pool.submit(perform, driver, case, drive) for case in chosen for drive in case["drives"]]
        for done in concurrent.futures.as_completed(runs):
            run, troubles = done.result()
            passed += not troubles
            failed += bool(troubles)
            if troubles:
                print(f"FAILED {run.case['name']} [{run.drive}]: " + "; ".join(troubles), flush=True)
            if "-v" in sys.argv:
                print("".join(f"    {line}\n" for line in run.lines), end="", flush=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
