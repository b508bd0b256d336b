"""The dimensions that scenarios are combined of: bodies, framings of them, and ends of the connection."""

import collections

from raw_platform import ALL_READ, GRACEFUL, ID_SENT, MAKE, SHUT, STOP, repeat, status_sent
from scripted_server import CLOSE, HOLD, RESET

# The bytes of a body, after how many of them the id is complete (None: no id), and the code in it.
Body = collections.namedtuple("Body", "data id_end code", defaults=(None, None))


def body(text, code=None):
    """A body whose id is complete at the mark ^."""
    data = text.encode() if isinstance(text, str) else text
    id_end = data.index(b"^") if b"^" in data else None
    return Body(data.replace(b"^", b""), id_end, code)


# How a body is framed: header lines by its size, size of its chunks (None: no chunks), and what follows it.
Framing = collections.namedtuple("Framing", "lines chunk after", defaults=(None, b""))
CHUNKED = "Transfer-Encoding: chunked"
FRAMINGS = {
    "length": Framing(lambda size: [f"Content-Length: {size}"]),
    "chunked": Framing(lambda size: [CHUNKED], 1 << 20, b"0\r\n\r\n"),
    "small chunks": Framing(lambda size: [CHUNKED], 5, b"0\r\n\r\n"),
    "trailers": Framing(
        lambda size: [CHUNKED, "Trailer: X-End"], 64, b"0\r\nX-End: 1\r\nX-Id: gen_9\r\n\r\n"
    ),
    "until close": Framing(lambda size: ["Connection: close"]),
    "too long": Framing(lambda size: [f"Content-Length: {size + 100}"]),
    "last chunk missing": Framing(lambda size: [CHUNKED], 1 << 20),
    "bad chunk size": Framing(lambda size: [CHUNKED], 1 << 20, b"zz\r\n"),
    "endless chunk size": Framing(lambda size: [CHUNKED], 1 << 20, b"f" * 40 + b"\r\n"),
    "chunk cut": Framing(lambda size: [CHUNKED], 1 << 20, b"400\r\n "),
    "length and chunks": Framing(lambda size: ["Content-Length: 3", CHUNKED], 1 << 20, b"0\r\n\r\n"),
}
# Framings by which the client can see the end of the body; after the others the connection must end.
WHOLE = ("length", "chunked", "small chunks", "trailers", "length and chunks")

# Steps after the bytes, and the options under which this is what ends the create.
End = collections.namedtuple("End", "steps options")
QUICK = {"silence_timeout_ms": 300, "quiet_poll_ms": 300, "total_timeout_ms": 4000}
LIMIT = {"silence_timeout_ms": 60000, "quiet_poll_ms": 60000, "total_timeout_ms": 2500}
ENDS = {
    "stays open": End([], {}),
    "close": End([CLOSE], {}),
    "reset": End([ALL_READ, RESET], {}),
    "half-close": End([SHUT, HOLD], {}),
    "stall": End([HOLD], QUICK),
    "heartbeats": End([repeat(b": keep-alive\n\n")], {**QUICK, "silence_timeout_ms": 60000}),
    "time limit": End([HOLD], LIMIT),
    "stop": End([ALL_READ, STOP, HOLD], LIMIT),
    "graceful stop": End([ALL_READ, GRACEFUL, HOLD], LIMIT),
}
# The caller gives up here: a job that is known need not be followed to its end.
GIVEN_UP = ("time limit", "stop", "graceful stop")
BREAKS = ("close", "reset", "half-close")


def split(data, start, end, id_end):
    """Bytes start to end; the place where the id is complete is marked."""
    if id_end is not None and start < id_end <= end:
        return [data[start:id_end], ID_SENT, data[id_end:end]]
    return [data[start:end]]


def framed(sent, framing, cut):
    """The steps that send the first `cut` bytes of a body."""
    if framing.chunk is None:
        return split(sent.data, 0, cut, sent.id_end)
    steps = []
    for start in range(0, cut, framing.chunk):
        size = min(framing.chunk, len(sent.data) - start)
        steps += [b"%x\r\n" % size, *split(sent.data, start, min(start + size, cut), sent.id_end)]
        steps += [b"\r\n"] if start + size <= cut else []
    return steps


def head(status, kind, lines=(), version="HTTP/1.1"):
    types = [f"Content-Type: {kind}"] if kind else []
    return "\r\n".join([f"{version} {status} Status", *types, *lines]).encode() + b"\r\n\r\n"


def answer(
    status,
    sent,
    framing="length",
    end="stays open",
    *,
    cut=None,
    kind="application/json",
    made=True,
    lines=(),
):
    """The steps that answer a whole request: the head, `cut` bytes of the body (None: all), and the end."""
    how, cut = FRAMINGS[framing], len(sent.data) if cut is None else cut
    steps = [MAKE] if made else []
    steps += [
        head(status, kind, [*how.lines(len(sent.data)), *lines]),
        status_sent(status),
        *framed(sent, how, cut),
    ]
    if cut == len(sent.data):
        steps += [status_sent(status, sent.code), how.after]
    return [*steps, *ENDS[end].steps]


def stream(sent, framing="until close", end="close", **more):
    return answer(200, sent, framing, end, kind="text/event-stream", **more)
