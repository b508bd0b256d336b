"""Hostile answers, and valid answers in unusual forms."""

import json

from scripted_server import CLOSE, HOLD, chunk, wait
from table import (
    COMPLETED,
    CREATE,
    GENERATE,
    KEY,
    POLL_DONE,
    QUEUED,
    QUICK,
    RUNNING,
    SSE,
    SSE_CHUNKED,
    URL,
    WAIT,
    answer,
    case,
    create,
    done,
    event,
    get,
    job,
    post,
    refused,
    stream,
)

SEEN = {"charge": "accepted", "source": "sse", "outputs": [URL]}
POLLED = {"gets": 1, "charge": "accepted", "source": "poll", "outputs": [URL], "options": QUICK}
REJECTED = {"charge": "rejected", "id": None, "never": ["accepted", "poll", "retry"]}
OPEN = {"status": "outcome_unknown", "charge": "unknown", "id": None, "never": ["retry", "accepted"]}
FOREIGN = {"status": "protocol", "charge": "unknown", "id": None, "never": ["retry", "accepted"]}
LONG = "x" * 1_000_000


def head(*lines):
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


# Header lines of 300 KB in all.
TYPED = ("HTTP/1.1 200 OK", "Content-Type: text/event-stream")
LARGE = [f"X-{number}: " + "y" * 1000 for number in range(300)]
# The first half of an event, which is ASCII, and the second, which is not UTF-8.
FIRST_HALF, SECOND_HALF = event(job("IN_PROGRESS", note="a {} b")).split(b"{}")

IDS = [
    # A segment of dots must not climb to another address of the platform.
    *(case(f"the id is {id}", [stream(event(job("IN_QUEUE", id))), get(
        answer(200, done(id)), id=id.replace(".", "%2E"))], GENERATE, POLLED, id=id) for id in (".", "..")),
    case("the id is a text with line ends", [stream(event(job("IN_QUEUE", "a\r\nX: y"))), get(
        answer(200, done("a\r\nX: y")), id="a%0D%0AX%3A%20y")], GENERATE, POLLED, id="a\r\nX: y"),
    case("the id is long",
         [stream(event(job("IN_QUEUE", "x" * 5000))), get(answer(200, done("x" * 5000)), id="x" * 5000)],
         GENERATE, POLLED, id="x" * 5000),
    # What a stream may bring can be waited for.
    *(case(f"wait for the id {id[:9]!r}", [get(answer(200, done(id)), id=path)], ["wait", id], POLLED,
           posts=0, id=id)
      for id, path in ((".", "%2E"), ("..", "%2E%2E"), ("gen 1", "gen%201"), ("x" * 5000, "x" * 5000))),
    # It could not be asked for, and a part of it would be another id.
    case("the id is too long", [stream(event(job("IN_QUEUE", LONG)))], GENERATE, OPEN),
    *(case(f"the id is {json.dumps(id)}", [create(answer(200, {"id": id, "status": "IN_QUEUE"}))],
           CREATE, FOREIGN) for id in ("", None, True, [], {"id": "gen_1"})),
]

