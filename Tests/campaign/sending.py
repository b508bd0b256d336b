"""What happens while the request is sent, before an answer, and around the head of one."""

from raw_platform import IGNORE, read
from refusals import BUSY, error
from scenario import PATHS, Answer, rotate, rows, scenario
from scripted_server import CLOSE, HOLD, RESET, Step, singly
from table import POLLING_PATH, STREAM_PATH
from wire import (
    ALL_READ,
    BREAKS,
    ENDS,
    GIVEN_UP,
    ID_SENT,
    MAKE,
    SHUT,
    answer,
    body,
    head,
    status_sent,
    stream,
)

# A request that the buffers between two programs cannot hold.
LARGE = {"payload": "@12000000", "small_buffer": True}
# What is left of it is taken, and then the job is made or not.
DRAIN = Step("drain")
# The head of a stream.
OPENED = [head(200, "text/event-stream"), status_sent(200)]
EVENT = body('data: {"id":"gen_1"^,"status":"IN_QUEUE"}\n\n')


def early_rows():
    """Answers that come before a large request is whole, and what happens to the rest of it."""
    answers = {
        "402": (402, error("IMAGE_GENERATION_INSUFFICIENT_CREDITS")),
        "413": (413, body("<h1>413</h1>")),
        "400": (400, error("X")),
        "401": (401, body("")),
        "429": (429, body("")),
        "503 of the platform": (503, error(BUSY)),
        "503 of a gateway": (503, body('{"message":"Service Unavailable"}')),
        "500": (500, body("")),
        "504": (504, body("{}")),
        "408": (408, body("")),
        "302": (302, body("")),
        "200 with no id": (200, body("{}")),
        "417": (417, body("")),
    }
    rests = {"is ignored": [IGNORE], "is cut off": [CLOSE], "is reset": [RESET], "is taken": [DRAIN, HOLD]}
    for row, (name, (status, sent)) in enumerate(answers.items()):
        for column, (rest, steps) in enumerate(rests.items()):
            for framing in ("length",) if (row + column) % 2 else ("last chunk missing",):
                first = answer(status, sent, framing, made=False, lines=["Retry-After: 0"])
                yield scenario(
                    "early answer",
                    f"{name}, {framing}, the rest {rest}",
                    Answer([read(300_000), *first, *steps], "head"),
                    path=rotate(PATHS, row, column),
                    **LARGE,
                    options={
                        "create_tries_max": 2,
                        "poll_timeout_ms": 600,
                        "upload_timeout_ms": 1000,
                        "total_timeout_ms": 6000,
                    },
                )


def upload_rows():
    """Requests that never become whole, and large ones that do."""
    parts = {
        "nothing": [],
        "one byte": [read(1)],
        "a part": [read(700_000)],
        "nearly all": [read(11_999_000)],
    }
    ends = {"close": [CLOSE], "reset": [RESET], "stall": [IGNORE], "half-close": [SHUT, IGNORE]}
    for row, (name, steps) in enumerate(parts.items()):
        for column, (end, last) in enumerate(ends.items()):
            yield scenario(
                "upload",
                f"{name} of it is read, then {end}",
                Answer([*steps, *last], "head"),
                **LARGE,
                path=rotate(PATHS, row, column),
                options={"upload_timeout_ms": 700, "total_timeout_ms": 5000, "create_tries_max": 2},
            )


