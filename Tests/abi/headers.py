"""Compiles the header in every supported language, and compares it with the symbol list, the library and the
Swift sources."""
import ctypes
import os
import re
import shutil
import subprocess
import sys
import tempfile

import one_home
import places
import record_schema

sys.path.insert(1, os.path.join(places.ROOT, "packaging"))
import option_chapter

COMPILERS = [
    ("C99", ["gcc", "-std=c99", "-x", "c"]),
    ("C11", ["gcc", "-std=c11", "-x", "c"]),
    ("C++11", ["g++", "-std=c++11", "-x", "c++"]),
    ("C99 of clang", ["clang", "-std=c99", "-x", "c"]),
    ("C++11 of clang", ["clang++", "-std=c++11", "-x", "c++"]),
]
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Werror", "-fsyntax-only"]
PROTOTYPE = re.compile(r"^[a-z][\w \*]*\bsv_\w+\([^;]*\);", re.M)
# Code that calls the library without its header, and therefore repeats numbers or prototypes.
SCRIPTS = os.path.join(places.ROOT, "bindings", "other")


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
    """Returns a header without comments."""
    return re.sub(r"/\*.*?\*/|//[^\n]*", " ", header, flags=re.S)


def check_languages(checks):
    with tempfile.TemporaryDirectory() as folder:
        source = os.path.join(folder, "only_the_header")
        with open(source, "w", encoding="utf-8") as file:
            file.write("#include <skillsvideo.h>\n#include <skillsvideo.h>\nint main(void) { return SV_OK; "
                       "}\n")
        for language, compiler in COMPILERS:
            if shutil.which(compiler[0]) is None and compiler[0].startswith("clang"):
                continue
            command = [*compiler, *WARNINGS, f"-I{places.INCLUDE}", source]
            done = subprocess.run(command, capture_output=True, text=True)
            checks.check(f"the header in {language}", done.returncode == 0, done.stderr)


def check_symbols(checks, header):
    declared = sorted(re.findall(r"\b(sv_[a-z0-9_]+)\(", bare(header)))
    checks.same("every function is declared once", declared, sorted(set(declared)))
    listed = [line.split()
              for line in read(os.path.join(places.INCLUDE, "skillsvideo.symbols")).splitlines()]
    promised = [line for line in listed if line[0].startswith("sv_")]
    checks.check("every promised symbol has its version", all(len(line) == 2 for line in promised), promised)
    numbers = re.findall(r"\b(SV_(?:OK|ERR_[A-Z_]+|EVENT_[A-Z_]+)) = (-?\d+)", bare(header))
    kept = [(name, value) for name, _, value in (line for line in listed if not line[0].startswith("sv_"))]
    checks.same("the symbol list has every value, each with its version", sorted(kept), sorted(numbers))
    checks.same("the symbol list names what the header declares", sorted(line[0] for line in promised),
                declared)
    command = ["nm", "-D", "--defined-only", places.LIBRARY]
    table = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    symbols = [line.split()[-1] for line in table.splitlines() if " A " not in line]
    checks.same("the library exports what the header declares", sorted(s.partition("@")[0] for s in symbols),
                declared)
    nodes = sorted({symbol.rpartition("@")[2] for symbol in symbols})
    checks.same("every export has the version node", nodes, ["SKILLSVIDEO_0"])


def check_cpp(checks, header):
    """The C++ header covers the C one."""
    declared = set(re.findall(r"\b(sv_[a-z0-9_]+)\(", bare(header)))
    cpp = bare(read(os.path.join(places.ROOT, "bindings", "c", "skillsvideo.hpp")))
    used = set(re.findall(r"\b(sv_\w+)\(", cpp))
    checks.same("the C++ header uses every function", sorted(declared - used), [])


def check_dependencies(checks):
    needed = subprocess.run(["ldd", places.LIBRARY], capture_output=True, text=True, check=True).stdout
    checks.check("no Swift runtime is needed", "libswift" not in needed, needed)
    checks.check("nothing is missing", "not found" not in needed, needed)


def check_statuses(checks, header, library):
    declared = {name: int(value) for name, value in re.findall(r"\b(SV_OK|SV_ERR_[A-Z_]+) = (-?\d+)",
                                                               bare(header))}
    checks.same("no number is used twice", len(set(declared.values())), len(declared))
    words = {name: library.sv_status_name(value).decode() for name, value in declared.items()}
    checks.same("no word is used twice", len(set(words.values())), len(words))
    for name, word in words.items():
        checks.check(f"{name} has a word", re.fullmatch(r"[a-z_]+", word) and word != "unknown_status", word)
    for value in (1, -7, -1000, 2**31 - 1, -2**31):
        checks.same(f"sv_status_name of {value}", library.sv_status_name(value), b"unknown_status")


