"""Address, package and options of the scripts that send requests."""

from __future__ import annotations

import os
import sys
from typing import Any, Dict, Optional

from . import exits, key
from .lines import Lines
from .locate import load

DEFAULT_BASE_URL = "https://open.skills.video/api/v1"


def base_url_of(given: Optional[str]) -> str:
    """Returns the address that all requests of one run are sent to."""
    return (given or os.environ.get("SKILLS_VIDEO_BASE_URL", "").strip() or DEFAULT_BASE_URL).rstrip("/")


def package_or_exit(lines: Lines) -> Any:
    """Returns the package. Ends with status 1 and an error line if the key or the package is missing."""
    wrong = key.problem()
    if wrong is not None:
        lines.error(*wrong, dashboard_url=key.DASHBOARD)
        sys.exit(exits.REFUSED)
    try:
        return load()
    except ImportError as error:
        lines.error("missing_library", str(error))
        sys.exit(exits.REFUSED)


def milliseconds(**seconds: float) -> Dict[str, int]:
    """Returns options of the library, given in seconds and named without `_ms`."""
    return {f"{name}_ms": max(1, round(value * 1000)) for name, value in seconds.items()}
