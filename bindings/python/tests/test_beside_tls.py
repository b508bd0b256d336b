"""One process in which Python's own ssl, pycurl with an OpenSSL of its own, and the library speak TLS in
turn."""

from __future__ import annotations

import contextlib
import socket
import ssl
import subprocess
import threading
import urllib.error
import urllib.request
from urllib.parse import urlsplit

import pycurl
import pytest

import skillsvideo
from conftest import MODEL

ROUNDS = 5


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("certificate")
    command = (
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -keyout key.pem -out cert.pem -subj /CN=127.0.0.1"
    )
    subprocess.run(
        [*command.split(), "-addext", "subjectAltName=IP:127.0.0.1"],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    return folder / "cert.pem", folder / "key.pem"


class Front:
    """A TLS proxy before the simulator, which copies bytes in both directions."""

    def __init__(self, simulator, certificate):
        parts = urlsplit(simulator.base_url)
        self.platform = (parts.hostname, parts.port)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(*certificate)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.base_url = f"https://127.0.0.1:{self.listener.getsockname()[1]}{parts.path}"
        self.serving = []
        self.accepting = threading.Thread(target=self.accept, daemon=True)
        self.accepting.start()

    def accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                break
            self.serving.append(threading.Thread(target=self.serve, args=(connection,), daemon=True))
            self.serving[-1].start()
        for thread in self.serving:
            thread.join()

    def serve(self, connection):
        try:
            near = self.context.wrap_socket(connection, server_side=True)
        except (ssl.SSLError, OSError):
            connection.close()
            return
        with near, socket.create_connection(self.platform) as far:
            # TLS sockets of Python take one thread that reads and one that writes.
            reader = threading.Thread(target=self.pump, args=(near, far), daemon=True)
            reader.start()
            self.pump(far, near)
            reader.join()

    @staticmethod
    def pump(source, target):
        try:
            while piece := source.recv(65536):
                target.sendall(piece)
        except OSError:
            pass
        finally:
            for one in (source, target):
                with contextlib.suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)

    def close(self):
        # Ends accept() in its thread.
        self.listener.shutdown(socket.SHUT_RDWR)
        self.accepting.join()
        self.listener.close()


@pytest.fixture
def front(simulator, certificate):
    front = Front(simulator, certificate)
    yield front
    front.close()


def status_by_ssl(url, authority):
    try:
        with urllib.request.urlopen(url, context=ssl.create_default_context(cafile=str(authority))) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def status_by_pycurl(url, authority):
    handle = pycurl.Curl()
    handle.setopt(pycurl.URL, url)
    handle.setopt(pycurl.CAINFO, str(authority))
    handle.setopt(pycurl.WRITEFUNCTION, lambda piece: None)
    handle.perform()
    status = handle.getinfo(pycurl.RESPONSE_CODE)
    handle.close()
    return status


def test_three_in_one_process(simulator, front, certificate):
    authority = certificate[0]
    url = front.base_url + "/nothing-is-here"
    with skillsvideo.Client(simulator.key, base_url=front.base_url, ca_file=str(authority)) as client:
        for _ in range(ROUNDS):
            assert status_by_ssl(url, authority) == 404
            assert client.generate(MODEL, prompt="a red fox").ok
            assert status_by_pycurl(url, authority) == 404
    assert len(simulator.log()["jobs"]) == ROUNDS
    assert pycurl.version != skillsvideo.library_version()
