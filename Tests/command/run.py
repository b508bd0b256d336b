#!/usr/bin/env python3
"""Runs the tests of the command; see README.md beside this file."""

import argparse
import sys
import time
from pathlib import Path

import casefile
import suite  # from Tests/common, which harness has put on the path
from harness import COMMAND, SIMULATOR

FOLDER = Path(__file__).resolve().parent
AT_ONCE = 4


def tests(wanted):
    """Every case file and every function test_... of the modules test_*.py, by name."""
    return suite.chosen({**{case.name: case for case in casefile.load()}, **suite.tests(FOLDER)}, wanted)


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
    words = []
    for name, word, told, _ in suite.outcomes(found, AT_ONCE):
        words.append(word)
        if word == "failed":
            print(f"FAILED {name}\n  {told}", flush=True)
    print(f"{time.monotonic() - started:.1f} s")
    return suite.close(words)


if __name__ == "__main__":
    sys.exit(main())