def reading_rows():
    """Small and large requests that are read in part, as a whole, slowly, or not at all."""
    limits = {"total_timeout_ms": 2500, "create_tries_max": 2}
    for size, payload in {"small": "@10", "large": "@3000000"}.items():
        unread = {
            f"{size}, nothing of the body is read, then {name}": Answer([last], "head")
            for name, last in {"close": CLOSE, "reset": RESET, "stall": IGNORE}.items()
        }
        lost = {
            f"{size}, all is read, then {name}": [MAKE, last]
            for name, last in {"close": CLOSE, "reset": RESET, "stall": HOLD}.items()
        }
        yield from rows("upload", {**unread, **lost}, payload=payload, options=limits)
    slowly = [read(1000), *[read(500_000)] * 5, DRAIN, *stream(EVENT)]
    early = [*OPENED, b": hello\n\n", DRAIN, MAKE, EVENT.data, ID_SENT, CLOSE]
    parts = {
        "is read in parts, then a job": Answer(slowly, "head"),
        "a stream opens before the request is whole": Answer(early, "head"),
    }
    yield from rows("upload", parts, payload="@3000000", small_buffer=True, path=STREAM_PATH)
    unread = {
        "close before the request": Answer([CLOSE], "none"),
        "reset before the request": Answer([RESET], "none"),
    }
    for path in PATHS:
        yield from rows("upload", unread, hangs_up=True, path=path)


# A whole request, and no answer or the start of one: the job was made.
STARTS = {
    "no byte": [],
    "half a status line": [b"HTTP/1.1 20"],
    "half a head": [b"HTTP/1.1 200 OK\r\nContent-Ty"],
    "a head without its end": [head(200, "text/event-stream")[:-2]],
    "103": [b"HTTP/1.1 103 Early Hints\r\nLink: </gen_1>\r\n\r\n"],
    "a stream without an event": OPENED,
    "a comment": [*OPENED, b": hello\n\n"],
}


def silence_rows():
    for end in (*BREAKS, *GIVEN_UP):
        table = {f"{name}, {end}": [MAKE, *start, *ENDS[end].steps] for name, start in STARTS.items()}
        yield from rows("silence", table, end=end)
    limits = {"first_byte_timeout_ms": 500, "total_timeout_ms": 3000}
    table = {f"{name}, limit of the first byte": [MAKE, *start, HOLD] for name, start in STARTS.items()}
    yield from rows("silence", table, options=limits)
    late = [MAKE, ALL_READ, *OPENED, singly(b": wait\n" * 30), *stream(EVENT, made=False)[2:]]
    yield scenario("silence", "comments, then a job", late)


def stop_rows():
    """The caller stops while the request is sent, and at every refusal that is not whole."""
    for row, end in enumerate(("stop", "graceful stop", "time limit")):
        yield scenario(
            "stop",
            f"in the upload, {end}",
            Answer([read(100_000), *ENDS[end].steps[:-1], IGNORE], "head"),
            end=end,
            **LARGE,
        )
        refusal = answer(402, error("X"), "too long", made=False, cut=20)
        yield scenario(
            "stop", f"in a refusal, {end}", [*refusal, *ENDS[end].steps], end=end, path=rotate(PATHS, row)
        )
        waiting = answer(429, body(""), made=False, lines=["Retry-After: 1"])
        job = [MAKE, head(200, "text/event-stream"), status_sent(200), *ENDS[end].steps]
        yield scenario(
            "stop",
            f"of the second create, {end}",
            waiting,
            job,
            end=end,
            path=rotate((POLLING_PATH, STREAM_PATH), row),
        )
    # A graceful stop is answered late: by a job, by a refusal, by an end.
    asked = [ALL_READ, ENDS["graceful stop"].steps[1]]
    for name, steps in {
        "a job": [MAKE, *asked, *stream(EVENT, made=False)],
        "402": [*asked, *answer(402, error("X"), made=False)],
        "429": [*asked, *answer(429, body(""), made=False, lines=["Retry-After: 1"])],
        "a gateway": [MAKE, *asked, *answer(503, body("{}"), made=False)],
        "a close": [MAKE, *asked, CLOSE],
        "JSON": [MAKE, *asked, *answer(202, body('{"id":"gen_1"^}'), made=False)],
    }.items():
        for path in PATHS:
            if name != "a job" or path == STREAM_PATH:
                yield scenario(
                    "stop", f"graceful, then {name}", steps, path=path, finishes=False, creates_max=1
                )


SCENARIOS = [*early_rows(), *upload_rows(), *reading_rows(), *silence_rows(), *stop_rows()]
