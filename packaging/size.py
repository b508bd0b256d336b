#!/usr/bin/env python3
"""Lists what the bytes of the shared library are: size.py LIBRARY UNSTRIPPED. Sections are those of the
shipped file. Source targets are found by the mangled names in the unstripped one; the rest has no name."""
import collections
import os
import re
import subprocess
import sys

OTHERS = [
    ("Swift standard library",
     re.compile(r"^(\$[es][sS]|\$[es]S|swift_|_swift|__swift|\$[es]\d*Swift$|_ZL\d+_swift)")),
    ("CSimdJSON", re.compile(r"^(csimdjson|_Z.*csimdjson|_ZN12_GLOBAL__N_1)")),
    ("simdjson and C++ headers", re.compile(r"^(_ZN?K?(St|8simdjson)|_ZTI|_ZTV|_ZTS)")),
    ("C targets", re.compile(r"^(clinux|cpcre2|ccurl|cbytes|csystem|arc4random)")),
]


def lines(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()


def target(name):
    swift = re.match(r"^\$[es](\d+)", name)
    if swift:
        start = swift.end()
        return name[start:start + int(swift[1])]
    return next((label for label, pattern in OTHERS if pattern.match(name)), "other")


def table(title, sizes, total):
    print(f"{title:<28}{'bytes':>9}{'share':>8}")
    for name, size in sorted(sizes.items(), key=lambda pair: -pair[1]):
        print(f"{name:<28}{size:>9}{100 * size / total:>7.1f}%")
    print(f"{'total':<28}{total:>9}\n")


def main():
    library, unstripped = sys.argv[1:3]
    total = os.path.getsize(library)
    sections = collections.Counter()
    for line in lines("readelf", "-SW", library):
        found = re.match(r"\s*\[\s*\d+\] (\.\S+)\s+(\S+)\s+[0-9a-f]+ [0-9a-f]+ ([0-9a-f]+)", line)
        if found and found[2] != "NOBITS":
            sections[found[1]] = int(found[3], 16)
    sections["headers and padding"] = total - sum(sections.values())
    table("section", sections, total)

    targets = collections.Counter()
    seen = set()
    for line in lines("nm", "-S", "--defined-only", unstripped):
        words = line.split()
        # The linker folds equal functions: two names with one address are one piece of code.
        if len(words) == 4 and words[2] not in "bB" and words[0] not in seen:
            seen.add(words[0])
            targets[target(words[3])] += int(words[1], 16)
    targets["tables without a name"] = total - sum(targets.values())
    table("source target", targets, total)


main()
