"""A record of every kind, with every member that it can have: by the library from platforms that answer as
written here, by the calls without network, and by the command."""

import ctypes
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from masking import Platform, answer

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "files"))
import data_urls
import document
import engine
from local_simulator import LocalSimulator
from places import CATALOGUE, COMMAND

KEY = "sk-test-0123456789abcdef"
MODEL, FOX = "google/nano-banana-pro", {"prompt": "a red fox"}
QUICK = {"poll_interval_ms": 1, "poll_interval_max_ms": 1}
PICTURE = {"url": "https://cdn.example.com/fox.png", "file_name": "fox.png", "content_type": "image/png",
           "width": 1024, "height": 768, "duration": 1.5}
DONE = {"id": "gen_7", "status": "COMPLETED", "data": {"images": [PICTURE]}, "usage": {"total": 10}}
BUSY = {"id": "gen_7", "status": "IN_PROGRESS"}
PNG = "data:image/png;base64,iVBORw0KGgo="


def sent(status, body, more=""):
    return answer(status, "application/json", json.dumps(body), more)


def stream(*events):
    body = "".join(f"event: progress\nid: {number}\ndata: {json.dumps(event)}\n\n"
                   for number, event in enumerate(events, 1))
    return answer(200, "text/event-stream", body)


FAILED = {**BUSY, "status": "FAILED", "code": "IMAGE_GENERATION_CONTENT_REJECTED", "message": "not this"}
LOST, POLLED, OVER = stream(BUSY), sent(200, BUSY), sent(200, DONE)
# name, what the platform answers to one request after the other, the call
JOBS = [
    ("done", [stream(BUSY, DONE)], ("start", MODEL, FOX)),
    ("lost", [LOST, sent(503, {"message": "busy"}), POLLED, POLLED, OVER], ("start", MODEL, FOX, QUICK)),
    ("attached", [OVER], ("attach", "gen_7", None, QUICK)),
    ("failed", [stream(FAILED)], ("start", MODEL, FOX)),
    ("refused", [sent(402, {"code": "IMAGE_GENERATION_INSUFFICIENT_CREDITS", "message": "too few"})],
     ("start", MODEL, FOX)),
    ("limited", [sent(429, {"message": "slowly"}, "Retry-After: 0\r\n"), stream(DONE)],
     ("start", MODEL, FOX)),
    ("timeout", [LOST, POLLED], ("start", MODEL, FOX, {"total_timeout_ms": 1500, "poll_interval_ms": 9999,
                                                    "poll_interval_max_ms": 9999})),
    ("balances", [sent(200, {"balance": 12}), stream(DONE), sent(200, {"balance": "2"})],
     ("start", MODEL, FOX, {"report_credits": True})),
    ("no outputs", [stream({**DONE, "data": {}}), sent(200, {**DONE, "data": {}})], ("start", MODEL, FOX)),
    ("trace", [stream(BUSY), OVER], ("start", MODEL, FOX, {**QUICK, "trace": True})),
    ("long", [LOST, *[sent(200, {**BUSY, "status": word}) for word in ("IN_QUEUE", "IN_PROGRESS") * 40],
              OVER],
     ("start", MODEL, FOX, QUICK)),
    ("credits", [sent(200, {"balance": 12.5})], ("credits", None, None)),
    ("no credits", [sent(401, {"message": "no such key"})], ("credits", None, None)),
    ("fetched", [], ("download", PNG, None)),
    ("not fetched", [sent(404, {"message": "gone"})], ("download", "http://HOST/x.png", None,
                                                       {"download_tries_max": 1, "total_timeout_ms": 500})),
]


def jobs(follow):
    """Lines of jobs, each name with its lines. `follow` gives those of one call."""
    for name, answers, call in JOBS:
        with Platform(answers, KEY) as about, tempfile.TemporaryDirectory() as folder:
            address = about["base_url"].removeprefix("http://")
            words = [word.replace("HOST", address) if isinstance(word, str) else word for word in call]
            if call[0] == "download":
                words[2] = str(Path(folder, "fox.png"))
            yield name, follow(about, words)


