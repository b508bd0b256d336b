"""The content of event streams."""

import json

from scripted_server import CLOSE, singly
from table import (
    COMPLETED,
    DATA,
    GENERATE,
    POLL_DONE,
    QUEUED,
    RUNNING,
    URL,
    answer,
    case,
    chunked,
    done,
    event,
    get,
    job,
    post,
    stream,
)

SEEN = {"charge": "accepted", "source": "sse", "http": 200, "outputs": [URL], "response": json.loads(done())}
HAPPY = ["start", "sse_open", "accepted", "sse_event", "sse_event", "sse_event", "terminal"]
FAILED = {"charge": "accepted", "source": "sse", "http": 200, "outputs": []}


def ends(end):
    """The three events of a happy stream with other line ends."""
    return event(job("IN_QUEUE"), end) + event(job("IN_PROGRESS"), end) + event(done(), end)


def says(name, *events, **expected):
    """A stream of these events, followed to its end without a poll."""
    return case(name, [stream(b"".join(events))], GENERATE, SEEN, **expected)


GRAMMAR = [
    says("happy stream", QUEUED, RUNNING, COMPLETED, exactly=HAPPY, headers={
        "accept": "text/event-stream", "content-type": "application/json"}, records=[
            {"event": "start", "mode": "sse_then_poll_fallback"}, {"event": "sse_open", "http_status": 200},
            {"event": "accepted", "generation_id": "gen_1"},
            {"event": "sse_event", "sse_event_name": "message", "status": "IN_QUEUE", "terminal": False},
            {"event": "sse_event", "status_key": "status", "terminal": True, "payload": json.loads(done())},
            {"event": "terminal", "ok": True, "status": "COMPLETED", "usage": {"total": 20}}]),
    case("chunked stream", [chunked(QUEUED, RUNNING, COMPLETED)], GENERATE, exactly=HAPPY, **SEEN),
    case("single bytes", [stream(singly(QUEUED + RUNNING + COMPLETED))], GENERATE, exactly=HAPPY, **SEEN),
    # The body shows what its type should have said: the job is paid for.
    *(case(f"stream under {lines or 'no type'}{how}", [post(
        f"HTTP/1.1 200 OK\r\n{lines}Connection: close\r\n\r\n".encode(), write(QUEUED + RUNNING + COMPLETED),
        CLOSE)],
           GENERATE, exactly=HAPPY, **SEEN)
      for lines in ("", "Content-Type: text/plain\r\n", "Content-Type: application/json\r\n")
      for how, write in (("", bytes), (" in single bytes", singly))),
    says("CR line ends", ends(b"\r"), exactly=HAPPY),
    says("CRLF line ends", ends(b"\r\n"), exactly=HAPPY),
    case("CRLF line ends in single bytes", [stream(singly(ends(b"\r\n")))], GENERATE, exactly=HAPPY, **SEEN),
    case("CR line ends in single bytes", [stream(singly(ends(b"\r")))], GENERATE, exactly=HAPPY, **SEEN),
    says("byte order mark", b"\xef\xbb\xbf", QUEUED, RUNNING, COMPLETED, exactly=HAPPY),
    says("comments and retry", b": hello\n\n:\n\nretry: 10\n\n", QUEUED, b":\n", RUNNING, COMPLETED,
         exactly=HAPPY),
    says("name and id", b"event: progress\nid: 41\n" + QUEUED, RUNNING, COMPLETED, records=[
        {"event": "sse_event", "sse_event_name": "progress", "sse_id": "41"},
        {"event": "sse_event", "sse_event_name": "message", "sse_id": "41"}]),
    says("data of several lines", b'data: {"id":"gen_1",\ndata: "status":\ndata: "IN_QUEUE"}\n\n', COMPLETED,
         records=[
        {"event": "sse_event", "payload": {"id": "gen_1", "status": "IN_QUEUE"}}]),
    says("empty data", b"data:\n\n", QUEUED, COMPLETED, records=[
        {"event": "sse_event", "payload": "", "generation_id": None, "status": None},
        {"event": "accepted"}]),
    says("nothing without an end of the event is an event", QUEUED, COMPLETED, b"data: {", exactly=[
        "start", "sse_open", "accepted", "sse_event", "sse_event", "terminal"]),
    says("ill-formed UTF-8", QUEUED, event(b'{"id":"gen_1","status":"IN_PROGRESS","note":"\xff \xe2\x82"}'),
         COMPLETED, records=[{"event": "sse_event", "payload": {
             "id": "gen_1", "status": "IN_PROGRESS", "note": "\ufffd \ufffd"}}]),
    says("lone surrogate", QUEUED, event(rb'{"id":"gen_1","status":"IN_PROGRESS","note":"\ud83d"}'),
         COMPLETED, raw=[r"\ud83d"], exactly=HAPPY),
    says("not JSON", event(b'hello "there"\\ \x01'), QUEUED, event(b"{broken"), event(b"[1]"), COMPLETED,
         records=[
        {"event": "sse_event", "payload": 'hello "there"\\ \x01', "generation_id": None},
        {"event": "sse_event", "payload": "{broken", "status": None, "terminal": False},
        {"event": "sse_event", "payload": [1]}]),
    says("one large event", QUEUED, event(job("IN_PROGRESS", note="x" * 3_000_000)), COMPLETED,
         exactly=HAPPY),
    says("many events", QUEUED, RUNNING * 2000, COMPLETED, exactly=HAPPY[:4] + ["sse_event"] * 2001
         + ["terminal"]),
]

