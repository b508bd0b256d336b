"""create_and_wait.py: arguments, lines, exit codes."""
import json

from harness import Case
from scripted_server import CLOSE, RESET, Exchange

MODEL = "google/nano-banana-pro"
ENDPOINT = f"/generation/sse/{MODEL}"
PATH = f"/api/v1{ENDPOINT}"
QUICK = ("--poll-interval", "0.02")
BASIC = ("--sse-endpoint", ENDPOINT, "--payload", '{"prompt":"a red fox"}', *QUICK)
STREAMED = ["start", "sse_open", "accepted", "sse_event", "terminal"]
FELL_BACK = ["fallback_polling_start", "poll", "terminal", "fallback_polling_end"]
DONE = {"event": "terminal", "ok": True, "status": "COMPLETED"}
PICTURE = {"type": "image", "images": [{"url": "https://files.example/fox.png"}]}
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nConnection: close\r\n\r\n"


def create(name, code, *more, args=BASIC, **expected):
    return Case(f"create: {name}", "create_and_wait.py", [*args, *more], code, **expected)


def said(*parts, path=PATH, kind=b"text/event-stream", end=CLOSE):
    """The create, answered by these bytes."""
    return Exchange("POST", path, HEAD % kind + b"".join(parts), end)


def event(value, line_end=b"\n"):
    return b"data: " + json.dumps(value).encode() + line_end * 2


def polled(value, status=b"200 OK", identity="gen_1"):
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    head = b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % (
        status, len(body))
    return Exchange("GET", f"/api/v1/generation/{identity}", head + body)


def one_create(outcome):
    count = outcome.server.count("POST")
    return None if count == 1 else f"{count} creates"


def is_from_stream(outcome):
    return None if outcome.server.count("GET") == 0 else "it was polled"


def id_of(status, **more):
    """An answer as the platform gives it; one that has succeeded names an output."""
    data = PICTURE if status.upper() in ("COMPLETED", "SUCCEEDED") else None
    return {"id": "gen_1", "status": status, "data": data, **more}


QUEUED, COMPLETED = event(id_of("IN_QUEUE")), event(id_of("COMPLETED"))
FINISHED = polled(id_of("COMPLETED"))
CR = b"\xef\xbb\xbf: hello\rretry: 5\rnofield\rid: 7\r" + event(id_of("IN_QUEUE", note="  two"),
                                                                b"\r") + event(
    id_of("COMPLETED"), b"\r")


def same_base(outcome):
    """The poller that the line names asks where the create went."""
    [line] = [one for one in outcome.objects if one["event"] == "fallback_polling_start"]
    base = outcome.server.places["base"]
    return None if f"--generation-id gen_1 --base-url {base} " in line["command"] else line["command"]


