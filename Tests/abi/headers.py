"""The header by itself in every language it promises, and beside the symbol list, the library and the Swift sources."""
import ctypes
import os
import re
import shutil
import subprocess
import tempfile

import platforms

COMPILERS = [
    ("C99", ["gcc", "-std=c99", "-x", "c"]),
    ("C11", ["gcc", "-std=c11", "-x", "c"]),
    ("C++11", ["g++", "-std=c++11", "-x", "c++"]),
    ("C99 of clang", ["clang", "-std=c99", "-x", "c"]),
    ("C++11 of clang", ["clang++", "-std=c++11", "-x", "c++"]),
]
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Werror", "-fsyntax-only"]
STATUS_SOURCE = os.path.join(platforms.ROOT, "Sources", "SVProtocol", "StatusCode.swift")


class Checks:
    def __init__(self):
        self.passed, self.failed, self.output = 0, 0, []

    def check(self, name, good, detail=""):
        if good:
            self.passed += 1
        else:
            self.failed += 1
            self.output.append(f"FAILED {name}: {detail}")

    def same(self, name, got, want):
        self.check(name, got == want, f"got {got!r}, not {want!r}")

    @property
    def result(self):
        return self.passed, self.failed, "\n".join(self.output)


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def bare(header):
    """A header without comments."""
    return re.sub(r"/\*.*?\*/|//[^\n]*", " ", header, flags=re.S)


def check_languages(checks):
    with tempfile.TemporaryDirectory() as folder:
        source = os.path.join(folder, "only_the_header")
        with open(source, "w", encoding="utf-8") as file:
            file.write("#include <skillsvideo.h>\n#include <skillsvideo.h>\nint main(void) { return SV_OK; }\n")
        for language, compiler in COMPILERS:
            if shutil.which(compiler[0]) is None and compiler[0].startswith("clang"):
                continue
            command = [*compiler, *WARNINGS, f"-I{platforms.INCLUDE}", source]
            done = subprocess.run(command, capture_output=True, text=True)
            checks.check(f"the header in {language}", done.returncode == 0, done.stderr)


def check_symbols(checks, header):
    declared = sorted(re.findall(r"\b(sv_[a-z0-9_]+)\(", bare(header)))
    checks.same("every function is declared once", declared, sorted(set(declared)))
    listed = [line.split() for line in read(os.path.join(platforms.INCLUDE, "skillsvideo.symbols")).splitlines()]
    promised = [line for line in listed if line[0].startswith("sv_")]
    checks.check("every promised symbol has its version", all(len(line) == 2 for line in promised), promised)
    numbers = re.findall(r"\b(SV_(?:OK|ERR_[A-Z_]+|EVENT_[A-Z_]+)) = (-?\d+)", bare(header))
    kept = [(name, value) for name, _, value in (line for line in listed if not line[0].startswith("sv_"))]
    checks.same("the symbol list has every value, each with its version", sorted(kept), sorted(numbers))
    checks.same("the symbol list names what the header declares", sorted(line[0] for line in promised), declared)
    command = ["nm", "-D", "--defined-only", platforms.LIBRARY]
    table = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    symbols = [line.split()[-1] for line in table.splitlines() if " A " not in line]
    checks.same("the library exports what the header declares", sorted(s.partition("@")[0] for s in symbols), declared)
    nodes = sorted({symbol.rpartition("@")[2] for symbol in symbols})
    checks.same("every export has the version node", nodes, ["SKILLSVIDEO_0"])


def check_dependencies(checks):
    needed = subprocess.run(["ldd", platforms.LIBRARY], capture_output=True, text=True, check=True).stdout
    checks.check("no Swift runtime is needed", "libswift" not in needed, needed)
    checks.check("nothing is missing", "not found" not in needed, needed)


