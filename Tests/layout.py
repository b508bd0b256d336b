#!/usr/bin/env python3
"""Checks what no formatter does: imports between modules, language features that the library must not use,
lengths of files, functions and lines, names of files and types that occur twice, the call paths and layers
in CONTRIBUTING, and words that no text should use (Tests/common/plain_words.py)."""
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "common"))
import call_paths
import layers
import plain_words
from lengths import C_FAMILY, MODIFIERS, OTHERS, SHELL, too_long, too_wide
from places import ROOT
from prose import has_prose

# Each module of the library, and all that it may import: code knows the layers below it and no others.
IMPORTS = {
    "SVText": {"CBytes", "CSimdJSON"},
    "SVContract": {"CBytes", "CCrypto", "CPcre2", "SVText"},
    "SVProtocol": {"CBytes", "CCrypto", "CSkillsVideo", "SVText"},
    "SVEngine": {"CBytes", "CCodings", "CCrypto", "CCurl", "CLinux", "CSkillsVideo", "SVText", "SVContract",
                 "SVProtocol", "Synchronization"},
    "SkillsVideo": {"CLinux", "CSkillsVideo", "SVEngine", "SVText", "SVContract", "SVProtocol"},
}
# Features that end the process, start a runtime or a thread, or need Unicode tables. The linker of the
# Embedded library finds most of them, but not the line. swift-format finds forced casts, unwraps and tries.
BANNED = {
    r"\b(async|await)\b|\bTask\.\w|\bTask \{ ": "Swift's concurrency brings a runtime and threads",
    r"\bany [A-Z]\w+": "existentials do not exist in Embedded Swift",
    r"\b(fatalError|preconditionFailure|precondition|assertionFailure)\(": "it would end the host's process",
    r"\.properties\.(is[A-Z]|generalCategory|numeric)": "properties of Unicode need its tables",
    r"\bCharacter\b": "Characters need the tables of Unicode; take bytes",
}
# A String makes its module large and slow: text of a document is not copied out of it. Findings are returned
# to the caller, so they have their own.
STORED_STRING = re.compile(r" *(?:private |public |internal\(set\) |private\(set\) |static )*"
                           r"(?:let|var) \w+: \[?String\b[^{]*$")
STORED_STRING_ALLOWED = {"Sources/SVContract/Validation/Finding.swift"}
FOLDERS = ("Sources", "Tests", "include", "packaging", "bindings")
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "Package.swift", "Makefile", ".ci/run")
# Folders that a build creates among the sources.
NOT_SOURCES = {"__pycache__", "build", "dist", "lib", "catalogue"}


def all_files():
    """Yields the paths of all files in the folders of the sources."""
    for top in FOLDERS:
        for folder, folders, names in os.walk(os.path.join(ROOT, top)):
            folders[:] = sorted(name for name in folders
                                if name not in NOT_SOURCES and not name.endswith(".egg-info"))
            for name in sorted(names):
                yield os.path.relpath(os.path.join(folder, name), ROOT)


def files():
    """Yields the paths of all files with code."""
    yield "Makefile"
    for path in all_files():
        if path.endswith((".swift", ".py", *C_FAMILY, *SHELL, *OTHERS)):
            yield path


def texts():
    """Returns all files with comments or text, as path and content."""
    found = {}
    for path in (*DOCUMENTS, *filter(has_prose, all_files())):
        with open(os.path.join(ROOT, path), encoding="utf-8") as file:
            found[path] = file.read()
    return found


def code_of(line):
    """Returns a line without its comment and its strings."""
    return re.sub(r"//.*", "", re.sub(r'"(?:\\.|[^"\\])*"', '""', line))


def check_module(module, path, lines):
    for number, line in enumerate(lines, 1):
        imported = re.match(r"(?:@\w+ )?import (?:\w+ )?(\w+)", line)
        if imported and imported[1] not in IMPORTS[module]:
            yield f"{path}:{number}: {module} may not import {imported[1]}"
        for pattern, reason in BANNED.items():
            if re.search(pattern, code_of(line)):
                yield f"{path}:{number}: {reason}"


def check_stored_strings(path, lines):
    for number, line in enumerate(lines, 1):
        if path not in STORED_STRING_ALLOWED and STORED_STRING.match(code_of(line)):
            yield f"{path}:{number}: SVContract stores no String; take a UTF8Slice"


TYPE = re.compile(rf"{MODIFIERS}(?:indirect )?(?:struct|class|enum|protocol|typealias) (\w+)")


def check_names(sources):
    """Yields names of files and types that occur twice."""
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
    for path in files():
        with open(os.path.join(ROOT, path), encoding="utf-8") as file:
            lines = file.read().splitlines()
        problems += too_long(path, lines)
        if path.startswith("Sources/") and path.endswith(".swift"):
            sources[path] = lines
            module = path.split("/")[1]
            problems += check_module(module, path, lines) if module in IMPORTS else ()
            problems += check_stored_strings(path, lines) if module == "SVContract" else ()
    problems += check_names(sources)
    problems += call_paths.problems(ROOT)
    problems += layers.check(ROOT, IMPORTS)
    documents = texts()
    problems += plain_words.problems(documents)
    for path, text in documents.items():
        problems += too_wide(path, text.splitlines()) if path.endswith(".md") else ()
    print("\n".join(problems), end="\n" if problems else "")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
