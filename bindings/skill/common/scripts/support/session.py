"""What both scripts that talk to the platform need before they start."""

from __future__ import annotations

import os
import sys
from typing import Any, Dict, Optional

from . import exits, key
from .lines import Lines
from .locate import load

DEFAULT_BASE_URL = "https://open.skills.video/api/v1"


def base_url_of(given: Optional[str]) -> str:
    """The address that everything of one run goes to."""
    return (given or os.environ.get("SKILLS_VIDEO_BASE_URL", "").strip() or DEFAULT_BASE_URL).rstrip("/")


def package_or_exit(lines: Lines) -> Any:
    """The package, once there is a key. Ends with status 1 and a line that says what is missing."""
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
    """Options of the library from seconds, each by its name without `_ms`."""
    return {f"{name}_ms": max(1, round(value * 1000)) for name, value in seconds.items()}
