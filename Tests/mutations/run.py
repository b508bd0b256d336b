#!/usr/bin/env python3
"""Breaks the rules of the engine, the downloads, the handles, the C parts, Python, the command and the shell.
Each is broken by itself, in a copy, and the test that the list names for it must fail.

Prints one line a mutation and the survivors, and ends with `N passed, N failed`. Words as arguments choose
the mutations whose names contain one of them. --keep FOLDER works in that folder and leaves it, so that the
next run builds less. --fit builds nothing: it checks that each old text of all lists occurs exactly once in
its file."""

import os
import shutil
import sys

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path[1:1] = [os.path.join(TESTS, "common"), os.path.join(TESTS, "simulation")]
import mutation  # noqa: E402
import mutations as simulation  # noqa: E402
from lists import MUTATIONS  # noqa: E402
from places import ROOT, SIMULATOR  # noqa: E402

PARTS = ["Sources", "Tests", "include", "packaging", "share", "bindings", "Package.swift"]
TEST_MINUTES = 3
# The library in ordinary Swift, which builds again in seconds. The simulator is the one that is built
# already.
MANIFEST = """
package.products = [
  .executable(name: "skillsvideo", targets: ["ProgramStart", "skillsvideo-cli"]),
  .library(name: "skillsvideo-mutant", type: .dynamic, targets: ["SkillsVideo"]),
]
package.dependencies.removeLast()
let unneeded = ["skillsvideo-simulator", "SimulatorPictures", "CImaging", "CZlib"]
package.targets.removeAll { unneeded.contains($0.name) }
"""
BIN = ".build/debug"
SWIFT_TESTS = ["swift", "build", "--build-tests"]
LIBRARY = ["swift", "build", "--product", "skillsvideo-mutant"]
COMMAND = ["swift", "build", "--product", "skillsvideo"]
# What is built for each kind of test.
PRODUCTS = {"swift": SWIFT_TESTS, "command": COMMAND, "shell": COMMAND}


def command(test):
    """How a test is run in the copy. It is named by its kind and a word that chooses it."""
    kind, _, word = test.partition(" ")
    if kind == "swift":
        return ["swift", "test", "--skip-build", "--filter", word]
    if kind in ("program", "group"):
        return [sys.executable, "Tests/abi/run.py", word]
    if kind == "python":
        file, _, name = word.partition(" ")
        python = os.path.join(ROOT, ".venv-python", "bin", "python")
        return [
            python,
            "-m",
            "pytest",
            "-q",
            "-x",
            "-p",
            "no:cacheprovider",
            "-p",
            "_skillsvideo_pytest",
            "-W",
            "error",
            f"bindings/python/tests/{file}.py",
            "-k",
            name or "test",
        ]
    if word == "all":
        word = ""
    folder = kind if kind in ("command", "shell") else f"abi/{kind}"
    return [sys.executable, f"Tests/{folder}/run.py", *filter(None, [word])]


def environment(folder):
    return {
        **os.environ,
        "SIMULATOR": SIMULATOR,
        "SKILLSVIDEO_SIMULATOR": SIMULATOR,
        "VALGRIND": "0",
        "COMMAND": os.path.join(folder, BIN, "skillsvideo"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": os.path.join(folder, "bindings", "python", "src"),
        "SKILLSVIDEO_LIBRARY": os.path.join(folder, "build", "libskillsvideo.so"),
    }


class Engine(mutation.Campaign):
    """Everything around the machine, each rule against the test that it names."""

    def prepare(self, folder):
        for part in PARTS:
            source, target = os.path.join(ROOT, part), os.path.join(folder, part)
            if os.path.isdir(source):
                shutil.rmtree(target, ignore_errors=True)
                shutil.copytree(
                    source,
                    target,
                    symlinks=True,
                    ignore=shutil.ignore_patterns("__pycache__", "build", "lib"),
                )
        mutation.write(folder, "Package.swift", mutation.read(ROOT, "Package.swift") + MANIFEST)
        if not os.path.lexists(os.path.join(folder, ".build-simdjson")):
            os.symlink(os.path.join(ROOT, ".build-simdjson"), os.path.join(folder, ".build-simdjson"))
        os.makedirs(os.path.join(folder, "build"), exist_ok=True)
        for name in ("libskillsvideo.so", "libskillsvideo.so.0"):
            path = os.path.join(folder, "build", name)
            if not os.path.lexists(path):
                os.symlink(f"../{BIN}/libskillsvideo-mutant.so", path)

    def build(self, folder, mutations):
        """What was mutated before is built again with this."""
        for product in (COMMAND, LIBRARY, SWIFT_TESTS):
            if any(PRODUCTS.get(one.test.partition(" ")[0], LIBRARY) == product for one in mutations):
                good, output = mutation.output_of(product, folder)
                if not good:
                    return False, output
        return True, ""

    def noticed_by(self, folder, one):
        good, _ = mutation.output_of(command(one.test), folder, environment(folder), TEST_MINUTES)
        return [] if good else [one.test]

    def healthy(self, folder, mutations):
        for test in sorted({one.test for one in mutations}):
            good, output = mutation.output_of(command(test), folder, environment(folder), TEST_MINUTES)
            if not good:
                return f"{test}\n{output}"
        return ""


def fit():
    """The quick check of all lists."""
    every = MUTATIONS + simulation.MUTATIONS
    troubles = mutation.misfits(every) + [f"{one.name}: names no test" for one in MUTATIONS if not one.test]
    for trouble in troubles:
        print(trouble)
    return mutation.close(len(every) - len(troubles), len(troubles))


if __name__ == "__main__":
    sys.exit(fit() if sys.argv[1:] == ["--fit"] else mutation.main(Engine(MUTATIONS)))
