"""Events, records, results, pickles."""

from __future__ import annotations

import copy
import dataclasses
import json
import pickle
import sys

import pytest

import skillsvideo as sv
from conftest import MODEL, QUICK
from programs import run
from skillsvideo._events import _CLASSES, make_event


def line(**members):
    return json.dumps({"v": 1, **members}, separators=(",", ":")).encode()


# record, class, what its fields say
RECORDS = [
    (
        {"event": "start", "elapsed_ms": 0, "url": "u", "mode": "poll", "idempotency_key": "k"},
        sv.Submitting,
        {"url": "u", "mode": "poll", "elapsed": 0.0, "idempotency_key": "k"},
    ),
    (
        {"event": "sse_open", "elapsed_ms": 5, "http_status": 200, "url": "u"},
        sv.Opened,
        {"http_status": 200, "elapsed": 0.005},
    ),
    ({"event": "accepted", "tag": 7, "generation_id": "g"}, sv.Accepted, {"generation_id": "g"}),
    (
        {
            "event": "sse_event",
            "sse_event_name": "n",
            "sse_id": "1",
            "generation_id": "g",
            "status": "X",
            "terminal": True,
            "payload": {"a": 1},
        },
        sv.Message,
        {"name": "n", "sse_id": "1", "status": "X", "terminal": True, "payload": {"a": 1}},
    ),
    (
        {"event": "poll", "attempt": 2, "http_status": 200, "status": None, "terminal": False},
        sv.Poll,
        {"attempt": 2, "status": None},
    ),
    (
        {"event": "poll_error", "attempt": 1, "http_status": 503, "transient": True, "message": "m"},
        sv.PollFailed,
        {"transient": True},
    ),
    (
        {"event": "sse_stream_ended", "message": "m"},
        sv.StreamLost,
        {"kind": "sse_stream_ended", "http_status": 0, "payload": None},
    ),
    (
        {"event": "sse_http_error", "http_status": 503, "message": "m", "payload": "p"},
        sv.StreamLost,
        {"http_status": 503},
    ),
    (
        {"event": "retry", "attempt": 1, "delay_ms": 1500, "reason": "r", "message": "m"},
        sv.Retry,
        {"delay": 1.5, "reason": "r"},
    ),
    ({"event": "fallback_polling_start", "generation_id": "g"}, sv.Fallback, {"ok": None}),
    ({"event": "fallback_polling_end", "generation_id": "g", "ok": True}, sv.Fallback, {"ok": True}),
    ({"event": "bytes", "done": 1, "total": None}, sv.Progress, {"done": 1, "total": None}),
    ({"event": "notice", "notice": "other_id", "message": "m"}, sv.Notice, {"notice": "other_id"}),
    ({"event": "trace", "message": "m"}, sv.Trace, {"message": "m"}),
    (
        {"event": "terminal", "ok": True, "status": "COMPLETED", "response": {}},
        sv.Ended,
        {"ok": True, "error": None, "status": "COMPLETED"},
    ),
    (
        {"event": "terminal", "ok": False, "category": "unknown", "status": "FAILED"},
        sv.Ended,
        {"ok": False, "error": "unknown"},
    ),
    (
        {"event": "timeout", "error": "timeout", "message": "m"},
        sv.Ended,
        {"ok": False, "error": "timeout", "status": None},
    ),
    (
        {"event": "error", "error": "auth", "message": "m"},
        sv.Ended,
        {"ok": False, "error": "auth", "message": "m"},
    ),
    ({"event": "downloaded", "path": "p"}, sv.Ended, {"ok": True, "error": None}),
    ({"event": "new_kind", "x": 1}, sv.Event, {"kind": "new_kind"}),
]


def test_every_kind_has_a_case():
    assert {record["event"].encode() for record, _, _ in RECORDS} >= set(_CLASSES) - {
        b"sse_timeout",
        b"sse_connect_error",
        b"credits",
    }


