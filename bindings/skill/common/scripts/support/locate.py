"""Finds the Python package skillsvideo: next to the scripts, in the sources, or installed."""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any, List, Optional, Tuple

_SCRIPTS = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
_ROOT = os.path.normpath(os.path.join(_SCRIPTS, "..", "..", "..", ".."))
_LIBRARY = "SKILLSVIDEO_LIBRARY"


def _places() -> List[Tuple[str, Optional[str], Optional[str]]]:
    """Returns the places in order: (name of the place, folder to import from, library for it)."""
    return [
        ("next to the scripts", os.path.join(_SCRIPTS, "vendor"), None),
        (
            "in the sources",
            os.path.join(_ROOT, "bindings", "python", "src"),
            os.path.join(_ROOT, "build", "libskillsvideo.so.0"),
        ),
        ("installed", None, None),
    ]


def load() -> Any:
    """Returns the package. The ImportError lists each place with the reason, and the next step."""
    reasons = []
    for what, folder, library in _places():
        if folder is not None and not os.path.isdir(os.path.join(folder, "skillsvideo")):
            continue
        try:
            return _import(folder, library)
        except ImportError as error:
            reasons.append(f"{what}: {error}")
    raise ImportError(
        "The Python package skillsvideo or its library cannot be loaded. Nothing was sent. "
        + " | ".join(reasons)
        + " | Copy the whole skill folder that `make skill` builds, with scripts/vendor, or install the "
          "package's wheel for this Python."
    )


def _import(folder: Optional[str], library: Optional[str]) -> Any:
    if folder is None:
        return importlib.import_module("skillsvideo")
    named = _LIBRARY in os.environ
    sys.path.insert(0, folder)
    if library is not None and not named and os.path.exists(library):
        os.environ[_LIBRARY] = library
    try:
        return importlib.import_module("skillsvideo")
    except ImportError:
        sys.path.remove(folder)
        if not named:
            os.environ.pop(_LIBRARY, None)
        for name in [name for name in sys.modules if name.split(".")[0] == "skillsvideo"]:
            del sys.modules[name]
        raise