HEADS = [
    case("stream under HTTP/1.0",
         [post(head("HTTP/1.0 200 OK", "Content-Type: text/event-stream"), QUEUED, COMPLETED, CLOSE)],
         GENERATE, SEEN),
    case("media type with parameters", [post(head(
        "HTTP/1.1 200 OK", "content-type:Text/Event-Stream ; charset=utf-8"), QUEUED, COMPLETED, CLOSE)],
         GENERATE, SEEN),
    case("stream with 201",
         [post(head("HTTP/1.1 201 Created", "Content-Type: text/event-stream"), QUEUED, COMPLETED, CLOSE)],
         GENERATE, SEEN),
    case("event stream with 500",
         [post(head("HTTP/1.1 500 X", "Content-Type: text/event-stream"), QUEUED, CLOSE)],
         GENERATE, OPEN, http=500),
    case("event stream with 400",
         [post(head("HTTP/1.1 400 X", "Content-Type: text/event-stream"), event(b"{}"), CLOSE)],
         GENERATE, REJECTED, status="validation", http=400),
    case("lengths that differ", [post(head(
        "HTTP/1.1 200 OK", "Content-Type: application/json", "Content-Length: -5"), done(), CLOSE)], GENERATE,
         OPEN),
    case("many interim answers", [post(head("HTTP/1.1 103 Early Hints", "X: y") * 50, SSE, COMPLETED, CLOSE)],
         GENERATE, SEEN),
    case("headers without end", [post(head(*TYPED, *LARGE), QUEUED, COMPLETED, CLOSE)], GENERATE, OPEN,
         message=["headers are longer than 262144 bytes"]),
    case("headers without end on a poll", [get(head("HTTP/1.1 200 OK", *LARGE), CLOSE), POLL_DONE], WAIT,
         POLLED, posts=0, gets=2, events=["poll_error", "poll", "terminal"]),
    case("many headers", [post(head(*TYPED, *LARGE[:200]), QUEUED, COMPLETED, CLOSE)], GENERATE, SEEN),
    case("trailers",
         [post(SSE_CHUNKED, b"%x\r\n%s\r\n0\r\nX-Trailer: y\r\n\r\n" % (len(COMPLETED), COMPLETED))],
         GENERATE, SEEN),
    case("417", [post(answer(417))], GENERATE, REJECTED, status="unknown", http=417),
    case("407", [post(answer(407, b"", "Proxy-Authenticate: Basic realm=x"))], GENERATE, REJECTED,
         status="transport", http=407),
    case("401 that offers other ways", [post(answer(
        401, b"", "WWW-Authenticate: Digest realm=x, nonce=y", "WWW-Authenticate: Negotiate"))], GENERATE,
         REJECTED, status="auth", http=401),
    case("Retry-After beyond any number", [post(answer(429, b"", "Retry-After: " + "9" * 40))], GENERATE,
         REJECTED, status="rate_limited", retry_after=lambda ms: ms > 120_000),
    *(case(f"Retry-After: {text}", [post(answer(429, b"", "Retry-After: " + text)), stream(COMPLETED)],
           GENERATE, SEEN,
           posts=2, records=[{"event": "retry", "attempt": 2}]) for text in ("-5", "soon", "", "0.2")),
    # The last poll comes before the time limit all the same.
    case("poll with a date far ahead", [
        get(answer(429, b"", "Retry-After: Fri, 31 Dec 2060 23:59:59 GMT")), get(HOLD)], WAIT, posts=0,
         gets=2,
         status="timeout", charge="accepted", options={"total_timeout_ms": 2500},
         message=["had requested a wait of"]),
    case("poll with Retry-After beyond the time limit", [
        get(answer(429, b"", "Retry-After: 999999999999999999999")), get(HOLD)], WAIT, posts=0, gets=2,
         status="timeout", charge="accepted", options={"total_timeout_ms": 2500},
         message=["had requested a wait of"]),
]

