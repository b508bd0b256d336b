#!/usr/bin/env python3
"""bindings/shell/skillsvideo.sh under every shell it is for: run.py [SHELL ...] [WORD ...], where words
choose cases by name. Ends with a line `N passed, N failed`."""

import concurrent.futures
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from cases import CASES

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "common"))
import interrupt
from local_simulator import LocalSimulator
from places import CATALOGUE, COMMAND, ROOT

LIBRARY = f"{ROOT}/bindings/shell/skillsvideo.sh"
SHELLS = {"dash": ["dash"], "bash": ["bash"], "bash-posix": ["bash", "--posix"], "zsh": ["zsh", "-f"],
          "busybox": ["busybox", "sh"]}


def environment(simulator, folder):
    return {
        "PATH": os.environ["PATH"], "HOME": folder, "LC_ALL": "C.UTF-8", "SKILLSVIDEO": str(COMMAND),
        "LIBRARY": LIBRARY,
        "SKILLS_VIDEO_CATALOGUE": str(CATALOGUE), **simulator.environment,
    }


def run_case(shell, case):
    """What went wrong, or ""."""
    with tempfile.TemporaryDirectory() as folder, LocalSimulator(*case.simulator) as simulator:
        variables = environment(simulator, folder) | case.variables
        variables = {name: value for name, value in variables.items() if value is not None}
        script = 'set -eu\n. "$LIBRARY"\n' + case.script
        done = subprocess.run([*shell, "-c", script], cwd=folder, env=variables, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, errors="replace", timeout=60)
        return case.judge(done, simulator.log())


def commands():
    text = subprocess.run([COMMAND, "--help"], capture_output=True, text=True, check=True).stdout
    return set(re.findall(r"^  (\w+) {2,}", text, re.M))


def tests(wanted):
    known = commands()
    found = {}
    shells = [word for word in wanted if word in SHELLS]
    words = [word for word in wanted if word not in SHELLS]
    for name, shell in SHELLS.items():
        if (shells and name not in shells) or shutil.which(shell[0]) is None:
            continue
        for case in CASES:
            if case.needs not in known:
                continue
            found[f"{name}: {case.name}"] = lambda shell=shell, case=case: run_case(shell, case)
        found[f"{name}: interrupted"] = lambda shell=shell: interrupt.run(shell, environment)
    return {name: test for name, test in found.items() if not words or any(word in name for word in words)}


def outcome(test):
    try:
        return test()
    except Exception as error:  # pylint: disable=broad-except
        return repr(error)


def main():
    found = tests(sys.argv[1:])
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        for name, trouble in zip(found, pool.map(outcome, found.values())):
            failed += bool(trouble)
            if trouble:
                print(f"FAILED {name}\n  {trouble}", flush=True)
    print(f"{len(found) - failed} passed, {failed} failed")
    return 1 if failed or not found else 0


sys.exit(main())
