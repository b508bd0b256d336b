"""Exit codes, and the six error categories."""

from __future__ import annotations

OK = 0
REFUSED = 1
NO_ID = 3
NOT_SUCCESSFUL = 10
TIME_LIMIT = 11
FATAL = 12
INTERRUPTED = 130

_CODES = {
    "insufficient_credits": 20,
    "auth": 21,
    "validation": 22,
    "not_found": 23,
    "transient": 24,
    "unknown": 25,
}
# The library has narrower words for these. The scripts print both.
_WIDER = {"forbidden": "auth", "content_rejected": "validation", "rate_limited": "transient"}


def known(kind: str) -> bool:
    """Whether the library's word is the category of an answer of the platform."""
    return kind in _CODES or kind in _WIDER


def category(kind: str) -> str:
    """Returns the category for the library's word."""
    return _WIDER.get(kind, kind) if known(kind) else "unknown"


def of_category(kind: str) -> int:
    """Returns the exit code for the library's word."""
    return _CODES[category(kind)]
