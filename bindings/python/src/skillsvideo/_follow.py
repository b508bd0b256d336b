"""A native job in flight, and how it ended."""

from __future__ import annotations

from collections import deque
from ctypes import byref, c_size_t, string_at

from ._native import lib, optional_text, text
from ._typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Any, Deque, Optional

    from ._engine import Engine


# How the last record begins of a generation that has ended on a terminal status.
TERMINAL = b'{"v":1,"event":"terminal"'


class Ending(NamedTuple):
    """How a job ended, in the library's numbers, with its last record."""

    status: int
    category: int
    http_status: int
    retry_after_ms: int
    message: str
    generation_id: Optional[str]
    line: bytes


def read_ending(result: Any) -> Ending:
    """All that a native result says."""
    length = c_size_t()
    json = lib.sv_result_json(result, byref(length))
    return Ending(
        status=lib.sv_result_status(result),
        category=lib.sv_result_category(result),
        http_status=lib.sv_result_http_status(result),
        retry_after_ms=lib.sv_result_retry_after_ms(result),
        message=text(lib.sv_result_message(result)),
        generation_id=optional_text(lib.sv_result_generation_id(result)),
        line=string_at(json, length.value) if json else b"{}",
    )


class Follow:
    """A job in flight. Dropping it stops following, whatever thread the garbage collector runs in."""

    __slots__ = ("__weakref__", "ending", "engine", "handle", "id", "is_cancelled", "lines", "tag")

    def __init__(self, engine: Engine, handle: Any, tag: int, generation_id: Optional[str]) -> None:
        self.engine = engine
        self.handle = handle
        self.tag = tag
        self.id = generation_id
        self.lines: Deque[bytes] = deque()
        self.ending: Optional[Ending] = None
        self.is_cancelled = False

    def cancel(self) -> None:
        """Asks to stop following, for a program that knows what it leaves. The end comes with the next poll,
        or with the answer to a create that was already sent.
        """
        self.is_cancelled = True
        self.stop()

    def stop(self) -> None:
        """As cancel(), for a program that was interrupted."""
        if self.handle is not None:
            lib.sv_cancel_gracefully(self.handle)

    def __del__(self) -> None:
        if self.handle is not None:
            self.engine.discard(self.tag, self.handle)
