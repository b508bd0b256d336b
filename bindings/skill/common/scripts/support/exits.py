"""Exit codes, and the six categories that they stand for."""

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
# The library tells these apart; a caller of these scripts is told both words.
_WIDER = {"forbidden": "auth", "content_rejected": "validation", "rate_limited": "transient"}


def known(kind: str) -> bool:
    """Whether the library's word is about an answer of the platform."""
    return kind in _CODES or kind in _WIDER


def category(kind: str) -> str:
    """The one of the six that the library's word belongs to."""
    return _WIDER.get(kind, kind) if known(kind) else "unknown"


def of_category(kind: str) -> int:
    """The exit code for the library's word."""
    return _CODES[category(kind)]
