"""`python -m skillsvideo` runs the command skillsvideo."""

from __future__ import annotations

import os
import shutil
import sys


def main() -> None:
    """Replaces this process by the command of the package skillsvideo-tools, or by the one on PATH."""
    try:
        from skillsvideo_tools import program
    except ImportError:
        path = shutil.which("skillsvideo")
    else:
        path = program("skillsvideo")
    if path is None:
        sys.exit("The command is not installed: pip install 'skillsvideo[tools]'.")
    os.execv(path, [path, *sys.argv[1:]])


main()
