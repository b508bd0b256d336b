"""What the logger "skillsvideo" gets: WARNING for generations that are left or have no outputs, INFO for what
happens to a generation, DEBUG for every record. Never the key.

`logging` is imported for warnings alone: where the program has not done so, nobody listens to the rest.
"""

from __future__ import annotations

import sys

from ._remedies import follow, unknown_outcome
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


def _logger() -> Optional[logging.Logger]:
    module = sys.modules.get("logging")
    return None if module is None else module.getLogger(NAME)


def wants_records() -> bool:
    """Whether anybody listens."""
    logger = _logger()
    return logger is not None and logger.isEnabledFor(_INFO)


def log_lines(lines: Iterable[bytes]) -> None:
    """Logs records, as far as the logger wants them. The library has masked the key in them, in every form in
    which a server may repeat it.
    """
    logger = _logger()
    if logger is None:
        return
    debug = logger.isEnabledFor(_DEBUG)
    for line in lines:
        told = line[15 : line.find(b'"', 16) + 1] in _TOLD
        if told or debug:
            text = line[:_SHOWN].rstrip().decode("utf-8", "replace")
            logger.log(_INFO if told else _DEBUG, "%s", text)


def left_text(generation_id: Optional[str], key: Optional[str]) -> str:
    """What is known of a generation that is no longer followed, and the next step. key: of its create, if it
    had one here.
    """
    named = f" (Idempotency-Key {key})" if key else ""
    if generation_id is not None:
        return (
            f"generation {generation_id}{named} is no longer followed; it goes on and may be billed; "
            f"{follow(generation_id)}"
        )
    return (
        f"a create{named} is no longer followed, and the platform had not returned its id; it may have been "
        f"accepted and charged: {unknown_outcome()}"
    )


def log_left(generation_id: str, key: Optional[str]) -> None:
    """Logs that a generation goes on unfollowed, for a program that knows it."""
    logger = _logger()
    if logger is not None:
        logger.info("%s", left_text(generation_id, key))


def warn(message: str) -> None:
    """Logs at WARNING, which is shown even where the program has set up no logging."""
    import logging

    logging.getLogger(NAME).warning("%s", message)


def warn_left(generation_id: Optional[str], key: Optional[str]) -> None:
    """Warns that a generation goes on unfollowed which the program may not know."""
    warn(left_text(generation_id, key))
