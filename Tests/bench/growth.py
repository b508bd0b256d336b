#!/usr/bin/env python3
"""Prints how the work of sv_inspect and sv_validate grows with documents: processor time in milliseconds for
N, 2N and 4N of each shape of Tests/growth, and the two ratios. Words choose shapes; --times NUMBER makes N
larger, --library FOLDER measures another build."""
import argparse
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "growth"))
import calls

ROUNDS = 3


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--library", default=calls.BUILD, metavar="FOLDER")
    parser.add_argument("words", nargs="*", metavar="WORD")
    options = parser.parse_args()
    print(f"{'shape':<44}{'N':>7}{'ms':>10}{'2N':>10}{'4N':>10}{'2N/N':>7}{'4N/2N':>7}  answer of 4N")
    with tempfile.TemporaryDirectory() as folder:
        program = calls.compiled(folder, options.library)
        for shape in calls.SHAPES:
            if options.words and not any(word in shape.name for word in options.words):
                continue
            first = shape.number * options.times
            lines = [calls.line(shape, first * factor, folder) for factor in (1, 2, 4)]
            done = subprocess.run([program, str(ROUNDS)], input="\n".join(lines), check=True,
                                  stdout=subprocess.PIPE, text=True)
            rows = [row.split() for row in done.stdout.splitlines()]
            times = [float(row[0]) * 1e3 for row in rows]
            ratios = [later / max(earlier, 1e-6) for earlier, later in zip(times, times[1:])]
            print(f"{shape.name:<44}{first:>7}" + "".join(f"{time:>10.2f}" for time in times)
                  + "".join(f"{ratio:>7.1f}" for ratio in ratios)
                  + f"{int(rows[2][2]):>10} bytes, status {rows[2][1]}", flush=True)


main()
