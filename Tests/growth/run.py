#!/usr/bin/env python3
"""Counts the instructions of sv_inspect and sv_validate with callgrind, for documents that grow, and fails if
a document twice as large takes more than three times the work. It measures no time, so a slow machine changes
nothing. Words choose shapes; --long adds those that take long, because their work ends at a bound."""
import glob
import json
import os
import re
import subprocess
import sys
import tempfile

import calls

RATIO_MAX = 3.0
# Shapes, numbers beyond a bound, and words of the note about it.
BOUNDS = [
    ("fields that share a description", 1600, "bytes; the rest is left out"),
    ("media types of a body", 300, "media types of a body the rest is left out"),
    ("media types of answers", 300, "media types of a body the rest is left out"),
    ("diamonds of allOf", 40, "too much work for a whole template"),
    ("diamonds of fields", 40, "nested too deeply or too many"),
    ("list: paths with parameters", 3000, "too many paths to compare"),
    ("validate: diamonds of allOf", 40, "checking ended early"),
]
FUNCTIONS = ("sv_inspect", "sv_validate")


def counts(program, lines, folder):
    """The instructions of each call, on all threads. Callgrind writes a file after each call."""
    out = os.path.join(folder, "counts")
    command = ["valgrind", "--quiet", "--tool=callgrind", f"--callgrind-out-file={out}",
               *(f"--dump-after={name}" for name in FUNCTIONS), program, "1"]
    # The first file counts the start of the program too, so the first call is made twice.
    subprocess.run(command, input="\n".join(lines[:1] + lines), check=True, stdout=subprocess.DEVNULL,
                   text=True)
    found = []
    for number in range(2, len(lines) + 2):
        with open(f"{out}.{number}", encoding="utf-8") as file:
            found.append(int(re.search(r"^(?:totals|summary): (\d+)", file.read(), re.M)[1]))
    for path in glob.glob(f"{out}*"):
        os.remove(path)
    return found


def bounds(program, folder):
    """How many bounds a note reports, and how many not."""
    shapes = {shape.name: shape for shape in calls.SHAPES}
    lines = [calls.line(shapes[name], number, folder) for name, number, _ in BOUNDS]
    done = subprocess.run([program, "0"], input="\n".join(lines), check=True, stdout=subprocess.PIPE,
                          text=True)
    missing = [(name, words) for (name, _, words), answer in zip(BOUNDS, done.stdout.splitlines())
               if not any(words in note for note in json.loads(answer)["notes"])]
    for name, words in missing:
        print(f"FAILED {name}: no note says \"{words}\"")
    return len(BOUNDS) - len(missing), len(missing)


def main():
    is_long = "--long" in sys.argv
    words = [word for word in sys.argv[1:] if not word.startswith("-")]
    shapes = [shape for shape in calls.SHAPES if shape.is_long <= is_long
              and (not words or any(word in shape.name for word in words))]
    # Small numbers show less of what is quadratic.
    factors = (1, 2, 4) if is_long else (2, 4)
    with tempfile.TemporaryDirectory() as folder:
        program = calls.compiled(folder)
        lines = [calls.line(shape, shape.number * factor, folder) for shape in shapes for factor in factors]
        found = counts(program, lines, folder)
        passed, failed = bounds(program, folder)
    for place, shape in enumerate(shapes):
        work = found[len(factors) * place:][:len(factors)]
        ratios = [later / earlier for earlier, later in zip(work, work[1:])]
        if max(ratios) <= RATIO_MAX:
            passed += 1
        else:
            failed += 1
        if max(ratios) > RATIO_MAX or "--show" in sys.argv:
            print(f"{'FAILED' if max(ratios) > RATIO_MAX else 'passed'} {shape.name}: "
                  f"{', '.join(f'{count:,}' for count in work)} instructions for "
                  f"{', '.join(str(shape.number * factor) for factor in factors)}: "
                  f"{', '.join(f'{ratio:.1f}' for ratio in ratios)} times")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


sys.exit(main())
