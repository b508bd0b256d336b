"""Notations of endpoints and of base_url, creates after other calls on the same client, credits and
downloads."""

from scripted_server import CLOSE, HOLD, RESET, Exchange, chunk, trickle
from table import (
    COMPLETED,
    CREATE,
    CREDITS,
    GENERATE,
    KEY,
    POLL_DONE,
    QUEUED,
    QUICK,
    SSE,
    URL,
    WAIT,
    answer,
    case,
    chunked,
    create,
    credits,
    done,
    get,
    html,
    post,
    stream,
)

SEEN = {"charge": "accepted", "outputs": [URL]}


def notation(endpoint, path, base="/api/v1"):
    return case(f"endpoint {endpoint} below {base or 'nothing'}", [post(SSE, COMPLETED, CLOSE, path=path)],
                ["generate", endpoint, "{}"], base=base, **SEEN)


NOTATIONS = [
    notation("ltx-2.3", "/api/v1/generation/sse/ltx-2.3"),
    notation("qwen/qwen-3-tts/text-to-speech/1.7b",
             "/api/v1/generation/sse/qwen/qwen-3-tts/text-to-speech/1.7b"),
    notation("/generation/sse/google/veo", "/api/v1/generation/sse/google/veo"),
    notation("/v1/generation/sse/google/veo", "/api/v1/generation/sse/google/veo"),
    notation("/generation/google/veo", "/api/v1/generation/google/veo"),
    notation("/v1/generation/google/veo", "/api/v1/generation/google/veo"),
    notation("generation/sse/google/veo", "/api/v1/generation/sse/google/veo"),
    notation("v1/generation/sse/google/veo", "/api/v1/generation/sse/google/veo"),
    notation("generation/google/veo", "/api/v1/generation/google/veo"),
    notation("v1/generation/google/veo", "/api/v1/generation/google/veo"),
    notation("google/veo", "/api/v1/generation/sse/google/veo", base="/api/v1/"),
    notation("google/veo", "/api/v1/generation/sse/google/veo", base="/api"),
    notation("google/veo", "/api/v1/generation/sse/google/veo", base="/api/"),
    notation("/v1/generation/google/veo", "/api/v1/generation/google/veo", base="/api"),
    notation("/v1/generation/sse/google/veo", "/api/v1/generation/sse/google/veo", base="/api/v1/"),
    notation("/v1/generation/google/veo", "/v1/generation/google/veo", base="/v1"),
    notation("google/veo", "/generation/sse/google/veo", base=""),
]

BALANCE = credits(answer(200, {"credits": 12}))
UNKNOWN = {"charge": "unknown", "id": None, "posts": 1, "status": "outcome_unknown", "never": ["retry"]}
# libcurl would send a POST again when a kept-alive connection turns out to be dead: the server would see two.
BEFORE = [
    ("credits", BALANCE, CREDITS), ("a wait", POLL_DONE, WAIT), ("a stream", chunked(COMPLETED), GENERATE),
    ("a create", create(answer(200, done())), CREATE),
]
WARM = [
    case(f"{fault.kind} without an answer after {name}{path}", [exchange, send(fault)],
         [*first, "+", *operation],
         results=["ok", "outcome_unknown"], **{**UNKNOWN, "posts": 1 + (exchange.method == "POST")},
         gets=int(exchange.method == "GET"))
    for fault in (CLOSE, RESET)
    for send, operation, path in ((post, GENERATE, ""), (create, CREATE, ", polling path"))
    for name, exchange, first in BEFORE
] + [
    # The connection has died unnoticed: the create does not go that way at all.
    case("create after a connection that has died", [
        credits(answer(200, {"credits": 12}), CLOSE), stream(COMPLETED)], [*CREDITS, "+", *GENERATE], gets=1,
         **SEEN, results=["ok", "ok"]),
    case("two creates on one client", [chunked(COMPLETED), chunked(COMPLETED)], [*GENERATE, "+", *GENERATE],
         posts=2, **SEEN),
    case("create, then closed poll on a warm connection", [
        chunked(QUEUED), get(CLOSE), POLL_DONE], GENERATE, gets=2, options=QUICK, source="poll", **SEEN),
]

