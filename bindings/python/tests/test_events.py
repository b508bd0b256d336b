"""Events, records, results, pickles."""

from __future__ import annotations

import copy
import dataclasses
import json
import pickle
import sys
from collections import deque

import pytest

import skillsvideo as sv
from conftest import MODEL, QUICK
from programs import run
from skillsvideo import _raw
from skillsvideo._events import CLASSES, make_event, take_events


def line(**members):
    return json.dumps({"v": 1, **members}, separators=(",", ":")).encode()


def event_of(record):
    """The event of a record, with the kind that the library gives it."""
    kinds = {name: kind for names, kind in KINDS.items() for name in names.split()}
    return make_event(kinds.get(record["event"], 99), line(**record))


# The "event" of records, and their kind.
KINDS = {
    "start": _raw.EVENT_SUBMITTING,
    "sse_open": _raw.EVENT_OPEN,
    "accepted": _raw.EVENT_ACCEPTED,
    "sse_event": _raw.EVENT_MESSAGE,
    "sse_stream_ended sse_http_error sse_timeout sse_connect_error": _raw.EVENT_STREAM_LOST,
    "retry": _raw.EVENT_RETRY,
    "fallback_polling_start fallback_polling_end": _raw.EVENT_FALLBACK,
    "poll": _raw.EVENT_POLL,
    "poll_error": _raw.EVENT_POLL_FAILED,
    "bytes": _raw.EVENT_BYTES,
    "notice": _raw.EVENT_NOTICE,
    "trace": _raw.EVENT_TRACE,
    "terminal timeout error downloaded credits": _raw.EVENT_END,
}
# record, class, fields
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
    assert set(CLASSES) == set(KINDS.values())
    assert {kind for _, kind, _ in RECORDS} == {*CLASSES.values(), sv.Event}
    numbers = {
        value for name, value in vars(_raw).items() if name.startswith("EVENT_") and name != "EVENT_FN"
    }
    assert set(CLASSES) == numbers


@pytest.mark.parametrize(("record", "kind", "fields"), RECORDS)
def test_record(record, kind, fields):
    event = event_of(record)
    assert type(event) is kind
    assert dataclasses.is_dataclass(event)
    for name, value in fields.items():
        assert getattr(event, name) == value
    assert event.raw == {"v": 1, **record}
    assert event == event_of(record)
    assert event.kind in repr(event)
    assert dataclasses.asdict(event)["raw"] == event.raw
    assert pickle.loads(pickle.dumps(event_of(record))) == event
    assert copy.deepcopy(event) == event
    with pytest.raises(dataclasses.FrozenInstanceError):
        event.kind = "other"
    with pytest.raises(AttributeError, match="nonsense"):
        event.nonsense  # noqa: B018
    assert hash(event) == hash(event_of(record))
    assert event != sv.Event(**{name: getattr(event, name) for name in sv.Event.__dataclass_fields__}) or (
        kind is sv.Event
    )
    assert dataclasses.replace(event) == event
    other = event_of({**record, "elapsed_ms": 77})
    assert other != event
    assert len({event, event_of(record), other}) == 2


def test_nothing_is_parsed_before_it_is_read():
    for kind in (_raw.EVENT_MESSAGE, _raw.EVENT_POLL):
        event = make_event(kind, b'{"v":1,"event":"sse_event","tag":1,"status":"X",this is not JSON', "X")
        assert event.status == "X"
        with pytest.raises(json.JSONDecodeError):
            event.payload  # noqa: B018


# Records whose members have another order than the library's, each with the status of the table.
ORDERS = [
    ('{"status":"X","event":"sse_event","payload":{"status":"other"},"terminal":true,"v":1}', "X"),
    ('{"payload":{"status":"other"},"v":1,"event":"sse_event","status":null,"terminal":true}', None),
    ('{"terminal":true,"event":"sse_event","sse_id":"\\"status\\":","status":"\\u00e9","v":1}', "é"),
    ('{"terminal":true,"event":"sse_event","status":"","v":1}', None),
]


@pytest.mark.parametrize(("text", "status"), ORDERS)
def test_fields_do_not_depend_on_the_order_of_the_record(text, status):
    record = json.loads(text)
    [event] = take_events(deque([(iter([(_raw.EVENT_MESSAGE, text.encode(), status)]), iter(()))]))
    assert (event.status, event.terminal, event.kind) == (record["status"], True, "sse_event")
    assert event == make_event(_raw.EVENT_MESSAGE, text.encode())
    assert event.raw == record


def test_schema_describes_every_record():
    import os

    path = os.path.join(os.path.dirname(__file__), "..", "..", "..", "share", "records.schema.json")
    with open(path, encoding="utf-8") as file:
        described = json.load(file)["$defs"]
    assert {name for names in KINDS for name in names.split()} <= set(described)


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


def test_the_status_beside_a_record_is_the_one_in_it(simulator):
    """For messages and polls of several streams."""
    with simulator.client("end-after=2,poll-fail=1,poll-status=503", options=QUICK) as client:
        jobs = [client.submit(MODEL, wait_for_id=False, prompt="a") for _ in range(3)]
        rows = []
        while not all(job.done for job in jobs):
            client._engine.poll(50)
            rows += [row for job in jobs for batch, _ in job._active.batches for row in batch]
    told = {_raw.EVENT_MESSAGE: [], _raw.EVENT_POLL: []}
    for kind, text, status in rows:
        if kind in told:
            assert json.loads(text)["status"] == status
            told[kind].append(status)
        else:
            assert status is None
    assert {"IN_PROGRESS"} <= set(told[_raw.EVENT_MESSAGE])
    assert told[_raw.EVENT_POLL].count("COMPLETED") == 3


def test_records_are_the_same_in_python_and_in_the_library(client):
    for event in client.stream(MODEL, prompt="a"):
        assert event.raw["v"] == 1
        assert json.loads(json.dumps(event.raw)) == event.raw
