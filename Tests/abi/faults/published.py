"""Files in Tests/ with the results of a run: written with --update, otherwise compared."""
import difflib
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "common"))
from places import ROOT

SHOWN = 6


def write(name, fresh, text, updates):
    """Writes build/`fresh`, and with `updates` Tests/`name`. Returns how Tests/`name` differs from this run,
    in both directions."""
    build, tests = os.path.join(ROOT, "build", fresh), os.path.join(ROOT, "Tests", name)
    os.makedirs(os.path.dirname(build), exist_ok=True)
    for path in [build] + ([tests] if updates else []):
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    if not os.path.exists(tests):
        return [f"Tests/{name} is missing; run with --update"]
    with open(tests, encoding="utf-8") as file:
        known = file.read()
    lines = list(difflib.unified_diff(known.splitlines(), text.splitlines(), lineterm="", n=0))[2:]
    words = {"-": f"only in Tests/{name}", "+": f"only in build/{fresh}"}
    found = [f"{words[line[0]]}: {line[1:]}" for line in lines if line[0] in words and line[1:]]
    return found[:SHOWN] + ([f"and {len(found) - SHOWN} lines more"] if len(found) > SHOWN else [])