SUCCESS = [
    create("over the stream", 0, kinds=STREAMED, records=[
        {"event": "start", "url": lambda url: url.endswith(PATH), "mode": "sse_then_poll_fallback"},
        {"event": "sse_open", "http_status": 200},
        {"event": "sse_event", "sse_event_name": "message", "status": "IN_QUEUE", "terminal": False},
        {"event": "sse_event", "status_key": "status", "terminal": True},
        {**DONE, "source": "sse", "response": {"data": {"type": "image"}},
         "outputs": lambda outputs: len(outputs) == 1}]),
    create("stream ends early", 0, simulator="end-after=1", faults=[11],
           kinds=[*STREAMED[:-1], "sse_stream_ended", *FELL_BACK], records=[
               {"event": "fallback_polling_start",
                "command": lambda text: "wait_generation.py --generation-id gen_" in text},
               {"event": "poll", "attempt": 1, "http_status": 200}, {**DONE, "source": "poll"},
               {"event": "fallback_polling_end", "exit_code": 0}]),
    create("reset in mid-stream", 0, simulator="reset-after=1", faults=[4],
           kinds=[*STREAMED[:-1], "sse_connect_error", *FELL_BACK]),
    create("silent stream", 0, "--sse-request-timeout", "0.2", simulator="stall-after=1", faults=[7],
           kinds=[*STREAMED[:-1], "sse_timeout", *FELL_BACK]),
    create("JSON answer", 0, simulator="json=202", faults=[6], kinds=["start", "accepted", *FELL_BACK]),
    create("no event stream for this model", 0, simulator="status=405*1", records=[
        {"event": "sse_http_error", "http_status": 405}, DONE]),
    create("payload from a file", 0, args=("--sse-endpoint", ENDPOINT, "--payload-file", "payload.json",
                                           *QUICK),
           server=[said(QUEUED, COMPLETED)], kinds=STREAMED, check=lambda outcome: None if json.loads(
               outcome.server.requests[0].body) == {"prompt": "füchse", "n": 1} else "another payload"),
    create("no payload is {}", 0, args=("--sse-endpoint", ENDPOINT), server=[said(COMPLETED)],
           check=lambda outcome: None if outcome.server.requests[0].body == b"{}" else "another payload"),
    create("headers", 0, server=[said(COMPLETED)], check=lambda outcome: None if (
        outcome.server.requests[0].header("accept"), outcome.server.requests[0].header("authorization")) == (
            "text/event-stream", "Bearer sk-simulator") else "other headers"),
    create("/v1 of an inspector is not doubled", 0, args=("--sse-endpoint", f"POST /v1{ENDPOINT}"),
           faults=[12], server=[said(COMPLETED)], kinds=STREAMED),
    create("the fallback polls where the create went", 0, "--base-url", "{base}",
           server=[said(QUEUED), FINISHED], faults=[12],
           environment={"SKILLS_VIDEO_BASE_URL": "http://127.0.0.1:9/api/v1"}, check=same_base),
]
OUTCOMES = [
    create("failed", 10, simulator="failed=CONTENT_REJECTED", kinds=STREAMED, faults=[16], records=[
        {"event": "terminal", "ok": False, "status": "FAILED", "code": "IMAGE_GENERATION_CONTENT_REJECTED",
         "message": lambda text: "moderation" in text}]),
    create("canceled", 10, simulator="canceled",
           records=[{"event": "terminal", "ok": False, "status": "CANCELED"}]),
    create("failed while it was polled", 10, simulator="end-after=1,failed", records=[
        {"event": "terminal", "ok": False}, {"event": "fallback_polling_end", "exit_code": 10}]),
    create("an event's name is no outcome", 10, faults=[1], server=[
        said(QUEUED, b"event: done\n" + event({"id": "gen_1"}),
             event(id_of("FAILED", code="X_FAILED", message="no")))],
        kinds=STREAMED, records=[{"event": "sse_event", "sse_event_name": "done", "terminal": False},
                                 {"event": "terminal", "ok": False, "code": "X_FAILED"}]),
    create("an event named failed is no end", 0, faults=[1], server=[
        said(b"event: failed\n" + QUEUED, COMPLETED)], kinds=STREAMED, check=is_from_stream),
    create("only the top level has the status and the id", 0, faults=[2], server=[
        said(event({"task_id": "other", "id": "gen_1", "input": {"id": "model", "status": "completed"}})),
        FINISHED],
        records=[{"event": "accepted", "generation_id": "gen_1"},
                 {"event": "sse_event", "terminal": False, "status": None},
                 {"event": "sse_stream_ended"}, {**DONE, "generation_id": "gen_1", "source": "poll"}]),
    create("CR, BOM, id, retry, white space", 0, faults=[5], server=[said(CR)], kinds=STREAMED,
           check=is_from_stream,
           records=[{"event": "sse_event", "sse_id": "7", "payload": {"note": "  two"}}]),
    create("one space of data is dropped, the rest kept", 0, faults=[5],
           server=[said(QUEUED, b"data:   text\n\n", COMPLETED)],
           records=[{"event": "sse_event", "payload": "  text"}]),
    create("an unfinished event is none", 0, faults=[5], server=[
        said(QUEUED, COMPLETED.rstrip(b"\n") + b"\n"), FINISHED],
        records=[{"event": "sse_stream_ended"}, {**DONE, "source": "poll"}]),
    create("error event keeps its code", 0, simulator="error-event=1", faults=[10], records=[
        {"event": "sse_event", "payload": {"code": lambda code: bool(code)}},
        {"event": "fallback_polling_start"}, DONE]),
    create("numeric id", 0, faults=[10], server=[
        said(event({"id": 77, "status": "IN_QUEUE"})), polled(id_of("COMPLETED", id=77), identity="77")],
        records=[{"event": "accepted", "generation_id": "77"}, DONE]),
    create("reset after the id, then polls that fail", 0, faults=[4, 14], server=[
        said(QUEUED, end=RESET), Exchange("GET", "/api/v1/generation/gen_1", RESET), polled({}, b"503 No"),
        FINISHED],
        records=[{"event": "poll_error", "attempt": 1, "transient": True},
                 {"event": "poll_error", "http_status": 503, "transient": True}, DONE]),
]
NO_ID = [
    create("page instead of a stream", 3, simulator="captive", faults=[6], records=[
        {"event": "error", "error": "missing_generation_id", "cause": "protocol", "sse_exit_code": 3,
         "message": lambda text: "<" in text}]),
    create("lost before the first event", 3, simulator="close", faults=[9], kinds=["start", "error"],
           records=[
        {"error": "missing_generation_id", "cause": "outcome_unknown", "charge_state": "unknown",
         "message": lambda text: "not known whether" in text}]),
    create("not repeated when the outcome is unknown", 3, faults=[9], server=[Exchange("POST", PATH, RESET)],
           check=one_create),
    create("no byte of an answer", 3, "--sse-request-timeout", "0.3", simulator="stall-start", faults=[7],
           records=[
        {"error": "missing_generation_id", "cause": "outcome_unknown", "charge_state": "unknown",
         "sse_exit_code": 3}]),
    create("line that never ends", 0, faults=[7], simulator="endless-line=1",
           records=[{"event": "fallback_polling_start"}, DONE]),
    create("heartbeats without an end", 3, "--total-timeout", "5", simulator="heartbeats-only=20", faults=[7],
           records=[
        {"error": "missing_generation_id", "charge_state": "unknown"}]),
    create("heartbeats do not outlast the total", 11, "--total-timeout", "5",
           simulator="heartbeat-ms=20,latency-ms=30000,events=0",
           faults=[7, 16], kinds=["start", "sse_open", "accepted", "sse_event", "poll", "timeout"], records=[
               {"event": "timeout", "generation_id": lambda text: text.startswith("gen_"),
                "last_status": "IN_QUEUE", "resume_command": lambda text: "wait_generation.py" in text}]),
    create("time limit of polling", 11, "--poll-timeout", "0.3", simulator="end-after=1,latency-ms=30000",
           faults=[16], records=[
        {"event": "timeout", "elapsed_seconds": lambda seconds: 0.2 < seconds < 30, "last_status": "IN_QUEUE",
         "resume_command": lambda text: "--timeout 0.3" in text},
        {"event": "fallback_polling_end", "exit_code": 11}]),
    create("polls are refused", 12, simulator="end-after=1,poll-status=403", records=[
        {"event": "poll_error", "http_status": 403, "transient": False},
        {"event": "error", "error": "forbidden", "resume_command": lambda text: "wait_generation.py" in text},
        {"event": "fallback_polling_end", "exit_code": 12}]),
    create("no server", 3, "--base-url", "http://127.0.0.1:9/api/v1", "--total-timeout", "1", records=[
        {"error": "missing_generation_id", "cause": lambda cause: cause in ("transport", "timeout"),
         "charge_state": "not_sent"}]),
]
REFUSED = [
    *(create(f"refused with {status}", code, simulator=f"status={status}", faults=[8], records=[
        {"event": "sse_http_error", "http_status": status},
        {"event": "error", "error": name, "http_status": status, "sse_exit_code": code,
         "charge_state": "rejected"}])
      for status, code, name in ((402, 20, "insufficient_credits"), (401, 21, "auth"), (403, 21, "forbidden"),
                                 (400, 22, "validation"), (404, 23, "not_found"), (503, 24, "transient"),
                                 (418, 25, "unknown"))),
    create("too many requests", 24, simulator="status=429,retry-after=600", faults=[8], records=[
        {"event": "error", "error": "rate_limited", "retryable": True, "retry_after_ms": 600000}]),
    create("failed with 500, which proves nothing", 3, simulator="status=500", records=[
        {"event": "error", "error": "missing_generation_id", "cause": "outcome_unknown",
         "charge_state": "unknown"}]),
    create("redirect to another host", 3, simulator="redirect-away=307", faults=[3],
           records=[{"event": "error"}]),
]


