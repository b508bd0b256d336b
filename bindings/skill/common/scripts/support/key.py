"""The API key in the environment."""

from __future__ import annotations

import os
from typing import Optional, Tuple

VARIABLE = "SKILLS_VIDEO_API_KEY"
DASHBOARD = "https://skills.video/dashboard/developer"


def problem() -> Optional[Tuple[str, str]]:
    """Returns what is wrong with the key, as (one word, a sentence), or None. Neither contains the key."""
    key = os.environ.get(VARIABLE, "").strip()
    if not key:
        return (
            "missing_api_key",
            f"{VARIABLE} is not set. Create a key at {DASHBOARD} and put it into that variable.")
    if not all("!" <= character <= "~" for character in key):
        return (
            "invalid_api_key",
            f"{VARIABLE} contains white space, a line break or a character outside ASCII, which no key has. "
            f"Copy it again from {DASHBOARD}.",
        )
    return None
