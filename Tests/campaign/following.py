"""After the id: whatever the stream and the polls bring, the job is followed, and no create is sent again."""

from refusals import BUSY, error
from scenario import PATHS, rotate, scenario
from scripted_server import CLOSE, HOLD, chunk
from table import DATA, HTML, POLLING_PATH, QUEUED, STREAM_PATH, done, event, job
from wire import (
    BREAKS,
    ENDS,
    FRAMINGS,
    ID_SENT,
    MAKE,
    QUICK,
    WHOLE,
    answer,
    body,
    head,
    repeat,
    status_sent,
    stream,
)

OPENED = [MAKE, head(200, "text/event-stream"), status_sent(200), QUEUED, ID_SENT]
CHUNKS = [
    MAKE,
    head(200, "text/event-stream", ["Transfer-Encoding: chunked"]),
    status_sent(200),
    chunk(QUEUED),
    ID_SENT,
]
# The id comes in the answer to the create, so that polls decide.
CREATED = answer(202, body('{"id":"gen_1"^,"status":"IN_QUEUE"}'))
RUNNING = answer(200, body(job("IN_PROGRESS")), made=False)
DONE = answer(200, body(done()), made=False)


AFTER = {
    "another id": event(job("COMPLETED", "gen_9", data=DATA)),
    "another id, FAILED": event(job("FAILED", "gen_9")),
    "a nested status": event(job(input={"status": "COMPLETED"})),
    "no id, IN_PROGRESS": event(job("IN_PROGRESS", None)),
    "an unknown status": event(job("THAWING")),
    "a status that is a number": event(job(5)),
    "an error": event(job(id=None, error=BUSY, message="m")),
    "an event named error": b"event: error\ndata: x\n\n",
    "half a terminal event": event(done())[:-20],
    "a terminal event without its end": event(done())[:-1],
    "NaN in a terminal event": event(done()[:-1] + b',"n":NaN}'),
    "broken terminal event": event(done()[:-1]),
    "no outputs": event(job("COMPLETED", data=None)),
    "an empty list of outputs": event(job("COMPLETED", data={"images": []})),
    "no data": event(job("COMPLETED")),
    "HTML": event(HTML),
    "binary": b"\x00\xff\xfe" * 50,
    "a bare object": done(),
    "text": b"oops\n\n",
    "a BOM": b"\xef\xbb\xbf" + event(job("IN_PROGRESS")),
    "[DONE]": event(b"[DONE]"),
    "an empty event": b"data:\n\n",
    "null": event(b"null"),
    "a list": event(b'[{"id":"gen_1","status":"FAILED"}]'),
    "deep nesting": event(b"[" * 100_000),
    "a large event": event(b"x" * 200_000),
    "an endless line": b"data: " + b"y" * 200_000,
    "an id that is a number": event(job("COMPLETED", 5, data=DATA)),
    "the key": event(job(note="{key}")),
    "id null": event(b'{"id": null, "status": "IN_PROGRESS"}'),
    "status twice": event(b'{"id":"gen_1","status":"IN_PROGRESS","status":"IN_QUEUE"}'),
    "many events": event(job("IN_PROGRESS")) * 3000,
}


def stream_rows():
    """Events after the id, and how the stream ends. A poll returns the outputs if the stream did not."""
    for row, (name, data) in enumerate(AFTER.items()):
        for column, end in enumerate(("close", "reset", "stall", "heartbeats", "half-close")):
            if (row + column) % 3 == 0:
                continue
            limits = {"event_bytes_max": 100_000} if "large" in name or "endless" in name else {}
            first, data_sent = (
                (OPENED, data) if (row + column) % 2 or end == "heartbeats" else (CHUNKS, chunk(data))
            )
            yield scenario(
                "after the id",
                f"{name}, {end}",
                [*first, data_sent, *ENDS[end].steps],
                end=end,
                options=limits,
            )
    broken = {
        "a bad chunk size": b"zz\r\n",
        "half a chunk": b"400\r\nda",
        "a negative size": b"-5\r\n",
        "a huge size": b"f" * 30 + b"\r\n",
        "no line end": b"5",
        "trailers without end": b"0\r\nX: y\r\n",
        "data past the end": b"0\r\n\r\nHTTP/1.1 500 X\r\n\r\n",
    }
    for row, (name, data) in enumerate(broken.items()):
        for column, end in enumerate((*BREAKS, "stall")):
            if (row + column) % 2:
                yield scenario("after the id", f"{name}, {end}", [*CHUNKS, data, *ENDS[end].steps], end=end)
    for number, name in enumerate(("time limit", "stop", "graceful stop")):
        yield scenario("after the id", f"nothing, {name}", [*OPENED, *ENDS[name].steps], end=name)
        dots = [repeat(rotate((b": k\n\n", b"\n", b"event: ping\n\n", QUEUED), number))]
        yield scenario(
            "after the id",
            f"life but no news, {number}",
            [*OPENED, *dots],
            options={**QUICK, "silence_timeout_ms": 60000},
            finishes=number != 2,
        )


def json_poll(data, *rest, **more):
    return answer(200, body(data), *rest, made=False, **more)


