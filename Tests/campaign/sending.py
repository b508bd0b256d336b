"""What happens while the request is sent, before an answer, and around the head of one."""
from raw_platform import IGNORE, read
from refusals import error
from scenario import PATHS, Answer, scenario, rotate
from scripted_server import CLOSE, HOLD, RESET, Step, singly
from table import POLLING_PATH, STREAM_PATH
from wire import BREAKS, ENDS, GIVEN_UP, MAKE, SHUT, ALL_READ, ID_SENT, answer, body, head, status_sent, stream

# A request that the buffers between two programs cannot hold.
LARGE = {"payload": "@12000000", "small_buffer": True}
# What is left of it is taken, and then the job is made or not.
DRAIN = Step("drain")
BUSY = "IMAGE_GENERATION_PROVIDER_UNAVAILABLE"
EVENT = body('data: {"id":"gen_1"^,"status":"IN_QUEUE"}\n\n')


def early_rows():
    """Answers that come before a large request is whole, and what becomes of the rest of it."""
    answers = {"402": (402, error("IMAGE_GENERATION_INSUFFICIENT_CREDITS")), "413": (413, body("<h1>413</h1>")),
               "400": (400, error("X")), "401": (401, body("")), "429": (429, body("")), "503 of the platform": (503, error(BUSY)),
               "503 of a gateway": (503, body('{"message":"Service Unavailable"}')), "500": (500, body("")), "504": (504, body("{}")),
               "408": (408, body("")), "302": (302, body("")), "200 with no id": (200, body("{}")), "417": (417, body(""))}
    rests = {"is ignored": [IGNORE], "is cut off": [CLOSE], "is reset": [RESET], "is taken": [DRAIN, HOLD]}
    for row, (name, (status, sent)) in enumerate(answers.items()):
        for column, (rest, steps) in enumerate(rests.items()):
            for framing in ("length",) if (row + column) % 2 else ("last chunk missing",):
                first = answer(status, sent, framing, made=False, lines=["Retry-After: 0"])
                yield scenario("early answer", f"{name}, {framing}, the rest {rest}", Answer([read(300_000), *first, *steps], "head"),
                               path=rotate(PATHS, row, column), **LARGE,
                               options={"create_tries_max": 2, "poll_timeout_ms": 600, "upload_timeout_ms": 1000, "total_timeout_ms": 6000})


def upload_rows():
    """Requests that never become whole, and large ones that do."""
    parts = {"nothing": [], "one byte": [read(1)], "a part": [read(700_000)], "nearly all": [read(11_999_000)]}
    ends = {"close": [CLOSE], "reset": [RESET], "stall": [IGNORE], "half-close": [SHUT, IGNORE]}
    for row, (name, steps) in enumerate(parts.items()):
        for column, (end, last) in enumerate(ends.items()):
            yield scenario("upload", f"{name} of it is read, then {end}", Answer([*steps, *last], "head"), **LARGE,
                           path=rotate(PATHS, row, column), options={"upload_timeout_ms": 700, "total_timeout_ms": 5000, "create_tries_max": 2})
    for row, (name, last) in enumerate({"close": [CLOSE], "reset": [RESET], "stall": [HOLD]}.items()):
        for column, (size, payload) in enumerate({"small": "@10", "large": "@3000000"}.items()):
            yield scenario("upload", f"{size}, nothing of the body is read, then {name}", Answer(last if row < 2 else [IGNORE], "head"),
                           payload=payload, path=rotate(PATHS, row, column), options={"total_timeout_ms": 2500, "create_tries_max": 2})
            yield scenario("upload", f"{size}, all is read, then {name}", [MAKE, *last], payload=payload, path=rotate(PATHS, row, column),
                           options={"total_timeout_ms": 2500})
    slowly = [read(1000), *[read(500_000)] * 5, DRAIN, *stream(EVENT)]
    yield scenario("upload", "is read in parts, then a job", Answer(slowly, "head"), payload="@3000000", small_buffer=True)
    early = [head(200, "text/event-stream"), status_sent(200), b": hello\n\n", DRAIN, MAKE, EVENT.data, ID_SENT, CLOSE]
    yield scenario("upload", "a stream opens before the request is whole", Answer(early, "head"), payload="@3000000", small_buffer=True)
    for path in PATHS:
        yield scenario("upload", "hangs up before it reads", Answer([CLOSE], "none"), hangs_up=True, path=path)
        yield scenario("upload", "resets before it reads", Answer([RESET], "none"), hangs_up=True, path=path)