NO_JOB = {"id": None, "posts": 0}
EVENTS = ("poll", "lines")
CREDIT = [
    case("credits", [BALANCE], CREDITS, gets=1, response={"credits": 12}, http=200, **NO_JOB),
    case("credits as events", [BALANCE], CREDITS, gets=1, drives=EVENTS, exactly=["start", "credits"],
         **NO_JOB),
    case("credits 401", [credits(answer(401, {"message": "no key"}))], CREDITS, gets=1, status="auth",
         http=401, message=["no key", "Nothing was bought"], **NO_JOB),
    case("credits 401 with bytes that are no UTF-8", [credits(answer(401, b'{"message":"no \xff key"}'))],
         CREDITS, gets=1,
         status="auth", http=401, message=["no \ufffd key"], response={"message": "no \ufffd key"}, **NO_JOB),
    case("credits in HTML", [credits(html(200))], CREDITS, gets=1, status="protocol",
         message=["is a web page", "Bad gateway"], **NO_JOB),
    *(case(f"credits {status} in HTML", [credits(html(status))], CREDITS, gets=1, status="protocol",
           http=status,
           message=["is a web page", "Bad gateway", "Nothing was bought"], **NO_JOB)
      for status in (401, 403, 404)),
    case("credits 429", [credits(answer(429, {"message": "slow"}, "Retry-After: 7"))], CREDITS, gets=1,
         status="rate_limited",
         message=["slow; the platform requests a wait of 7 s"], retry_after=lambda ms: ms == 7000, **NO_JOB),
    case("credits 500 in plain words", [credits(answer(500, b"no upstream", type="text/plain"))], CREDITS,
         gets=1, status="transient", message=["HTTP 500: no upstream"], **NO_JOB),
    case("the floor of credits, answered by a page", [credits(html(403))], GENERATE, gets=1, posts=0, id=None,
         status="protocol",
         charge="not_sent", options={"min_credits": 1}, message=["is a web page", "Bad gateway"]),
    case("credits closed without an answer", [credits(CLOSE)], CREDITS, gets=1, status="transport", **NO_JOB),
    case("credits without an answer in time", [credits(HOLD)], CREDITS, gets=1, status="timeout", options={
        "poll_timeout_ms": 500}, **NO_JOB),
    case("credits to another host", [credits(answer(302, b"", "Location: http://127.0.0.1:{other}/"))],
         CREDITS, gets=1, any_status=["protocol", "unknown"], http=302, **NO_JOB),
]

PICTURE = bytes(range(256)) * 40
FETCH = ["download", "http://127.0.0.1:{port}/fox.png", "{file}"]
FOX = {"gets": 1, **NO_JOB}
CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nTransfer-Encoding: chunked\r\n\r\n"
AROUND = answer(302, b"", "Location: /fox.png")
PNG = b"\x89PNG\r\n\x1a\n" + PICTURE
PAGE = b"<!DOCTYPE html><html><body>log in</body></html>" + b" " * 2000
# A second try, and no more; and the file that comes of it.
TWICE = {**FOX, "gets": 2, "options": {"download_tries_max": 2}}
WHOLE = {"file": PNG, "records": [{"event": "downloaded", "detected_type": "image/png", "size": len(PNG)}]}
UNTOUCHED = ["The generation is still paid for"]


def picture(status, body, *headers, length=None):
    """The answer of a host of pictures, with their media type."""
    return answer(status, body, *headers, type="image/png", length=length)


def fox(*steps, path="/fox.png"):
    return Exchange("GET", path, *steps)