# Polls that fail or report no end; the next one reports it.
PASSING = {
    "closed": [CLOSE],
    "half a head": [b"HTTP/1.1 200 OK\r\nX", CLOSE],
    "no bytes in time": [HOLD],
    "not HTTP": [b"hello\r\n\r\n", CLOSE],
    "HTML": answer(200, body(HTML), made=False, kind="text/html"),
    "no body": json_poll(""),
    "null": json_poll("null"),
    "a list": json_poll("[]"),
    "half a body": answer(200, body(done()), "length", "close", cut=25, made=False),
    "another id": json_poll(done("gen_9")),
    "a nested id": json_poll('{"data":{"id":"gen_1","status":"COMPLETED"}}'),
    "a status inside": json_poll('{"id":"gen_1","input":{"status":"FAILED"}}'),
    "an error in 200": json_poll('{"error":"X","message":"m"}'),
    "408": answer(408, body(""), made=False),
    "425": answer(425, body(""), made=False),
    "429": answer(429, body(""), made=False),
    "500": answer(500, body("{}"), made=False),
    "502": answer(502, body(HTML), made=False, kind="text/html"),
    "503": answer(503, body("{}"), made=False),
    "504": answer(504, error("IMAGE_GENERATION_TIMEOUT"), made=False),
    "524": answer(524, body("error code: 524"), made=False),
    "404 at first": answer(404, error("NOT_FOUND"), made=False),
    "an unending error": [*answer(500, body("x"), "last chunk missing", made=False), HOLD],
    "Retry-After: 1": answer(429, body(""), made=False, lines=["Retry-After: 1"]),
    "Retry-After in the past": answer(
        429, body(""), made=False, lines=["Retry-After: Thu, 01 Jan 1970 00:00:00 GMT"]
    ),
    "Retry-After: soon": answer(503, body(""), made=False, lines=["Retry-After: soon"]),
    "queued": json_poll(job("IN_QUEUE")),
    "an unknown status": json_poll(job("THAWING")),
    "no status": json_poll(job()),
    "a status that is a list": json_poll('{"id":"gen_1","status":[1]}'),
    "a line of a stream": json_poll("data: x\n\n"),
}
# The same answer to every poll, so that the end is never reported; the id is kept.
FINAL = {
    **{
        str(status): answer(status, error("X"), made=False)
        for status in (400, 401, 403, 410, 422, 451, 501, 505)
    },
    **{
        f"{status} elsewhere": answer(
            status,
            body(""),
            made=False,
            lines=["Location: http://127.0.0.1:{other}/api/v1/generation/gen_1"],
        )
        for status in (301, 302, 303, 307, 308)
    },
    "401 with the key": answer(401, body('{"error":"X","message":"{key}"}'), made=False),
    "FAILED": json_poll(job("FAILED", code="IMAGE_GENERATION_CONTENT_REJECTED", message="no")),
    "CANCELED": json_poll(job("CANCELED")),
    "FAILED without an id": json_poll('{"status":"FAILED"}'),
    "COMPLETED without outputs": json_poll(job("COMPLETED", data=None)),
    "closed for ever": [CLOSE],
    "HTML for ever": answer(200, body(HTML), made=False),
    "429 and a day": answer(429, body(""), made=False, lines=["Retry-After: 86400"]),
    "429 and a date": answer(
        429, body(""), made=False, lines=["Retry-After: Fri, 31 Dec 9999 23:59:59 GMT"]
    ),
    "running for ever": json_poll(job("IN_PROGRESS")),
    "over the limit": json_poll(b" " * 30000 + done()),
    "over the limit, chunks": json_poll(b" " * 30000 + done(), "chunked"),
}


def limit_rows():
    """Answers to the create over a limit, with the id within it."""
    for path in PATHS:
        for framing in ("length", "chunked", "last chunk missing"):
            text = b'{"id":"gen_1"^,"x":"' + b"y" * 30000 + b'"}'
            steps = answer(200, body(text), framing, "close")
            yield scenario(
                "limit",
                f"JSON over body_bytes_max, {framing}",
                steps,
                path=path,
                options={"body_bytes_max": 20000},
                finishes=False,
            )
    for name, after in {"whole": b'"}\n\n', "half": b""}.items():
        sent = body(b'data: {"id":"gen_1"^,"x":"' + b"y" * 30000 + after)
        yield scenario(
            "limit",
            f"event over event_bytes_max, {name}",
            stream(sent),
            options={"event_bytes_max": 20000},
            finishes=False,
        )


def poll_rows():
    first = {STREAM_PATH: [*OPENED, CLOSE], POLLING_PATH: CREATED}
    limits = {"total_timeout_ms": 5000, "body_bytes_max": 20000}
    for row, (name, steps) in enumerate(PASSING.items()):
        path = rotate(PATHS, row)
        yield scenario("poll", f"{name}, then the end", first[path], polls=[steps, DONE], path=path)
    for row, (name, steps) in enumerate(FINAL.items()):
        path = rotate(PATHS, row)
        yield scenario(
            "poll", f"{name}, no end", first[path], polls=[steps], path=path, finishes=False, options=limits
        )


def complete_polls():
    """Polls with a complete object with the id: it is the answer, whatever its framing and type."""
    for row, framing in enumerate(FRAMINGS):
        for column, end in enumerate(("stays open", "close") if framing in WHOLE else (*BREAKS, "stall")):
            if (row + column) % 2 == 0 or framing in ("too long", "last chunk missing"):
                yield f"whole in {framing}, {end}", json_poll(done(), framing, end)
    for kind in ("text/html", "text/plain", None, "text/event-stream", "image/png"):
        yield f"JSON as {kind}", json_poll(done(), kind=kind)
    yield "white space after it", json_poll(done() + b"\n\n ")
    yield "a BOM before it", json_poll(b"\xef\xbb\xbf" + done())
    yield "NaN in it", json_poll(done()[:-1] + b',"n":NaN}')
    yield "ill-formed UTF-8 in it", json_poll(done()[:-1] + b',"x":"\xff"}')


def complete_rows():
    limits = {"poll_timeout_ms": 700}
    for name, steps in complete_polls():
        yield scenario("poll", name, CREATED, path=POLLING_PATH, polls=[steps], polls_max=1, options=limits)


SCENARIOS = [*stream_rows(), *limit_rows(), *poll_rows(), *complete_rows()]
