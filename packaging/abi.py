#!/usr/bin/env python3
"""Compares the interface with that of the last release: abi.py LIBRARY [--release].

libabigail compares functions and their types. It reads an empty C library that is compiled from the header,
because the debug symbols of the real library describe Swift. The Swift compiler checks that the real library
has these prototypes, and this script checks that it exports these names. Numbers are listed in
include/skillsvideo.symbols, each with the version that added it; the list is compared with the header and
with the list of the last release. --release records both for a release."""
import argparse
import glob
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
RELEASES = os.path.join(ROOT, "packaging", "releases")


def read(*path):
    with open(os.path.join(ROOT, *path), encoding="utf-8") as file:
        return file.read()


HEADER = re.sub(r"/\*.*?\*/", " ", read("include", "skillsvideo.h"), flags=re.S)
VERSION = ".".join(re.findall(r"#define SV_VERSION_(?:MAJOR|MINOR|PATCH) (\d+)", HEADER))


def number(version):
    return tuple(int(part) for part in version.split("."))


def stand_in(folder):
    """Returns a C library with the header's functions, which do nothing."""
    body = HEADER[HEADER.index("typedef struct sv_client"):]
    prototypes = [" ".join(text.split()) for text in re.findall(r"^[a-z][\w \*]*\bsv_\w+\([^;]*\);", body,
                                                                re.M)]
    source, library = os.path.join(folder, "interface.c"), os.path.join(folder, "libskillsvideo.so.0")
    with open(source, "w", encoding="utf-8") as file:
        file.write("#include <skillsvideo.h>\n")
        for prototype in prototypes:
            name = re.search(r"\b(sv_\w+)\(", prototype)[1]
            result = prototype[:prototype.index(name)].strip()
            file.write(prototype[:-1] + (" {}\n" if result == "void" else " { return 0; }\n"))
    subprocess.run(["cc", "-g", "-O0", "-w", "-shared", "-fPIC", f"-I{ROOT}/include",
                    "-Wl,-soname,libskillsvideo.so.0",
                    f"-Wl,--version-script={ROOT}/include/skillsvideo.map", source, "-o", library],
                   check=True)
    return library


def exports(library):
    table = subprocess.run(["nm", "-D", "--defined-only", library], stdout=subprocess.PIPE, text=True,
                           check=True).stdout
    return {line.split()[-1] for line in table.splitlines() if " A " not in line}


def entries(symbols):
    """Returns a list of symbols: name -> version, and the value of a number."""
    return {words[0]: words[1:] for words in map(str.split, symbols.splitlines()) if words}


def compare_list(listed):
    """Returns the list of public symbols."""
    troubles = []
    values = dict(re.findall(r"\b(SV_(?:OK|ERR_[A-Z_]+|EVENT_[A-Z_]+)) = (-?\d+)", HEADER))
    functions = set(re.findall(r"\b(sv_\w+)\(", HEADER))
    for name, words in listed.items():
        if number(words[0]) > number(VERSION):
            troubles.append(f"{name} is of version {words[0]}, which is to come")
        if len(words) == 2 and values.get(name) != words[1]:
            troubles.append(f"{name} is {values.get(name, 'gone')} in the header and {words[1]} in the list")
        if len(words) == 1 and name not in functions:
            troubles.append(f"{name} has gone from the header")
    return troubles + [f"{name} is not in the list"
                       for name in sorted((functions | set(values)) - set(listed))]


def last_release(writing):
    """The version of the last release that this one must be compatible with, or None. Until it is out, a
    version may be recorded again, so it is not compared with itself then."""
    alike = slice(0, 2 if number(VERSION)[0] == 0 else 1)
    found = [os.path.basename(path)[:-len(".abi")] for path in glob.glob(os.path.join(RELEASES, "*.abi"))]
    fitting = [one for one in found if number(one)[alike] == number(VERSION)[alike]
               and number(one) <= number(VERSION)]
    return max((one for one in fitting if not writing or one != VERSION), key=number, default=None)


def compare_release(release, listed, interface):
    """Yields each way in which the interface breaks that of a release."""
    troubles = []
    for name, words in entries(read("packaging", "releases", f"{release}.symbols")).items():
        if name not in listed:
            troubles.append(f"{name} was there in {release} and is gone")
        elif listed[name] != words:
            troubles.append(f"{name} was '{' '.join(words)}' in {release} and is '{' '.join(listed[name])}'")
    done = subprocess.run(["abidiff", "--no-added-syms", "--no-show-locs",
                           os.path.join(RELEASES, f"{release}.abi"), interface],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return troubles + ([f"libabigail finds, compared with {release}:\n{done.stdout.strip()}"]
                       if done.returncode else [])


def write_release(interface):
    os.makedirs(RELEASES, exist_ok=True)
    path = os.path.join(RELEASES, VERSION)
    subprocess.run(["abidw", "--no-corpus-path", "--no-comp-dir-path", "--no-show-locs", "--out-file",
                    f"{path}.abi", interface], check=True)
    with open(f"{path}.symbols", "w", encoding="utf-8") as file:
        file.write(read("include", "skillsvideo.symbols"))
    print(f"abi: wrote packaging/releases/{VERSION}.abi and .symbols; commit them with the release")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0].partition(":")[0] + ".")
    parser.add_argument("library", type=os.path.realpath,
                        help="the library that was built, build/libskillsvideo.so")
    parser.add_argument("--release", action="store_true",
                        help="write the interface down as that of the release of this version")
    given = parser.parse_args()
    listed, release = entries(read("include", "skillsvideo.symbols")), last_release(given.release)
    with tempfile.TemporaryDirectory() as folder:
        interface = stand_in(folder)
        troubles = compare_list(listed)
        if exports(given.library) != exports(interface):
            troubles.append(f"exports and header differ: "
                            f"{sorted(exports(given.library) ^ exports(interface))}")
        if release:
            troubles += compare_release(release, listed, interface)
        elif not given.release:
            troubles.append(f"no release is written down that {VERSION} must be compatible with; "
                            f"packaging/abi.py LIBRARY --release does that")
        if given.release and not troubles:
            write_release(interface)
            return 0
    for trouble in troubles:
        print(f"abi: {trouble}", file=sys.stderr)
    if not troubles:
        print(f"abi: {len(exports(given.library))} functions, compatible with {release}")
    return 1 if troubles else 0


sys.exit(main())
