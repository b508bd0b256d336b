"""Events as frozen dataclasses. A record is parsed when a field of its event is first read, not before.

An event is made from the line of its record, of which only the name is looked at. The instance holds none of
its fields until one is asked for: then a descriptor of the class parses the line and keeps the field in the
instance. So a program that waits for the end alone parses nothing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Callable, ClassVar, Dict, Mapping, Optional, Tuple, Type

from ._lines import MISSING, quick_value
from ._records import seconds

_new: Callable[[Type[Event]], Event] = object.__new__
_decode = json.JSONDecoder().raw_decode
# Every record begins so, then comes the name of its event and a quotation mark.
_HEAD = len(b'{"v":1,"event":"')
_MESSAGE = b'{"v":1,"event":"sse_event"'


def _parse(line: bytes) -> Dict[str, Any]:
    record: Dict[str, Any] = _decode(line.decode("utf-8", "replace"))[0]
    return record


class _Lazy:
    """Holds a record's line beside the fields, which are not there until they are asked for."""

    __slots__ = ("__dict__", "__weakref__", "_line")
    _line: bytes
    _FIELDS: ClassVar[Tuple[str, ...]] = ()

    def __getstate__(self) -> Dict[str, Any]:
        return {name: getattr(self, name) for name in self._FIELDS}

    def __setstate__(self, state: Dict[str, Any]) -> None:
        self.__dict__.update(state)


class _Field:
    """Reads a field from the record when it is first asked for; from then on the event holds it itself."""

    __slots__ = ("_name", "_read")

    def __init__(self, name: str, read: Callable[[Mapping[str, Any]], Any]) -> None:
        self._name = name
        self._read = read

    def __get__(self, event: Optional[_Lazy], owner: Optional[type] = None) -> Any:
        if event is None:
            return self
        fields = event.__dict__
        if "raw" not in fields:
            if not hasattr(event, "_line"):
                raise AttributeError(f"{type(event).__name__!r} object has no attribute {self._name!r}")
            fields["raw"] = _parse(event._line)
        value = fields[self._name] = self._read(fields["raw"])
        return value


class _QuickField(_Field):
    """A field whose member always stands before anything that the platform sent: read without parsing the
    rest."""

    __slots__ = ("_mark",)

    def __init__(self, name: str, read: Callable[[Mapping[str, Any]], Any]) -> None:
        super().__init__(name, read)
        self._mark = b'"%s":' % name.encode()

    def __get__(self, event: Optional[_Lazy], owner: Optional[type] = None) -> Any:
        try:
            fields, line = event.__dict__, event._line  # type: ignore[union-attr]
        except AttributeError:
            return super().__get__(event, owner)
        value = MISSING if "raw" in fields else quick_value(line, self._mark)
        if value is MISSING:
            return super().__get__(event, owner)
        fields[self._name] = value
        return value


_set_line: Callable[[Any, bytes], None] = _Lazy._line.__set__  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Event(_Lazy):
    """What happened. `raw` is the whole record, the same in every language and in the command's --json;
    `elapsed` is in seconds since the start of the job. Kinds that this package does not know are plain
    events."""

    raw: Dict[str, Any] = field(repr=False, hash=False)
    kind: str
    elapsed: float
    generation_id: Optional[str]


@dataclass(frozen=True)
class Submitting(Event):
    """A request is sent. `mode` is "sse_then_poll_fallback", "poll", "download" or "credits";
    `idempotency_key` is that of a create, None otherwise.
    """

    url: str
    mode: str
    idempotency_key: Optional[str]


@dataclass(frozen=True)
class Opened(Event):
    """The platform answered with an event stream."""

    url: str
    http_status: int


@dataclass(frozen=True)
class Accepted(Event):
    """The id is known: from now on the generation is paid for. Comes before anything else that has the id."""


@dataclass(frozen=True)
class Message(Event):
    """One server-sent event. `payload` is its data, parsed where that is JSON; `status` the platform's word
    as sent."""

    name: str
    sse_id: Optional[str]
    status: Optional[str]
    terminal: bool
    payload: Any = field(hash=False)


