"""The servers of the tests: a small TLS platform that counts, and the product's simulator."""

import json
import socket
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from harness import KEY, PATIENCE, check
from local_simulator import LocalSimulator

GENERATION_ID = "gen_00000000000000aa"


class Connections:
    """Counts what a server accepts. A client may be gone before its connection is taken from the queue."""

    def __init__(self):
        self.count = 0
        self.changed = threading.Condition()

    def add(self):
        with self.changed:
            self.count += 1
            self.changed.notify_all()

    def check(self, expected):
        with self.changed:
            self.changed.wait_for(lambda: self.count >= expected, PATIENCE)
            check(self.count == expected, f"{self.count} connections instead of {expected}")


class QuietServer(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, *_):
        """Handshakes that fail are what many tests are about."""


def answering(requests, status):
    """A handler that keeps each request in the list, and answers it as a Platform does."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            requests.append((self.command, self.path, dict(self.headers)))
            result = {"id": GENERATION_ID, "status": "COMPLETED", "data": {}}
            body = f"data: {json.dumps(result)}\n\n".encode() if status == 200 else b"not the platform's"
            self.send_response(status)
            self.send_header("Content-Type", "text/event-stream" if status == 200 else "text/plain")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST

        def log_message(self, *_):
            pass

    return Handler


class Platform:
    """Completes each create at once, over TLS when it has a certificate. It counts connections and keeps
    requests. With another status than 200 it answers everything with that, as plain text."""

    def __init__(self, certificate=None, host="127.0.0.1", version=None, clients=None, status=200):
        self.host = host
        self.connections = Connections()
        self.requests = []
        platform = self

        class Server(QuietServer):
            def get_request(self):
                connection, address = super().get_request()
                platform.connections.add()
                return connection, address

            def finish_request(self, request, client_address):
                # The handshake belongs to the connection's own thread: a client that stalls must not hold up
                # others.
                if platform.context:
                    request.settimeout(30)
                    request = platform.context.wrap_socket(request, server_side=True)
                super().finish_request(request, client_address)
                if platform.context:
                    request.close()

        self.context = server_context(certificate, version, clients) if certificate else None
        self.server = Server(("127.0.0.1", 0), answering(self.requests, status))
        self.port = self.server.server_port

    @property
    def base_url(self):
        return f"{'https' if self.context else 'http'}://{self.host}:{self.port}/api/v1"

    @property
    def posts(self):
        return sum(1 for method, _, _ in self.requests if method == "POST")

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


class Listener:
    """Hands every connection to a port of 127.0.0.1 to `accepted`, for as long as the block lasts."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.listener.getsockname()[1]

    def __enter__(self):
        threading.Thread(target=self.serve, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def serve(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.accepted(connection)


class Rude(Listener):
    """Accepts, says `answer` once the client has begun to speak, and closes; with None it says nothing,
    ever."""

    def __init__(self, answer):
        super().__init__()
        self.answer = answer
        self.connections = Connections()
        self.held = []
        self.base_url = f"https://127.0.0.1:{self.port}/api/v1"

    def __exit__(self, *problem):
        super().__exit__(*problem)
        for connection in self.held:
            connection.close()

    def accepted(self, connection):
        self.held.append(connection)
        self.connections.add()
        if self.answer is not None:
            self.speak(connection)

    def speak(self, connection):
        connection.settimeout(30)
        try:
            connection.recv(16)
            connection.sendall(self.answer)
            # What was left unread turns the close into a reset.
            connection.close()
        except OSError:
            pass


def server_context(certificate, version=None, clients=None):
    """With `clients`, an authority, it wants a certificate of the client's."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if clients:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(clients.file)
    if version:
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = context.maximum_version = version
    context.load_cert_chain(certificate.file, certificate.key)
    return context


class Simulator(LocalSimulator):
    """The product's local platform, for as long as the block lasts."""

    def __init__(self, *options):
        super().__init__("--key", KEY, *options)

    def posts(self):
        return sum(1 for request in self.log()["requests"] if request["method"] == "POST")

    def creations(self):
        return self.log()["creations"]["total"]


def free_port():
    """A port that was free a moment ago; a server that finds it taken takes another."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
