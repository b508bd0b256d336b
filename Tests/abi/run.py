#!/usr/bin/env python3
"""Tests of the C ABI, against the shipped library in build/; ends with a line `N passed, N failed`.
Arguments choose groups: headers, manual, ctypes, locale, classify, inspect, validation, records, lifecycle,
tls, faults, files, host, or C programs by name."""
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.append(os.path.join(os.path.dirname(HERE), "common"))
import ctypes_smoke  # noqa: E402
import headers  # noqa: E402
import manual  # noqa: E402
import other_locale  # noqa: E402
import places  # noqa: E402
import programs  # noqa: E402

OTHER_SUITES = ["classify", "inspect", "validation", "records", "lifecycle", "tls", "faults", "files", "host"]
results = []


def report(name, passed, failed, output="", seconds=None):
    results.append((passed, failed))
    took = f"{seconds:7.1f} s" if seconds else ""
    print(f"{name.strip():<28}{passed:>5} passed {failed:>3} failed{took}", flush=True)
    if failed or not passed:
        print(output, flush=True)


def other_suite(name):
    """Runs a suite in its own folder, which ends with the same line."""
    path = os.path.join(HERE, name, "run.py")
    if not os.path.exists(path):
        return
    done = subprocess.run([sys.executable, path], cwd=places.ROOT, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                          timeout=300)
    counted = re.findall(r"^(\d+) passed, (\d+) failed(?:, \d+ skipped)?$", done.stdout, re.M)
    passed, failed = map(int, counted[-1]) if counted else (0, 1)
    if done.returncode != 0 and failed == 0:
        failed = 1
    report(name, passed, failed, done.stdout)


def main():
    chosen = sys.argv[1:]
    own = {"headers": headers.run, "manual": manual.run, "ctypes": ctypes_smoke.run,
           "locale": other_locale.run}
    for name, group in own.items():
        if not chosen or name in chosen:
            report(name, *group())
    others = [word for word in chosen if word not in own and word not in OTHER_SUITES]
    if not chosen or others:
        for result in programs.run(others):
            report(*result)
    for name in OTHER_SUITES:
        if not chosen or name in chosen:
            other_suite(name)
    passed, failed = (sum(column) for column in zip(*results))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


sys.exit(main())
