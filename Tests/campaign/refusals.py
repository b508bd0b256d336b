"""Answers that refuse or seem to: bodies of gateways and of the platform, each status, each framing."""

import json

from scenario import PATHS, rotate, scenario
from table import HTML, refused
from verdict import is_refusal
from wire import BREAKS, ENDS, FRAMINGS, MAKE, WHOLE, Body, answer, body, head, status_sent

BUSY = "IMAGE_GENERATION_PROVIDER_UNAVAILABLE"


def error(code, message="no", **more):
    """The platform's own error."""
    return Body(json.dumps({**refused(code, message), **more}).encode(), None, code)


GATEWAYS = {
    "AWS": body('{"message":"Service Unavailable"}'),
    "AWS time-out": body('{"message": "Endpoint request timed out"}'),
    "Envoy": body('{"error":"no healthy upstream"}'),
    "Envoy text": body("upstream connect error or disconnect/reset before headers"),
    "Kong": body('{"message":"The upstream server is timing out","request_id":"9a41"}'),
    "Cloudflare": body("error code: 524"),
    "Cloudflare JSON": body('{"success":false,"errors":[{"code":1015,"message":"limited"}],"result":null}'),
    "nginx": body(HTML),
    "FastAPI": body('{"detail":"upstream timeout"}'),
    "FastAPI list": body('{"detail":[{"loc":["body","prompt"],"msg":"field required","type":"missing"}]}'),
    "Spring": body(
        '{"timestamp":"2024-01-01T00:00:00Z","status":503,"error":"Service Unavailable","path":"/api/v1"}'
    ),
    "number for a code": body('{"code":503,"message":"busy"}'),
    "text for a code": body('{"code":"SERVICE_UNAVAILABLE","message":"busy","error":"RATE_LIMITED"}'),
    "problem": body('{"type":"about:blank","title":"Unavailable","status":503,"detail":"later"}'),
    "Google": body('{"error":{"code":503,"message":"The service is unavailable","status":"UNAVAILABLE"}}'),
    "GraphQL": body('{"errors":[{"message":"x","extensions":{"code":"IMAGE_GENERATION_RATE_LIMITED"}}]}'),
    "status words": body('{"status":"FAILED","message":"it failed"}'),
    "idempotency": body('{"message":"Idempotency-Key is being processed"}'),
    "list": body('[{"message":"no"}]'),
    "null": body("null"),
    "half JSON": body('{"error":"IMAGE_GENERATION_PROV'),
    "empty": body(""),
}
OPEN_STATUSES = [
    500, 501, 502, 503, 504, 505, 507, 511, 520, 522, 524, 529, 530, 599, 408, 409, 425, 499, 600,
    700, 999,
]
CLOSED_STATUSES = [
    400, 401, 402, 403, 406, 407, 410, 413, 414, 415, 417, 418, 421, 422, 423, 426, 428, 431, 444,
    451, 494,
]
CODES = (
    "FAILED",
    "TIMEOUT",
    "RATE_LIMITED",
    "PROVIDER_UNAVAILABLE",
    "UNSUPPORTED_MODEL",
    "INVALID_INPUT",
    "INSUFFICIENT_CREDITS",
    "CONTENT_REJECTED",
)
FINISHED = [(framing, "stays open") for framing in WHOLE] + [("until close", "close")]
UNFINISHED = [(framing, end) for framing in FRAMINGS for end in (*BREAKS, "stall") if framing not in WHOLE]
KINDS = ("application/json", "text/html", "text/plain; charset=utf-8", "application/problem+json", None)


