#!/usr/bin/env python3
"""Runs the tests of the command; see README.md beside this file."""

import argparse
import concurrent.futures
import importlib
import sys
import time
import traceback
from pathlib import Path

import casefile
from harness import COMMAND, SIMULATOR, Failure

FOLDER = Path(__file__).resolve().parent
AT_ONCE = 4


def tests(wanted):
    """Every case file and every function test_... of the modules test_*.py, by name."""
    found = {case.name: case for case in casefile.load()}
    for path in sorted(FOLDER.glob("test_*.py")):
        module = importlib.import_module(path.stem)
        for name, value in vars(module).items():
            if name.startswith("test_") and callable(value):
                found[f"{path.stem[5:]}.{name[5:]}"] = value
    return {name: test for name, test in found.items() if not wanted or any(word in name for word in wanted)}


def outcome(test):
    """None for a test that passed, else what went wrong."""
    try:
        test()
    except Failure as failure:
        return str(failure)
    except Exception:  # pylint: disable=broad-except
        return traceback.format_exc()
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--update", action="store_true", help="write what is seen into the case files")
    parser.add_argument("name", nargs="*", help="run only what has one of these in its name")
    options = parser.parse_args()
    for program in (COMMAND, SIMULATOR):
        if not program.is_file():
            sys.exit(f"{program} is not there; build it, or name another with COMMAND and SIMULATOR")
    found = tests(options.name)
    if options.update:
        for test in found.values():
            if isinstance(test, casefile.Case):
                test.update()
        return 0
    started = time.monotonic()
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        for name, trouble in zip(found, pool.map(outcome, found.values())):
            if trouble is not None:
                failed += 1
                print(f"FAILED {name}\n  {trouble}", flush=True)
    print(f"{time.monotonic() - started:.1f} s")
    print(f"{len(found) - failed} passed, {failed} failed")
    return 1 if failed or not found else 0


if __name__ == "__main__":
    sys.exit(main())
