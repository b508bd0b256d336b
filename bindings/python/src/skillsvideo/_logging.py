"""The logger "skillsvideo": WARNING for generations that are no longer followed or have no outputs, INFO for
what happens to a generation, DEBUG for every record. The key is never in it.

Only warnings import `logging`: if the program has not imported it, it has set up no logging for the rest.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager, suppress

from . import _raw
from ._remedies import follow, named, unknown_outcome
from ._typing import TYPE_CHECKING

if TYPE_CHECKING:
    import logging
    from typing import Iterable, Iterator, Optional

NAME = "skillsvideo"
_INFO, _DEBUG = 20, 10
# What happens to a generation, apart from the messages of its stream.
_INFO_KINDS = {
    _raw.EVENT_ACCEPTED,
    _raw.EVENT_STREAM_LOST,
    _raw.EVENT_RETRY,
    _raw.EVENT_POLL_FAILED,
    _raw.EVENT_NOTICE,
    _raw.EVENT_END,
}
_SHOWN_BYTES_MAX = 2000


@contextmanager
def _contained() -> Iterator[None]:
    """Surrounds a call of the program's logging: its error is printed, as `logging` itself does, and ends
    nothing here.
    """
    try:
        yield
    except Exception:
        from traceback import format_exc

        module = sys.modules.get("logging")
        if sys.stderr is not None and getattr(module, "raiseExceptions", False):
            with suppress(OSError, ValueError):
                sys.stderr.write(f"--- Logging error ---\n{format_exc()}")


def _logger() -> Optional[logging.Logger]:
    module = sys.modules.get("logging")
    return None if module is None else module.getLogger(NAME)


def wants_records() -> bool:
    """Whether the logger wants any records."""
    logger = _logger()
    return logger is not None and logger.isEnabledFor(_INFO)


def log_records(kinds: Iterable[int], lines: Iterable[bytes]) -> None:
    """Logs records, as far as the logger wants them. The library has masked the key in them, in every form in
    which a server may repeat it.
    """
    logger = _logger()
    if logger is None:
        return
    debug = logger.isEnabledFor(_DEBUG)
    for kind, line in zip(kinds, lines):
        is_info = kind in _INFO_KINDS
        if is_info or debug:
            text = line[:_SHOWN_BYTES_MAX].rstrip().decode("utf-8", "replace")
            with _contained():
                logger.log(_INFO if is_info else _DEBUG, "%s", text)


def left_text(generation_id: Optional[str], key: Optional[str]) -> str:
    """What is known of a generation that is no longer followed, and the next step.

    key: the idempotency key of its create; None if this process did not create it.
    """
    used = f" (Idempotency-Key {key})" if key else ""
    if generation_id is not None:
        return (
            f"generation {named(generation_id)}{used} is no longer followed; it goes on and may be billed; "
            f"{follow(generation_id)}"
        )
    return (
        f"a create{used} is no longer followed, and the platform had not returned its id; it may have been "
        f"accepted and charged: {unknown_outcome()}"
    )


def log_left(generation_id: str, key: Optional[str]) -> None:
    """Logs at INFO that a generation is no longer followed; the program knows its id."""
    logger = _logger()
    if logger is not None:
        with _contained():
            logger.info("%s", left_text(generation_id, key))


def warn(message: str) -> None:
    """Logs at WARNING, which Python shows even if the program has set up no logging."""
    import logging

    with _contained():
        logging.getLogger(NAME).warning("%s", message)


def warn_left(generation_id: Optional[str], key: Optional[str]) -> None:
    """Warns that a generation is no longer followed; the program may not know its id."""
    warn(left_text(generation_id, key))
