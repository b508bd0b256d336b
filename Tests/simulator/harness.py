"""Starts the simulator and talks to it over real sockets. Standard library only."""

import http.client
import json
import os
import socket
import struct
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "common"))
from places import ROOT, SIMULATOR  # noqa: F401

WATCHDOG = 30
IMAGE = "google/nano-banana-2"
VIDEO = "google/veo-3.1"
SPEECH = "qwen/qwen-3-tts/text-to-speech/1.7b"
RESET = "reset"
OPEN = "open"


class Answer:
    """One answer, with its body as bytes, as JSON and as events."""

    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def events(self):
        return events(self.body)


def events(body):
    """The JSON objects of the data lines of complete events."""
    blocks = body.decode().split("\n\n")[:-1]
    return [json.loads(block[len("data: "):]) for block in blocks if block.startswith("data: ")]


def read_to_end(client):
    """All bytes that come, and whether the connection then ended by a reset."""
    parts = []
    try:
        while part := client.recv(65536):
            parts.append(part)
    except ConnectionResetError:
        return b"".join(parts), RESET
    return b"".join(parts), None


def receive_now(client):
    """What has come already; b"" if nothing has."""
    client.setblocking(False)
    try:
        return client.recv(65536)
    except BlockingIOError:
        return b""


def unchunked(body):
    """The payload of a chunked body as far as it came, and whether the last chunk did."""
    payload, rest = b"", body
    while rest:
        size, _, rest = rest.partition(b"\r\n")
        if size == b"0":
            return payload, True
        payload += rest[:int(size, 16)]
        rest = rest[int(size, 16) + 2:]
    return payload, False


class RawAnswer:
    """The bytes of one answer and how it ended: None for a close, RESET, or OPEN where nothing more came."""

    def __init__(self, data, end):
        self.head, _, self.body = data.partition(b"\r\n\r\n")
        self.end = end
        fields = [line.partition(b": ") for line in self.head.split(b"\r\n")[1:]]
        headers = {name.lower(): value for name, _, value in fields}
        self.status = int(self.head.split(b" ")[1])
        self.length = int(headers[b"content-length"]) if b"content-length" in headers else None
        self.is_chunked = headers.get(b"transfer-encoding") == b"chunked"
        self.payload, self.has_last_chunk = unchunked(self.body) if self.is_chunked else (self.body, None)

    @property
    def json(self):
        return json.loads(self.payload)


