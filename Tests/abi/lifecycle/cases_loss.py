"""How streams are lost, and creates that are answered by something other than a stream."""

import json

from scripted_server import CLOSE, HOLD, RESET, chunk, singly, wait
from table import (
    COMPLETED,
    CREATE,
    GENERATE,
    HTML,
    KEY,
    POLL_DONE,
    POLL_RUNNING,
    QUEUED,
    QUICK,
    RUNNING,
    SSE,
    SSE_CHUNKED,
    URL,
    answer,
    case,
    chunked,
    create,
    done,
    event,
    get,
    html,
    job,
    post,
    refused,
    stream,
)

TO_POLL = {"gets": 1, "charge": "accepted", "source": "poll", "outputs": [URL], "options": QUICK}
UNKNOWN = {"status": "outcome_unknown", "charge": "unknown", "id": None, "retry_after": lambda ms: ms == -1,
           "never": ["accepted", "retry", "poll"],
           "message": ["It is not known whether", "before you send it again"]}
ENDED = ["accepted", "sse_stream_ended", "fallback_polling_start", "poll", "fallback_polling_end", "terminal"]
BROKEN = ["accepted", "sse_connect_error", "fallback_polling_start", "poll", "fallback_polling_end",
          "terminal"]
SILENT = ["accepted", "sse_timeout", "fallback_polling_start", "poll", "fallback_polling_end", "terminal"]
ANSWERED = ["start", "accepted", "fallback_polling_start", "poll", "fallback_polling_end", "terminal"]
ERROR = event(
    json.dumps({"error": "IMAGE_GENERATION_PROVIDER_UNAVAILABLE", "message": "it is down"}).encode())


def lost(name, create, events, **expected):
    """The id is known, the stream is lost: the next poll reports the end."""
    options = {**QUICK, **expected.pop("options", {})}
    return case(name, [create, POLL_DONE], GENERATE, TO_POLL, {"options": options, "events": events},
                **expected)


def unknown(name, create, operation=GENERATE, **expected):
    """No id is known and the outcome is unknown: nothing is sent again."""
    return case(name, [create], operation, UNKNOWN, **expected)


AFTER_THE_ID = [
    lost("early clean end", stream(QUEUED, RUNNING), ENDED),
    lost("early end of a chunked stream", chunked(QUEUED, RUNNING), ENDED),
    lost("unfinished terminal event", stream(QUEUED, COMPLETED[:-1]), ENDED),
    lost("reset after the id", post(SSE, QUEUED, wait("accepted"), RESET), BROKEN),
    lost("truncated chunk", post(SSE_CHUNKED, chunk(QUEUED), b"400\r\ndata: ", CLOSE), BROKEN),
    lost("garbage for a chunk's size", post(SSE_CHUNKED, chunk(QUEUED), b"zz\r\n", HOLD), BROKEN),
    lost("chunked stream without its end", post(SSE_CHUNKED, chunk(QUEUED), CLOSE), BROKEN),
    lost("shorter than its length", post(
        SSE.replace(b"\r\n\r\n", b"\r\nContent-Length: 9999\r\n\r\n"), QUEUED, CLOSE), BROKEN),
    lost("silence", post(SSE, QUEUED, HOLD), SILENT, options={"silence_timeout_ms": 200}),
    lost("event over the limit", post(SSE, QUEUED, event(b"x" * 5000), HOLD), BROKEN,
         options={"event_bytes_max": 1024}, message=[]),
    lost("endless event over the limit", post(SSE, QUEUED, b"data: " + b"x" * 5000, HOLD), BROKEN,
         options={"event_bytes_max": 1024}),
    lost("error event without a status", post(SSE, QUEUED, ERROR, HOLD), ENDED,
         records=[{"event": "sse_event", "status": None, "terminal": False}, {"event": "sse_stream_ended"}]),
    case("numeric id is polled", [stream(event(b'{"id":4711,"status":"IN_QUEUE"}')),
                                  get(answer(200, done(4711)),
         id="4711")],
         GENERATE, TO_POLL, id="4711"),
    case("id with a slash is polled",
         [stream(event(job("IN_QUEUE", "a/b?c"))), get(answer(200, done("a/b?c")),
         id="a%2Fb%3Fc")],
         GENERATE, TO_POLL, id="a/b?c"),
    case("lost stream, then FAILED", [stream(QUEUED), get(answer(200, job("FAILED", code="X_CONTENT_REJECTED",
         message="m")))],
         GENERATE, TO_POLL, outputs=[], status="job_failed", category="content_rejected", events=[
             "poll", "fallback_polling_end", "terminal"],
         records=[{"event": "fallback_polling_end", "ok": False}]),
]

