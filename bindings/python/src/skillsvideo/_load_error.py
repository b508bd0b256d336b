"""Explains why the loader refused a shared library, and what to do."""

from __future__ import annotations

import os
import platform
import re
import struct

# Processors by their ELF number: our name for each, then the names that Python reports.
_PROCESSORS = {
    3: ("x86", "i386"),
    40: ("ARM",),
    62: ("x86-64", "x86_64", "amd64"),
    183: ("ARM64", "aarch64", "arm64"),
}
_SYSTEM_PACKAGES = "apt-get install libcurl4, dnf install libcurl, or zypper install libcurl4"
# A library of `make lib` uses the system's libcurl; the library in the wheel needs only glibc.
_WHEEL = "Install the wheel of skillsvideo: its library needs only glibc"


def _glibc() -> str:
    """The version of glibc that this Python uses; "" for another libc."""
    try:
        found = os.confstr("CS_GNU_LIBC_VERSION") or ""
    except (ValueError, OSError):
        return ""
    return found.rpartition(" ")[2]


def _processor(path: str) -> str:
    """The name of the processor that a library is for; "" if the file is not an ELF library."""
    with open(path, "rb") as file:
        head = file.read(20)
    if len(head) < 20 or head[:4] != b"\x7fELF":
        return ""
    [number] = struct.unpack("<H" if head[5] == 1 else ">H", head[18:20])
    return _PROCESSORS.get(number, (f"processor {number}",))[0]


def _here() -> str:
    """The processor of this Python by the same names. A 32-bit Python may run on a 64-bit machine."""
    machine = platform.machine()
    if struct.calcsize("P") == 4 and machine in ("x86_64", "i686"):
        return "x86"
    return next((names[0] for names in _PROCESSORS.values() if machine in names), machine)


def explain(path: str, said: str) -> str:
    """One or two sentences on the cause and the next step. said: the loader's message."""
    try:
        processor = _processor(path)
    except OSError as error:
        return f"The file cannot be read: {error.strerror}."
    if not processor:
        return "The file is not a shared library, or only a part of one: install the package again."
    if processor != _here():
        return f"The library is for {processor}, but this Python runs on {_here()}. It has no wheel yet."
    glibc = _glibc()
    if not glibc:
        return (
            "The library needs glibc, but this Python uses another libc (musl, as on Alpine): use an image "
            "with glibc, for example Debian's python:3-slim."
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
