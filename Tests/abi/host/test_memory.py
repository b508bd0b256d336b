"""Allocations that fail. Those whose size untrusted input sets are reported; no id is lost; and no record is
wrong about money."""

import collections
import json
import os
import re
import tempfile
import threading
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import platforms  # of Tests/abi/tls
from hosting import FOLDER, ROOT, check, finished, run, world

# The header promises it of what is larger than 128 KiB, which leaves room for ids of 64 KiB.
THRESHOLD = 64 << 10
LARGE = "x" * (400 << 10)
COMPLETED = {
    "id": "gen_1",
    "status": "COMPLETED",
    "logs": LARGE,
    "usage": {"note": LARGE},
    "data": {
        "image": {"url": "https://cdn.example.com/a.png"},
        "video": "data:video/mp4;base64," + "QUJD" * (60 << 10),
        LARGE: None,
    },
}
WEBHOOK = {"type": "task.completed", "data": COMPLETED}
STARTED = '{"id":"gen_1","status":"IN_PROGRESS"}'


def events(*datas):
    return "".join(f"data: {data}\n\n" for data in datas)


RUNNING = json.dumps({"id": "gen_1", "status": "IN_PROGRESS", "logs": LARGE})
WHOLE = json.dumps(COMPLETED)
# Status, type and body of what a scene's create is answered with.
CREATES = {
    "answer": (200, "application/json", WHOLE),
    "refused": (400, "application/json", json.dumps({"code": "VALIDATION_FAILED", "message": LARGE})),
    "page": (502, "text/html", "<p>" + LARGE),
    "fallback": (200, "text/event-stream", events(STARTED) + "data: " + LARGE),
}
STREAM = (200, "text/event-stream", events(STARTED, RUNNING, LARGE, RUNNING, WHOLE))
# The record has the media type with its parameters.
PICTURE = (200, "image/png; note=" + LARGE[: 60 << 10], "\x89PNG\r\n\x1a\n" + LARGE)
BALANCE = (200, "application/json", json.dumps({"credits": 5, "notes": LARGE}))
# Small as text and large as a tree.
MANY = (200, "application/json", json.dumps({"credits": 5, "list": [1] * 20_000}))


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        scene, n = re.match(r"/([a-z]+)-([0-9]+)/", self.path).groups()
        length = int(self.headers.get("Content-Length", 0))
        if len(self.rfile.read(length)) == length:
            self.server.posts[scene, int(n)] += 1
        self.answer(*CREATES.get(scene, STREAM))

    def do_GET(self):
        balance = BALANCE if self.path.startswith("/credits-") else MANY
        polled = balance if self.path.endswith("/credits") else CREATES["answer"]
        self.answer(*(PICTURE if self.path.endswith("/file.png") else polled))

    def answer(self, status, kind, text):
        body = text.encode("latin-1")
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            self.close_connection = True

    def log_message(self, *_):
        pass


def document():
    schema = {
        "type": "object",
        "required": ["prompt"],
        "properties": {"prompt": {"type": "string", "description": LARGE, "enum": [LARGE, "x"]}},
    }
    content = {"application/json": {"schema": schema}}
    return {
        "openapi": "3.1.0",
        "info": {"title": LARGE, "version": "1"},
        "paths": {
            "/generation/x": {"post": {"description": LARGE, "requestBody": {"content": content},
                                       "responses": {}}}
        },
    }


def write(folder):
    form = {"prompt": LARGE, "image": {"$input": "in"}, "style": [LARGE, {"deep": LARGE}]}
    for name, text in (
        ("payload.json", json.dumps({"prompt": LARGE})),
        ("form.json", json.dumps(form)),
        ("openapi.json", json.dumps(document())),
        ("answer.json", json.dumps(COMPLETED)),
        ("webhook.json", json.dumps(WEBHOOK)),
    ):
        (folder / name).write_text(text)


