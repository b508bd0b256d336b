"""Starts each script and ends its process."""

from __future__ import annotations

import sys
from typing import Callable, Optional

PYTHON_NEEDED = (3, 9)


def unsupported() -> Optional[str]:
    """Returns why the scripts cannot run here, or None."""
    if not sys.platform.startswith("linux"):
        return (
            f"These scripts run on Linux only; this is {sys.platform}. Run them on a Linux machine, in a "
            f"container or in WSL. Nothing was sent."
        )
    if sys.version_info < PYTHON_NEEDED:
        found = ".".join(str(part) for part in sys.version_info[:2])
        return f"These scripts need Python 3.9 or newer; this is {found}. Nothing was sent."
    return None


def run(main: Callable[[], int], tell: Callable[[str, str], None]) -> None:
    """Ends the process with the exit status of `main`. tell: prints an error, as (one word, sentences)."""
    reason = unsupported()
    if reason is not None:
        tell("unsupported_platform", reason)
        sys.exit(1)
    sys.exit(main())


def tell_stderr(name: str, message: str) -> None:
    """For scripts whose standard output is one object."""
    print(f"{name}: {message}", file=sys.stderr)
