"""Follows the call paths of CONTRIBUTING through the sources: each function is where the table says, and one
of those before it calls it."""
import os
import re

HOPS_MAX = 12
# A row of a call path: its number, the function, its file, what happens there.
ROW = re.compile(r"\| (\d+) \| `(\w+)` \| `([^`]+)` \| (.+) \|$")
# Functions that no earlier one calls: libcurl or the caller does.
ENTRANCES = ("libcurl calls it", "the caller's loop")


def call_paths(text):
    """Returns the rows of each table, by the heading before it."""
    found, heading = {}, None
    for line in text.splitlines():
        if line.startswith("### "):
            heading = line[4:]
        row = ROW.match(line)
        if row and heading:
            found.setdefault(heading, []).append(row.groups())
    return found


def bodies(name, text):
    """Yields the bodies of the functions of this name."""
    for start in re.finditer(rf"^( *)(?:[\w@()]+ )*func {name}\b.*$", text, re.M):
        end = re.search(rf"^{start[1]}\}}", text[start.end():], re.M)
        one_line = start[0].rstrip().endswith("}")
        yield start[0] if one_line or not end else text[start.end():start.end() + end.start()]


def check_call_path(heading, rows, read):
    if len(rows) > HOPS_MAX:
        yield f"CONTRIBUTING.md: {heading}: {len(rows)} functions, more than {HOPS_MAX}"
    before = []
    for place, (number, name, path, words) in enumerate(rows, 1):
        if int(number) != place:
            yield f"CONTRIBUTING.md: {heading}: row {place} has the number {number}"
        own = list(bodies(name, read(path)))
        if not own:
            yield f"CONTRIBUTING.md: {heading}: {path} has no function {name}"
        is_called = any(re.search(rf"\b{name}\(", body) for body in before)
        is_entrance = any(entrance in words for entrance in ENTRANCES)
        if place > 1 and not is_called and not is_entrance:
            yield f"CONTRIBUTING.md: {heading}: nothing before {name} calls it"
        before += own


def problems(root):
    def read(path):
        name = os.path.join(root, "Sources", path)
        if not os.path.exists(name):
            return ""
        with open(name, encoding="utf-8") as file:
            return file.read()

    with open(os.path.join(root, "CONTRIBUTING.md"), encoding="utf-8") as file:
        found = call_paths(file.read())
    if len(found) != 2:
        yield f"CONTRIBUTING.md: {len(found)} call paths, not 2"
    for heading, rows in found.items():
        yield from check_call_path(heading, rows, read)
