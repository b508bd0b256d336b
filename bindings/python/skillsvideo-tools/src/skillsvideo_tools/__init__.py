"""The command skillsvideo and the simulator as programs, and where they are. `python -m skillsvideo` runs the
first, `skillsvideo.testing` starts the second.
"""

from __future__ import annotations

import os
import sys

from ._version import __version__

__all__ = ["__version__", "catalogue", "command", "program", "simulator"]

_HERE = os.path.dirname(os.path.abspath(__file__))


def program(name: str = "skillsvideo-simulator") -> str:
    """The path of a program: `skillsvideo` or `skillsvideo-simulator`."""
    return os.path.join(_HERE, "bin", name)


def catalogue() -> str:
    """The folder with the endpoints and schemas that both read."""
    return os.path.join(_HERE, "share", "skillsvideo", "catalogue")


def _become(name: str) -> None:
    path = program(name)
    os.execv(path, [path, *sys.argv[1:]])


def command() -> None:
    """Runs the command in place of this process."""
    _become("skillsvideo")


def simulator() -> None:
    """Runs the simulator in place of this process."""
    _become("skillsvideo-simulator")
