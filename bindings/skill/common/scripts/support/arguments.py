"""Parses the arguments of the scripts. A bad argument ends a script with exit status 1."""

from __future__ import annotations

import argparse
import math
import sys
from typing import Callable, NoReturn
from urllib.parse import urlsplit

BASE_URL_HELP = (
    "the platform's address; by default SKILLS_VIDEO_BASE_URL, else https://open.skills.video/api/v1")


class Parser(argparse.ArgumentParser):
    """tell: prints an error, given as (one word, sentences)."""

    def __init__(self, description: str, tell: Callable[[str, str], None]) -> None:
        super().__init__(description=description)
        self._tell = tell

    def error(self, message: str) -> NoReturn:
        """Prints the error and the usage, and ends."""
        self.refuse("invalid_arguments", message)

    def refuse(self, name: str, message: str) -> NoReturn:
        """Prints the error and the usage, and ends with status 1. Nothing was sent."""
        self._tell(name, f"{message.rstrip('.')}. Nothing was sent.")
        self.print_usage(sys.stderr)
        sys.exit(1)

    def seconds(self, value: float, name: str, option: str) -> float:
        """Returns a number of seconds after checking its range."""
        if not math.isfinite(value) or not 0.001 <= value <= 1e9:
            self.refuse(name, f"{option} must be a number of seconds of at least 0.001, not {value:g}")
        return value


def path_of(text: str, base_url: str, what: str) -> str:
    """Returns an endpoint as a path below the base URL. ValueError for another address, because the key is
    sent only to the base URL."""
    text = text.strip()
    method, _, rest = text.partition(" ")
    if rest and method.upper() == "POST":
        text = rest.strip()
    base = base_url.rstrip("/")
    if text.startswith(f"{base}/"):
        text = text[len(base) :]
    if urlsplit(text).scheme or text.startswith("//"):
        raise ValueError(
            f"{what} must be a path such as /generation/sse/google/nano-banana-pro; {text.split('?')[0]!r} "
            f"is an address outside {base}, and the key is sent nowhere else (give --base-url to use another "
            f"platform)"
        )
    return text