def gateway_rows():
    """Bodies of gateways with statuses that leave the outcome open; three of four jobs were made."""
    for row, status in enumerate(OPEN_STATUSES):
        for column, (name, sent) in enumerate(GATEWAYS.items()):
            if (row + column) % 2:
                continue
            framing, end = rotate(FINISHED, row, column // 2)
            made = (row + column // 2) % 4 != 3
            steps = answer(status, sent, framing, end, kind=rotate(KINDS, row, column), made=made)
            yield scenario(
                "gateway",
                f"{status} {name}, {framing}, {'made' if made else 'not made'}",
                steps,
                path=rotate(PATHS, row // 2, column // 2),
            )


def refusal_rows():
    """Statuses that prove a refusal, with bodies of gateways and the platform."""
    bodies = [*GATEWAYS.items(), *((code, error("IMAGE_GENERATION_" + code)) for code in CODES)]
    for row, status in enumerate((*CLOSED_STATUSES, 404)):
        for column in range(2):
            name, sent = rotate(bodies, row * 2, column * 13)
            framing, end = rotate(FINISHED, row, column)
            made = not is_refusal(status, sent.code)
            yield scenario(
                "refusal",
                f"{status} {name}, {framing}",
                answer(status, sent, framing, end, made=made),
                path=rotate(PATHS, row, column),
            )


def code_rows():
    """Every code of the platform under statuses that agree with it and that do not."""
    families = ("IMAGE_GENERATION_", "VIDEO_GENERATION_", "TTS_GENERATION_")
    for row, code in enumerate(CODES):
        for column, status in enumerate((400, 402, 404, 422, 429, 500, 502, 503, 504, 600)):
            sent = error(rotate(families, row, column) + code)
            if (row + column) % 2 and status not in (429, 503):
                continue
            made = not is_refusal(status, sent.code)
            yield scenario(
                "code",
                f"{status} {sent.code}",
                answer(status, sent, made=made, lines=["Retry-After: 0"]),
                path=rotate(PATHS, row, column // 2),
                options={"create_tries_max": 2},
            )


def unfinished_rows():
    """Answers whose end never comes or comes too early. The status decides, however the body ends."""
    bodies = {
        "whole": body('{"error":"X","code":"X","message":"no"}'),
        "credits": error("IMAGE_GENERATION_INSUFFICIENT_CREDITS"),
        "HTML": body(HTML),
        "no byte": body(""),
        "gateway": body('{"message":"Service Unavailable"}'),
    }
    for row, status in enumerate((400, 401, 402, 403, 413, 422, 451, 429, 500, 502, 503, 504, 409, 600)):
        for column, (name, sent) in enumerate(bodies.items()):
            framing, end = rotate(UNFINISHED, row * 7, column * 5)
            steps = answer(status, sent, framing, end, made=not is_refusal(status, sent.code))
            yield scenario(
                "unfinished refusal",
                f"{status} {name}, {framing}, {end}",
                steps,
                end=end,
                options={"total_timeout_ms": 12000, "poll_timeout_ms": 400, "create_tries_max": 2},
                path=rotate(PATHS, row, column),
            )
    for status in (402, 500):
        for cut in (0, 1, 12, 30):
            sent = error("IMAGE_GENERATION_INSUFFICIENT_CREDITS")
            steps = answer(status, sent, "length", "stall", cut=cut, made=status == 500)
            yield scenario(
                "unfinished refusal",
                f"{status} cut after {cut} bytes, then silence",
                steps,
                options={"poll_timeout_ms": 400},
            )


def redirect_rows():
    places = (
        "http://127.0.0.1:{other}/api/v1/generation/gen_1",
        "/api/v1/generation/gen_1",
        "",
        None,
        "https://127.0.0.1:{other}/{key}",
    )
    bodies = {
        "empty": body(""),
        "HTML": body(HTML),
        "JSON": body('{"message":"moved"}'),
        "an id": body('{"id":"gen_1"^,"status":"IN_QUEUE"}'),
    }
    for row, status in enumerate((300, 301, 302, 303, 304, 305, 307, 308, 399)):
        for column, (name, sent) in enumerate(bodies.items()):
            if status == 304 and sent.data:
                continue
            place = rotate(places, row, column)
            made = sent.id_end is not None or not is_refusal(status, None)
            lines = [] if place is None else [f"Location: {place}"]
            steps = answer(status, sent, made=made, lines=lines)
            yield scenario(
                "redirect", f"{status} with {name} to {place}", steps, path=rotate(PATHS, row, column)
            )


def bare_heads():
    """Only a head, then the connection ends in each way."""
    for row, status in enumerate((200, 202, 302, 400, 402, 404, 429, 500, 503, 600)):
        for column, end in enumerate((*BREAKS, "time limit", "stop", "graceful stop")):
            if (row + column) % 2:
                continue
            made = not is_refusal(status, None)
            steps = ([MAKE] if made else []) + [
                head(status, "application/json", ["Content-Length: 99", "Retry-After: 0"])
            ]
            yield scenario(
                "bare head",
                f"{status}, {end}",
                [*steps, status_sent(status), *ENDS[end].steps],
                end=end,
                path=rotate(PATHS, row, column // 2),
                options={"poll_timeout_ms": 400, "create_tries_max": 2},
            )


SCENARIOS = [
    *gateway_rows(),
    *refusal_rows(),
    *code_rows(),
    *unfinished_rows(),
    *redirect_rows(),
    *bare_heads(),
]
