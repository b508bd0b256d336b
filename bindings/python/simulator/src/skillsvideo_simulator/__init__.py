"""The program of the local platform, and where it lies. `skillsvideo.testing` starts it."""

from __future__ import annotations

import os
import sys

from ._version import __version__

__all__ = ["__version__", "catalogue", "main", "program"]

_HERE = os.path.dirname(os.path.abspath(__file__))


def program() -> str:
    """The path of the program."""
    return os.path.join(_HERE, "bin", "skillsvideo-simulator")


def catalogue() -> str:
    """The folder with the endpoints and schemas that it serves."""
    return os.path.join(_HERE, "share", "catalogue")


def main() -> None:
    """Runs the program in place of this one."""
    os.environ.setdefault("SKILLS_VIDEO_CATALOGUE", catalogue())
    os.execv(program(), [program(), *sys.argv[1:]])
