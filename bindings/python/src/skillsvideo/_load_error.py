"""Why a shared library could not be loaded, and what helps: found out after the loader has refused it."""

from __future__ import annotations

import os
import platform
import re
import struct

# Names of processors as ELF files number them and as Python reports them.
_PROCESSORS = {
    3: ("x86", "i386"),
    40: ("ARM",),
    62: ("x86-64", "x86_64", "amd64"),
    183: ("ARM64", "aarch64", "arm64"),
}
_SYSTEM_PACKAGES = "apt-get install libcurl4, dnf install libcurl, or zypper install libcurl4"
# `make lib` builds a library with the system's libcurl; that of the wheel needs nothing but glibc.
_WHEEL = "Install the wheel of skillsvideo, whose library needs nothing but glibc"


def _glibc() -> str:
    """The version of glibc that this Python runs with, "" with another libc."""
    try:
        found = os.confstr("CS_GNU_LIBC_VERSION") or ""
    except (ValueError, OSError):
        return ""
    return found.rpartition(" ")[2]


def _processor(path: str) -> str:
    """What a file's processor is called, "" for a file that is no ELF library."""
    with open(path, "rb") as file:
        head = file.read(20)
    if len(head) < 20 or head[:4] != b"\x7fELF":
        return ""
    [number] = struct.unpack("<H" if head[5] == 1 else ">H", head[18:20])
    return _PROCESSORS.get(number, (f"processor {number}",))[0]


def _here() -> str:
    """This Python's processor by the same names: a 32-bit Python runs on a 64-bit machine too."""
    machine = platform.machine()
    if struct.calcsize("P") == 4 and machine in ("x86_64", "i686"):
        return "x86"
    return next((names[0] for names in _PROCESSORS.values() if machine in names), machine)


def explain(path: str, said: str) -> str:
    """One sentence or two on the cause and the next step. `said` is the loader's own message."""
    try:
        processor = _processor(path)
    except OSError as error:
        return f"The file cannot be read: {error.strerror}."
    if not processor:
        return "The file is not a shared library, or only a part of one: install the package again."
    if processor != _here():
        return (
            f"The library is for {processor}, and this Python runs on {_here()}: there is no wheel for it "
            f"yet."
        )
    glibc = _glibc()
    if not glibc:
        return (
            "The library is for glibc, and this Python runs with another libc (musl, as on Alpine): use an "
            "image with "
            "glibc, for example Debian's python:3-slim."
        )
    wanted = re.search(r"version [`'](GLIBC_[0-9.]+)' not found", said)
    if wanted:
        needed = wanted[1].replace("GLIBC_", "glibc ")
        return f"The library needs {needed} or newer, and this system has glibc {glibc}: use a newer system."
    missing = re.match(r"(\S+): cannot open shared object file", said)
    if missing and missing[1] != path:
        name = os.path.basename(missing[1])
        packages = f" ({_SYSTEM_PACKAGES})" if name.startswith("libcurl") else ""
        return f"The library needs {name}, which is not installed{packages}. {_WHEEL}."
    return ""
