"""Heads of answers in odd forms, interim answers, and what is not HTTP."""

from refusals import error
from scenario import PATHS, rotate, scenario
from sending import EVENT
from wire import BREAKS, ENDS, MAKE, answer, body, head, status_sent, stream

OK = b"HTTP/1.1 200 OK\r\n"
HEADS = {
    "no reason": b"HTTP/1.1 200\r\nContent-Type: text/event-stream\r\n\r\n",
    "LF for line ends": b"HTTP/1.1 200 OK\nContent-Type: text/event-stream\n\n",
    "HTTP/1.0": b"HTTP/1.0 200 OK\r\nContent-Type: text/event-stream\r\n\r\n",
    "a folded line": b"HTTP/1.1 200 OK\r\nContent-Type:\r\n text/event-stream\r\nX: a\r\n\tb\r\n\r\n",
    "small letters": b"HTTP/1.1 200 OK\r\ncontent-type:text/event-stream\r\n\r\n",
    "two types": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Type: text/event-stream\r\n\r\n",
    "many lines": b"HTTP/1.1 200 OK\r\n"
    + b"".join(b"X-%d: y\r\n" % n for n in range(2000))
    + b"Content-Type: text/event-stream\r\n\r\n",
    "cookies": b"HTTP/1.1 200 OK\r\nSet-Cookie: id=gen_9; Path=/\r\nContent-Type: text/event-stream\r\n\r\n",
    "an upgrade": OK + b"Upgrade: h2c\r\nConnection: Upgrade\r\nContent-Type: text/event-stream\r\n\r\n",
    "another service": b'HTTP/1.1 200 OK\r\nAlt-Svc: h3=":443"\r\nContent-Type: text/event-stream\r\n\r\n',
    "Refresh": OK + b"Refresh: 0; url=http://127.0.0.1:{other}/\r\nContent-Type: text/event-stream\r\n\r\n",
    "Location": OK + b"Location: http://127.0.0.1:{other}/\r\nContent-Type: text/event-stream\r\n\r\n",
    "one 100": b"HTTP/1.1 100 Continue\r\n\r\n",
    "three 102": b"HTTP/1.1 102 Processing\r\n\r\n" * 3,
    "a flood of 103": b"HTTP/1.1 103 Early Hints\r\nX: y\r\n\r\n" * 1000,
    "199": b"HTTP/1.1 199 Odd\r\nContent-Length: 5\r\n\r\n",
}
NOT_HTTP = {
    "SSH": b"SSH-2.0-OpenSSH_9.2\r\n",
    "TLS alert": b"\x15\x03\x01\x00\x02\x02\x46",
    "a page": b"<html><body>hello</body></html>",
    "SMTP": b"220 mail ESMTP\r\n",
    "HTTP/9": b"HTTP/9.9 200 OK\r\nContent-Type: application/json\r\n\r\n{}",
    "NUL": b"\0" * 64,
    "four digits": b"HTTP/1.1 2000 OK\r\nContent-Length: 2\r\n\r\n{}",
    "no digits": b"HTTP/1.1 OK\r\nContent-Length: 2\r\n\r\n{}",
    "a negative status": b"HTTP/1.1 -20 OK\r\n\r\n",
    "000": b"HTTP/1.1 000 OK\r\nContent-Length: 2\r\n\r\n{}",
    "ICY": b"ICY 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: {}\n\n",
    "HTTP/2": b"\0\0\x12\x04\0\0\0\0\0" + b"\0\x03\0\0\0d" * 3,
    "101": b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n\x81\x02{}",
    "a line without colon": b"HTTP/1.1 200 OK\r\nno colon\r\nContent-Length: 2\r\n\r\n{}",
    "NUL in a line": b"HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 2\r\n\r\n{}",
    "a negative length": b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n{}",
    "a length beyond any number": b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n{}",
    "two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
    "an unknown coding": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: magic\r\n\r\n{}",
    "a header flood": b"HTTP/1.1 200 OK\r\n"
    + b"".join(b"X-%d: %s\r\n" % (n, b"y" * 1000) for n in range(600)),
    "an endless line": b"HTTP/1.1 200 OK\r\nX: " + b"y" * 900_000,
    "an endless flood of 103": b"HTTP/1.1 103 Early Hints\r\nX: y\r\n\r\n" * 20000,
}


def head_rows():
    for row, (name, data) in enumerate(HEADS.items()):
        more = [] if b"text/event-stream" in data else [head(200, "text/event-stream")]
        end = rotate(BREAKS, row)
        yield scenario(
            "head",
            f"{name}, {end}",
            [MAKE, data, *more, status_sent(200), *stream(EVENT, end=end, made=False)[2:]],
        )
        # The same around a refusal: what comes before a final answer changes nothing.
        if more:
            yield scenario(
                "head",
                f"{name}, then 402",
                [data, *answer(402, error("X"), made=False)],
                path=rotate(PATHS, row),
            )
            yield scenario(
                "head",
                f"{name}, then a gateway",
                [MAKE, data, *answer(502, body("{}"), made=False)],
                path=rotate(PATHS, row),
            )
    for row, (name, data) in enumerate(NOT_HTTP.items()):
        for column, end in enumerate(("close", "reset", "time limit")):
            if (row + column) % 3 == 0:
                continue
            yield scenario(
                "not HTTP",
                f"{name}, {end}",
                [MAKE, data, *ENDS[end].steps],
                end=end,
                path=rotate(PATHS, row, column),
            )


SCENARIOS = [*head_rows()]
