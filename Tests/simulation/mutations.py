#!/usr/bin/env python3
"""Breaks the rules of the lifecycle one by one, in a copy, and shows that the tests and the simulation notice each breach.

Prints one line a mutation and the survivors, and ends with `N passed, N failed`. Words as arguments choose the mutations
whose names contain one of them; --keep FOLDER works in that folder and leaves it, so that the next run builds less."""
import os
import shutil
import subprocess
import sys
import tempfile

from mutation_list import MUTATIONS

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PARTS = ["Sources/SVProtocol", "Sources/SVJSON", "Sources/CSimdJSON", "Sources/CBytes", "Sources/CCrypto",
         "Tests/SVProtocolTests", "Tests/simulation"]
MANIFEST = """// swift-tools-version:6.2
import PackageDescription

let package = Package(
  name: "mutants",
  targets: [
    .target(name: "CSimdJSON",
      cxxSettings: [.unsafeFlags(["-fPIC", "-std=c++17", "-fno-exceptions", "-fno-rtti"])],
      linkerSettings: [.linkedLibrary("simdjson"), .linkedLibrary("stdc++")]),
    .target(name: "SVJSON", dependencies: ["CBytes", "CSimdJSON"]),
    .systemLibrary(name: "CBytes"),
    .target(name: "CCrypto", linkerSettings: [.linkedLibrary("crypto")]),
    .target(name: "SVProtocol", dependencies: ["CBytes", "CCrypto", "SVJSON"]),
    .testTarget(name: "SVProtocolTests", dependencies: ["SVProtocol", "SVJSON"]),
    .testTarget(name: "SimulationTests", dependencies: ["SVProtocol", "SVJSON"], path: "Tests/simulation"),
  ])
"""
BUILD_MINUTES = 15
TEST_SECONDS = 120
# More than the tests' own run has: some breaches need an answer that is rare.
SEEDS = "10000"


def prepare(folder):
    for part in PARTS:
        target = os.path.join(folder, part)
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(os.path.join(ROOT, part), target, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    with open(os.path.join(folder, "Package.swift"), "w", encoding="utf-8") as manifest:
        manifest.write(MANIFEST)


def build(folder):
    done = subprocess.run(
        ["swift", "build", "--build-tests"], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        errors="replace", timeout=BUILD_MINUTES * 60, check=False)
    return done.returncode == 0, done.stdout


def notices(folder, words):
    """Whether the tests whose names match fail; one that does not end counts as failed."""
    environment = {name: value for name, value in os.environ.items() if name != "SEED"} | {"SEEDS": SEEDS}
    try:
        done = subprocess.run(
            ["swift", "test", "--skip-build", "--filter", words, "--skip", "SSE"], cwd=folder, env=environment,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=TEST_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return True
    return done.returncode != 0


def apply(folder, file, changes):
    """Changes the file and answers its original text, or None when a change does not fit exactly once."""
    path = os.path.join(folder, "Sources", "SVProtocol", file)
    with open(path, encoding="utf-8") as source:
        original = source.read()
    text = original
    for old, new in changes:
        if text.count(old) != 1:
            return None
        text = text.replace(old, new)
    with open(path, "w", encoding="utf-8") as target:
        target.write(text)
    return original


def restore(folder, file, original):
    with open(os.path.join(folder, "Sources", "SVProtocol", file), "w", encoding="utf-8") as target:
        target.write(original)


def judge(folder, file, changes):
    original = apply(folder, file, changes)
    if original is None:
        return False, "does not fit the source any more"
    try:
        compiles, output = build(folder)
        if not compiles:
            return False, "does not compile\n" + "\n".join(line for line in output.splitlines() if "error:" in line)
        by = [name for name, words in (("simulation", "SimulationTests"), ("tests", "SVProtocolTests")) if notices(folder, words)]
        return bool(by), "noticed by " + " and ".join(by) if by else "SURVIVES"
    finally:
        restore(folder, file, original)


def run(folder, chosen):
    prepare(folder)
    compiles, output = build(folder)
    if not compiles:
        print(output)
        return 0, 1
    if notices(folder, "SimulationTests|SVProtocolTests"):
        print("the tests fail without any mutation")
        return 0, 1
    passed, survivors = 0, []
    for name, file, changes in MUTATIONS:
        if chosen and not any(word in name for word in chosen):
            continue
        good, told = judge(folder, file, changes)
        print(f"{name:<64} {told}", flush=True)
        if good:
            passed += 1
        else:
            survivors.append(name)
    if survivors:
        print("not noticed: " + "; ".join(survivors))
    return passed, len(survivors)


def main():
    words = sys.argv[1:]
    folder = None
    if "--keep" in words:
        place = words.index("--keep")
        folder = os.path.abspath(words[place + 1])
        del words[place:place + 2]
        os.makedirs(folder, exist_ok=True)
    if folder:
        passed, failed = run(folder, words)
    else:
        with tempfile.TemporaryDirectory(prefix="sv-mutants-") as temporary:
            passed, failed = run(temporary, words)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
