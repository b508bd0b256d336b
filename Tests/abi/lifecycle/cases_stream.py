"""What streams say and how they are lost."""

from scripted_server import CLOSE, HOLD, RESET, chunk, singly, wait
from table import *

SEEN = {"charge": "accepted", "source": "sse", "http": 200, "outputs": [URL], "response": json.loads(done())}
TO_POLL = {"gets": 1, "charge": "accepted", "source": "poll", "outputs": [URL], "options": QUICK}
FALL_BACK = ["accepted", "sse_stream_ended", "fallback_polling_start", "poll", "fallback_polling_end", "terminal"]
HAPPY = ["start", "sse_open", "accepted", "sse_event", "sse_event", "sse_event", "terminal"]

CONTENT = [
    case("happy stream", [stream(QUEUED, RUNNING, COMPLETED)], GENERATE, exactly=HAPPY, headers={
        "accept": "text/event-stream", "content-type": "application/json"}, records=[
        {"event": "start", "mode": "sse_then_poll_fallback"}, {"event": "sse_open", "http_status": 200},
        {"event": "accepted", "generation_id": "gen_1"},
        {"event": "sse_event", "sse_event_name": "message", "status": "IN_QUEUE", "terminal": False},
        {"event": "sse_event", "status_key": "COMPLETED", "terminal": True, "payload": json.loads(done())},
        {"event": "terminal", "ok": True, "status": "COMPLETED", "usage": {"total": 20}}], **SEEN),
    case("chunked stream", [chunked(QUEUED, RUNNING, COMPLETED)], GENERATE, exactly=HAPPY, **SEEN),
    case("single bytes", [stream(singly(QUEUED + RUNNING + COMPLETED))], GENERATE, exactly=HAPPY, **SEEN),
    case("CR line ends", [stream(event(job("IN_QUEUE"), b"\r"), event(job("IN_PROGRESS"), b"\r"), event(done(), b"\r"))],
         GENERATE, exactly=HAPPY, **SEEN),
    case("CRLF line ends, single bytes",
         [stream(singly(event(job("IN_QUEUE"), b"\r\n") + event(job("IN_PROGRESS"), b"\r\n") + event(done(), b"\r\n")))],
         GENERATE, exactly=HAPPY, **SEEN),
]

STREAM_CASES = CONTENT
