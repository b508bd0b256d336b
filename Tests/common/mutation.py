"""Breaks rules one by one in a copy of the sources, and checks that a test fails for each."""

import contextlib
import os
import re
import subprocess
import sys
import tempfile
from typing import NamedTuple

from places import ROOT

BUILD_MINUTES = 20


class Mutation(NamedTuple):
    """A mutation: what the broken rule would do, the file, and (old, new) texts to replace. `test` names the
    test that must fail; None means any test of the list."""

    name: str
    file: str
    changes: list
    test: str = None


def mutated(text, changes):
    """Returns the changed text, or None unless each old text occurs exactly once."""
    for old, new in changes:
        place = place_of(old, text)
        if place is None or old == new:
            return None
        text = text[: place[0]] + new + text[place[1] :]
    return text


def place_of(old, text):
    """Where a text occurs, unless it occurs twice. The formatter may have broken its lines in other
    places."""
    if text.count(old) == 1:
        return text.index(old), text.index(old) + len(old)
    if old in text:
        return None
    found = list(re.finditer(r"\s*".join(re.escape(letter) for letter in old if not letter.isspace()), text))
    return found[0].span() if len(found) == 1 else None


def read(folder, file):
    with open(os.path.join(folder, file), encoding="utf-8") as source:
        return source.read()


def write(folder, file, text):
    with open(os.path.join(folder, file), "w", encoding="utf-8") as target:
        target.write(text)


def misfits(mutations):
    """Yields the faults of a list: changes that do not fit the sources, and names that occur twice."""
    troubles, names = [], set()
    for mutation in mutations:
        if mutation.name in names:
            troubles.append(f"{mutation.name}: the name occurs twice")
        names.add(mutation.name)
        if not os.path.exists(os.path.join(ROOT, mutation.file)):
            troubles.append(f"{mutation.name}: there is no {mutation.file}")
        elif mutated(read(ROOT, mutation.file), mutation.changes) is None:
            troubles.append(f"{mutation.name}: does not fit {mutation.file} exactly once")
    return troubles


@contextlib.contextmanager
def applied(folder, mutation):
    """Applies the mutation to the copy until the end of the block."""
    original = read(folder, mutation.file)
    write(folder, mutation.file, mutated(original, mutation.changes))
    try:
        yield
    finally:
        write(folder, mutation.file, original)


def output_of(command, folder, environment=None, minutes=BUILD_MINUTES):
    """Returns whether a command succeeds, and its output. A command that does not end in time fails."""
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=minutes * 60,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False, f"did not end within {minutes} minutes"
    return done.returncode == 0, done.stdout


class Campaign:
    """Runs one list of mutations. A subclass defines what is copied and built, and which tests run."""

    def __init__(self, mutations):
        self.mutations = mutations

    def prepare(self, folder):
        """Copies the sources."""

    def build(self, folder, mutations):
        """Builds what the tests of these mutations need. Returns whether it succeeds, and its output."""

    def noticed_by(self, folder, mutation):
        """Returns the names of the tests that fail."""

    def healthy(self, folder, mutations):
        """Returns the tests that fail without any mutation."""

    def judge(self, folder, mutation):
        if mutated(read(folder, mutation.file), mutation.changes) is None:
            return False, "does not fit the source any more"
        with applied(folder, mutation):
            compiles, output = self.build(folder, [mutation])
            if not compiles:
                errors = [line for line in output.splitlines() if "error:" in line]
                return False, "does not compile\n" + "\n".join(errors or output.splitlines()[-5:])
            by = self.noticed_by(folder, mutation)
            return bool(by), "noticed by " + " and ".join(by) if by else "SURVIVES"

    def run(self, folder, words):
        """Returns how many mutations failed a test, and how many did not. Words select by name."""
        chosen = [one for one in self.mutations if not words or any(word in one.name for word in words)]
        self.prepare(folder)
        compiles, output = self.build(folder, chosen)
        sick = self.healthy(folder, chosen) if compiles else output
        if sick:
            print(f"the tests fail without any mutation: {sick}")
            return 0, 1
        survivors = []
        for mutation in chosen:
            good, told = self.judge(folder, mutation)
            print(f"{mutation.name:<64} {told}", flush=True)
            if not good:
                survivors.append(mutation.name)
        if survivors:
            print("not noticed: " + "; ".join(survivors))
        return len(chosen) - len(survivors), len(survivors)


def close(passed, failed):
    """Prints the closing line and returns the exit status."""
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


def main(campaign):
    """Words select mutations. --keep FOLDER uses that folder for the copy and keeps it."""
    words = sys.argv[1:]
    folder = None
    if "--keep" in words:
        place = words.index("--keep")
        folder = os.path.abspath(words[place + 1])
        del words[place : place + 2]
        os.makedirs(folder, exist_ok=True)
    if folder:
        return close(*campaign.run(folder, words))
    with tempfile.TemporaryDirectory(prefix="sv-mutants-") as temporary:
        return close(*campaign.run(temporary, words))