@pytest.mark.parametrize(("record", "kind", "fields"), RECORDS)
def test_record(record, kind, fields):
    event = make_event(line(**record))
    assert type(event) is kind
    assert dataclasses.is_dataclass(event)
    for name, value in fields.items():
        assert getattr(event, name) == value
    assert event.raw == {"v": 1, **record}
    assert event == make_event(line(**record))
    assert event.kind in repr(event)
    assert dataclasses.asdict(event)["raw"] == event.raw
    assert pickle.loads(pickle.dumps(make_event(line(**record)))) == event
    assert copy.deepcopy(event) == event
    with pytest.raises(dataclasses.FrozenInstanceError):
        event.kind = "other"
    with pytest.raises(AttributeError, match="nonsense"):
        event.nonsense  # noqa: B018
    assert hash(event) == hash(make_event(line(**record)))
    other = make_event(line(**{**record, "elapsed_ms": 77}))
    assert other != event
    assert len({event, make_event(line(**record)), other}) == 2


def test_nothing_is_parsed_before_it_is_read():
    event = make_event(b'{"v":1,"event":"sse_event","tag":1,"status":"X",this is not JSON')
    assert type(event) is sv.Message
    assert event.status == "X"
    with pytest.raises(json.JSONDecodeError):
        event.payload  # noqa: B018


# A record's head, and what is read of it without parsing the rest.
HEADS = [
    (b'"generation_id":"g","status":"X","status_key":"X","terminal":true', ("g", "X", True)),
    (b'"generation_id":null,"status":null,"status_key":null,"terminal":false', (None, None, False)),
    (
        b'"generation_id":"a\\"status\\":\\"b","status":"\\u00e9","status_key":"","terminal":false',
        ('a"status":"b', "é", False),
    ),
    (b'"generation_id":"\\\\","status":"","status_key":"","terminal":false', ("\\", "", False)),
    ('"generation_id":"ü","status":"ä","status_key":"Ä","terminal":false'.encode(), ("ü", "ä", False)),
]


@pytest.mark.parametrize(("head", "values"), HEADS)
def test_quick_reading_says_what_parsing_says(head, values):
    start = b'{"v":1,"event":"sse_event","elapsed_ms":1,"sse_event_name":"status","sse_id":"\\"terminal\\":",'
    text = start + head + b',"payload":{"status":"other","terminal":"no","generation_id":1}}'
    event = make_event(text)
    assert (event.generation_id, event.status, event.terminal) == values
    parsed = make_event(text)
    assert parsed.raw["v"] == 1
    assert (parsed.generation_id, parsed.status, parsed.terminal) == values
    assert event == parsed


def test_schema_describes_every_record():
    import os

    path = os.path.join(os.path.dirname(__file__), "..", "..", "..", "share", "records.schema.json")
    with open(path, encoding="utf-8") as file:
        described = json.load(file)["$defs"]
    assert {name.decode() for name in _CLASSES} <= set(described)


@pytest.mark.skipif(sys.version_info < (3, 10), reason="match came with Python 3.10")
def test_match(simulator):
    code = """
        import skillsvideo as sv
        seen = []
        with sv.Client() as client:
            for event in client.stream("google/nano-banana-pro", prompt="a"):
                match event:
                    case sv.Accepted(generation_id=str(i)):
                        seen.append("accepted")
                    case sv.Message(status="IN_PROGRESS", payload={"id": same}) if same == i:
                        seen.append("progress")
                    case sv.Ended(ok=True, response={"usage": {"total": total}}):
                        seen.append(total)
        print(seen)
    """
    done = run(code, environment=simulator.environment())
    assert (done.stdout, done.stderr) == ("['accepted', 'progress', 'progress', 'progress', 10]\n", "")


def test_results_can_be_pickled(client):
    result = client.generate(MODEL, prompt="a")
    twin = pickle.loads(pickle.dumps(result))
    assert twin.raw == result.raw
    assert twin.outputs[0].read() == result.outputs[0].read()


def test_stream_that_is_lost(simulator):
    with simulator.client("end-after=2,poll-status=503,poll-fail=1", options=QUICK) as client:
        kinds = [type(event) for event in client.stream(MODEL, prompt="a")]
    for kind in (sv.StreamLost, sv.Fallback, sv.PollFailed, sv.Poll, sv.Ended):
        assert kind in kinds
    assert len(simulator.log()["jobs"]) == 1


def test_large_event(simulator):
    with simulator.client("event-bytes=5000000") as client:
        events = [event for event in client.stream(MODEL, prompt="a") if isinstance(event, sv.Message)]
    assert max(len(json.dumps(event.raw)) for event in events) > 5_000_000


def test_records_are_the_same_in_python_and_in_the_library(client):
    for event in client.stream(MODEL, prompt="a"):
        assert event.raw["v"] == 1
        assert json.loads(json.dumps(event.raw)) == event.raw
