"""A CONNECT proxy on 127.0.0.1 that keeps every byte a client sends it, and can refuse or break off."""

import base64
import contextlib
import re
import socket
import threading

from platforms import Listener, server_context

PATIENCE = 60


class Proxy(Listener):
    """`answer` replaces the answer to CONNECT: bytes to send before it closes, b"" to close at once. `hosts`
    maps names that only this proxy knows to ports on 127.0.0.1. With `credentials` (user:password) others are
    refused with 407."""

    def __init__(self, answer=None, hosts=None, credentials=None, certificate=None, breaks_tunnels=False):
        super().__init__()
        self.answer, self.hosts, self.credentials = answer, hosts or {}, credentials
        self.breaks_tunnels = breaks_tunnels
        self.context = server_context(certificate) if certificate else None
        self.lock = threading.Lock()
        self.heads = []
        self.tunneled = bytearray()
        self.open = set()

    def url(self, credentials=None):
        scheme = "https" if self.context else "http"
        return f"{scheme}://{credentials + '@' if credentials else ''}127.0.0.1:{self.port}"

    def __exit__(self, *problem):
        super().__exit__(*problem)
        self.cut()

    def cut(self):
        """Breaks every connection that is open now."""
        with self.lock:
            for connection in self.open:
                shut(connection)

    def accepted(self, connection):
        threading.Thread(target=self.guard, args=(connection,), daemon=True).start()

    def guard(self, connection):
        connection.settimeout(PATIENCE)
        try:
            if self.context:
                connection = self.context.wrap_socket(connection, server_side=True)
            self.attend(connection)
        except OSError:
            pass
        finally:
            with self.lock:
                self.open.discard(connection)
            connection.close()

    def attend(self, connection):
        with self.lock:
            self.open.add(connection)
        head = b""
        while b"\r\n\r\n" not in head:
            data = connection.recv(65536)
            if not data:
                break
            head += data
        with self.lock:
            self.heads.append(head)
        if self.answer is not None:
            connection.sendall(self.answer)
            return
        if self.credentials and self.token() not in head:
            connection.sendall(refusal(407, "Proxy Authentication Required", 'Proxy-Authenticate: Basic '
                                                                             'realm="x"\r\n'))
            return
        target = re.match(rb"CONNECT ([^ :]+):(\d+) HTTP/1\.[01]\r\n", head)
        if not target:
            connection.sendall(refusal(400, "Bad Request"))
            return
        self.tunnel(connection, target[1].decode(), int(target[2]))

    def token(self):
        return b"Basic " + base64.b64encode(self.credentials.encode()) + b"\r\n"

    def tunnel(self, connection, host, port):
        upstream = socket.create_connection(("127.0.0.1", self.hosts.get(host, port)), timeout=PATIENCE)
        with self.lock:
            self.open.add(upstream)
        try:
            connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            if self.breaks_tunnels:
                return
            back = threading.Thread(target=pump, args=(upstream, connection), daemon=True)
            back.start()
            pump(connection, upstream, self.keep)
            back.join(PATIENCE)
        finally:
            with self.lock:
                self.open.discard(upstream)
            upstream.close()

    def keep(self, data):
        with self.lock:
            self.tunneled += data

    @property
    def bytes_received(self):
        with self.lock:
            return b"".join(self.heads) + bytes(self.tunneled)


def refusal(status, words, headers=""):
    body = f"<html>{status} of the proxy</html>"
    return f"HTTP/1.1 {status} {words}\r\n{headers}Content-Length: {len(body)}\r\n\r\n{body}".encode()


def pump(source, target, keep=None):
    """Copies until either side ends, then ends both."""
    try:
        while data := source.recv(65536):
            if keep:
                keep(data)
            target.sendall(data)
    except OSError:
        pass
    finally:
        shut(source)
        shut(target)


def shut(connection):
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
