"""What is told to the logger "skillsvideo": INFO for what happens to a generation, DEBUG for every record. Never the
key.
"""

from __future__ import annotations

import logging
from typing import Iterable

logger = logging.getLogger("skillsvideo")
logger.addHandler(logging.NullHandler())

# The records that say how a generation fares, apart from its stream's events.
_TOLD = (
    b'"accepted"',
    b'"sse_stream_ended"',
    b'"sse_http_error"',
    b'"sse_timeout"',
    b'"sse_connect_error"',
    b'"retry"',
    b'"poll_error"',
    b'"notice"',
    b'"terminal"',
    b'"timeout"',
    b'"error"',
)
_SHOWN = 2000


class Redaction:
    """Takes a key out of any text that is about to be logged."""

    def __init__(self, key: str) -> None:
        self._key = key

    def __call__(self, text: str) -> str:
        return text.replace(self._key, "[key]") if self._key else text


def log_lines(lines: Iterable[bytes], redact: Redaction) -> None:
    """Tells of records, as far as the logger wants them."""
    debug = logger.isEnabledFor(logging.DEBUG)
    for line in lines:
        told = line[15 : line.find(b'"', 16) + 1] in _TOLD
        if told or debug:
            text = line[:_SHOWN].decode("utf-8", "replace")
            logger.log(logging.INFO if told else logging.DEBUG, "%s", redact(text))


def wants_records() -> bool:
    """Whether there is anything to tell at all."""
    return logger.isEnabledFor(logging.INFO)
