"""The limits of length that make lint checks."""

from lengths import too_long, too_wide
from suite import check

PYTHON = ["def long():", *["    pass"] * 40]
SHELL = ["long() {", *["  true"] * 40, "}"]
SWIFT = ["  private static func long(one: Int) -> Int {", *["    _ = one"] * 40, "  }"]
# path, lines, what is found
CASES = [
    ("a.py", PYTHON, []),
    ("a.py", [*PYTHON, "    pass"], ["a.py:1: long has 41 lines, more than 40"]),
    ("a.py", ["class A:", *["    " + line for line in ["def short():", "    pass", *PYTHON]]], []),
    ("a.py", ["@cache", "async def f():", *["    pass"] * 41], ["a.py:2: f has 41 lines, more than 40"]),
    ("a.sh", SHELL, []),
    ("a.sh", [*SHELL[:-1], "  true", "}"], ["a.sh:1: long has 41 lines, more than 40"]),
    ("a.swift", SWIFT, []),
    ("a.swift", [*SWIFT[:-1], "    _ = one", "  }"], ["a.swift:1: long has 41 lines, more than 40"]),
    # Documents in Swift's tests are not wrapped; all other lines are limited.
    ("Tests/a.swift", ['"' + "x" * 110], []),
    ("Tests/a.swift", ["x" * 111], ["Tests/a.swift:1: 111 columns, more than 110"]),
    ("Sources/a.swift", ['"' + "x" * 110], ["Sources/a.swift:1: 111 columns, more than 110"]),
    *((path, ["x" * 110], []) for path in ("a.c", "a.hpp", "a.sh", "a.swift", "Makefile")),
    *((path, ["", "x" * 111], [f"{path}:2: 111 columns, more than 110"])
      for path in ("a.c", "a.h", "a.cpp", "a.hpp", "a.sh", "a.bash", "a.swift", "Makefile")),
    *((path, [""] * 300, []) for path in ("a.c", "a.py", "a.sh", "a.swift")),
    *((path, [""] * 301, [f"{path}: 301 lines, more than 300"])
      for path in ("a.c", "a.py", "a.sh", "a.swift")),
    ("include/skillsvideo.h", ["x" * 100] * 301, []),
    ("include/skillsvideo.h", ["x" * 101], ["include/skillsvideo.h:1: 101 columns, more than 100"]),
    ("Tests/simulation/mutation_list.py", [""] * 301, []),
    ("Tests/simulation/mutation_list.py", [*PYTHON, "    pass"],
     ["Tests/simulation/mutation_list.py:1: long has 41 lines, more than 40"]),
]


def test_lengths():
    for path, lines, expected in CASES:
        found = list(too_long(path, lines))
        check(found == expected, f"{path}, {len(lines)} lines: {found}, not {expected}")


def test_documents():
    wide = "x" * 111
    for path, lines, expected in [
            ("a.md", ["x" * 110], []), ("a.md", ["", wide], ["a.md:2: 111 columns, more than 110"]),
            ("a.md", ["| " + wide], []), ("a.md", ["```c", wide, "```"], []), ("Tests/FAULTS.md", [wide], []),
            ("a.md", ["```", "```", wide], ["a.md:3: 111 columns, more than 110"])]:
        found = list(too_wide(path, lines))
        check(found == expected, f"{path}, {lines}: {found}, not {expected}")
