"""A server on 127.0.0.1 that follows a script byte by byte, and records every request.

A script is a list of exchanges, taken in the order in which requests arrive, on whichever connection. An
exchange says what request is expected and which steps answer it; a connection stays open for the next one
unless a step closes it.
"""

import socket
import struct
import threading
import time

PATIENCE = 60


class Step:
    """An action of an exchange other than sending bytes."""

    def __init__(self, kind, value=None):
        self.kind, self.value = kind, value


CLOSE = Step("close")
# The peer sees an error, not an end.
RESET = Step("reset")
# Says nothing more until the client goes away.
HOLD = Step("hold")
# Takes the rest of a body that was left unread.
DRAIN = Step("drain")


def wait(event):
    """Waits until the client has printed a record of this name."""
    return Step("wait", event)


def singly(data):
    """Sends each byte in its own write."""
    return Step("singly", data)


def trickle(data, pieces, gap=0.025):
    """Sends the bytes in so many pieces, with so many seconds after each; bytes that are fewer are sent again
    and again.
    """
    return Step("trickle", (data, pieces, gap))


def chunk(data):
    """One chunk of a chunked body; an empty one ends it."""
    return b"%x\r\n%s\r\n" % (len(data), data)


class Exchange:
    """`read` is how much of the request is taken before the first step: all, head or none."""

    def __init__(self, method, path, *steps, read="all"):
        self.method, self.path, self.steps, self.read = method, path, steps, read


class Request:
    def __init__(self, connection, data):
        self.connection = connection
        self.data = data
        head, _, self.body = data.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        words = lines[0].split(" ")
        self.method, self.path = ([*words, "", ""])[:2]
        pairs = [line.partition(":") for line in lines[1:]]
        self.headers = [(name.lower(), value.strip()) for name, _, value in pairs]

    def header(self, name):
        """The value of a header that occurs once; None when it is missing, a list when it is repeated."""
        values = [value for key, value in self.headers if key == name]
        return values[0] if len(values) == 1 else values or None


class Server:
    def __init__(self, script=(), places=None):
        self.script = list(script)
        # What stands for {name} in bytes that are sent and in paths that are expected.
        self.places = {} if places is None else places
        self.requests = []
        self.troubles = []
        self.connections = 0
        self.lock = threading.Lock()
        self.told = {}
        self.sockets = []
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.listener.getsockname()[1]

    def __enter__(self):
        """Serves until the end of the block."""
        threading.Thread(target=self.accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        # A close alone would not wake the thread that accepts.
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        with self.lock:
            for peer in self.sockets:
                peer.close()

    def tell(self, record_name):
        """The client has printed a record of this name."""
        self.barrier(record_name).set()

    def barrier(self, name):
        with self.lock:
            return self.told.setdefault(name, threading.Event())

    def fill(self, text):
        for name, place in self.places.items():
            mark = "{%s}" % name
            text = text.replace(mark, str(place)) if isinstance(text, str) else text.replace(
                mark.encode(), str(place).encode())
        return text

    def count(self, method):
        return sum(request.method == method for request in self.requests)

    def accept(self):
        while True:
            try:
                peer, _ = self.listener.accept()
            except OSError:
                return
            with self.lock:
                self.connections += 1
                number = self.connections
                self.sockets.append(peer)
            threading.Thread(target=self.connect(peer, number).run, daemon=True).start()

    def connect(self, peer, number):
        return Connection(self, peer, number)

    def take(self, request=None):
        """The next exchange of the script, without a request only one that reads none; None when there is
        none."""
        with self.lock:
            if not self.script or (request is None and self.script[0].read != "none"):
                return None
            return self.script.pop(0)

    def record(self, request, exchange):
        with self.lock:
            self.requests.append(request)
            if exchange is None:
                self.troubles.append(f"unexpected request {request.method} {request.path}")
            elif (request.method, request.path) != (exchange.method, self.fill(exchange.path)):
                self.troubles.append(
                    f"expected {exchange.method} {exchange.path}, got {request.method} {request.path}")


class Connection:
    def __init__(self, server, peer, number):
        self.server, self.peer, self.number = server, peer, number
        self.buffer = b""
        self.missing = 0
        self.is_open = True
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        peer.settimeout(PATIENCE)

    def run(self):
        try:
            unread = self.server.take()
            if unread:
                self.follow(unread)
            while self.is_open and self.serve():
                pass
        except OSError:
            pass
        finally:
            self.peer.close()

    def serve(self):
        """One request and its answer; False when the client has gone."""
        while b"\r\n\r\n" not in self.buffer:
            if not self.receive():
                return False
        head, _, rest = self.buffer.partition(b"\r\n\r\n")
        request = Request(self.number, head)
        exchange = self.server.take(request)
        length = request.header("content-length")
        self.missing = int(length or 0) - len(rest)
        if exchange is None or exchange.read == "all":
            self.read_body()
        end = min(len(self.buffer), len(head) + 4 + int(length or 0))
        self.server.record(Request(self.number, self.buffer[:end]), exchange)
        self.buffer = self.buffer[end:]
        if exchange is None:
            self.close()
        else:
            self.follow(exchange)
        return True

    def read_body(self):
        while self.missing > 0:
            before = len(self.buffer)
            if not self.receive():
                return
            self.missing -= len(self.buffer) - before

    def receive(self):
        data = self.peer.recv(1 << 16)
        self.buffer += data
        return data != b""

    def follow(self, exchange):
        for step in exchange.steps:
            if isinstance(step, bytes):
                self.peer.sendall(self.server.fill(step))
            else:
                getattr(self, step.kind)(*([] if step.value is None else [step.value]))

    def close(self):
        self.is_open = False
        self.peer.close()

    def reset(self):
        self.peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close()

    def hold(self):
        while self.peer.recv(1 << 16):
            pass
        self.close()

    def drain(self):
        while self.missing > 0:
            data = self.peer.recv(1 << 16)
            if not data:
                self.close()
                return
            self.missing -= len(data)

    def wait(self, name):
        if not self.server.barrier(name).wait(PATIENCE):
            self.server.troubles.append(f"the client never printed {name}")

    def singly(self, data):
        for index in range(len(data)):
            self.peer.sendall(data[index:index + 1])

    def trickle(self, what):
        data, pieces, gap = what
        size = -(-len(data) // pieces)
        for index in range(pieces):
            self.peer.sendall(data[index * size:(index + 1) * size] if len(data) >= pieces else data)
            time.sleep(gap)


def refusing_port():
    """A socket that holds a port on which nothing listens, for as long as it is kept."""
    holder = socket.socket()
    holder.bind(("127.0.0.1", 0))
    return holder, holder.getsockname()[1]