def check_statuses(checks, header, library):
    declared = {name: int(value) for name, value in re.findall(r"\b(SV_OK|SV_ERR_[A-Z_]+) = (-?\d+)", bare(header))}
    source = read(STATUS_SOURCE)
    inside = sorted(int(value) for value in re.findall(r"static let \w+ = StatusCode\(rawValue: (-?\d+)\)", source))
    checks.same("header and Swift have the same numbers", sorted(declared.values()), inside)
    checks.same("no number is used twice", len(set(inside)), len(inside))
    words = {int(value): word for value, word in re.findall(r'case (-?\d+): "(\w+)"', source)}
    checks.same("every number has a word", sorted(words), inside)
    checks.same("no word is used twice", len(set(words.values())), len(words))
    for name, value in declared.items():
        checks.same(f"sv_status_name of {name}", library.sv_status_name(value).decode(), words.get(value))
    for value in (1, -7, -1000, 2**31 - 1, -2**31):
        checks.same(f"sv_status_name of {value}", library.sv_status_name(value), b"unknown_status")


def check_events(checks, header):
    numbers = [int(number) for number in re.findall(r"\bSV_EVENT_[A-Z_]+ = (\d+)", bare(header))]
    checks.same("event kinds have numbers of their own", sorted(numbers), list(range(1, len(numbers) + 1)))
    documented = set(re.findall(r"^ \*     (SV_EVENT_[A-Z_]+) ", header, re.M))
    named = set(re.findall(r"\b(SV_EVENT_[A-Z_]+) = \d+", bare(header)))
    checks.same("every event kind has its record in the manual", documented, named)


def check_options(checks, library):
    texts = [ctypes.c_char_p() for _ in range(3)]
    names, index = [], 0
    while library.sv_option_info(index, *map(ctypes.byref, texts)) == 0:
        name, fallback, help_text = (text.value.decode() for text in texts)
        names.append(name)
        checks.check(f"option {index} has a name", re.fullmatch(r"[a-z][a-z_]*", name), name)
        checks.check(f"{name} has a default", fallback is not None)
        checks.check(f"{name} has a sentence of help", help_text.endswith(".") and len(help_text) > 20, help_text)
        index += 1
    checks.check("there are options", index > 5, index)
    checks.same("every option is listed once", len(set(names)), len(names))
    checks.same("texts past the last option", [text.value for text in texts], [None] * 3)
    checks.same("past the last option", library.sv_option_info(index, None, None, None), -1)
    checks.same("far past the last option", library.sv_option_info(2**32 - 1, None, None, None), -1)
    checks.same("no pointer is needed", library.sv_option_info(0, None, None, None), 0)


def check_version(checks, header, library):
    parts = {part: int(value) for part, value in re.findall(r"#define SV_VERSION_(MAJOR|MINOR|PATCH) (\d+)", header)}
    major, minor, patch = parts["MAJOR"], parts["MINOR"], parts["PATCH"]
    number = major * 1_000_000 + minor * 1000 + patch
    checks.same("the library has the header's version", library.sv_version_number(), number)
    words = library.sv_version_string().decode()
    checks.check("the version string names it", f"libskillsvideo {major}.{minor}.{patch} " in words, words)
    named = all(word in words for word in ("libcurl/", "SSL/", "nghttp2/", "zlib/", "brotli/", "zstd/", "pcre2/", "simdjson/"))
    checks.check("the version string names its libraries", named, words)
    fits = [number, number + 1, number - patch]
    differs = [number + 1000, number + 1_000_000, 0 if number else 1, 2**32 - 1]
    checks.same("versions that fit", [library.sv_version_check(n) for n in fits], [0] * 3)
    checks.same("versions that do not", [library.sv_version_check(n) for n in differs], [-3] * 4)


def run():
    checks = Checks()
    header = read(os.path.join(platforms.INCLUDE, "skillsvideo.h"))
    library = ctypes.CDLL(platforms.LIBRARY)
    library.sv_status_name.restype = library.sv_version_string.restype = ctypes.c_char_p
    library.sv_version_number.restype = ctypes.c_uint32
    library.sv_option_info.argtypes = [ctypes.c_uint32] + [ctypes.POINTER(ctypes.c_char_p)] * 3
    check_languages(checks)
    check_symbols(checks, header)
    check_dependencies(checks)
    check_statuses(checks, header, library)
    check_events(checks, header)
    check_options(checks, library)
    check_version(checks, header, library)
    return checks.result
