"""A native job in flight, and how it ended."""

from __future__ import annotations

import weakref
from collections import deque
from ctypes import byref, c_size_t, string_at

from ._native import lib, optional_text, text
from ._typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Any, Callable, Deque, Optional

    from ._engine import Engine


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

    __slots__ = ("__weakref__", "ending", "engine", "handle", "id", "lines", "on_change", "tag")

    def __init__(self, engine: Engine, handle: Any, tag: int, generation_id: Optional[str]) -> None:
        self.engine = engine
        self.handle = handle
        self.tag = tag
        self.id = generation_id
        self.lines: Deque[bytes] = deque()
        self.ending: Optional[Ending] = None
        self.on_change: Optional[Callable[[], None]] = None

    def cancel(self) -> None:
        """Asks to stop following; the end comes with the next poll, or with the answer to a create that is on its
        way.
        """
        if self.handle is not None:
            lib.sv_cancel_gracefully(self.handle)

    def __del__(self) -> None:
        if self.handle is not None:
            self.engine.discard(self.tag, self.handle)


class Orphan:
    """A job that nobody waits for, kept until the platform has told its id.

    Some were left: the task or the call that waited was broken off, perhaps to come back. Others were let go of by
    programs that never waited, and are to be created all the same.
    """

    __slots__ = ("_follow", "_is_stopped", "handle")

    def __init__(self, handle: Any, left: Optional[Follow]) -> None:
        self.handle = handle
        self._follow = None if left is None else weakref.ref(left)
        self._is_stopped = False

    @property
    def follow(self) -> Optional[Follow]:
        """Who may come back to it; None when nobody can."""
        return None if self._follow is None else self._follow()

    def stop(self) -> None:
        """One that was left buys nothing more: only an answer that is on its way is waited for."""
        if self._follow is not None and not self._is_stopped:
            self._is_stopped = True
            lib.sv_cancel_gracefully(self.handle)
