"""A platform that answers every GET with whatever bytes a test wants, to the byte."""

import json
import threading

from harness import KEY
from platforms import Recorder

PATHS = ["/credits", "/credits", "/generation/gen_0000000000000000",
         "/generation/00000000-0000-4000-8000-000000000000",
         "/generation/skillsvideo-doctor", "/skillsvideo-doctor-no-such-path/credits"]


class Lying(Recorder):
    """`answer` makes the bytes of an answer from a path and whether the request has the key, or an iterator
    of pieces. From a None on nothing more ever comes."""

    def __init__(self, answer):
        self.make = answer
        self.over, self.asked = threading.Event(), threading.Event()

    def get(self, handler):
        handler.close_connection = True
        self.asked.set()
        has_key = handler.headers.get("Authorization") == f"Bearer {KEY}"
        made = self.make(handler.path.removeprefix("/api/v1"), has_key)
        for piece in [made] if made is None or isinstance(made, bytes) else made:
            if piece is None:
                self.over.wait(60)
            if self.over.is_set():
                return
            handler.wfile.write(piece)
            handler.wfile.flush()

    def __exit__(self, *details):
        self.over.set()
        super().__exit__(*details)


def head(status, *lines, version="1.1"):
    return f"HTTP/{version} {status} Words\r\n".encode() + b"".join(
        (line if isinstance(line, bytes) else line.encode()) + b"\r\n" for line in lines) + b"\r\n"


def whole(status, body, *lines, content_type="application/json", version="1.1"):
    body = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = ([f"Content-Type: {content_type}"] if content_type else []) + [f"Content-Length: {len(body)}",
                                                                           *lines]
    return head(status, *lines, version=version) + body


def honest(path, has_key):
    """The platform as its documentation has it."""
    if path.endswith("no-such-path/credits"):
        return whole(404, {"error": "NOT_FOUND", "message": "There is no such path."})
    if not has_key:
        return whole(401, {"error": "UNAUTHORIZED", "message": "Who are you?"})
    if path == "/credits":
        return whole(200, {"credits": 123456})
    return whole(404, {"error": "NOT_FOUND", "code": "NOT_FOUND", "message": "There is no such generation."})


def always(made):
    """The same answer for all."""
    return lambda path, has_key: made


def on_credits(made):
    """An honest platform but for the balance."""
    return lambda path, has_key: made if path == "/credits" and has_key else honest(path, has_key)


def on_ids(made):
    """An honest platform but for generations."""
    return lambda path, has_key: made if path.startswith("/generation/") else honest(path, has_key)


def with_lines(*lines):
    """An honest platform that says more in its headers."""
    def answer(path, has_key):
        start, rest = honest(path, has_key).split(b"\r\n", 1)
        return b"\r\n".join([start, *(line if isinstance(line, bytes) else line.encode() for line in lines),
                             rest])
    return answer


def endless(first, piece):
    """Bytes until nobody wants them any more."""
    def pieces():
        yield first
        while True:
            yield piece
    return lambda path, has_key: pieces()
