"""Creates that are refused, repeated or not sent at all; redirects; interim answers."""


from scripted_server import CLOSE, DRAIN, HOLD, Exchange, wait
from table import (
    COMPLETED,
    CREATE,
    GENERATE,
    MODEL,
    QUEUED,
    SSE,
    URL,
    answer,
    case,
    create,
    done,
    html,
    post,
    refused,
    stream,
)

BIG = ["generate", MODEL, "@8000000"]
SEEN = {"charge": "accepted", "source": "sse", "outputs": [URL]}
REJECTED = {"charge": "rejected", "id": None, "never": ["accepted", "poll"]}
RETRIED = ["start", "sse_http_error", "retry", "sse_open", "accepted", "sse_event", "terminal"]
DOWN = refused("IMAGE_GENERATION_PROVIDER_UNAVAILABLE", "it is down")
ELSEWHERE = "Location: http://127.0.0.1:{other}/elsewhere"
HAPPY = stream(COMPLETED)


def refusal(name, status, *steps, operation=GENERATE, **expected):
    """The platform refuses: nothing was bought, nothing is repeated."""
    exchange = create(*steps) if operation == CREATE else post(*steps)
    return case(name, [exchange], operation, REJECTED, {
        "status": status, "message": ["nothing was bought"]}, **expected)


REFUSED = [
    refusal("400", "validation", answer(400, {"message": "bad prompt"}), http=400, message=["bad prompt. "],
            events=[
        "start", "sse_http_error", "error"], retry_after=lambda ms: ms == -1,
            response={"message": "bad prompt"}),
    refusal("401", "auth", answer(401, {"message": "no key"}), http=401, message=["SKILLS_VIDEO_API_KEY"]),
    refusal("402", "insufficient_credits", answer(402, refused("INSUFFICIENT_CREDITS", "top up")), http=402,
            code="INSUFFICIENT_CREDITS", message=["https://skills.video/dashboard"]),
    # A page blames neither the key nor the payload.
    *(refusal(f"{status} in HTML", "protocol", html(status), operation=CREATE, http=status, message=[
        f"the answer (HTTP {status}) is a web page", "a VPN", "Bad gateway",
        "refused, so nothing was bought", "base_url"])
      for status in (400, 401, 402, 404, 405, 410, 413, 422)),
    refusal("401 that is a page by its look", "protocol", answer(401, b"<!DOCTYPE html>", type="text/plain"),
            http=401),
    *(refusal(f"{status} on the polling path", "protocol", answer(status), operation=CREATE, http=status,
              message=[f"HTTP {status}"]) for status in (300, 305, 306)),
    refusal("407 of a proxy", "transport", answer(407), operation=CREATE, http=407, message=[
        "a user and a password", "the option proxy or the variable https_proxy"]),
    refusal("421", "transport", answer(421), operation=CREATE, http=421,
            message=["does not serve this host", "base_url"]),
    refusal("404 on the polling path", "not_found", answer(404, {"message": "no model"}), operation=CREATE,
            http=404, message=["no model"]),
    refusal("405 on the polling path", "validation", answer(405), operation=CREATE, http=405),
    refusal("413", "validation", answer(413), http=413),
    refusal("422", "validation", answer(422, {"message": "bad size"}), http=422),
    refusal("422 by its code", "content_rejected", answer(422, refused("VIDEO_GENERATION_CONTENT_REJECTED",
         "not this")),
            http=422, message=["not this"]),
    refusal("400 by its code", "insufficient_credits",
            answer(400, refused("TTS_GENERATION_INSUFFICIENT_CREDITS"))),
    refusal("the code where it differs from the error", "insufficient_credits", answer(402, refused(
        "VIDEO_GENERATION_INSUFFICIENT_CREDITS", "m", "INSUFFICIENT_CREDITS")),
        code="VIDEO_GENERATION_INSUFFICIENT_CREDITS"),
    refusal("429 for want of credits", "insufficient_credits", answer(
        429, refused("IMAGE_GENERATION_INSUFFICIENT_CREDITS"), "Retry-After: 0"), http=429),
    refusal("429 that asks for too long", "rate_limited", answer(429, b"", "Retry-After: 60"), http=429,
            options={
        "retry_after_max_ms": 1000}, retry_after=lambda ms: ms == 60_000, never=["retry"], message=[
            "the platform requests a wait of 60 s, which is more than 1 s (retry_after_max_ms)",
            "Send it again in 60 s."]),
    refusal("429 that asks to wait until a date", "rate_limited",
            answer(429, b"", "Retry-After: Sun, 06 Nov 2044 08:49:37 GMT"),
            http=429, message=["s, until Sun, 06 Nov 2044 08:49:37 GMT, which is more than 120 s "
                               "(retry_after_max_ms)"]),
    refusal("429 with one try", "rate_limited", answer(429, {"message": "slow"}), http=429,
            options={"create_tries_max": 1},
            message=["slow; it does not say how long to wait; no attempt is left (create_tries_max is 1)"]),
    refusal("401 before the request is read", "auth", answer(401, {"message": "no key"}), DRAIN,
         operation=BIG, http=401),
]
REFUSED[-1]["script"] = [post(answer(401, {"message": "no key"}), DRAIN, read="head")]