DOWNLOADS = [
    case("download", [fox(picture(200, PICTURE))], FETCH, file=PICTURE, http=200, **FOX, events=[
        "start", "bytes", "downloaded"], records=[{"event": "downloaded", "size": len(PICTURE),
        "content_type": "image/png"}]),
    case("download to another port", [fox(answer(302, b"", "Location: http://127.0.0.1:{other}/there"))],
         FETCH, other=[fox(picture(200, PICTURE), path="/there")], file=PICTURE, **FOX),
    case("download 404", [fox(html(404))], FETCH, status="not_found", http=404,
         options={"total_timeout_ms": 800}, message=["HTTP 404", "no time is left", *UNTOUCHED], **FOX),
    case("download of a file that is not everywhere yet", [fox(html(404)), fox(picture(200, PICTURE))], FETCH,
         file=PICTURE, events=["start", "retry", "downloaded"], **{**FOX, "gets": 2}),
    *(case(f"download from {shown}", [fox(picture(200, PICTURE), path=sent)], [
        "download", "http://127.0.0.1:{port}" + shown, "{file}"], file=PICTURE, **FOX) for shown, sent in [
            ("/red fox.png", "/red%20fox.png"), ("/füchse.png?a=ü b", "/f%c3%bcchse.png?a=%c3%bc%20b"),
            ("/%20.png ", "/%20.png")]),
    case("download from a redirect with a space", [fox(answer(302, b"", "Location: /red föx.png")), fox(
        picture(200, PICTURE), path="/red%20f%c3%b6x.png")], FETCH, file=PICTURE, **{**FOX, "gets": 2}),
    case("download from an address with the key", [fox(html(403), path="/?k=" + KEY)], [
        "download", "http://127.0.0.1:{port}/?k=" + KEY, "{file}"], status="forbidden", http=403,
        message=["/?k=" + "*" * len(KEY)], **FOX),
    case("download from no address", [], ["download", "http://exa mple/a.png", "{file}"],
         status="invalid_arguments", message=["http://exa mple/a.png"], **{**FOX, "gets": 0}),
    case("download breaks off", [fox(picture(200, PICTURE, length=99999), CLOSE)], FETCH, status="transport",
         message=UNTOUCHED, **FOX),
    case("download falls silent", [fox(picture(200, PICTURE, length=99999), HOLD)], FETCH, status="timeout",
         options={
        "silence_timeout_ms": 500}, message=UNTOUCHED, **FOX),
    case("download over the limit", [fox(picture(200, PICTURE), HOLD)], FETCH, status="protocol", options={
        "download_bytes_max": 100}, message=UNTOUCHED, **FOX),
    case("download over the limit in chunks", [fox(CHUNKED, chunk(PICTURE), chunk(b""))], FETCH,
         status="protocol",
         options={"download_bytes_max": 100}, message=["longer than 100 bytes", *UNTOUCHED], **FOX),
    case("download is reset", [fox(picture(200, PICTURE, length=99999), RESET)], FETCH, status="transport",
         message=UNTOUCHED, **FOX),
    case("download with a broken chunk", [fox(CHUNKED, chunk(PICTURE), b"50\r\nabc", CLOSE)], FETCH,
         status="transport", message=UNTOUCHED, **FOX),
    case("download without its last chunk", [fox(CHUNKED, chunk(PICTURE), CLOSE)], FETCH, status="transport",
         message=UNTOUCHED, **FOX),
    case("download in chunks", [fox(CHUNKED, chunk(PICTURE), chunk(b""))], FETCH, file=PICTURE, **FOX,
         records=[{"event": "bytes", "total": None}, {"event": "downloaded", "size": len(PICTURE)}]),
    case("download of nothing", [fox(picture(200, b""))], FETCH, status="protocol",
         message=["empty", *UNTOUCHED], **FOX),
    case("download of nothing in chunks", [fox(CHUNKED, chunk(b""))], FETCH, status="protocol",
         message=["empty"], **FOX),
    case("download of a part that nobody asked for", [fox(picture(206, PICTURE))], FETCH, status="protocol",
         http=206, message=UNTOUCHED, **FOX),
    case("download in a circle", [fox(AROUND) for _ in range(6)], FETCH, any_status=["transport", "protocol"],
         message=UNTOUCHED, **{**FOX, "gets": 6}),
    case("download of a file of this machine", [fox(answer(302, b"", "Location: file:///etc/passwd"))], FETCH,
         any_status=["transport", "protocol"], message=UNTOUCHED, **FOX),
    # The bytes of an interrupted try do not count for the next one, which starts from the beginning.
    case("download of a cut picture, then a page", [
        fox(picture(200, PNG, length=99999), CLOSE), fox(picture(200, PAGE))], FETCH, TWICE,
         status="protocol", message=["text/html", *UNTOUCHED]),
    case("download of a cut page, then a picture", [
        fox(picture(200, PAGE[:8], length=99999), CLOSE), fox(picture(200, PNG))], FETCH, TWICE, WHOLE),
    case("download of a cut picture, then the rest", [
        fox(picture(200, PNG[:1000], 'ETag: "a"', length=len(PNG)), CLOSE),
        fox(picture(206, PNG[1000:], 'ETag: "a"', f"Content-Range: bytes 1000-{len(PNG) - 1}/{len(PNG)}"))],
         FETCH, TWICE, WHOLE),
    # Bytes keep it going, but not for longer than it may take as a whole.
    case("download that trickles without end",
         [fox(picture(200, PNG[:100], length=99999), trickle(b"x", 400))],
         FETCH, status="timeout", options={"total_timeout_ms": 500},
         message=["time limit of 500 ms", *UNTOUCHED], **FOX),
    # 40 pieces with 50 ms after each are 2 s, longer than the limit. Each gap is 30 times shorter than the
    # limit, so that a machine that stands still for a second does not fail it.
    case("download that trickles for longer than it may be silent", [
        fox(picture(200, PNG[:100], length=len(PNG)), trickle(PNG[100:], 40, gap=0.05))], FETCH, file=PNG,
         options={"silence_timeout_ms": 1500}, **FOX),
    case("download after a call with the key", [BALANCE, fox(picture(200, PICTURE))], [*CREDITS, "+", *FETCH],
         file=PICTURE, gets=2, results=["ok", "ok"], **NO_JOB),
    case("download after a generation", [stream(COMPLETED), fox(picture(200, PICTURE))],
         [*GENERATE, "+", *FETCH], file=PICTURE,
         gets=1, id=None, results=["ok", "ok"]),
]

OTHER_CASES = NOTATIONS + WARM + CREDIT + DOWNLOADS
