"""Messages of 64 KiB and more, which keep the buffer that they came in. The record of the end is written
around the deciding one."""

import json

from table import COMPLETED, DATA, GENERATE, QUEUED, RUNNING, URL, answer, case, event, get, job, stream

TEXT = "x" * 100_000
SEEN = {"charge": "accepted", "source": "sse", "http": 200, "outputs": [URL]}
HAPPY = ["start", "sse_open", "accepted", "sse_event", "sse_event", "terminal"]


def large(status="COMPLETED", **more):
    return job(status, data=DATA, usage={"total": 20}, note=TEXT, **more)


def says(name, data, *events, shown=None, **expected):
    """A stream of a queued job, of a large message, and of `events` in the same write. Its last record has
    the message, or what is `shown` of it, as the response."""
    payload = shown or json.loads(data.replace(b"\ndata: ", b"\n"))
    written = QUEUED + event(data) + b"".join(events)
    wanted = {**SEEN, "exactly": HAPPY, "response": payload, "records": [
        {"event": "sse_event", "status": "IN_QUEUE"}, {"event": "sse_event", "payload": payload}]}
    return case(name, [stream(written)], GENERATE, wanted, **expected)


LINES = json.dumps(json.loads(large()), indent=1).encode()

LARGE_CASES = [
    says("large success", large()),
    says("large success, and comments after it", large(), b":\n\n" * 1000),
    says("large success, and another message after it", large(), RUNNING,
         exactly=[*HAPPY[:-1], "sse_event", "terminal"]),
    says("large success, and a late terminal after it", large(), event(job("FAILED", code="X", note=TEXT)),
         exactly=[*HAPPY[:-1], "sse_event", "notice", "terminal"]),
    says("large success in several lines", LINES.replace(b"\n", b"\ndata: ")),
    says("large success with white space", large().replace(b", ", b",\t")),
    says("large success with ill-formed UTF-8", large().replace(b"xx", b"x\xff", 1),
         shown={**json.loads(large()), "note": TEXT.replace("xx", "x\ufffd", 1)}),
    says("large success that is not strict JSON", large().replace(b'"note"', b'"bad": NaN, "note"'),
         shown=large().replace(b'"note"', b'"bad": NaN, "note"').decode()),
    says("large FAILED", large("FAILED", code="X"), status="job_failed", outputs=[], code="X"),
    # Two that are treated as outputs must be decoded: these begin like addresses, and are none.
    case("texts that begin like addresses", [stream(QUEUED + event(job("COMPLETED", data={
        "images": ["data" + TEXT, "http" + TEXT, "\\u0068ttp" + TEXT, URL, "HTTPS://cdn.example.com/B"]})))],
        GENERATE, SEEN, outputs=[URL, "HTTPS://cdn.example.com/B"]),
    case("address with its first letters escaped", [stream(QUEUED + event(job(
        "COMPLETED", data={"image": "@"}).replace(b"@", rb"\u0068ttps:\/\/cdn.example.com\/fox.png")))],
        GENERATE, SEEN),
    # A large message that is not the last keeps nothing of what follows it.
    case("large message in progress", [stream(QUEUED + event(large("IN_PROGRESS")) + RUNNING + COMPLETED)],
         GENERATE, SEEN, exactly=[*HAPPY[:3], *["sse_event"] * 4, "terminal"]),
    case("large success by a poll", [stream(QUEUED), get(answer(200, large()))], GENERATE,
         {**SEEN, "source": "poll"}, gets=1, response=json.loads(large())),
    # The driver has the record of the message too while it prints it: twice the message, and not three times.
    case("20 MB success", [stream(QUEUED + event(job("COMPLETED", data=DATA, note="x" * 20_000_000)))],
         GENERATE, SEEN, memory=60, bound=10, options={"event_bytes_max": 30_000_000}),
]
