#!/usr/bin/env python3
"""Tests of what is installed and packaged: run.py [NAME ...] runs every test, or those whose name contains a NAME. Ends with a line
`N passed, N failed, N skipped`; what is skipped lacks its interpreter."""

import concurrent.futures
import importlib
import sys
import time
import traceback
from pathlib import Path

from harness import Failure

FOLDER = Path(__file__).resolve().parent
AT_ONCE = 3


def tests(wanted):
    """Every function test_..., and every entry of a table TESTS, of the modules test_*.py, by name."""
    found = {}
    for path in sorted(FOLDER.glob("test_*.py")):
        module = importlib.import_module(path.stem)
        functions = {name[5:]: value for name, value in vars(module).items() if name.startswith("test_") and callable(value)}
        for name, value in {**functions, **getattr(module, "TESTS", {})}.items():
            found[f"{path.stem[5:]}.{name}"] = value
    return {name: test for name, test in found.items() if not wanted or any(word in name for word in wanted)}


def outcome(test):
    """What went wrong, "" for nothing, None for a test that could not be run here; and how long it took."""
    started = time.monotonic()
    try:
        trouble = None if test() == "skipped" else ""
    except Failure as failure:
        trouble = str(failure)
    except Exception:  # pylint: disable=broad-except
        trouble = traceback.format_exc()
    return trouble, time.monotonic() - started


def main():
    found = tests(sys.argv[1:])
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        for name, (trouble, seconds) in zip(found, pool.map(outcome, found.values())):
            word = "skipped" if trouble is None else "failed" if trouble else "passed"
            counts[word] += 1
            print(f"{word:<8}{seconds:6.1f} s  {name}" + (f"\n  {trouble}" if trouble else ""), flush=True)
    print(", ".join(f"{count} {word}" for word, count in counts.items() if count or word != "skipped"))
    return 1 if counts["failed"] or not found else 0


sys.exit(main())
