#!/usr/bin/env python3
"""Files in, files out and webhooks of the shipped library, over real sockets; ends with `N passed, N failed`.
Arguments choose tests by a part of their names."""
import concurrent.futures
import importlib
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "common"))
import suite

# The longest first. Each runs in a process of its own: some tests change the limits of their process.
MODULES = ["downloads", "data_urls", "lost_uploads", "uploads", "webhooks"]


def run(name):
    """Returns how many tests of a module passed and failed, and the lines to print."""
    words, lines = [], []
    module = importlib.import_module(name)
    found = {f"{name}.{key[5:]}": test for key, test in vars(module).items() if key.startswith("test_")}
    for label, test in suite.chosen(found, sys.argv[1:]).items():
        word, told, seconds = suite.outcome(test)
        words.append(word)
        if told:
            lines.append(f"FAILED {label}\n{told}")
        if seconds > 2:
            lines.append(f"{label}: {seconds:.1f} s")
    return words.count("passed"), words.count("failed"), lines


def main():
    passed = failed = 0
    with concurrent.futures.ProcessPoolExecutor(3) as pool:
        for right, wrong, lines in pool.map(run, MODULES):
            passed, failed = passed + right, failed + wrong
            print("".join(line + "\n" for line in lines), end="", flush=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