def silence_rows():
    """A whole request and no answer: the worst, since the job was made."""
    for row, end in enumerate((*BREAKS, *GIVEN_UP)):
        for column, (name, before) in enumerate({
            "no byte": [], "half a status line": [b"HTTP/1.1 20"], "half a head": [b"HTTP/1.1 200 OK\r\nContent-Ty"],
            "a head without its end": [head(200, "text/event-stream")[:-2]], "103": [b"HTTP/1.1 103 Early Hints\r\nLink: </gen_1>\r\n\r\n"],
            "a stream without an event": [head(200, "text/event-stream"), status_sent(200)],
            "a comment": [head(200, "text/event-stream"), status_sent(200), b": hello\n\n"],
        }.items()):
            yield scenario("silence", f"{name}, {end}", [MAKE, *before, *ENDS[end].steps], end=end, path=rotate(PATHS, row, column))
    for name, before in {"no byte": [], "half a head": [b"HTTP/1.1 2"], "a head": [head(200, "text/event-stream"), status_sent(200)]}.items():
        yield scenario("silence", f"{name}, the limit of the first byte", [MAKE, *before, HOLD], options={
            "first_byte_timeout_ms": 500, "total_timeout_ms": 3000})
    late = [MAKE, ALL_READ, head(200, "text/event-stream"), status_sent(200), singly(b": wait\n" * 30), *stream(EVENT, made=False)[2:]]
    yield scenario("silence", "comments, then a job", late)


HEADS = {
    "no reason": b"HTTP/1.1 200\r\nContent-Type: text/event-stream\r\n\r\n",
    "LF for line ends": b"HTTP/1.1 200 OK\nContent-Type: text/event-stream\n\n",
    "HTTP/1.0": b"HTTP/1.0 200 OK\r\nContent-Type: text/event-stream\r\n\r\n",
    "a folded line": b"HTTP/1.1 200 OK\r\nContent-Type:\r\n text/event-stream\r\nX: a\r\n\tb\r\n\r\n",
    "small letters": b"HTTP/1.1 200 OK\r\ncontent-type:text/event-stream\r\n\r\n",
    "two types": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Type: text/event-stream\r\n\r\n",
    "many lines": b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(2000)) + b"Content-Type: text/event-stream\r\n\r\n",
    "cookies": b"HTTP/1.1 200 OK\r\nSet-Cookie: id=gen_9; Path=/\r\nContent-Type: text/event-stream\r\n\r\n",
    "an upgrade": b"HTTP/1.1 200 OK\r\nUpgrade: h2c\r\nConnection: Upgrade\r\nContent-Type: text/event-stream\r\n\r\n",
    "another service": b"HTTP/1.1 200 OK\r\nAlt-Svc: h3=\":443\"\r\nContent-Type: text/event-stream\r\n\r\n",
    "Refresh": b"HTTP/1.1 200 OK\r\nRefresh: 0; url=http://127.0.0.1:{other}/\r\nContent-Type: text/event-stream\r\n\r\n",
    "Location": b"HTTP/1.1 200 OK\r\nLocation: http://127.0.0.1:{other}/\r\nContent-Type: text/event-stream\r\n\r\n",
    "one 100": b"HTTP/1.1 100 Continue\r\n\r\n", "three 102": b"HTTP/1.1 102 Processing\r\n\r\n" * 3,
    "a flood of 103": b"HTTP/1.1 103 Early Hints\r\nX: y\r\n\r\n" * 1000, "199": b"HTTP/1.1 199 Odd\r\nContent-Length: 5\r\n\r\n",
}
NOT_HTTP = {
    "SSH": b"SSH-2.0-OpenSSH_9.2\r\n", "TLS alert": b"\x15\x03\x01\x00\x02\x02\x46", "a page": b"<html><body>hello</body></html>",
    "SMTP": b"220 mail ESMTP\r\n", "HTTP/9": b"HTTP/9.9 200 OK\r\nContent-Type: application/json\r\n\r\n{}", "NUL": b"\0" * 64,
    "four digits": b"HTTP/1.1 2000 OK\r\nContent-Length: 2\r\n\r\n{}", "no digits": b"HTTP/1.1 OK\r\nContent-Length: 2\r\n\r\n{}",
    "a negative status": b"HTTP/1.1 -20 OK\r\n\r\n", "000": b"HTTP/1.1 000 OK\r\nContent-Length: 2\r\n\r\n{}",
    "ICY": b"ICY 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: {}\n\n", "HTTP/2": b"\0\0\x12\x04\0\0\0\0\0" + b"\0\x03\0\0\0d" * 3,
    "101": b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n\x81\x02{}",
    "a line without colon": b"HTTP/1.1 200 OK\r\nno colon\r\nContent-Length: 2\r\n\r\n{}",
    "NUL in a line": b"HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 2\r\n\r\n{}",
    "a negative length": b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n{}",
    "a length beyond any number": b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n{}",
    "two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
    "an unknown coding": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: magic\r\n\r\n{}",
    "a header flood": b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: %s\r\n" % (n, b"y" * 1000) for n in range(600)),
    "an endless line": b"HTTP/1.1 200 OK\r\nX: " + b"y" * 900_000,
    "an endless flood of 103": b"HTTP/1.1 103 Early Hints\r\nX: y\r\n\r\n" * 20000,
}