def refused(name, *args, number=(), error="invalid_arguments", **expected):
    """Ends with status 1, one line and no request."""
    return create(name, 1, args=args, faults=number, kinds=["error"], records=[
        {"error": error, "message": lambda text: "sk-simulator" not in text}], server=[],
        check=lambda outcome: "a request was sent" if outcome.server.requests else None, **expected)


ARGUMENTS = [
    refused("no endpoint"),
    refused("unknown argument", *BASIC, "--no-such"),
    refused("address of another host", "--sse-endpoint", "https://example.com/generation/sse/a/b",
            number=[3]),
    refused("address without a scheme", "--sse-endpoint", "//example.com/generation/sse/a/b", number=[3]),
    refused("both payloads", *BASIC, "--payload-file", "payload.json"),
    refused("payload that is not JSON", "--sse-endpoint", ENDPOINT, "--payload", "{"),
    refused("payload that is a list", "--sse-endpoint", ENDPOINT, "--payload", "[]"),
    refused("payload with NaN", "--sse-endpoint", ENDPOINT, "--payload", '{"seed":NaN}', number=[13]),
    refused("payload with Infinity", "--sse-endpoint", ENDPOINT, "--payload", '{"seed":-Infinity}',
            number=[13]),
    refused("payload file that is not there", "--sse-endpoint", ENDPOINT, "--payload-file", "none.json"),
    *(refused(f"{option} {value}", *BASIC, option, value, number=[15]) for option, value in (
        ("--poll-timeout", "nan"), ("--poll-interval", "0"), ("--sse-request-timeout", "-1"),
        ("--poll-request-timeout", "inf"),
        ("--total-timeout", "soon"))),
    refused("no key", *BASIC, error="missing_api_key", environment={"SKILLS_VIDEO_API_KEY": None}),
    refused("blank key", *BASIC, error="missing_api_key", environment={"SKILLS_VIDEO_API_KEY": " \n"}),
    refused("key with a newline", *BASIC, error="invalid_api_key", number=[15],
            environment={"SKILLS_VIDEO_API_KEY": "sk-secret-\nx"}),
]
CASES = [*SUCCESS, *OUTCOMES, *NO_ID, *REFUSED, *ARGUMENTS]