@dataclass(frozen=True)
class Poll(Event):
    """One answer to the question how the generation is."""

    attempt: int
    http_status: int
    status: Optional[str]
    terminal: bool
    payload: Any = field(hash=False)


@dataclass(frozen=True)
class PollFailed(Event):
    """A poll without a usable answer; `transient` says that another poll may help. It follows after `delay`
    seconds; None if none follows."""

    attempt: int
    http_status: int
    transient: bool
    message: str
    delay: Optional[float]


@dataclass(frozen=True)
class StreamLost(Event):
    """The stream ended before the generation did. `kind` says how; polling follows when the id is known."""

    message: str
    http_status: int
    payload: Any = field(hash=False)


@dataclass(frozen=True)
class Retry(Event):
    """A create that provably bought nothing is repeated after `delay` seconds."""

    attempt: int
    delay: float
    reason: str
    message: str


@dataclass(frozen=True)
class Fallback(Event):
    """Polling in place of the stream: it starts (`ok` is None) or has ended."""

    ok: Optional[bool]


@dataclass(frozen=True)
class Progress(Event):
    """Bytes of an upload or a download, as `direction` says; `total` is None while unknown."""

    done: int
    total: Optional[int]
    direction: str


@dataclass(frozen=True)
class Notice(Event):
    """Something odd that changes nothing: "unknown_status", "other_id", "late_terminal", "payload",
    "credits"; and "no_outputs", a generation that succeeded without any."""

    notice: str
    message: str


@dataclass(frozen=True)
class Trace(Event):
    """A line about a request, with the option trace; never holds the key."""

    message: str


@dataclass(frozen=True)
class Ended(Event):
    """The last event, exactly one a job. `ok` says whether it succeeded; `status` is the terminal status
    word, None when following ended without one; `error` is None or the kind of error in one word."""

    ok: bool
    status: Optional[str]
    error: Optional[str]
    message: str
    response: Any = field(hash=False)


def _member(name: str, default: Any = None) -> Callable[[Mapping[str, Any]], Any]:
    return lambda record: record.get(name, default)


def _error(record: Mapping[str, Any]) -> Optional[str]:
    if record["event"] != "terminal":
        return record.get("error") or ("timeout" if record["event"] == "timeout" else None)
    return None if record.get("ok") else str(record.get("category") or "job_failed")


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
_CLASSES: Dict[bytes, Type[Event]] = {
    b"start": Submitting,
    b"sse_open": Opened,
    b"accepted": Accepted,
    b"sse_event": Message,
    b"sse_stream_ended": StreamLost,
    b"sse_http_error": StreamLost,
    b"sse_timeout": StreamLost,
    b"sse_connect_error": StreamLost,
    b"retry": Retry,
    b"fallback_polling_start": Fallback,
    b"fallback_polling_end": Fallback,
    b"poll": Poll,
    b"poll_error": PollFailed,
    b"bytes": Progress,
    b"notice": Notice,
    b"trace": Trace,
    b"terminal": Ended,
    b"timeout": Ended,
    b"error": Ended,
    b"downloaded": Ended,
    b"credits": Ended,
}


def _ended_ok(record: Mapping[str, Any]) -> bool:
    return bool(record.get("ok", record["event"] in ("downloaded", "credits")))


# Only now: what a class has under the name of a field when it is made into a dataclass counts as the field's
# default.
_every: Tuple[Type[Event], ...] = (Event, *_CLASSES.values())
for _class in _every:
    _class._FIELDS = tuple(_class.__dataclass_fields__)
    for _name in _class._FIELDS:
        _reads = _ended_ok if (_class, _name) == (Ended, "ok") else _SPECIAL.get(_name, _member(_name))
        _is_quick = _class in (Message, Poll) and _name in ("generation_id", "status", "terminal")
        setattr(_class, _name, (_QuickField if _is_quick else _Field)(_name, _reads))


def make_event(line: bytes) -> Event:
    """The event of a record's line."""
    # Nearly all of them are messages, and to look a name up takes longer than to see that it is theirs.
    if line.startswith(_MESSAGE):
        event: Event = _new(Message)
    else:
        event = _new(_CLASSES.get(line[_HEAD : line.find(b'"', _HEAD)], Event))
    _set_line(event, line)
    return event
