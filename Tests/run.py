#!/usr/bin/env python3
"""Runs every suite, two side by side where there are two processors, and ends with one line `N passed, N
failed`. Words choose suites. --long adds fuzzing and large numbers of seeds, --one-by-one runs one suite at a
time."""
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "common"))
import side_by_side
import signals
from places import COMMAND, ROOT, SIMULATOR

# Name, command, limit in minutes with another suite at the same time. Long ones are first, so that short ones
# fill the rest.
SUITES = [
    ("lint", ["make", "lint"], 5),
    ("runner", [sys.executable, "Tests/runner/run.py"], 1),
    ("swift", ["packaging/swift-debug.sh", "test", "--parallel"], 15),
    ("abi", [sys.executable, "Tests/abi/run.py"], 15),
    ("python", [sys.executable, "Tests/python/run.py"], 20),
    ("command", [sys.executable, "Tests/command/run.py"], 5),
    ("simulator", [sys.executable, "Tests/simulator/run.py"], 5),
    ("shell", [sys.executable, "Tests/shell/run.py"], 5),
    ("packaging", [sys.executable, "Tests/packaging/run.py"], 10),
    ("skill", [sys.executable, "Tests/skill/run.py"], 5),
    ("fuzz", [sys.executable, "Tests/fuzz/run.py"], 5),
    ("readme", [sys.executable, "Tests/readme.py"], 2),
    ("growth", [sys.executable, "Tests/growth/run.py"], 5),
    ("mutations", [sys.executable, "Tests/mutations/run.py", "--fit"], 1),
]
LONG_SUITES = [
    ("simulate", ["make", "simulate", "SEEDS=100000"], 30),
    ("campaign", [sys.executable, "Tests/campaign/run.py"], 20),
    ("growth-long", [sys.executable, "Tests/growth/run.py", "--long"], 60),
    ("valgrind", [sys.executable, "Tests/abi/faults/run.py", "--valgrind"], 60),
    ("fuzz-long", [sys.executable, "Tests/fuzz/run.py", "--long"],
     30 + int(os.environ.get("FUZZ_SECONDS", "600")) // 30),
    ("abi-self-contained", ["env", f"BUILD={ROOT}/build/self-contained", sys.executable, "Tests/abi/run.py"],
     30),
    ("clean-root", ["bash", "-c", "make deb && Tests/packaging/clean-root.sh"], 60),
    ("wheel-roots", ["bash", "-c", "make wheel wheel-tools && Tests/packaging/wheel-roots.sh"], 60),
    ("reproducible", ["Tests/packaging/reproducible.sh"], 60),
    ("python-wheels", [sys.executable, "Tests/python/run.py", "--wheels"], 30),
    ("mutate-rules", [sys.executable, "Tests/simulation/mutations.py"], 60),
    ("mutate-rest", [sys.executable, "Tests/mutations/run.py"], 120),
]
# Suites that must not overlap, because the first one writes files that the others use. Each of the long ones
# runs alone, because it builds or measures. All others use temporary folders, ports that the system chooses,
# or their own folder of build/.
APART = {
    # Links the command and the simulator in .build-debug.
    "swift": {"abi", "python", "command", "simulator", "shell", "packaging", "skill", "readme"},
    # `make install` puts the library into build/ again.
    "packaging": {"abi", "python", "skill", "fuzz", "growth", "readme"},
}
ALONE = {suite[0] for suite in LONG_SUITES}


def apart(one, other):
    """Whether these suites must not overlap."""
    return bool(ALONE & {one, other}) or other in APART.get(one, ()) or one in APART.get(other, ())


def counts(output, status):
    """Returns how many tests passed and failed, from a suite's output. Without a count it is one test."""
    # The closing line is the last one: parts of a suite print their own before it.
    plain = re.findall(r"^(\d+) passed, (\d+) failed", output, re.M)[-1:]
    passed = sum(int(pair[0]) for pair in plain)
    failed = sum(int(pair[1]) for pair in plain)
    for line in [] if plain else output.splitlines():
        swift = re.search(r"Test run with (\d+) tests?.* (passed|failed).*", line)
        unittest = re.match(r"Ran (\d+) tests? in", line)
        if swift:
            wrong = len(set(re.findall(r"^. Test (.*) failed after", output, re.M))) if swift[
                2] == "failed" else 0
            passed += int(swift[1]) - wrong
            failed += wrong
        elif unittest:
            wrong = sum(int(n) for n in re.findall(r"(?:failures|errors)=(\d+)", output))
            passed += int(unittest[1]) - wrong
            failed += wrong
    if passed + failed == 0:
        passed = 1 if status == 0 else 0
    if status != 0 and failed == 0:
        failed = 1
    return passed, failed


def main():
    signals.restore()
    side_by_side.handle_signals()
    suites = SUITES + (LONG_SUITES if "--long" in sys.argv else [])
    chosen = [word for word in sys.argv[1:] if not word.startswith("-")]
    results = []

    def report(name, output, status, seconds):
        passed, failed = counts(output, status)
        results.append((passed, failed))
        print(f"{name:<12}{passed:>5} passed {failed:>4} failed  {seconds:6.1f} s", flush=True)
        if failed:
            print(output, flush=True)

    at_once = 1 if "--one-by-one" in sys.argv else min(2, os.cpu_count() or 1)
    environment = dict(os.environ, COMMAND=str(COMMAND), SIMULATOR=str(SIMULATOR))
    side_by_side.run(
        [suite for suite in suites if not chosen or suite[0] in chosen], at_once, apart, report, cwd=ROOT,
        env=environment)
    passed = sum(result[0] for result in results)
    failed = sum(result[1] for result in results)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


try:
    sys.exit(main())
except side_by_side.Interrupt as interrupt:
    sys.exit(128 + interrupt.number)