def observed(threshold, *scenes):
    """What each run printed, and how many whole creates arrived from it."""
    here = world()
    injector = here.folder / "inject.so"
    here.compile(FOLDER / "inject.c", injector, "-shared", "-fPIC")
    server = platforms.QuietServer(("127.0.0.1", 0), Handler)
    server.posts = collections.Counter()
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder))
        url = f"http://127.0.0.1:{server.server_port}"
        words = [here.program("memory", "-ldl"), url, folder, threshold, *scenes]
        done = finished(words, {"PATH": os.environ["PATH"], "LD_PRELOAD": str(injector)}, cwd=folder)
    server.shutdown()
    server.server_close()
    lines = done.stdout.splitlines()
    check(done.returncode == 0, f"it ended with {done.returncode} after {lines[-1:]}")
    return [line for line in map(json.loads, lines) if "scene" in line], server.posts


def flaw(told, posts, last):
    """What a run says that is not so; `last` is the one without a failure."""
    if posts > (2 if told["scene"] == "lines" else 1):
        return "the create was sent again"
    if told["accepted"] and not told["id"] and told["scene"] != "lines":
        return "the id is lost"
    if told["status"] == 99:
        return "the job has lost its id"
    if told["status"] == 97:
        return "the record of an end was lost"
    if told["status"] == 98:
        return "the message does not say whether the file has arrived"
    # The times in a record have more digits in one run than in another.
    if told["status"] == 0 and (told["outputs"] != last["outputs"] or told["size"] < last["size"] - 4096):
        return "a success lacks a part of its result"
    if told["scene"] in ("credits", "balance") and told["status"] == 0 and not told["is_clear"]:
        return "a balance is called unclear that was not read"
    if told["scene"] in ("credits", "balance", "floor") and told["status"] != 0 and not told["names_memory"]:
        return "something else than the lack of memory is blamed"
    if told["status"] == -4 and (told["outputs"] or told["size"] > 4096):
        return "a lack of memory has parts of an answer"
    if told["status"] == -4 and told["id"] and not told["follows"]:
        return "the message does not name the command that follows the id"
    if posts and told["charge"] == "not_sent":
        return "it says that nothing was sent"
    if (
        posts
        and told["scene"] in ("stream", "fallback", "answer", "upload", "prompt", "document")
        and not told["id"]
    ):
        return "" if told["charge"] == "unknown" else "a create was sent, and nothing is said of it"
    return ""


def test_failures_are_reported():
    runs, posts = observed(THRESHOLD)
    last = {told["scene"]: told for told in runs}
    found = [(flaw(told, posts[told["scene"], told["n"]], last[told["scene"]]), told) for told in runs]
    flaws = [f"{wrong}: {told}" for wrong, told in found if wrong]
    check(not flaws, "\n  ".join(flaws[:5]))
    failed = sum(told["failed"] for told in runs)
    print(
        f"memory: {len(last)} scenes, {len(runs)} runs, {failed} allocations failed; none ended the process"
    )
    wrong = [told for told in last.values() if told["failed"] or told["status"] == -4]
    made = {name: last[name]["outputs"] for name in ("stream", "fallback", "answer", "wait", "webhook")}
    check(set(made.values()) == {2}, f"without a failure they have other outputs: {made}")
    check(not wrong, f"without a failure they end so: {wrong}")
    check(
        all(sum(told["failed"] for told in runs if told["scene"] == name) for name in last),
        "a scene has no large allocation",
    )


def test_wrap():
    """A record is written around a large message in place, or not at all."""
    here = world()
    program = here.folder / "wrap"
    parts = ROOT / "Sources/CLinux"
    sources = [parts / "buffer.c", FOLDER / "inject.c"]
    here.compile(here.source("wrap"), program, *sources, "-U_GNU_SOURCE", "-I", parts / "include")
    run([program])


def test_rest():
    """What follows a large message in the buffer that the message takes over is not lost."""
    print(run([world().program("rest", FOLDER / "inject.c")], {"SKILLS_VIDEO_API_KEY": "sk-of-nobody"}))
