"""The servers that the command meets: the product's simulator, and a recorder that keeps what it was sent."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from harness import KEY
from local_simulator import LocalSimulator


class Simulator(LocalSimulator):
    """The product's local platform, for as long as the block lasts."""

    def __init__(self, *options):
        super().__init__("--key", KEY, *options)


class QuietServer(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        """A client that goes away in the middle is what some tests are about."""


class Recorder:
    """Completes every creation at once and remembers its body to the byte. Subclasses answer otherwise."""

    key = KEY
    generation_id = "gen_00000000000000aa"

    def __enter__(self):
        self.bodies = []
        self.headers = []
        self.paths = []
        recorder = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                recorder.paths.append(self.path)
                recorder.headers.append(self.headers)
                recorder.bodies.append(self.rfile.read(int(self.headers.get("Content-Length", 0))))
                recorder.create(self)

            def do_GET(self):
                recorder.paths.append(self.path)
                recorder.get(self)

            def log_message(self, *_):
                pass

        self.server = QuietServer(("127.0.0.1", 0), Handler)
        self.base_url = f"http://127.0.0.1:{self.server.server_port}/api/v1"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def result(self, **more):
        usage = {"total": 1, "subscription": 1, "permanent": 0}
        return {"id": self.generation_id, "status": "COMPLETED", "data": {}, "usage": usage, **more}

    def create(self, handler):
        self.stream(handler, self.result())

    def get(self, handler):
        self.answer(handler, 200, json.dumps(self.result()).encode())

    @staticmethod
    def stream(handler, *events):
        body = "".join(f"data: {json.dumps(event)}\n\n" for event in events).encode()
        Recorder.answer(handler, 200, body, "text/event-stream")

    @staticmethod
    def answer(handler, status, body, content_type="application/json"):
        handler.send_response(status)
        if content_type:
            handler.send_header("Content-Type", content_type)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)