BODIES = [
    # Its first half is there already when the second comes.
    *(case(f"a byte that is no UTF-8 in the second part of an event, {name}", [post(
        SSE, QUEUED + FIRST_HALF, wait("sse_event"), bad + SECOND_HALF, COMPLETED, CLOSE)], GENERATE, SEEN,
           records=[{"event": "sse_event", "payload": json.loads(job("IN_PROGRESS", note=f"a {shown} b"))}])
      for name, bad, shown in (("alone", b"\xff", "\ufffd"), ("cut short", b"\xe2\x82", "\ufffd"),
                               ("none", "\u20ac".encode(), "\u20ac"))),
    case("terminal event that is not whole", [post(
        SSE, QUEUED, event(b'{"id":"gen_1","status":"COMPLETED","data":{'), HOLD), POLL_DONE], GENERATE,
         POLLED, records=[{"event": "sse_event", "status": "COMPLETED", "terminal": False}],
         events=["accepted", "sse_event", "sse_stream_ended", "poll", "terminal"]),
    case("stream that stays open after its end", [post(SSE, QUEUED, COMPLETED, HOLD)], GENERATE, SEEN),
    case("stream that breaks after its end",
         [post(SSE_CHUNKED, chunk(QUEUED), chunk(COMPLETED) + b"zz\r\n", HOLD)], GENERATE, SEEN),
    case("an error before the id is no end",
         [stream(event(b'{"error":"X","message":"m"}'), QUEUED, COMPLETED)], GENERATE, SEEN),
    case("an event named error in plain words", [stream(QUEUED, b"event: error\ndata: it broke\n\n"),
                                                 POLL_DONE], GENERATE,
         POLLED, records=[{"event": "sse_event", "sse_event_name": "error", "payload": "it broke"}]),
    case("FAILED with an error that is an object", [stream(QUEUED, event(job("FAILED", error={
        "code": "X_CONTENT_REJECTED", "message": "not this"})))], GENERATE, status="job_failed",
         charge="accepted", category="content_rejected", message=["not this"]),
    case("a refusal of a megabyte", [post(answer(400, {"message": LONG}))], GENERATE, REJECTED,
         status="validation"),
    case("a status of a megabyte", [stream(QUEUED, event(job(LONG)), COMPLETED)], GENERATE, SEEN),
    # The name is passed over, the message is not.
    case("a name of a megabyte",
         [post(SSE, QUEUED, b"event: " + LONG.encode() + b"\n" + RUNNING, COMPLETED, CLOSE)],
         GENERATE, SEEN, never=["sse_connect_error", "poll"]),
    # No output may contain the key, whoever sends it (checks.py looks at every line).
    case("a refusal that says the key",
         [post(answer(401, {"code": "UNAUTHORIZED", "message": f"no key {KEY}"}))], GENERATE,
         REJECTED, status="auth", message=["no key " + "*" * len(KEY)]),
    case("a refusal that says the key twice", [post(answer(401, {"message": f"{KEY} is no {KEY}."}))],
         GENERATE, REJECTED, status="auth", message=["*" * len(KEY) + " is no " + "*" * len(KEY)]),
    case("events that say the key", [stream(QUEUED, event(job("IN_PROGRESS", note=KEY)), COMPLETED)],
         GENERATE, SEEN,
         records=[{"event": "sse_event", "payload": json.loads(job("IN_PROGRESS", note="*" * len(KEY)))}]),
    case("polls that say the key", [get(answer(200, job("IN_PROGRESS", note=KEY))), get(answer(200, job(
        "FAILED", code=KEY, message=KEY)))], WAIT, posts=0, gets=2, status="job_failed", options=QUICK),
    case("ten megabytes of events",
         [stream(QUEUED, event(job("IN_PROGRESS", note="x" * 20_000)) * 500, COMPLETED)], GENERATE, SEEN),
    case("JSON nested without end",
         [stream(QUEUED, event(b'{"id":"gen_1","status":"IN_PROGRESS","x":' + b"[" * 100_000),
                                            COMPLETED)], GENERATE, SEEN),
    case("numbers that no machine holds", [stream(QUEUED, event(
        b'{"id":"gen_1","status":"IN_PROGRESS","n":1e400,"m":123456789012345678901234567890}'), COMPLETED)],
         GENERATE, SEEN),
    case("NUL in data",
         [stream(QUEUED, event(rb'{"id":"gen_1","status":"IN_PROGRESS","x":"\u0000"}'), COMPLETED)],
         GENERATE, SEEN,
         records=[{"event": "sse_event", "payload": {"id": "gen_1", "status": "IN_PROGRESS", "x": "\0"}}]),
    case("poll answered by a stream", [get(SSE, COMPLETED, CLOSE), POLL_DONE], WAIT, POLLED, posts=0, gets=2),
    case("poll answered by a stream after half an event", [
        stream(QUEUED, b"data: {"), get(SSE, COMPLETED, CLOSE), POLL_DONE], GENERATE, POLLED, gets=2),
    case("poll reports an error with 200", [get(answer(200, refused("X", "m"))), POLL_DONE], WAIT, POLLED,
         posts=0, gets=2),
]

HOSTILE_CASES = IDS + HEADS + BODIES
