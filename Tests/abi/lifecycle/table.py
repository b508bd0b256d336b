"""The terms of the cases: answers of a platform, the requests they answer, and the expected results."""

import json

from scripted_server import CLOSE, HOLD, Exchange, chunk

MODEL = "google/nano-banana-pro"
STREAM_PATH = "/api/v1/generation/sse/" + MODEL
POLLING_PATH = "/api/v1/generation/" + MODEL
GENERATE = ["generate", MODEL, '{"prompt":"a red fox"}']
# The same on the polling path.
CREATE = ["generate", "/generation/" + MODEL, '{"prompt":"a red fox"}']
# Unlike anything else that is printed.
KEY = "sk-lifecycle-6f1d27c0a95be834"
WAIT = ["wait", "gen_1"]
CREDITS = ["credits"]
# Polls that follow each other at once; a failed poll is still followed by a second.
QUICK = {"poll_interval_ms": 20, "poll_interval_max_ms": 20}

REASONS = {200: "OK", 202: "Accepted", 204: "No Content", 429: "Too Many Requests"}
SSE = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
SSE_CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"

URL = "https://cdn.example.com/fox.png"
DATA = {"images": [{"url": URL}]}
HTML = b"<html><body>Bad gateway</body></html>"


def job(status=None, id="gen_1", **more):
    """The platform's JSON object of a job; without an id or a status where those are None."""
    told = {"id": id, "status": status, **more}
    return json.dumps({key: value for key, value in told.items() if value is not None}).encode()


def done(id="gen_1"):
    return job("COMPLETED", id, data=DATA, usage={"total": 20})


def event(data, end=b"\n"):
    """One server-sent event of one line of data."""
    return b"data: " + data + end + end


def answer(status, body=b"", *headers, type="application/json", length=None):
    """A whole answer after which the connection may be used again."""
    body = json.dumps(body).encode() if isinstance(body, dict) else body
    lines = [f"HTTP/1.1 {status} {REASONS.get(status, 'Status')}", f"Content-Type: {type}"]
    if status != 204:
        lines.append(f"Content-Length: {len(body) if length is None else length}")
    return "\r\n".join([*lines, *headers]).encode() + b"\r\n\r\n" + body


def html(status):
    return answer(status, HTML, type="text/html")


def refused(code="X", message="no", error=None):
    return {"error": error or code, "code": code, "message": message}


def post(*steps, path=STREAM_PATH, read="all"):
    return Exchange("POST", path, *steps, read=read)


def create(*steps, read="all"):
    """A create on the polling path."""
    return post(*steps, path=POLLING_PATH, read=read)


def get(*steps, id="gen_1"):
    return Exchange("GET", "/api/v1/generation/" + id, *steps)


def credits(*steps):
    return Exchange("GET", "/api/v1/credits", *steps)


def stream(*parts):
    """A create answered by a stream that ends with the connection."""
    return post(SSE, *parts, CLOSE)


def chunked(*events):
    """A create answered by a chunked stream, so that its connection may be used again."""
    return post(SSE_CHUNKED, b"".join(chunk(part) for part in [*events, b""]))


POLL_DONE = get(answer(200, done()))
POLL_RUNNING = get(answer(200, job("IN_PROGRESS")))
QUEUED = event(job("IN_QUEUE"))
RUNNING = event(job("IN_PROGRESS"))
COMPLETED = event(done())
SILENT = [SSE, QUEUED, HOLD]

DEFAULTS = {
    "options": {}, "status": "ok", "category": None, "charge": None, "posts": 1, "gets": 0, "id": "gen_1",
    "events": [],
    "exactly": None, "never": [], "message": [], "http": None, "code": None, "retry_after": None,
    "outputs": None,
    "records": [], "response": None, "bound": 6, "base": "/api/v1", "other": None, "any_status": None,
    "drives": ("blocking", "poll", "lines"), "last_status": None, "file": None, "source": None, "headers": {},
    "get_headers": {}, "raw": [], "left": 0, "results": None, "repeats": False, "memory": None,
}


def case(name, script, operation, *groups, **expected):
    """A case of the table; `groups` are objects of what cases have in common, overruled by what a case says
    itself. What is expected, where it is given:

    status, category, charge, http, code, id, outputs, source, last_status: of the last operation's result or
    record; any_status: one of several, where the network decides; results: the status names of all
    operations; posts, gets: what the server has received; headers: of every create; get_headers: of every
    poll and download; left: exchanges that are not used; events: names of records in this order, others
    between them; exactly: all of them; never: none of them; message: parts of the message; records: objects,
    each part of one record, in this order; raw: parts of a line; repeats: the platform's own JSON may repeat
    a name; response: the last record's response; memory: how many MB of memory the driver may take;
    retry_after: a function of it; file: the bytes at {file} afterwards. options go to the client; base is
    base_url's path; other is the script of a second server, at {other}; bound is how many seconds the case
    may take, beyond ten times which it is ended; drives, in which ways it is run.
    """
    wanted = dict(DEFAULTS)
    for group in [*groups, expected]:
        wanted.update(group)
    unknown = set(wanted) - set(DEFAULTS)
    assert not unknown, f"{name}: {unknown}"
    return {**wanted, "name": name, "script": script, "operation": operation}
