"""Starts the simulator and talks to it over real sockets. Standard library only."""

import http.client
import json
import os
import socket
import struct
import subprocess
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.environ.get("SIMULATOR", os.path.join(ROOT, ".build-debug", "debug", "skillsvideo-simulator"))
WATCHDOG = 30
IMAGE = "google/nano-banana-2"
VIDEO = "google/veo-3.1"
SPEECH = "qwen/qwen-3-tts/text-to-speech/1.7b"


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


class Simulator:
    """A running simulator; leaving the context closes its standard input and expects exit code 0."""

    def __init__(self, *arguments, environment=None):
        self.process = subprocess.Popen(
            [PROGRAM, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
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

    def raw(self, method, path, body=b"", headers=(), version="1.1", length=None):
        """The bytes of a request with the key, for bare sockets."""
        lines = [f"{method} {path if path.startswith('/') else f'{self.base}/{path}'} HTTP/{version}", "Host: x",
                 f"Authorization: Bearer {self.key}", *headers]
        if method == "POST":
            lines += ["Content-Type: application/json", f"Content-Length: {len(body) if length is None else length}"]
        return "\r\n".join(lines + ["", ""]).encode() + body

    def ask(self, method, path, body=None, headers=None, key=True, connection=None):
        """A request on a kept connection. A path that starts with / is taken as it is, others are below the base."""
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

    def create(self, payload=None, model=IMAGE, simulate=None, idempotency=None, stream=False, connection=None):
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
