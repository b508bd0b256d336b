"""A platform that answers byte by byte as a scenario says, and records what it received, made and sent.

It answers by the path of a request. The steps below extend those of scripted_server. MAKE, ID_SENT and
status_sent send nothing: they mark a place between the bytes, so that the truth is what was really sent."""

import itertools
import re
import select
import socket
import threading
import time
from urllib.parse import unquote

from scripted_server import PATIENCE, Connection, Exchange, Server, Step
from table import KEY, POLLING_PATH, STREAM_PATH, answer, done

# Makes a job, which is paid.
MAKE = Step("make")
# A whole id is now among the bytes that were sent.
ID_SENT = Step("id_sent")
# Waits until the client has read every byte that was sent.
ALL_READ = Step("all_read")
# The program stops the call.
STOP, GRACEFUL = Step("stop", b"s"), Step("stop", b"g")
# Ends this direction of the connection; the other stays open.
SHUT = Step("shut")
# Neither reads nor sends until the client has ended.
IGNORE = Step("ignore")

POLL_PATH = "/api/v1/generation/"
UNKNOWN_ID = [answer(404, {"error": "NOT_FOUND", "message": "no such generation"})]


def status_sent(status, code=None):
    """The client can now know the status of the answer, and its code."""
    return Step("status_sent", (status, code))


def repeat(data):
    """Sends this every 20 ms until the client goes away."""
    return Step("repeat", data)


def read(count):
    """Takes so many bytes more of the request."""
    return Step("read", count)


class Create:
    """The truth about one create."""

    def __init__(self, path):
        self.path, self.made, self.id_sent, self.answered = path, 0, False, None
        # The connection ended while bytes of the request were unread, so that the answer may be lost.
        self.torn = False
        self.connection = None

    @property
    def missing(self):
        """How many bytes of the request the platform has not read."""
        return self.connection.missing if self.connection else 1


class Platform(Server):
    def __init__(self, scenario, stop):
        super().__init__()
        self.scenario, self.stop = scenario, stop
        self.creates, self.polls, self.keys = [], 0, set()
        self.busy, self.is_idle, self.client_ended = 0, threading.Condition(), threading.Event()
        if scenario.small_buffer:
            self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)

    def connect(self, peer, number):
        with self.is_idle:
            self.busy += 1
        return Peer(self, peer, number)

    def settle(self):
        """Waits until every connection has ended, so that the record is complete; the client has ended."""
        self.client_ended.set()
        with self.is_idle:
            if not self.is_idle.wait_for(lambda: self.busy == 0, PATIENCE):
                self.troubles.append("a connection of the platform did not end")

    def take(self, request=None):
        """The exchange for a request, or for a connection that is closed before a request is read."""
        with self.lock:
            if request is None:
                is_first = not self.creates and not self.requests
                return self.create(None) if self.scenario.hangs_up and is_first else None
            if request.method == "POST" and request.path in (STREAM_PATH, POLLING_PATH):
                return self.create(request.path)
            if request.method == "GET" and request.path.startswith(POLL_PATH):
                return self.poll(request.path)
            if request.path == "/api/v1/credits":
                return Exchange("GET", request.path, answer(200, {"available": 100}))
            return None

    def create(self, path):
        creates = self.scenario.creates
        chosen = creates[min(len(self.creates), len(creates) - 1)]
        exchange = Exchange("POST", path, *chosen.steps, read=chosen.read if path else "none")
        exchange.create = Create(path)
        self.creates.append(exchange.create)
        return exchange

    def poll(self, path):
        id, polls = unquote(path[len(POLL_PATH) :]), self.scenario.polls
        if id not in self.scenario.ids:
            self.troubles.append(f"polled an id that was never sent: {path[:200]}")
            return Exchange("GET", path, *UNKNOWN_ID)
        self.polls += 1
        steps = polls[min(self.polls, len(polls)) - 1] if polls else [answer(200, done(id))]
        return Exchange("GET", path, *steps)

    def record(self, request, exchange):
        """Checks what must hold for every request."""
        super().record(request, exchange)
        wrong = None
        if request.header("authorization") != "Bearer " + KEY:
            wrong = "the key is not in Authorization"
        elif request.data.count(KEY.encode()) != 1:
            wrong = "the key is elsewhere too"
        elif request.method == "POST":
            self.keys.add(request.header("idempotency-key"))
            if len(self.keys) > 1 or not isinstance(request.header("idempotency-key"), str):
                wrong = "the creates have different Idempotency-Keys, or none"
        if wrong:
            self.troubles.append(f"{request.method} {request.path}: {wrong}")


class Peer(Connection):
    create = None

    def run(self):
        """An exception in the test itself fails the scenario."""
        try:
            super().run()
        except Exception as error:  # pylint: disable=broad-except
            self.server.troubles.append(f"the platform failed: {error!r}")
        finally:
            with self.server.is_idle:
                self.server.busy -= 1
                self.server.is_idle.notify_all()

    def follow(self, exchange):
        self.create = getattr(exchange, "create", None)
        if self.create:
            self.create.connection = self
            if exchange.read == "none":
                self.missing = 1
        super().follow(exchange)

    def make(self):
        if self.missing > 0:
            self.server.troubles.append("the scenario makes a job of half a request")
        self.create.made += 1

    def id_sent(self):
        if self.create:
            self.create.id_sent = True

    def status_sent(self, answered):
        if self.create:
            self.create.answered = answered

    def close(self):
        if self.create and self.missing > 0 and not self.server.client_ended.is_set():
            self.create.torn = True
        super().close()

    def hold(self):
        while data := self.peer.recv(1 << 16):
            self.missing -= len(data)
        self.close()

    def ignore(self):
        # With a full buffer the kernel would not report that the client has closed.
        self.server.client_ended.wait(PATIENCE)
        self.close()

    def shut(self):
        self.peer.shutdown(socket.SHUT_WR)

    def read(self, count):
        while count > 0 and self.missing > 0:
            data = self.peer.recv(min(count, self.missing))
            if not data:
                self.close()
                return
            count -= len(data)
            self.missing -= len(data)

    def stop(self, word):
        self.server.stop(word)

    def repeat(self, data):
        while not select.select([self.peer], [], [], 0.02)[0]:
            self.peer.sendall(data)
        self.hold()

    def all_read(self):
        """Waits for the client. The kernel reports how much it has not read, but not when that changes."""
        address, port = self.peer.getpeername()
        mark = "%s:%04X" % (socket.inet_aton(address)[::-1].hex().upper(), port)
        end = time.monotonic() + PATIENCE
        while unread(mark, self.server.port) and time.monotonic() < end:
            time.sleep(0.002)


def unread(mark, port):
    """Whether the client, whose address is `mark`, has not read all bytes from the port."""
    with open("/proc/net/tcp", encoding="ascii") as table:
        for line in itertools.islice(table, 1, None):
            words = line.split()
            if words[1] == mark and words[2].endswith(":%04X" % port):
                return not re.fullmatch("0+", words[4].partition(":")[2])
    return False
