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
    """The word for what became of a test, and what there is to say about it."""
    try:
        test()
    except harness.Skip as skip:
        return "skipped", str(skip)
    except harness.Failure as failure:
        return "FAILED", str(failure)
    except Exception:  # pylint: disable=broad-except
        return "FAILED", traceback.format_exc()
    return "ok", ""


def main():
    found = tests(sys.argv[1:])
    words = []
    world = harness.open_world()
    try:
        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
            for name, (word, told) in zip(found, pool.map(outcome, found.values())):
                words.append(word)
                print(f"{word} {name}" + (f"\n  {told}" if told else ""), flush=True)
    finally:
        world.close()
    print(f"{words.count('ok')} passed, {words.count('FAILED')} failed")
    return 0 if "ok" in words and "FAILED" not in words else 1


if __name__ == "__main__":
    sys.exit(main())
