#!/usr/bin/env python3
"""Breaks the rules of the lifecycle one by one, in a copy: the tests or the simulation must notice each
breach.

Prints one line a mutation and the survivors, and ends with `N passed, N failed`. Words as arguments choose
the mutations whose names contain one of them. --keep FOLDER works in that folder and leaves it, so that the
next run builds less."""

import os
import shutil
import sys
from pathlib import Path

from mutation_list import MUTATIONS as RULES

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "common"))
import mutation
from places import ROOT

MUTATIONS = [mutation.Mutation(name, f"Sources/SVProtocol/{file}", changes) for name, file, changes in RULES]
PARTS = [
    "Sources/SVProtocol",
    "Sources/SVText",
    "Sources/CSimdJSON",
    "Sources/CBytes",
    "Sources/CCrypto",
    "include",
    "Tests/SVProtocolTests",
    "Tests/simulation",
]
SIMDJSON = os.path.join(ROOT, ".build-simdjson")
MANIFEST = f"""// swift-tools-version:6.2
import PackageDescription

let package = Package(
  name: "mutants",
  targets: [
    .target(name: "CSimdJSON",
      cxxSettings: [.unsafeFlags(
        ["-fPIC", "-std=c++17", "-fno-exceptions", "-fno-rtti", "-isystem", "{SIMDJSON}/include"])],
      linkerSettings: [.unsafeFlags(["{SIMDJSON}/lib/libsimdjson.a"]), .linkedLibrary("stdc++")]),
    .target(name: "SVText", dependencies: ["CBytes", "CSimdJSON"]),
    .systemLibrary(name: "CBytes"),
    .target(name: "CCrypto", linkerSettings: [.linkedLibrary("crypto")]),
    .systemLibrary(name: "CSkillsVideo", path: "include"),
    .target(name: "SVProtocol", dependencies: ["CBytes", "CCrypto", "CSkillsVideo", "SVText"]),
    .testTarget(name: "SVProtocolTests", dependencies: ["SVProtocol", "SVText"]),
    .testTarget(name: "SimulationTests", dependencies: ["SVProtocol", "SVText"], path: "Tests/simulation"),
  ])
"""
TEST_MINUTES = 2
# More seeds than in the tests, because some mutations need a rare answer to be noticed.
SEEDS = "10000"


class Simulation(mutation.Campaign):
    """The lifecycle's rules, against its tests and the simulation."""

    def prepare(self, folder):
        for part in PARTS:
            target = os.path.join(folder, part)
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(
                os.path.join(ROOT, part), target, ignore=shutil.ignore_patterns("*.py", "__pycache__")
            )
        mutation.write(folder, "Package.swift", MANIFEST)

    def build(self, folder, _):
        return mutation.output_of(["swift", "build", "--build-tests"], folder)

    def noticed_by(self, folder, _):
        suites = (("simulation", "SimulationTests"), ("tests", "SVProtocolTests"))
        return [name for name, words in suites if fails(folder, words)]

    def healthy(self, folder, _):
        return "the simulation or the tests" if fails(folder, "SimulationTests|SVProtocolTests") else ""


def fails(folder, words):
    """Whether the tests whose names match fail; one that does not end counts as failed."""
    environment = {name: value for name, value in os.environ.items() if name != "SEED"} | {"SEEDS": SEEDS}
    command = ["swift", "test", "--skip-build", "--filter", words, "--skip", "SSE"]
    return not mutation.output_of(command, folder, environment, TEST_MINUTES)[0]


if __name__ == "__main__":
    sys.exit(mutation.main(Simulation(MUTATIONS)))
