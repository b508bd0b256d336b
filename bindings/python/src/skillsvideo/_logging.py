"""What is told to the logger "skillsvideo": INFO for what happens to a generation, DEBUG for every record. Never the
key.

`logging` is not imported here: where the program has not done so, nobody listens.
"""

from __future__ import annotations

import sys

from ._typing import TYPE_CHECKING

if TYPE_CHECKING:
    import logging
    from typing import Iterable, Optional

NAME = "skillsvideo"
_INFO, _DEBUG = 20, 10
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


def _logger() -> Optional[logging.Logger]:
    module = sys.modules.get("logging")
    return None if module is None else module.getLogger(NAME)


def wants_records() -> bool:
    """Whether anybody listens."""
    logger = _logger()
    return logger is not None and logger.isEnabledFor(_INFO)


def log_lines(lines: Iterable[bytes], redact: Redaction) -> None:
    """Tells of records, as far as the logger wants them."""
    logger = _logger()
    if logger is None:
        return
    debug = logger.isEnabledFor(_DEBUG)
    for line in lines:
        told = line[15 : line.find(b'"', 16) + 1] in _TOLD
        if told or debug:
            text = line[:_SHOWN].rstrip().decode("utf-8", "replace")
            logger.log(_INFO if told else _DEBUG, "%s", redact(text))


def log_left(generation_id: str) -> None:
    """Tells that a generation goes on unfollowed."""
    logger = _logger()
    if logger is not None:
        text = 'generation %s is no longer followed; it goes on and may be billed; client.job("%s") follows it again'
        logger.info(text, generation_id, generation_id)


def warn_unknown(creates: int) -> None:
    """Warns of creates whose outcome will not be learnt."""
    import logging

    text = "closed before the platform had told the ids of %d creates: see https://skills.video/dashboard"
    logging.getLogger(NAME).warning(text, creates)
