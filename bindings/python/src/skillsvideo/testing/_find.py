"""Where the simulator's program is."""

from __future__ import annotations

import os
import shutil
from typing import Optional, Tuple

VARIABLE = "SKILLSVIDEO_SIMULATOR"
NAME = "skillsvideo-simulator"


def find_program(program: Optional[str] = None) -> Tuple[str, Optional[str]]:
    """The program and the folder of its catalogue; None if the program finds the folder itself.

    In order: the given path, the variable SKILLSVIDEO_SIMULATOR, the package skillsvideo-tools, PATH.
    FileNotFoundError says what to install.
    """
    named = program or os.environ.get(VARIABLE)
    if named:
        return named, None
    try:
        import skillsvideo_tools
    except ImportError:
        pass
    else:
        return skillsvideo_tools.program(NAME), skillsvideo_tools.catalogue()
    found = shutil.which(NAME)
    if found is None:
        raise FileNotFoundError(
            f"the simulator is not installed: pip install 'skillsvideo[testing]', or set {VARIABLE} to the "
            f"path of {NAME}"
        )
    return found, None
