#!/usr/bin/env python3
"""The shipped library over real TLS, behind a real nginx and through real proxies, on 127.0.0.1 only."""

import concurrent.futures
import importlib
import sys
import traceback
from pathlib import Path

import harness

FOLDER = Path(__file__).resolve().parent
AT_ONCE = 6


def tests(wanted):
    """Every function test_... of the modules test_*.py, by name."""
    found = {}
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
    except harness.Failure as failure:
        return str(failure)
    except Exception:  # pylint: disable=broad-except
        return traceback.format_exc()
    return None


def main():
    found = tests(sys.argv[1:])
    failed = 0
    world = harness.open_world()
    try:
        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
            for name, trouble in zip(found, pool.map(outcome, found.values())):
                failed += trouble is not None
                print(f"ok {name}" if trouble is None else f"FAILED {name}\n  {trouble}", flush=True)
    finally:
        world.close()
    print(f"{len(found) - failed} passed, {failed} failed")
    return 1 if failed or not found else 0


if __name__ == "__main__":
    sys.exit(main())
