#!/usr/bin/env python3
"""Files in, files out and webhooks of the shipped library, over real sockets; ends with `N passed, N failed`.
Arguments choose tests by a part of their names."""
import concurrent.futures
import importlib
import sys
import time
import traceback

# The longest first. Each runs in a process of its own: some tests change the limits of their process.
MODULES = ["downloads", "lost_uploads", "uploads", "webhooks"]


def run(name):
    """How many tests of a module have passed and failed, and what is to be printed."""
    passed, failed, told = 0, 0, []
    module = importlib.import_module(name)
    for function, test in vars(module).items():
        label = f"{name}.{function.removeprefix('test_')}"
        if not function.startswith("test_") or (sys.argv[1:] and not any(word in label for word in sys.argv[1:])):
            continue
        started = time.monotonic()
        try:
            test()
            passed += 1
        except Exception:  # pylint: disable=broad-except
            failed += 1
            told.append(f"FAILED {label}\n{traceback.format_exc()}")
        if time.monotonic() - started > 2:
            told.append(f"{label}: {time.monotonic() - started:.1f} s")
    return passed, failed, told


def main():
    passed = failed = 0
    with concurrent.futures.ProcessPoolExecutor(3) as pool:
        for right, wrong, told in pool.map(run, MODULES):
            passed, failed = passed + right, failed + wrong
            print("".join(line + "\n" for line in told), end="", flush=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
