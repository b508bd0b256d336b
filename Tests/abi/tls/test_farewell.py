"""A host that handles no SIGPIPE lives on when the library takes leave of a peer that is gone."""

import json
import socket
import struct
import subprocess
import sys

from harness import BUILD, KEY, PATIENCE, check, world
from platforms import server_context

# Python ignores the signal; this host does as most programs do. It goes on when it is sent a line.
HOST = """
import ctypes, signal, sys
signal.signal(signal.SIGPIPE, signal.SIG_DFL)
library = ctypes.CDLL(sys.argv[1])
client, job, event = ctypes.c_void_p(), ctypes.c_void_p(), ctypes.c_void_p()
assert library.sv_client_create(ctypes.byref(client)) == 0
for setting in sys.argv[3:]:
    name, _, value = setting.encode().partition(b"=")
    assert library.sv_client_set(client, name, value) == 0
assert library.sv_start(ctypes.byref(job), client, b"a/b", b"{}", None, ctypes.c_uint64(1)) == 0
library.sv_job_generation_id.restype = ctypes.c_char_p
while library.sv_job_generation_id(job) is None:
    assert library.sv_poll(ctypes.byref(event), client, -1) == 1
print("known", flush=True)
sys.stdin.readline()
if sys.argv[2] == "stop": library.sv_job_free(job)
library.sv_client_free(client)
print("alive", flush=True)
"""
STREAM = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
QUEUED = b"data: " + json.dumps({"id": "gen_1", "status": "IN_QUEUE"}).encode() + b"\n\n"


def leave(way):
    """The server is gone, end and reset, before the host frees what is still connected."""
    shelf = world().shelf
    with socket.create_server(("127.0.0.1", 0)) as listener:
        settings = [
            f"base_url=https://127.0.0.1:{listener.getsockname()[1]}/api/v1",
            f"api_key={KEY}",
            f"ca_file={shelf.authority.file}",
        ]
        command = [sys.executable, "-c", HOST, str(BUILD / "libskillsvideo.so"), way, *settings]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as host:
            listener.settimeout(PATIENCE)
            peer, _ = listener.accept()
            peer.settimeout(PATIENCE)
            tls = server_context(shelf.good).wrap_socket(peer, server_side=True)
            while b"\r\n\r\n" not in tls.recv(1 << 16):
                pass
            tls.sendall(STREAM + QUEUED)
            check(host.stdout.readline() == "known\n", "the host did not learn the id")
            tls.shutdown(socket.SHUT_WR)
            tls.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            tls.close()
            stdout, stderr = host.communicate("\n", timeout=PATIENCE)
            check(
                (host.returncode, stdout) == (0, "alive\n"),
                f"the host ended with {host.returncode}: {stdout} {stderr}",
            )


def test_client_is_freed():
    leave("free")


def test_job_is_freed():
    leave("stop")
