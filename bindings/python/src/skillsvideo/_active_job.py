"""A native job in flight, and how it ended."""

from __future__ import annotations

from collections import deque
from ctypes import byref, c_size_t, string_at
from operator import length_hint

from . import _raw
from ._native import lib, optional_text, text
from ._typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Any, Deque, Iterator, List, Optional, Tuple

    from ._engine import Engine

    # The kind of an event (one of EVENT_...), its record as one line of JSON, and its status. The status is
    # None if the record has none, and for kinds other than EVENT_MESSAGE and EVENT_POLL.
    Row = Tuple[int, bytes, Optional[str]]
    # Rows that have arrived together: an iterator over those not read yet, and one over their lines, which
    # knows how many are left.
    Batch = Tuple[Iterator[Row], Iterator[bytes]]
    # A batch as an iterator that has it until it is taken, its newest status, and how many statuses it has.
    Part = Tuple[Iterator[Batch], Optional[str], int]

_TERMINAL = (_raw.OK, _raw.ERR_JOB_FAILED, _raw.ERR_JOB_CANCELED)


class JobEnd(NamedTuple):
    """How a job ended: the library's numbers and the last record."""

    status: int
    category: int
    http_status: int
    retry_after_ms: int
    message: str
    generation_id: Optional[str]
    line: bytes


def is_terminal(end: JobEnd) -> bool:
    """Whether a generation ended by a terminal status: it succeeded, failed or was canceled."""
    return end.status in _TERMINAL


def read_end(result: Any) -> JobEnd:
    """Copies a native result."""
    length = c_size_t()
    json = lib.sv_result_json(result, byref(length))
    return JobEnd(
        status=lib.sv_result_status(result),
        category=lib.sv_result_category(result),
        http_status=lib.sv_result_http_status(result),
        retry_after_ms=lib.sv_result_retry_after_ms(result),
        message=text(lib.sv_result_message(result)),
        generation_id=optional_text(lib.sv_result_generation_id(result)),
        line=string_at(json, length.value) if json else b"{}",
    )


def make_part(kinds: List[int], lines: List[bytes], statuses: List[Optional[str]]) -> Part:
    """The rows of one job that have arrived together."""
    left = iter(lines)
    found = len(statuses) - statuses.count(None)
    newest = next(status for status in reversed(statuses) if status is not None) if found else None
    return iter([(zip(kinds, left, statuses), left)]), newest, found


class ActiveJob:
    """A job in flight. When it is garbage-collected, in any thread, the library stops following it."""

    __slots__ = (
        "__weakref__",
        "batches",
        "end",
        "engine",
        "handle",
        "id",
        "is_canceled",
        "is_wanted",
        "status",
        "status_count",
        "tag",
    )

    def __init__(self, engine: Engine, handle: Any, tag: int, generation_id: Optional[str]) -> None:
        self.engine = engine
        self.tag = tag
        self.id = generation_id
        self.batches: Deque[Batch] = deque()
        # The newest status that has arrived, and how many records with a status have arrived.
        self.status: Optional[str] = None
        self.status_count = 0
        self.end: Optional[JobEnd] = None
        self.is_canceled = False
        # Whether the create is sent even if the program drops the job before.
        self.is_wanted = False
        # Last, so that __del__ finds the rest.
        self.handle = handle

    @property
    def has_unread(self) -> bool:
        """Whether there are rows that nobody has read."""
        return any(length_hint(lines) for _, lines in self.batches)

    def take(self, part: Part) -> None:
        """Adds rows that have arrived, unless an earlier call did."""
        batch, status, count = part
        if status is not None:
            # Counted again after an interruption: only growth matters.
            self.status = status
            self.status_count += count
        # One call, so that no signal is handled between the iterator and the queue.
        self.batches.extend(batch)

    def cancel(self) -> None:
        """Stops following at the program's request. The end comes with the next poll, or with the answer to a
        create that was already sent.
        """
        self.is_canceled = True
        self.stop()

    def stop(self) -> None:
        """Stops following as cancel() does, for a program that was interrupted."""
        if self.handle is not None:
            lib.sv_cancel_gracefully(self.handle)

    def __del__(self) -> None:
        if getattr(self, "handle", None) is not None:
            self.engine.discard(self.tag, self.handle, self.is_wanted)