class Simulator:
    """A running simulator; leaving the context closes its standard input and expects exit code 0."""

    def __init__(self, *arguments, environment=None):
        self.process = subprocess.Popen(
            [SIMULATOR, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=dict(os.environ, **(environment or {})))
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError("the simulator did not start: " + self.process.stderr.read().decode())
        self.info = json.loads(line)
        self.key = self.info["key"]
        address, _, self.base = self.info["base_url"].removeprefix("http://").partition("/")
        self.base = "/" + self.base
        self.host, port = address.split(":")
        self.port = int(port)
        self.shared = self.connect()

    def connect(self):
        return http.client.HTTPConnection(self.host, self.port, timeout=WATCHDOG)

    def socket(self):
        """A bare socket; it closes abruptly so that the other side sees a client that is gone."""
        raw = socket.create_connection((self.host, self.port), timeout=WATCHDOG)
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return raw

    def raw(self, method, path, body=b"", headers=(), version="1.1", length=None, kind="application/json"):
        """The bytes of a request with the key, for bare sockets."""
        lines = [f"{method} {path if path.startswith('/') else f'{self.base}/{path}'} HTTP/{version}",
                 "Host: x", f"Authorization: Bearer {self.key}", *headers]
        if method == "POST":
            lines += [f"Content-Type: {kind}", f"Content-Length: {len(body) if length is None else length}"]
        return "\r\n".join([*lines, "", ""]).encode() + body

    def begin(self, simulate="", stream=True, path=None, method="POST", headers=()):
        """A bare socket on which a request was sent."""
        path = path or f"generation/{'sse/' if stream else ''}{IMAGE}"
        fields = [f"X-Simulate: {simulate}"] if simulate else []
        client = self.socket()
        body = b'{"prompt":"a"}' if method == "POST" else b""
        client.sendall(self.raw(method, path, body, [*fields, *headers]))
        return client

    def exchange(self, simulate="", **request):
        """All bytes of an answer, and whether the connection then ended by a reset."""
        with self.begin(simulate, headers=["Connection: close"], **request) as client:
            return read_to_end(client)

    def read_until(self, client, done):
        """An answer that is left open once done(answer) holds, or that ends before."""
        data = b""
        while b"\r\n\r\n" not in data or not done(RawAnswer(data, OPEN)):
            try:
                part = client.recv(65536)
            except ConnectionResetError:
                return RawAnswer(data, RESET)
            if not part:
                return RawAnswer(data, None)
            data += part
        # What the simulator does to the connection together with these bytes is done before it answers this.
        self.log()
        client.setblocking(False)
        try:
            more = client.recv(65536)
        except BlockingIOError:
            return RawAnswer(data, OPEN)
        except ConnectionResetError:
            return RawAnswer(data, RESET)
        return RawAnswer(data + more, OPEN if more else None)

    def ask(self, method, path, body=None, headers=None, key=True, connection=None):
        """A request on a kept connection. A path that starts with / is taken as it is, others are below the
        base."""
        target = path if path.startswith("/") else f"{self.base}/{path}"
        fields = {"Authorization": f"Bearer {self.key if key is True else key}"} if key else {}
        if isinstance(body, (dict, list)):
            body = json.dumps(body)
            fields["Content-Type"] = "application/json"
        fields.update(headers or {})
        connection = connection or self.shared
        try:
            connection.request(method, target, body, fields)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        except Exception:
            connection.close()
            raise

    def create(self, payload=None, model=IMAGE, simulate=None, idempotency=None, stream=False,
               connection=None):
        headers = {}
        if simulate is not None:
            headers["X-Simulate"] = simulate
        if idempotency:
            headers["Idempotency-Key"] = idempotency
        path = f"generation/{'sse/' if stream else ''}{model}"
        payload = {"prompt": "a red kite"} if payload is None else payload
        return self.ask("POST", path, payload, headers, connection=connection)

    def stream(self, payload=None, model=IMAGE, simulate=None, **more):
        return self.create(payload, model, simulate, stream=True, **more)

    def poll(self, job, **more):
        return self.ask("GET", f"generation/{job}", **more)

    def finished(self, payload=None, model=IMAGE, simulate=None):
        """The last event of a stream that ends well."""
        answer = self.stream(payload, model, simulate)
        assert answer.status == 200, answer.body
        return answer.events[-1]

    def fetch(self, url, headers=None, method="GET", key=False):
        path = url.removeprefix(f"http://{self.host}:{self.port}")
        return self.ask(method, path, headers=headers, key=key)

    def log(self):
        return self.ask("GET", "/simulator/log", key=False).json

    def reset(self):
        return self.ask("POST", "/simulator/reset", key=False)

    def stop(self):
        self.shared.close()
        self.process.stdin.close()
        code = self.process.wait(WATCHDOG)
        errors = self.process.stderr.read().decode()
        self.process.stdout.close()
        self.process.stderr.close()
        if code != 0 or errors:
            raise AssertionError(f"the simulator ended with {code}: {errors}")

    def __enter__(self):
        return self

    def __exit__(self, *problem):
        self.stop()


class SimulatorTestCase(unittest.TestCase):
    """One simulator for a class of tests, reset before each."""

    arguments = ("--latency-ms", "0")

    @classmethod
    def setUpClass(cls):
        cls.simulator = Simulator(*cls.arguments)

    @classmethod
    def tearDownClass(cls):
        cls.simulator.stop()

    def setUp(self):
        self.simulator.reset()