def simulated(follow):
    """The same of jobs that need a platform which stays silent, breaks off or takes files."""
    with LocalSimulator("--fault", "stall-after=2", "--latency-ms", "1") as simulator:
        yield "silent", follow(simulator.about, ("start", MODEL, FOX, {"silence_timeout_ms": 100, **QUICK}))
    with LocalSimulator("--fault", "reset-after=2", "--latency-ms", "1") as simulator:
        yield "reset", follow(simulator.about, ("start", MODEL, FOX, QUICK))
    with LocalSimulator("--latency-ms", "1") as simulator, engine.Client(simulator.base_url) as client:
        client.set("api_key", simulator.key)
        client.add_bytes("in", b"\x89PNG\r\n\x1a\n" + bytes(100), "in.png")
        ended = client.generate(MODEL, {**FOX, "image_urls": [{"$input": "in"}]})
        yield "upload", [json.dumps(record) for record in ended.records]


def prepared(payload, **options):
    """The record of sv_prepare."""
    call, out = engine.LIB.sv_prepare, ctypes.c_void_p()
    call.argtypes = [engine.OUT, engine.POINTER, *[engine.TEXT] * 3]
    with engine.Client("https://open.skills.video/api/v1", api_key=KEY, **options) as client:
        call(ctypes.byref(out), client.handle, document.ENDPOINT.encode(), json.dumps(payload).encode(), None)
    text = engine.LIB.sv_result_json(out, None).decode()
    engine.LIB.sv_result_free(out)
    return text


def offline_calls():
    """The same of the calls that use no network."""
    text = document.text()
    yield "prepared", [prepared(FOX), prepared({"n": 0}, openapi_json=text.decode(), validate="warn")]
    yield "webhooks", [json.dumps(one.record) for one in webhooks()]
    yield "classified", [json.dumps(classified(422, {**FAILED, "status": None}))]
    yield "decoded", [json.dumps(data_urls.decoded(PNG.encode())[1])]
    yield "inspected", [json.dumps(record) for record in document.inspected()]
    yield "validated", [json.dumps(record) for record in document.reports()]


def classified(http_status, body):
    """The record of sv_classify_error."""
    out, data = engine.POINTER(), json.dumps(body).encode()
    engine.LIB.sv_classify_error.argtypes = [engine.OUT, engine.STATUS, engine.TEXT, ctypes.c_size_t]
    status = engine.LIB.sv_classify_error(ctypes.byref(out), http_status, data, len(data))
    return engine.Ended(status, out.value).record


def webhooks():
    time, body = "1614265330", b'{"test": 2432232314}'
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    identity, sign = "msg_p5jXN8AQM9LWM0D4loKWxJek", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    for now in (int(time), int(time) + 301):
        yield engine.verify((identity, time, sign), body, secret, now)
    for job in (DONE, FAILED):
        yield engine.parse(json.dumps({"type": "task.completed", "prediction": job}).encode())


def of_other_commands():
    """Lines that the command prints of calls without network."""
    with tempfile.TemporaryDirectory() as folder:
        given = {"PATH": os.environ["PATH"], "HOME": folder, "SKILLS_VIDEO_CATALOGUE": str(CATALOGUE)}
        for words in (["models"], ["inspect", MODEL, "--template"], ["validate", MODEL, "n=0"],
                      ["generate", MODEL, "prompt=x", "--dry-run"], ["explain", "--status", "402"]):
            yield from run(folder, given, *words)


def by_command():
    """The same of the records that the command adds."""
    with LocalSimulator("--latency-ms", "1") as simulator, tempfile.TemporaryDirectory() as folder:
        given = {"PATH": os.environ["PATH"], "HOME": folder}
        keyed = {**given, **simulator.environment}
        yield "key", run(folder, given, "key") + run(folder, keyed, "key")
        yield "no key", run(folder, given, "credits")
        yield "doctor", run(folder, keyed, "doctor", "--offline")
        yield "live", run(folder, keyed, "doctor", "--live")
        yield "live, to a file", run(folder, keyed, "doctor", "--live", "--report", "report.txt")
        yield "not saved", run(folder, given, "generate", MODEL, "prompt=a red fox", "--simulate", "--fault",
                               "output-page", "--save", "out")


def run(folder, environment, *words):
    done = subprocess.run([COMMAND, *words, "--json"], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=60)
    return done.stdout.splitlines()
