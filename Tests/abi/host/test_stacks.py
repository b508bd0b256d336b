"""Threads with small stacks: no document, payload or answer uses more than is promised, however nested."""

import json
import tempfile
import threading
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import hostile
import platforms  # of Tests/abi/tls
from certificates import Authority
from hosting import ROOT, check, run, world

# The header promises this; each call is measured on x86-64.
PROMISED = 48 << 10
HEADER = (ROOT / "include/skillsvideo.h").read_text()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.answer("text/event-stream", hostile.STREAM)

    def do_GET(self):
        self.answer(
            "application/json", hostile.CREDITS if self.path.endswith("/credits") else hostile.COMPLETED
        )

    def answer(self, kind, text):
        body = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def measured(kind, kib):
    """The most that each call took, in bytes."""
    server = platforms.QuietServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        hostile.write(folder)
        authority = Authority(folder, "authority")
        with platforms.Platform(authority.issue("good")) as secure:
            url = f"http://127.0.0.1:{server.server_port}/api/v1"
            text = run(
                [world().program("stacks"), kind, kib, folder, url, secure.base_url, authority.file],
                cwd=folder,
            )
    server.shutdown()
    server.server_close()
    most = {}
    for line in map(json.loads, text.splitlines()):
        most[line["call"]] = max(most.get(line["call"], 0), line["bytes"])
    check(
        set(most) == {"generate", "others", "generate_tls", "validate", "inspect", "prepare", "parse"},
        f"calls: {most}",
    )
    return most


def test_threads():
    for kib in (64, 128, 256):
        most = measured("thread", kib)
        check(max(most.values()) <= PROMISED, f"{kib} KiB: {most}")
    print(f"stack used, in bytes: {most}")


def test_coroutines():
    most = measured("coroutine", 64)
    check(max(most.values()) <= PROMISED, f"{most}")


def test_switch():
    """The rule itself, which holds for a library with larger stack frames too."""
    here = world()
    program = here.folder / "switch"
    parts = ROOT / "Sources/CLinux"
    here.compile(here.source("switch"), program, parts / "stack.c", "-U_GNU_SOURCE", "-I", parts / "include")
    run([program])


def test_header_says_it():
    check(f"{PROMISED >> 10} KiB of stack" in HEADER, "the header promises another number")