REPEATED = [
    case("429 with Retry-After 0, twice", [post(answer(429, b"", "Retry-After: 0"))] * 2 + [HAPPY], GENERATE,
         posts=3, exactly=RETRIED[:3] + RETRIED[1:], **SEEN, records=[
             {"event": "sse_http_error", "http_status": 429}, {"event": "retry", "attempt": 2, "delay_ms": 0,
             "reason": "rate_limited"},
             {"event": "retry", "attempt": 3}]),
    case("429 in HTML without Retry-After", [post(html(429)), HAPPY], GENERATE, posts=2, exactly=RETRIED,
         **SEEN),
    case("503 of the platform", [post(answer(503, DOWN, "Retry-After: 0")), HAPPY], GENERATE, posts=2,
         exactly=RETRIED, **SEEN,
         records=[{"event": "sse_http_error", "payload": DOWN}, {"event": "retry", "reason": "transient"}]),
    case("503 up to the limit", [post(answer(503, DOWN, "Retry-After: 0"))] * 2, GENERATE, posts=2,
         **REJECTED,
         status="transient", options={"create_tries_max": 2}, http=503,
         message=["it is down", "nothing was bought"]),
    case("429 up to the limit", [create(answer(429, b"", "Retry-After: 0"))] * 3, CREATE, posts=3, **REJECTED,
         status="rate_limited", options={"create_tries_max": 3}, http=429),
    case("429, then closed without an answer", [post(answer(429, b"", "Retry-After: 0")), post(CLOSE)],
         GENERATE, posts=2,
         status="outcome_unknown", charge="unknown", id=None),
    case("Retry-After beyond the time limit", [post(answer(429, b"", "Retry-After: 100"))], GENERATE,
         status="rate_limited",
         options={"total_timeout_ms": 30_000}, retry_after=lambda ms: ms == 100_000, **REJECTED),
]

OPEN = {"status": "outcome_unknown", "charge": "unknown", "id": None, "never": ["retry", "accepted"]}
LEFT_OPEN = [
    *(case(f"{status} in HTML", [post(html(status))], GENERATE, http=status, message=["Bad gateway",
         "It is not known whether"],
           **OPEN) for status in (500, 502, 503, 504, 520)),
    *(case(f"{status} in JSON{why}", [post(answer(status, body))], GENERATE, http=status, message=[
        body.get("message", "HTTP"), "It is not known whether"], **OPEN) for status, why, body in (
            (500, "", {"message": "it broke"}), (503, " of AWS", {"message": "Service Unavailable"}),
            (503, " of Envoy", {"error": "no healthy upstream"}),
            (503, " of FastAPI", {"detail": "upstream timeout"}),
            (503, " with a number for a code", {"code": 503, "message": "busy"}), (409, "", {
                "message": "Idempotency-Key is being processed"}),
            (524, "", {"message": "a timeout occurred"}),
            (502, " of the platform", refused("IMAGE_GENERATION_FAILED")), (504, " of the platform", refused(
                "VIDEO_GENERATION_TIMEOUT")), (501, "", {"message": "not here"}))),
    case("503 without a body", [post(answer(503, b"", "Retry-After: 0"))], GENERATE, http=503, **OPEN),
    case("502 in HTML on the polling path", [create(html(502))], CREATE, http=502, **OPEN),
    # A filter may have stopped the answer and not the request.
    *(case(f"{status} in HTML", [post(html(status))], GENERATE, http=status,
           message=["is a web page", "Bad gateway"], **OPEN)
      for status in (403, 406, 451, 511)),
    case("304", [create(answer(304))], CREATE, http=304, message=["a cache answered HTTP 304"], **OPEN),
    case("2xx in HTML", [post(html(200))], GENERATE, status="protocol", charge="unknown", id=None, http=200,
         message=["is a web page", "<html><body>Bad gateway", "It is not known whether"], never=["retry"]),
    case("2xx in plain words", [post(answer(200, b"please log in", type="text/plain"))], GENERATE,
         status="protocol", charge="unknown", id=None, message=["begins: please log in"]),
    case("2xx with an error", [post(answer(200, refused("X", "no")))], GENERATE, status="protocol",
         charge="unknown", id=None, code="X", message=['"message": "no"']),
    case("2xx in JSON without an id", [post(answer(200, {"ok": True}))], GENERATE, status="protocol",
         charge="unknown", id=None, message=['{"ok": true}'], response={"ok": True}),
    case("2xx with broken JSON", [post(answer(200, b'{"ok":'))], GENERATE, status="protocol",
         charge="unknown", id=None),
    case("2xx in binary", [post(answer(200, bytes(range(256)), type="image/png"))], GENERATE,
         status="protocol", charge="unknown", id=None),
    case("204", [post(answer(204))], GENERATE, status="protocol", charge="unknown", id=None, http=204),
    case("create over the limit", [create(answer(200, b" " * 5000 + done()), HOLD)], CREATE,
         **{**OPEN, "any_status": [
        "protocol", "outcome_unknown"]}, options={"body_bytes_max": 1024}),
    case("reset while the request is being sent", [post(answer(401), CLOSE, read="head")], BIG, id=None,
         any_status=["outcome_unknown", "auth", "transport"]),
]