def check_one_home(checks, header):
    """Status numbers and event kinds are defined in the header only. Code that must repeat them has the same
    numbers."""
    by_hand = re.compile(r"StatusCode\(rawValue: *-?\d|\bSV_(?:OK|ERR_\w+|EVENT_\w+) *= *-?\d|\b[kK]ind: "
                         r"Int32 = \d")
    found = [(path, by_hand.search(text)[0]) for path, text in one_home.sources() if by_hand.search(text)]
    checks.same("no source writes a status number or an event kind", found, [])
    end = re.search(r"\bSV_EVENT_END = (\d+)", bare(header))[1]
    prototypes = {" ".join(text.split()) for text in PROTOTYPE.findall(bare(header))}
    for name in sorted(os.listdir(SCRIPTS)):
        script = read(os.path.join(SCRIPTS, name))
        for number in re.findall(r"\bEND\b *=>? *(\d+)|\bEVENT_END *=>? *(\d+)", script):
            checks.same(f"{name} has the header's SV_EVENT_END", "".join(number), end)
        for prototype in PROTOTYPE.findall(script):
            checks.check(f"{name} has a prototype of the header", " ".join(prototype.split()) in prototypes,
                         prototype)


def check_events(checks, header):
    numbers = [int(number) for number in re.findall(r"\bSV_EVENT_[A-Z_]+ = (\d+)", bare(header))]
    checks.same("event kinds have numbers of their own", sorted(numbers), list(range(1, len(numbers) + 1)))
    titles = " ".join(schema.get("title", "") for schema in record_schema.DEFS.values())
    named = set(re.findall(r"\b(SV_EVENT_[A-Z_]+) = \d+", bare(header)))
    checks.same("every event kind has its record in the schema",
                set(re.findall(r"\bSV_EVENT_[A-Z_]+", titles)), named)


def check_options(checks, header, library):
    """Checks the option functions, also past the last option, and against the header's chapter."""
    told = list(option_chapter.options(library))
    names = [option["name"] for option in told]
    checks.check("there are options", len(names) > 30, names)
    checks.same("every option is listed once", len(set(names)), len(names))
    units = {"text", "url", "path", "json"}
    for option in told:
        name, bounds, told_help = option["name"], option["range"], option["help"]
        checks.check(f"{name} is a name", re.fullmatch(r"[a-z][a-z_]*", name), name)
        checks.check(f"{name} has a sentence of help", told_help.endswith(".") and len(told_help) > 20,
                     option)
        checks.check(f"{name} has a scope", option["scope"] in ("client", "any", "job"), option)
        checks.same(f"{name} has a range as its unit says", bounds is None, option["unit"] in units)
        if bounds is not None:
            numbers = option["unit"] in ("ms", "bytes", "count", "credits", "flag")
            fits = numbers and bounds[0] <= int(option["default"]) <= bounds[1]
            checks.check(f"{name} is a number in its range", fits, option)
            checks.same(f"{name} has the unit of its name", option["unit"] == "ms", name.endswith("_ms"))
    for index in (len(told), 2**31, 2**32 - 1):
        calls = [getattr(library, "sv_option_" + text) for text in option_chapter.TEXTS]
        checks.same(f"texts of option {index}", [call(index) for call in calls], [None] * len(calls))
        bounds = ctypes.c_int64(7), ctypes.c_int64(7)
        checks.same(f"range of option {index}", library.sv_option_range(index, *map(ctypes.byref, bounds)),
                    -1)
        checks.same(f"bounds of option {index}", [bound.value for bound in bounds], [0, 0])
    checks.same("no pointer is needed", library.sv_option_range(names.index("trace"), None, None), 1)
    checks.same("a text has no range", library.sv_option_range(names.index("proxy"), None, None), 0)
    written, wanted = option_chapter.LIST.findall(header), [option_chapter.chapter(library)]
    checks.same("chapter OPTIONS is what packaging/option_chapter.py writes", written, wanted)


def check_version(checks, header, library):
    parts = {part: int(value) for part, value in re.findall(r"#define SV_VERSION_(MAJOR|MINOR|PATCH) (\d+)",
                                                            header)}
    major, minor, patch = parts["MAJOR"], parts["MINOR"], parts["PATCH"]
    number = major * 1_000_000 + minor * 1000 + patch
    checks.same("the library has the header's version", library.sv_version_number(), number)
    words = library.sv_version_string().decode()
    checks.check("the version string names it", f"libskillsvideo {major}.{minor}.{patch} " in words, words)
    named = all(word in words for word in ("libcurl/", "SSL/", "nghttp2/", "zlib/", "brotli/", "zstd/",
                                           "pcre2/", "simdjson/"))
    checks.check("the version string names its libraries", named, words)
    fits = [number, number + 1, number - patch]
    differs = [number + 1000, number + 1_000_000, 0 if number else 1, 2**32 - 1]
    checks.same("versions that fit", [library.sv_version_check(n) for n in fits], [0] * 3)
    checks.same("versions that do not", [library.sv_version_check(n) for n in differs], [-3] * 4)


def library():
    loaded = ctypes.CDLL(places.LIBRARY)
    loaded.sv_status_name.restype = loaded.sv_version_string.restype = ctypes.c_char_p
    loaded.sv_version_number.restype = ctypes.c_uint32
    return loaded


def run():
    checks = Checks()
    header, loaded = read(os.path.join(places.INCLUDE, "skillsvideo.h")), library()
    check_languages(checks)
    check_symbols(checks, header)
    check_cpp(checks, header)
    check_dependencies(checks)
    check_statuses(checks, header, loaded)
    check_one_home(checks, header)
    one_home.check_lists(checks, header)
    one_home.check_remedies(checks)
    check_events(checks, header)
    check_options(checks, header, loaded)
    check_version(checks, header, loaded)
    return checks.result
