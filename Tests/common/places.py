"""Paths of the builds under test. The variables BUILD, COMMAND and SIMULATOR name others."""
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_PROGRAMS = ROOT / ".build-debug" / "debug"


def _named(variable, usual):
    return Path(os.environ.get(variable) or usual).absolute()


# The folder of the library under test. build/self-contained contains the self-contained one.
BUILD = _named("BUILD", ROOT / "build")
LIBRARY = BUILD / "libskillsvideo.so.0"
INCLUDE = ROOT / "include"
CATALOGUE = ROOT / "share" / "catalogue"
COMMAND = _named("COMMAND", _PROGRAMS / "skillsvideo")
SIMULATOR = _named("SIMULATOR", _PROGRAMS / "skillsvideo-simulator")
