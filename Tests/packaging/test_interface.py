"""That the interface is still that of the last release, and that what would break its users is found and
named."""

import functools
import re
import shutil

from harness import ROOT, VERSION, check, folder, run

LIBRARY = ROOT / "build" / f"libskillsvideo.so.{VERSION}"
NEXT_PATCH = r"s/\(SV_VERSION_PATCH\) \([0-9]*\)/\1 \29/"
NEXT_MINOR = r"s/\(SV_VERSION_MINOR\) \([0-9]*\)/\1 \29/"
PARAMETER = (
    "s/sv_poll(const sv_event \\*\\*out, sv_client \\*client, int32_t/sv_poll(const sv_event **out, "
    "sv_client *client, int64_t/")
# What is edited in the header and in the list of symbols; further options; how it ends; what is said.
TABLE = {
    "nothing": ("", "", [], 0, f"compatible with {VERSION}"),
    "a later patch": (NEXT_PATCH, "", [], 0, f"compatible with {VERSION}"),
    "a parameter": (PARAMETER, "", [], 1, "'function int32_t sv_poll"),
    "a callback's parameter": (r"s/(\*sv_event_fn)(/&int more, /", "", [], 1,
                               "'function int32_t sv_generate"),
    "a function gone": ("/ sv_client_remove_input(/d", "/^sv_client_remove_input /d", [], 1,
                        "sv_client_remove_input was there"),
    "a number": ("s/CREDITS = -20/CREDITS = -29/", "", [], 1,
                 "SV_ERR_CREDITS is -29 in the header and -20 in the list"),
    "a number, listed": ("s/CREDITS = -20/CREDITS = -29/", "/^SV_ERR_CREDITS /s/-20/-29/", [], 1,
                         "SV_ERR_CREDITS was '0.1.0 -20'"),
    "a number gone": ("/SV_ERR_AUTH = /d", "/^SV_ERR_AUTH /d", [], 1, "SV_ERR_AUTH was there"),
    "a function of the future": ("", "/^sv_poll /s/ .*/ 99.0.0/", [], 1,
                                 "sv_poll is of version 99.0.0, which is to come"),
    "an incompatible release": (NEXT_PATCH + "; s/CREDITS = -20/CREDITS = -29/",
                                "/^SV_ERR_CREDITS /s/-20/-29/", ["--release"], 1, "was '0.1.0 -20'"),
    "a minor version without a release": (NEXT_MINOR, "", [], 1, "no release is written down"),
    "its release": (NEXT_MINOR, "", ["--release"], 0, "wrote packaging/releases/"),
}


def compare(header, symbols, options, status, told):
    place = folder("interface")
    shutil.copytree(ROOT / "include", place / "include")
    shutil.copytree(ROOT / "packaging/releases", place / "packaging/releases")
    shutil.copy(ROOT / "packaging/abi.py", place / "packaging/abi.py")
    for edits, name in ((header, "skillsvideo.h"), (symbols, "skillsvideo.symbols")):
        before = (place / "include" / name).read_text()
        run("sed", "-i", "-e", edits, place / "include" / name)
        check(not edits or (place / "include" / name).read_text() != before, f"{edits} changes nothing")
    known = set((place / "packaging/releases").iterdir())
    done = run(place / "packaging/abi.py", LIBRARY, *options, expect=status)
    check(told in done.stdout + done.stderr, done.stdout + done.stderr)
    written = {path.suffix for path in set((place / "packaging/releases").iterdir()) - known}
    check(written == ({".abi", ".symbols"} if options and status == 0 else set()), f"written: {written}")


TESTS = {f"interface with {name}": functools.partial(compare, *row) for name, row in TABLE.items()}


def test_this_interface():
    done = run(ROOT / "packaging/abi.py", LIBRARY)
    check(re.fullmatch(r"abi: \d+ functions, compatible with \S+\n", done.stdout), done.stdout)
