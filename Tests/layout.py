#!/usr/bin/env python3
"""Checks what no formatter does: which module may import which, what the library may not use, how long
Swift's files and functions are, and that no two files or types of the package have one name."""
import glob
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

# Each module of the library, and all that it may import: code knows the layers below it and no others.
IMPORTS = {
    "SVText": {"CBytes", "CSimdJSON"},
    "SVContract": {"CBytes", "CPcre2", "SVText"},
    "SVProtocol": {"CBytes", "CCrypto", "CSkillsVideo", "SVText"},
    "SVEngine": {"CBytes", "CCodings", "CCrypto", "CCurl", "CLinux", "CSkillsVideo", "SVText", "SVContract",
                 "SVProtocol", "Synchronization"},
    "SkillsVideo": {"CLinux", "CSkillsVideo", "SVEngine", "SVText", "SVContract", "SVProtocol"},
}
# What ends the process, starts a runtime or a thread, or needs the tables of Unicode. The link of the
# Embedded library finds most of them; this says where. swift-format finds forced casts, unwraps and tries.
BANNED = {
    r"\b(async|await)\b|\bTask\.\w|\bTask \{ ": "Swift's concurrency brings a runtime and threads",
    r"\bany [A-Z]\w+": "existentials do not exist in Embedded Swift",
    r"\b(fatalError|preconditionFailure|precondition|assertionFailure)\(": "it would end the host's process",
    r"\.properties\.(is[A-Z]|generalCategory|numeric)": "properties of Unicode need its tables",
    r"\bCharacter\b": "Characters need the tables of Unicode; take bytes",
}
FILE_LINES_MAX = 300
FUNCTION_LINES_MAX = 40
# Tables in the form of a switch, a row a case.
TABLES = {
    "Sources/SVEngine/Records/EventRecord.swift generationRecord",
    "Sources/SVProtocol/Answers/ErrorExplanation.swift sentences",
}
MODIFIERS = (r"(?:@\w+(?:\([^)]*\))? |public |private |fileprivate |static |override |mutating |final "
             r"|internal |"
             r"convenience |consuming |nonmutating |package )*")
FUNCTION = re.compile(rf"( *){MODIFIERS}(?:func (\w+|[^\s(]+)|(init|deinit|subscript)\b)")


def swift_files(*folders):
    return sorted(name for folder in folders
                  for name in glob.glob(f"{ROOT}/{folder}/**/*.swift", recursive=True))


def code_of(line):
    """A line without its comment and its texts."""
    return re.sub(r"//.*", "", re.sub(r'"(?:\\.|[^"\\])*"', '""', line))


def check_module(module, path, lines):
    for number, line in enumerate(lines, 1):
        imported = re.match(r"(?:@\w+ )?import (?:\w+ )?(\w+)", line)
        if imported and imported[1] not in IMPORTS[module]:
            yield f"{path}:{number}: {module} may not import {imported[1]}"
        for pattern, reason in BANNED.items():
            if re.search(pattern, code_of(line)):
                yield f"{path}:{number}: {reason}"


def check_lengths(path, lines):
    if len(lines) > FILE_LINES_MAX:
        yield f"{path}: {len(lines)} lines, more than {FILE_LINES_MAX}"
    for start, line in enumerate(lines):
        found = FUNCTION.match(line)
        # One that has its body in its own line, or in the lines of a protocol, has no end to look for.
        if not found or line.rstrip().endswith("}"):
            continue
        ends = (index for index in range(start + 1, len(lines)) if lines[index].startswith(found[1] + "}"))
        count = next(ends, start) - start - 1
        name = found[2] or found[3]
        if count > FUNCTION_LINES_MAX and f"{path} {name}" not in TABLES:
            yield f"{path}:{start + 1}: {name} has {count} lines, more than {FUNCTION_LINES_MAX}"


TYPE = re.compile(rf"{MODIFIERS}(?:indirect )?(?:struct|class|enum|protocol|typealias) (\w+)")


def check_names(sources):
    """A reader who looks for a name finds one file, and in it one type."""
    places = {}
    for path, lines in sources.items():
        places.setdefault(os.path.basename(path), []).append(path)
        for line in lines:
            found = TYPE.match(line)
            if found:
                places.setdefault(found[1], []).append(path)
    for name, found in sorted(places.items()):
        if len(found) > 1:
            yield f"{found[1]}: {name} is also in {found[0]}"


def main():
    problems, sources = [], {}
    for name in swift_files("Sources", "Tests"):
        path = os.path.relpath(name, ROOT)
        with open(name, encoding="utf-8") as file:
            lines = file.read().splitlines()
        module = path.split("/")[1]
        if path.startswith("Sources/"):
            sources[path] = lines
        if path.startswith("Sources/") and module in IMPORTS:
            problems += check_module(module, path, lines)
        problems += check_lengths(path, lines)
    problems += check_names(sources)
    print("\n".join(problems), end="\n" if problems else "")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
