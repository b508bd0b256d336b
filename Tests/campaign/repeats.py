"""Refusals for now and paths that do not exist, and the answers to the creates that follow."""

import json

from refusals import BUSY, GATEWAYS, error
from scenario import PATHS, rows
from scripted_server import CLOSE
from table import STREAM_PATH
from wire import MAKE, Body, answer, body

AT_ONCE = ["Retry-After: 0"]
AGAIN = answer(429, error("IMAGE_GENERATION_RATE_LIMITED"), made=False, lines=AT_ONCE)
BARE = answer(429, body(""), made=False, lines=AT_ONCE)
DOWN = answer(503, error(BUSY), made=False, lines=AT_ONCE)
JOB = answer(202, body('{"id":"gen_1"^,"status":"IN_QUEUE"}'))
LOST = [MAKE, CLOSE]
GATEWAY = answer(503, GATEWAYS["AWS"])

REPEATS = {
    "429, then a job": (AGAIN, JOB),
    "429 without a body, then a job": (BARE, JOB),
    "503, then a job": (DOWN, JOB),
    "429, then lost": (AGAIN, LOST),
    "503, then lost": (DOWN, LOST),
    "429, then a gateway": (BARE, GATEWAY),
    "503, then a gateway": (DOWN, GATEWAY),
    "429 for ever": AGAIN,
    "503 for ever": DOWN,
    "429, 503, then a job": (BARE, DOWN, JOB),
    "429, then 402": (AGAIN, answer(402, error("X"), made=False)),
    "503, then 504": (DOWN, answer(504, error("IMAGE_GENERATION_TIMEOUT"))),
    "429, then 302": (AGAIN, answer(302, body(""))),
    "503, then 204": (DOWN, answer(204, body(""))),
    "a gateway's 503 with Retry-After": answer(503, GATEWAYS["AWS"], lines=AT_ONCE),
}


def no_path(status):
    # 501 says nothing about the path: it leaves the outcome open as other 5xx do.
    return answer(status, body('{"message":"no such route"}'), made=status == 501)


OTHER_PATH = {
    "404 with the platform's code": answer(404, error("IMAGE_GENERATION_UNSUPPORTED_MODEL"), made=False),
    "429, then 404, then a job": (BARE, no_path(404), JOB),
}
for number in (404, 405, 406, 415, 501):
    OTHER_PATH[f"{number}, then a job"] = (no_path(number), JOB)
    OTHER_PATH[f"{number}, then lost"] = (no_path(number), LOST)
    OTHER_PATH[f"{number}, then a gateway"] = (no_path(number), GATEWAY)
    OTHER_PATH[f"{number} on both"] = no_path(number)

WAITS = (
    "1",
    "0",
    "-1",
    "0.5",
    "soon",
    "",
    "9" * 40,
    "86400",
    "1, 2",
    "0x10",
    "1e3",
    "\u0661",
    "Thu, 01 Jan 1970 00:00:00 GMT",
    "Fri, 31 Dec 9999 23:59:59 GMT",
    "Fri, 31 Feb 2030 99:99:99 GMT",
)
REFUSALS_FOR_NOW = {"429": (429, body("")), "503": (503, error(BUSY))}


def waits():
    for wait in WAITS:
        for name, (status, sent) in REFUSALS_FOR_NOW.items():
            yield f"{name}, Retry-After: {wait}", (
                answer(status, sent, made=False, lines=[f"Retry-After: {wait}"]),
                JOB,
            )
    lines = [*AT_ONCE, "Retry-After: 86400"]
    yield "two Retry-After that differ", (answer(429, body(""), made=False, lines=lines), JOB)


def with_code(value):
    """A 503 whose code is only similar to one of the platform's."""
    return answer(503, Body(json.dumps({"message": "m", **value}).encode()), lines=AT_ONCE)


CODES_OF_OTHERS = {
    "a code in a deeper object": with_code({"error": {"data": {"code": BUSY}}}),
    "a code in small letters": with_code({"code": BUSY.lower()}),
    "a code with more after it": with_code({"code": BUSY + "_X"}),
    "a code in the message": with_code({"message": BUSY}),
    "a code in a list": with_code({"code": [BUSY]}),
    # The code comes after the cut.
    **{
        f"the platform's 503, cut after {cut}": answer(503, error(BUSY), end="close", cut=cut)
        for cut in (1, 9)
    },
}
IDS_IN_REFUSALS = {
    "the id in a 429": answer(429, body('{"id":"gen_1"^,"message":"busy"}'), lines=AT_ONCE),
    "the id in a 503": answer(503, body('{"id":"gen_1"^,"code":"%s"}' % BUSY, BUSY), lines=AT_ONCE),
    # A final refusal proves that there is no job: the id is its own.
    "an id in a 400": answer(400, Body(b'{"message":"m","id":"req_1"}'), made=False),
    "the id in a 504": answer(504, body('{"id":"gen_1"^,"status":"IN_QUEUE"}')),
}

SCENARIOS = [
    *(one for path in PATHS for one in rows("repeat", REPEATS, path=path)),
    *rows("other path", OTHER_PATH, path=STREAM_PATH),
    *rows("repeat", dict(waits()), options={"create_tries_max": 2}),
    *rows("repeat", CODES_OF_OTHERS),
    *(one for path in PATHS for one in rows("repeat", IDS_IN_REFUSALS, path=path)),
]