NOT_SENT = {"status": "transport", "charge": "not_sent", "id": None, "posts": 0,
            "never": ["accepted", "poll"],
            "message": ["Nothing was sent, so nothing was bought"], "retry_after": lambda ms: ms > 0}
UNSENT = [
    case("connection refused", [], GENERATE, NOT_SENT, options={
        "create_tries_max": 2, "base_url": "http://127.0.0.1:{unused}/api/v1"}, exactly=[
            "start", "sse_connect_error", "retry", "sse_connect_error", "error"]),
    case("connection refused on the polling path", [], CREATE, NOT_SENT, options={
        "create_tries_max": 2, "base_url": "http://127.0.0.1:{unused}/api/v1"},
         exactly=["start", "retry", "error"]),
    case("TLS that fails", [Exchange("", "", CLOSE, read="none")], GENERATE, NOT_SENT, options={
        "create_tries_max": 1, "base_url": "https://127.0.0.1:{port}/api/v1"}),
    case("proxy that is not there", [], GENERATE, NOT_SENT, options={
        "create_tries_max": 1, "proxy": "http://127.0.0.1:{unused}",
        "base_url": "https://127.0.0.1:{port}/api/v1"}),
    case("proxy that refuses", [], GENERATE, NOT_SENT,
         other=[Exchange("CONNECT", "127.0.0.1:{port}", answer(403),
         CLOSE)],
         options={"create_tries_max": 1, "proxy": "http://127.0.0.1:{other}",
                  "base_url": "https://127.0.0.1:{port}/api/v1"}),
    case("endpoint that is a URL", [], ["generate", "http://127.0.0.1:{other}/generation/a", "{}"], posts=0,
         id=None, status="invalid_arguments", message=["URL"]),
]

REDIRECTS = [
    case(f"{status} to another host{where}", [exchange(answer(status, b"", ELSEWHERE))], operation,
         status="outcome_unknown" if status in (302, 303) else "protocol", http=status, id=None,
         message=["redirects"], never=["retry", "accepted"])
    for status in (301, 302, 303, 307, 308)
    for where, exchange, operation in (("", post, GENERATE), (", polling path", create, CREATE))
]

INTERIM = [
    case("100 Continue", [post(b"HTTP/1.1 100 Continue\r\n\r\n", SSE, QUEUED, COMPLETED, CLOSE)], GENERATE,
         SEEN),
    case("103 Early Hints", [post(b"HTTP/1.1 103 Early Hints\r\nRetry-After: 100\r\nLink: </x>\r\n\r\n",
                                  SSE, QUEUED, COMPLETED, CLOSE)], GENERATE, SEEN),
    case("102 before a refusal", [post(b"HTTP/1.1 102 Processing\r\n\r\n", answer(400, {"message": "bad"}))],
         GENERATE, status="validation", http=400, **REJECTED),
    case("103 and then nothing", [post(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n", CLOSE)], GENERATE,
         OPEN),
    case("stream before the request is read", [post(SSE, QUEUED, wait("accepted"), DRAIN, COMPLETED, CLOSE,
         read="head")],
         BIG, SEEN),
    case("large request", [HAPPY], BIG, SEEN),
]

CREATE_CASES = REFUSED + REPEATED + LEFT_OPEN + UNSENT + REDIRECTS + INTERIM
