"""Events as frozen dataclasses.

An event is made of the line of its record. The line is parsed when a field is first read: until then the
slots of the fields are empty. A program that waits only for the end parses nothing. The status of messages
and polls comes beside the line, so reading it parses nothing either.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import (
    TYPE_CHECKING,
    Any,
    Callable,
    Deque,
    Dict,
    Iterator,
    Mapping,
    Optional,
    Tuple,
    Type,
)

from . import _raw
from ._lazy_record import LazyRecord
from ._records import seconds

if TYPE_CHECKING:
    from ._active_job import Batch


@dataclass(frozen=True, eq=False, repr=False)
class Event(LazyRecord):
    """What happened. `raw` is the whole record, as in every language and in the command's --json; `elapsed`
    is in seconds since the start of the job. A kind that this package does not know is a plain Event.
    """

    __slots__ = ("elapsed", "generation_id", "kind", "raw")
    raw: Dict[str, Any]
    kind: str
    elapsed: float
    generation_id: Optional[str]


@dataclass(frozen=True, eq=False, repr=False)
class Submitting(Event):
    """A request is being sent. `mode` is "sse_then_poll_fallback", "poll", "download" or "credits";
    `idempotency_key` is that of a create, else None.
    """

    __slots__ = ("idempotency_key", "mode", "url")
    url: str
    mode: str
    idempotency_key: Optional[str]


@dataclass(frozen=True, eq=False, repr=False)
class Opened(Event):
    """The platform answered with an event stream."""

    __slots__ = ("http_status", "url")
    url: str
    http_status: int


@dataclass(frozen=True, eq=False, repr=False)
class Accepted(Event):
    """The id is known: from now on the generation is paid for. Every other event with the id comes later."""

    __slots__ = ()


@dataclass(frozen=True, eq=False, repr=False)
class Message(Event):
    """One server-sent event. `payload` is its data, parsed if it is JSON; `status` is as the platform sent
    it.
    """

    __slots__ = ("name", "payload", "sse_id", "status", "terminal")
    name: str
    sse_id: Optional[str]
    status: Optional[str]
    terminal: bool
    payload: Any


@dataclass(frozen=True, eq=False, repr=False)
class Poll(Event):
    """One answer to a poll of the generation."""

    __slots__ = ("attempt", "http_status", "payload", "status", "terminal")
    attempt: int
    http_status: int
    status: Optional[str]
    terminal: bool
    payload: Any


@dataclass(frozen=True, eq=False, repr=False)
class PollFailed(Event):
    """A poll without a usable answer. `transient`: another poll may succeed. `delay`: seconds until that
    poll; None if there is none.
    """

    __slots__ = ("attempt", "delay", "http_status", "message", "transient")
    attempt: int
    http_status: int
    transient: bool
    message: str
    delay: Optional[float]


@dataclass(frozen=True, eq=False, repr=False)
class StreamLost(Event):
    """The stream ended before the generation did. `kind` says how. If the id is known, polling follows."""

    __slots__ = ("http_status", "message", "payload")
    message: str
    http_status: int
    payload: Any


@dataclass(frozen=True, eq=False, repr=False)
class Retry(Event):
    """A create that bought nothing, as the answer proves, is sent again after `delay` seconds."""

    __slots__ = ("attempt", "delay", "message", "reason")
    attempt: int
    delay: float
    reason: str
    message: str


@dataclass(frozen=True, eq=False, repr=False)
class Fallback(Event):
    """Polling instead of the stream: it starts (`ok` is None) or has ended."""

    __slots__ = ("ok",)
    ok: Optional[bool]


@dataclass(frozen=True, eq=False, repr=False)
class Progress(Event):
    """Bytes sent or received. `direction` is "upload" or "download"; `total` is None while unknown."""

    __slots__ = ("direction", "done", "total")
    done: int
    total: Optional[int]
    direction: str


@dataclass(frozen=True, eq=False, repr=False)
class Notice(Event):
    """Something unexpected that does not change how the job goes on. `notice` is "unknown_status",
    "other_id", "late_terminal", "payload", "credits" or "no_outputs" (the generation succeeded without
    outputs).
    """

    __slots__ = ("message", "notice")
    notice: str
    message: str


@dataclass(frozen=True, eq=False, repr=False)
class Trace(Event):
    """A line about a request, with the option trace. The key is never in it."""

    __slots__ = ("message",)
    message: str


@dataclass(frozen=True, eq=False, repr=False)
class Ended(Event):
    """The last event, exactly one for each job. `ok` says whether it succeeded; `status` is the terminal
    status, None if following ended without one; `error` is None or the kind of error in one word.
    """

    __slots__ = ("error", "message", "ok", "response", "status")
    ok: bool
    status: Optional[str]
    error: Optional[str]
    message: str
    response: Any


def _member(name: str, default: Any = None) -> Callable[[Mapping[str, Any]], Any]:
    return lambda record: record.get(name, default)


def _error(record: Mapping[str, Any]) -> Optional[str]:
    if record["event"] != "terminal":
        return record.get("error") or ("timeout" if record["event"] == "timeout" else None)
    return None if record.get("ok") else str(record.get("category") or "job_failed")


def _ended_ok(record: Mapping[str, Any]) -> bool:
    return bool(record.get("ok", record["event"] in ("downloaded", "credits")))


# How the fields are read whose names or values differ from the members of the record.
_SPECIAL: Dict[str, Callable[[Mapping[str, Any]], Any]] = {
    "raw": lambda record: record,
    "kind": _member("event"),
    "elapsed": lambda record: seconds(record.get("elapsed_ms")) or 0.0,
    "name": _member("sse_event_name", "message"),
    "delay": lambda record: seconds(record.get("delay_ms")),
    "http_status": _member("http_status", 0),
    "message": _member("message", ""),
    "error": _error,
}
CLASSES: Dict[int, Type[Event]] = {
    _raw.EVENT_SUBMITTING: Submitting,
    _raw.EVENT_OPEN: Opened,
    _raw.EVENT_ACCEPTED: Accepted,
    _raw.EVENT_MESSAGE: Message,
    _raw.EVENT_POLL: Poll,
    _raw.EVENT_RETRY: Retry,
    _raw.EVENT_FALLBACK: Fallback,
    _raw.EVENT_BYTES: Progress,
    _raw.EVENT_END: Ended,
    _raw.EVENT_STREAM_LOST: StreamLost,
    _raw.EVENT_POLL_FAILED: PollFailed,
    _raw.EVENT_NOTICE: Notice,
    _raw.EVENT_TRACE: Trace,
}

_every: Tuple[Type[Event], ...] = (Event, *CLASSES.values())
for _class in _every:
    _class._FIELDS = tuple(
        (_name, _ended_ok if (_class, _name) == (Ended, "ok") else _SPECIAL.get(_name, _member(_name)))
        for _name in _class.__dataclass_fields__
    )

_new: Callable[[Type[Event]], Any] = object.__new__
_set_line: Callable[[Any, bytes], None] = vars(LazyRecord)["_line"].__set__
_set_message_status: Callable[[Any, str], None] = vars(Message)["status"].__set__


def make_event(kind: int, line: bytes, status: Optional[str] = None) -> Event:
    """The event of a record.

    kind: one of _raw.EVENT_.... line: the record. status: of a message or a poll, if it is known already.
    """
    event: Event = _new(CLASSES.get(kind, Event))
    _set_line(event, line)
    if status is not None:
        event.__setstate__({"status": status})
    return event


def take_events(batches: Deque[Batch]) -> Iterator[Event]:
    """Yields the event of each row that nobody has read."""
    # The calls are written out for messages, which are nearly all events.
    new, set_line, set_status, message = _new, _set_line, _set_message_status, _raw.EVENT_MESSAGE
    while batches:
        batch = batches[0]
        for kind, line, status in batch[0]:
            if kind == message and status is not None:
                event = new(Message)
                set_line(event, line)
                set_status(event, status)
                yield event
            else:
                yield make_event(kind, line, status)
        # The consumer may have called this function again meanwhile.
        if batches and batches[0] is batch:
            batches.popleft()
