"""Completion in an interactive bash on a terminal of its own: keys in, the resulting line
out."""

import functools
import os
import pty
import select
import time

from harness import PATIENCE, ROOT, check, folder, installed

# keys; what must then be on the screen.
TABLE = [
    ("skillsvideo gen\t", "skillsvideo generate "),
    ("skillsvideo generate google/nano-banana-2 outp\tj\t", "output_format=jpeg "),
    ("skillsvideo generate google/nano-banana-2 aspect_ratio=16:\t", "aspect_ratio=16:9 "),
    ("skillsvideo generate google/nano-banana-2 --sav\tfol\t", "--save folder/"),
    ("skillsvideo generate google/nano-banana-\t\t", "google/nano-banana-pro"),
]


def shell(place):
    """The terminal of a fresh bash that has the completion."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(place)
        environment = {"PATH": f"{installed()}/bin:/usr/bin:/bin", "HOME": str(place), "TERM": "dumb",
                       "PS1": "READY$ ", "LC_ALL": "C.UTF-8"}
        os.execve("/bin/bash", ["bash", "--norc", "--noprofile", "-i"], environment)
    return pid, terminal


def await_text(terminal, text, seen=""):
    deadline = time.monotonic() + PATIENCE
    while text not in seen:
        left = deadline - time.monotonic()
        check(left > 0 and select.select([terminal], [], [], left)[0], f"no {text!r} in {seen!r}")
        seen += os.read(terminal, 4096).decode("utf-8", "replace")
    return seen


def complete(keys, wanted):
    place = folder("readline")
    (place / "folder").mkdir()
    installed()
    pid, terminal = shell(place)
    try:
        await_text(terminal, "READY$ ")
        os.write(terminal, f"source {ROOT}/packaging/completions/skillsvideo.bash; echo so''urced\n".encode())
        await_text(terminal, "READY$ ", await_text(terminal, "sourced").split("sourced", 1)[1])
        os.write(terminal, keys.encode())
        await_text(terminal, wanted)
    finally:
        os.close(terminal)
        os.waitpid(pid, 0)


TESTS = {keys.replace("\t", "<Tab>"): functools.partial(complete, keys, wanted) for keys, wanted in TABLE}