BEFORE_THE_ID = [
    unknown("closed without an answer", post(CLOSE), records=[{"event": "error", "error": "outcome_unknown"}],
            http=0),
    unknown("reset without an answer", post(RESET)),
    unknown("closed before the request is read", post(CLOSE, read="none"), posts=0),
    unknown("closed in the head", post(b"HTTP/1.1 200 OK\r\nContent-Ty", CLOSE)),
    unknown("not HTTP", post(b"SSH-2.0-OpenSSH_9.2\r\n\r\n", CLOSE)),
    unknown("closed without an answer, polling path", create(CLOSE), CREATE),
    unknown("reset without an answer, polling path", create(RESET), CREATE),
    unknown("a stream of plain words", stream(b"please log in\n"),
            message=["the stream ended; no id had arrived; the stream begins: please log in"]),
    unknown("a stream that is a page", stream(HTML), message=["is a web page", "Bad gateway"]),
    unknown("a stream whose event is of another shape", stream(event(b'{"hello":1}')),
            message=['begins: data: {"hello":1}']),
    unknown("a stream that says the key at the edge of what is quoted",
            stream(b"x" * 190 + KEY.encode() + b"\n"), message=["begins: " + "x" * 190 + "*" * 10]),
    unknown("a page that says the key at the edge of what is quoted", post(answer(
        500, b"<" + b"x" * 189 + KEY.encode(), type="text/html")), message=["x" * 189 + "*" * 10]),
    case("a stream that is an error", [stream(b'{"error":"X","message":"it broke"}')], GENERATE,
         status="protocol",
         charge="unknown", id=None, code="X", message=['begins: {"error":"X","message":"it broke"}',
                                                       "It is not known whether"]),
    unknown("empty stream", stream(), events=["sse_open", "sse_stream_ended", "error"], http=200),
    unknown("stream ends before an id", stream(event(b'{"status":"IN_QUEUE"}')), http=200, events=[
        "sse_open", "sse_event", "sse_stream_ended", "error"]),
    unknown("stream is reset before an id", post(SSE, event(b'{"hello":1}'), wait("sse_event"), RESET),
            events=["sse_open", "sse_event", "sse_connect_error", "error"]),
    unknown("event over the limit before an id", post(SSE, event(b"x" * 5000), HOLD),
         options={"event_bytes_max": 1024}),
    unknown("stream reports an error before an id", stream(ERROR),
            message=["it is down", "It is not known whether"], code="IMAGE_GENERATION_PROVIDER_UNAVAILABLE"),
    unknown("header flood", post(
        b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: %s\r\n" % (n, b"y" * 1000) for n in range(400)), HOLD)),
    unknown("endless header line", post(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 1_000_000, HOLD)),
    unknown("JSON breaks off before its id", post(answer(200, b'{"status":', length=99), CLOSE)),
    unknown("time limit before an answer", post(HOLD), options={"total_timeout_ms": 2000},
            message=["time limit"]),
    unknown("time limit before an id", post(SSE, event(b'{"hello":1}'), HOLD),
            options={"total_timeout_ms": 2000}, message=["time limit", 'begins: data: {"hello":1}']),
    unknown("time limit inside a body", post(answer(200, b'{"result":', length=99), HOLD),
            options={"total_timeout_ms": 2000}, message=["time limit", 'begins: {"result":']),
    # Giving up before an id is known is the one step that can lose money: silence alone is no reason.
    case("silence before the id is waited out", [post(SSE, b": 1\n", wait("sse_open"), HOLD)], GENERATE,
         UNKNOWN, options={"silence_timeout_ms": 50, "total_timeout_ms": 1500}),
    case("time limit after the id", [post(SSE, QUEUED, HOLD), get(HOLD)], GENERATE, status="timeout",
         charge="accepted",
         options={"total_timeout_ms": 3000}, message=["skillsvideo wait gen_1"], last_status="IN_QUEUE",
         gets=1, events=["accepted", "timeout"], never=["poll"]),
]

# JSON in the place of a stream: its id is found whatever fields and events surround it.
BARE = {"charge": "accepted", "source": "poll", "gets": 1, "options": QUICK}
IN_PLACE_OF_A_STREAM = [
    case("bare JSON, then an event", [
        post(SSE, job("IN_QUEUE") + b"\n\ndata: [DONE]\n\n", CLOSE), POLL_DONE], GENERATE, BARE),
    case("a name, then bare JSON", [
        post(SSE, b"event: created\n" + job("IN_QUEUE") + b"\n", CLOSE), POLL_DONE], GENERATE, BARE),
    *(case(f"{name}, then bare JSON", [post(SSE, sent + job("IN_QUEUE") + b"\n", CLOSE), POLL_DONE], GENERATE,
           BARE)
      for name, sent in {
          "a field whose name begins with data": b"database: 5\n", "a comment": b": welcome\r\n\r\n",
          "an indented name": b"  data: 5\n", "a byte order mark": b"\xef\xbb\xbf",
          "a long line": b":" + b"x" * 200_000 + b"\n",
      }.items()),
    case("a byte order mark in pieces, then bare JSON", [
        post(SSE, singly(b"\xef\xbb\xbf\n"), job("IN_QUEUE") + b"\n", CLOSE), POLL_DONE], GENERATE, BARE),
    case("a name in pieces, then bare JSON", [
        post(SSE, singly(b"date: 5\n"), job("IN_QUEUE") + b"\n", CLOSE), POLL_DONE], GENERATE, BARE),
    case("a large bare object with its id at the end", [post(
        SSE, b'{"b64":"' + b"y" * 2_000_000 + b'","id":"gen_1"}', CLOSE), POLL_DONE], GENERATE, BARE),
    case("the head of a refusal that does not end", [post(
        b"HTTP/1.1 402 Payment Required\r\nContent-Type: application/json\r\n", HOLD)], GENERATE,
         status="insufficient_credits", charge="rejected", id=None, http=402,
         options={"poll_timeout_ms": 500}),
]

JSON_ANSWERS = [
    lost("JSON 200 for a stream", post(answer(200, job("IN_QUEUE"))), ANSWERED),
    lost("JSON 202 for a stream", post(answer(202, job("IN_QUEUE"))), ANSWERED),
    lost("JSON without a status", post(answer(200, job())), ANSWERED),
    lost("JSON of a job with an error's status", post(answer(500, job("IN_QUEUE"))),
         ["accepted", "poll", "terminal"]),
    lost("JSON breaks off after its id", post(answer(200, job("IN_QUEUE")[:-1], length=999), CLOSE),
         ANSWERED),
    lost("JSON with a byte order mark", post(answer(200, b"\xef\xbb\xbf" + job("IN_QUEUE"))), ANSWERED),
    lost("JSON under another type", post(answer(200, job("IN_QUEUE"), type="text/plain")), ANSWERED),
    case("JSON COMPLETED at once", [post(answer(200, done()))], GENERATE, charge="accepted", source="create",
         outputs=[URL], response=json.loads(done()), never=["poll"], events=["accepted", "terminal"]),
    case("JSON COMPLETED in an answer that does not end", [post(answer(200, done(), length=999), HOLD)],
         GENERATE, charge="accepted", source="create", outputs=[URL], response=json.loads(done()),
         never=["poll"], options={"silence_timeout_ms": 100}, events=["accepted", "terminal"]),
    case("JSON FAILED at once", [post(answer(200, job("FAILED", code="X_CONTENT_REJECTED", message="m")))],
         GENERATE, status="job_failed", category="content_rejected", charge="accepted", source="create"),
    case("polling path", [create(answer(202, job("IN_QUEUE"))), POLL_RUNNING, POLL_DONE], CREATE, TO_POLL,
         gets=2,
         headers={"accept": "application/json"}, exactly=["start", "accepted", "poll", "poll", "terminal"],
         records=[{"event": "start", "mode": "poll"}]),
]

NO_STREAM_PATH = [
    case(f"{status} on the stream path", [
        post(answer(status, {"message": "no such path"})), create(answer(200, job("IN_QUEUE"))), POLL_DONE],
         GENERATE,
         TO_POLL, posts=2, events=["sse_http_error", "retry", "accepted", "fallback_polling_start", "poll",
                                   "terminal"],
         records=[{"event": "sse_http_error", "http_status": status, "payload": {"message": "no such path"}}])
    for status in (404, 405, 406, 415)
] + [
    case("404 in HTML on the stream path", [post(html(404)), create(answer(200, done()))], GENERATE, posts=2,
         charge="accepted", source="create", options={"create_tries_max": 1}),
    case("404 on both paths", [post(answer(404)), create(answer(404, refused("NO_MODEL", "no such model")))],
         GENERATE,
         status="not_found", charge="rejected", id=None, posts=2,
         message=["no such model", "nothing was bought"]),
    case("404, then closed without an answer", [post(answer(404)), create(CLOSE)], GENERATE, UNKNOWN,
         never=["poll"], posts=2),
    case("404, then a refusal for the time being", [
        post(answer(404)), create(answer(429, b"", "Retry-After: 0")), create(answer(200, done()))], GENERATE,
         posts=3, charge="accepted", source="create"),
]

LOSS_CASES = AFTER_THE_ID + BEFORE_THE_ID + IN_PLACE_OF_A_STREAM + JSON_ANSWERS + NO_STREAM_PATH
