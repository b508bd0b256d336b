#!/usr/bin/env python3
"""Writes the list of chapter OPTIONS of include/skillsvideo.h: option_chapter.py LIBRARY.
The list comes from the library's option table; a test compares the two."""
import ctypes
import os
import re
import sys
import textwrap

HEADER = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "include", "skillsvideo.h")
LIST = re.compile(r"(?<= \*   The options, with their unit, scope and default:\n)(?: \*     .*\n)*")
ENTRY, HELP, WIDTH = " *     ", " *         ", 100
TEXTS = ("name", "unit", "scope", "default", "help")


def options(library):
    """Returns the library's options, each as a dictionary with "range", a pair or None."""
    calls = {text: getattr(library, "sv_option_" + text) for text in TEXTS}
    for call in calls.values():
        call.argtypes, call.restype = [ctypes.c_uint32], ctypes.c_char_p
    number = ctypes.POINTER(ctypes.c_int64)
    library.sv_option_range.argtypes = [ctypes.c_uint32, number, number]
    index = 0
    while calls["name"](index) is not None:
        told = {text: call(index).decode() for text, call in calls.items()}
        least, most = ctypes.c_int64(), ctypes.c_int64()
        has_range = library.sv_option_range(index, least, most) == 1
        yield {**told, "range": (least.value, most.value) if has_range else None}
        index += 1


def entry(option):
    """Returns the lines of one option."""
    known = option["default"] and f"  {option['default']}"
    bounds = (option["range"] and option["unit"] != "flag" and "  ({} to {})".format(*option["range"])) or ""
    line = f"{option['name']:<22}  {option['unit']:<7}  {option['scope']:<6}{known}{bounds}"
    yield ENTRY + line.rstrip()
    for part in textwrap.wrap(option["help"], WIDTH - len(HELP), break_long_words=False,
                              break_on_hyphens=False):
        yield HELP + part


def chapter(library):
    return "".join(line + "\n" for option in options(library) for line in entry(option))


def main():
    with open(HEADER, encoding="utf-8") as file:
        before = file.read()
    written = chapter(ctypes.CDLL(os.path.realpath(sys.argv[1])))
    after, count = LIST.subn(lambda _: written, before)
    if count != 1:
        sys.exit("include/skillsvideo.h has no chapter OPTIONS with one list")
    with open(HEADER, "w", encoding="utf-8") as file:
        file.write(after)


if __name__ == "__main__":
    main()