def head_rows():
    for row, (name, data) in enumerate(HEADS.items()):
        more = [] if b"text/event-stream" in data else [head(200, "text/event-stream")]
        end = rotate(BREAKS, row)
        yield scenario("head", f"{name}, {end}", [MAKE, data, *more, status_sent(200), *stream(EVENT, end=end, made=False)[2:]])
        # The same around a refusal: what comes before a final answer changes nothing.
        if more:
            yield scenario("head", f"{name}, then 402", [data, *answer(402, error("X"), made=False)], path=rotate(PATHS, row))
            yield scenario("head", f"{name}, then a gateway", [MAKE, data, *answer(502, body("{}"), made=False)], path=rotate(PATHS, row))
    for row, (name, data) in enumerate(NOT_HTTP.items()):
        for column, end in enumerate(("close", "reset", "time limit")):
            if (row + column) % 3 == 0:
                continue
            yield scenario("not HTTP", f"{name}, {end}", [MAKE, data, *ENDS[end].steps], end=end, path=rotate(PATHS, row, column))


def stop_rows():
    """The caller stops while the request is sent, and at every refusal that is not whole."""
    for row, end in enumerate(("stop", "graceful stop", "time limit")):
        yield scenario("stop", f"in the upload, {end}", Answer([read(100_000), *ENDS[end].steps[:-1], IGNORE], "head"), end=end, **LARGE)
        refusal = answer(402, error("X"), "too long", made=False, cut=20)
        yield scenario("stop", f"in a refusal, {end}", [*refusal, *ENDS[end].steps], end=end, path=rotate(PATHS, row))
        waiting = answer(429, body(""), made=False, lines=["Retry-After: 1"])
        job = [MAKE, head(200, "text/event-stream"), status_sent(200), *ENDS[end].steps]
        yield scenario("stop", f"of the second create, {end}", waiting, job, end=end, path=rotate((POLLING_PATH, STREAM_PATH), row))
    # A graceful stop is answered late: by a job, by a refusal, by an end.
    asked = [ALL_READ, ENDS["graceful stop"].steps[1]]
    for name, steps in {"a job": [MAKE, *asked, *stream(EVENT, made=False)], "402": [*asked, *answer(402, error("X"), made=False)],
                        "429": [*asked, *answer(429, body(""), made=False, lines=["Retry-After: 0"])],
                        "a gateway": [MAKE, *asked, *answer(503, body("{}"), made=False)], "a close": [MAKE, *asked, CLOSE],
                        "JSON": [MAKE, *asked, *answer(202, body('{"id":"gen_1"^}'), made=False)]}.items():
        for path in PATHS:
            if name != "a job" or path == STREAM_PATH:
                yield scenario("stop", f"graceful, then {name}", steps, path=path, finishes=False, creates_max=1)


SCENARIOS = [*early_rows(), *upload_rows(), *silence_rows(), *head_rows(), *stop_rows()]
