#!/usr/bin/env python3
"""Compares the library with the floor, bare libcurl programs that do the same work, in one run: alternating,
medians. Prints one row for each measure, with its aim. CPU times, unless a row says otherwise.

run.py [--beside FOLDER] [NAME...]: FOLDER has another build of the library, which is measured in turn with
this one; NAMEs select works.
"""
import argparse
import statistics
import subprocess

from measuring import compile_c, read_usage, with_library
from places import BUILD
from works import WORKS

TITLES = ("work", "measure", "ours", "floor", "ratio", "aim")


def programs(work, beside):
    """What is measured in turn, by name."""
    folders = {"ours": BUILD} | ({"before": beside} if beside else {})
    ours = {name: compile_c(work.client, *with_library(folder), name=f"{work.client}-{name}")
            for name, folder in folders.items()}
    floor = compile_c(work.floor, "-lcurl")
    return {name: [program, *work.arguments] for name, program in ours.items()} | {
        "floor": [floor, *work.arguments, *work.floor_arguments]}


def measure(work, commands):
    """The usage of each round, by what was measured."""
    rounds = {name: [] for name in commands}
    with subprocess.Popen([compile_c(work.server), *work.server_arguments], stdout=subprocess.PIPE,
                          text=True) as serving:
        try:
            url = f"http://127.0.0.1:{serving.stdout.readline().strip()}"
            for _ in range(work.rounds):
                for name, (program, *arguments) in commands.items():
                    rounds[name].append(read_usage([program, url, *arguments], work.events))
        finally:
            serving.kill()
    return rounds


def row(name, measure_, rounds):
    """The words of one row; the ratio is the median of the rounds' ratios."""
    values = {who: [measure_.value(usage) for usage in usages] for who, usages in rounds.items()}
    medians = {who: statistics.median(found) for who, found in values.items()}
    ratio = statistics.median(ours / max(floor, 1e-9) for ours, floor in zip(values["ours"], values["floor"]))
    words = [name, measure_.name, *(f"{medians[who]:.{measure_.digits}f} {measure_.unit}" for who in
                                    ("ours", "floor")), f"{ratio:.2f}", measure_.aim]
    if "before" in values:
        change = statistics.median(ours / max(before, 1e-9) for ours, before in
                                   zip(values["ours"], values["before"]))
        words.append(f"{medians['before']:.{measure_.digits}f} {measure_.unit} beside, {change:.2f} of it")
    return words


def show(words):
    name, what, *figures, ratio, aim = words[:6]
    print(f"{name:<32}{what:<20}" + "".join(f"{figure:>14}" for figure in figures) +
          f"{ratio:>8}  {aim:<16}" + "".join(words[6:]), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--beside", metavar="FOLDER")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(WORKS))
    options = parser.parse_args()
    show(TITLES)
    for name in options.names or WORKS:
        work = WORKS[name]
        rounds = measure(work, programs(work, options.beside))
        for each in work.measures:
            show(row(work.title, each, rounds))


main()