MEANING = [
    says("an event's name decides nothing", QUEUED, b"event: failed\n" + event(b'{"id":"gen_1"}'), COMPLETED,
         records=[
        {"event": "sse_event", "sse_event_name": "failed", "terminal": False}]),
    says("nested status and id",
         event(b'{"data":{"id":"gen_9","status":"FAILED"},"id":"gen_1","status":"IN_QUEUE"}'),
         event(b'{"id":"gen_1","data":{"status":"COMPLETED"}}'), COMPLETED, never=["notice"], records=[
             {"event": "accepted", "generation_id": "gen_1"}]),
    says("nested before the id", event(b'{"job":{"id":"gen_9","status":"COMPLETED"}}'), QUEUED, COMPLETED,
         exactly=[
        "start", "sse_open", "sse_event", "accepted", "sse_event", "sse_event", "terminal"]),
    says("status without an id", QUEUED, event(b'{"status":"IN_PROGRESS"}'), event(
        json.dumps({"status": "COMPLETED", "data": DATA}).encode()),
         response={"status": "COMPLETED", "data": DATA}),
    says("numeric id", event(b'{"id":4711,"status":"IN_QUEUE"}'), event(done(4711)), id="4711", records=[
        {"event": "accepted", "generation_id": "4711"}], response=json.loads(done(4711))),
    says("other id", QUEUED, event(job("FAILED", "gen_2")), COMPLETED, records=[
        {"event": "sse_event", "generation_id": "gen_1", "status": "FAILED", "terminal": False},
        {"event": "notice", "notice": "other_id"}, {"event": "terminal", "ok": True}]),
    says("unknown status", QUEUED, event(job("DREAMING")), event(job("DREAMING")), COMPLETED,
         exactly=[*HAPPY[:5], "notice", "sse_event", "sse_event", "terminal"],
         records=[{"event": "notice", "notice": "unknown_status"}]),
    says("late terminal in the same write", QUEUED, COMPLETED, event(job("FAILED", code="X")), exactly=[
        "start", "sse_open", "accepted", "sse_event", "sse_event", "sse_event", "notice", "terminal"],
         records=[
            {"event": "notice", "notice": "late_terminal"}, {"event": "terminal", "ok": True}]),
    says("a late terminal is not terminal", QUEUED, COMPLETED, event(job("FAILED", code="X")), records=[
        {"event": "sse_event", "status": "COMPLETED", "terminal": True},
        {"event": "sse_event", "status": "FAILED", "status_key": "status", "terminal": False}]),
    says("late running in the same write", QUEUED, COMPLETED, RUNNING, never=["notice"],
         last_status="COMPLETED"),
    says("other id after the end", QUEUED, COMPLETED, event(job("FAILED", "gen_2")), records=[
        {"event": "notice", "notice": "other_id"}, {"event": "terminal", "ok": True}]),
    # Both words are in the record, as sent. The later records show which one counts.
    says("the last of repeated names", QUEUED,
         event(b'{"id":"gen_1","status":"FAILED","status":"IN_PROGRESS"}'),
         COMPLETED, repeats=True,
         records=[{"event": "sse_event", "status": "IN_PROGRESS", "terminal": False}]),
    case("COMPLETED without data, which the poll has", [
        stream(QUEUED + event(job("COMPLETED"))), POLL_DONE], GENERATE, {**SEEN, "gets": 1, "source": "poll"},
         exactly=["start", "sse_open", "accepted", "sse_event", "sse_event", "poll", "terminal"]),
    case("COMPLETED without data, and so is the poll", [
        stream(QUEUED + event(job("COMPLETED"))), get(answer(200, job("COMPLETED", data=None)))], GENERATE, {
        **SEEN, "gets": 1}, outputs=[], response={"id": "gen_1", "status": "COMPLETED"}, records=[
            {"event": "notice", "notice": "no_outputs"}, {"event": "terminal", "ok": True, "outputs": []}],
         message=["gen_1 succeeded and is paid for", "skillsvideo wait gen_1"]),
    case("COMPLETED beside a NaN", [stream(QUEUED + event(
        done().replace(b"{", b'{"score":NaN,', 1)))], GENERATE, SEEN, response=None),
    says("terminal at once", COMPLETED, exactly=["start", "sse_open", "accepted", "sse_event", "terminal"]),
    says("old words", event(job("starting")), event(job("processing")), event(job("succeeded", data=DATA)),
         never=["notice"], response=json.loads(job("succeeded", data=DATA)), last_status="succeeded"),
    says("FAILED with a code", QUEUED, event(job("FAILED", code="IMAGE_GENERATION_CONTENT_REJECTED",
         message="not this")),
         **{**FAILED, "status": "job_failed", "category": "content_rejected", "retry_after": lambda ms: ms ==
            -1,
            "code": "IMAGE_GENERATION_CONTENT_REJECTED", "message": ["not this", "credits were returned"],
            "response": None, "records": [{"event": "terminal", "ok": False, "status": "FAILED"}]}),
    says("FAILED for the time being", QUEUED,
         event(job("FAILED", code="VIDEO_GENERATION_TIMEOUT", message="slow")),
         **{**FAILED, "status": "job_failed", "category": "transient", "retry_after": lambda ms: ms == -1,
         "response": None}),
    says("FAILED without a code", QUEUED, event(job("FAILED")),
         **{**FAILED, "status": "job_failed", "category": "job_failed", "response": {"id": "gen_1",
         "status": "FAILED"}}),
    says("CANCELED", QUEUED, event(job("CANCELED")),
         **{**FAILED, "status": "job_canceled", "category": "job_canceled", "response": None}),
    says("CANCELLED", QUEUED, event(job("CANCELLED")),
         **{**FAILED, "status": "job_canceled", "category": "job_canceled", "response": None}),
]

STREAM_CASES = GRAMMAR + MEANING
