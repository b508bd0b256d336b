#!/usr/bin/env python3
"""Tests the skills: builds both folders and runs their scripts as an agent would, against the simulator and
servers that follow a script.

SIMULATOR names the simulator's program, SKILLSVIDEO_LIBRARY the library (by default that of build/), WHEEL a
wheel to build from.
Words on the command line choose the cases whose names have them.
"""
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

import documents
import folders
import table_create
import table_offline
import table_wait
from harness import problems, run
from places import CATALOGUE, LIBRARY, ROOT, SIMULATOR

CASES = [*table_offline.CASES, *table_create.CASES, *table_wait.CASES]
# Each fault of the original scripts has a row, at least, that shows it gone.
FAULTS = set(range(1, 20))


def prepare(work):
    """The built folders, and the simulator's class out of the sources."""
    library = os.environ.get("SKILLSVIDEO_LIBRARY") or LIBRARY
    os.environ["SKILLSVIDEO_LIBRARY"] = os.path.abspath(library)
    wheel = ["--wheel", os.environ["WHEEL"]] if os.environ.get("WHEEL") else []
    folder = os.path.join(work, "skill")
    subprocess.run([sys.executable, os.path.join(ROOT, "bindings", "skill", "tools", "build.py"), *wheel,
                    folder],
                   check=True, stdout=subprocess.DEVNULL)
    documents.write(folder)
    documents.write(work)
    sys.path.insert(0, os.path.join(ROOT, "bindings", "python", "src"))
    return folder


def attempt(case, folder, simulator):
    """The name of a row and what is wrong with it."""
    try:
        outcome = run(case, folder, simulator)
        found = problems(case, outcome)
    except Exception as error:  # A row that cannot be run has failed, and the others still run.
        return case.name, [f"{type(error).__name__}: {error}"]
    return case.name, found + ([f"printed:\n{outcome.out}{outcome.err}"] if found else [])


def verify(name, check, *arguments):
    try:
        check(*arguments)
    except Exception as error:
        return name, [f"{type(error).__name__}: {error}"]
    return name, []


def coverage():
    missing = FAULTS - {number for case in CASES for number in case.faults}
    return "each fault of the originals has a case", [f"none for {sorted(missing)}"] if missing else []


def main():
    words = sys.argv[1:]
    with tempfile.TemporaryDirectory() as work:
        folder = prepare(work)
        from skillsvideo.testing import Simulator

        os.environ["SKILLS_VIDEO_CATALOGUE"] = str(CATALOGUE)
        with Simulator(latency_ms=60, program=str(SIMULATOR)) as simulator, ThreadPoolExecutor(4) as pool:
            chosen = [case for case in CASES if all(word in case.name for word in words)]
            jobs = [pool.submit(attempt, case, folder, simulator) for case in chosen]
            jobs += [pool.submit(verify, name, check, folder, skill) for name, check, skill in folders.CHECKS]
            jobs += [pool.submit(verify, name, check, folder, skill, simulator) for name, check,
                     skill in folders.LIVE]
            results = [job.result() for job in jobs] + [coverage()]
    for name, found in results:
        if found:
            print(f"FAILED  {name}: " + "\n  ".join(found))
    failed = sum(bool(found) for _, found in results)
    print(f"{len(results) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
