#!/usr/bin/env python3
"""Compares the start of the command with that of `curl --version`, which loads the same libraries: wall time
and CPU time, alternating, medians. cold_start.py COMMAND [ROUNDS]."""
import os
import statistics
import subprocess
import sys

from measuring import run_once

AIM = 1.5


def main():
    command = os.path.abspath(sys.argv[1])
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 101
    known = subprocess.run([command, "--help"], stdout=subprocess.PIPE, text=True, check=True).stdout
    words = [["key"]] + ([["models"]] if "\n  models " in known else []) + [["complete", "generate", ""]]
    runs = {("curl", "--version"): []} | {(command, *word): [] for word in words}
    for _ in range(rounds):
        for line, times in runs.items():
            times.append(run_once(line, check=False))
    base = [statistics.median(column) for column in zip(*runs["curl", "--version"])]
    for line, times in runs.items():
        wall, cpu = (statistics.median(column) for column in zip(*times))
        name = " ".join((os.path.basename(line[0]), *line[1:]))
        print(f"{name:<30}{wall:7.1f} ms{cpu:7.1f} ms CPU{wall / base[0]:6.2f} times, {cpu / base[1]:.2f} of "
              f"CPU (aim {AIM})")


main()
