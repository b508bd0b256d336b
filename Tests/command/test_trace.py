"""Traces show the head of every answer and how it ended, whatever bytes it has, and never the key."""

import json

from harness import KEY, Sandbox, check
from lying import Lying, always, head, whole
from platforms import Simulator

MASK = "*" * len(KEY)


def traces(made, *words, command=("credits",), expect=None):
    """The traces of one request but its own line, and the platform that answered it."""
    with Sandbox() as box, Lying(always(made)) as platform:
        box.use(platform)
        run = box.run(*command, "--json", "--option", "trace=1", *words)
        if expect is not None:
            run.expect(expect)
        found = [json.loads(line) for line in run.stdout.splitlines()]
        found = [record for record in found if record["event"] == "trace"]
        check(found[0]["message"].startswith("GET http://127.0.0.1:"), found)
        return found[1:]


def test_head():
    lines = ["X-Two: a", "x-two: b", "Set-Cookie: sid=private", "X-Empty:", f"X-Key: <{KEY}>",
             b"X-Bad: \xff\x01\"\\"]
    seen, end = traces(whole(200, {"credits": 5}, *lines), expect=0)
    check(seen["message"] == "HTTP/1.1 200" and seen["protocol"] == "1.1" and seen["http_status"] == 200,
          seen)
    check(seen["headers_complete"] is True, seen)
    check(seen["headers"] == {
        "content-type": "application/json", "content-length": "14", "x-two": "a, b", "set-cookie": "***",
        "x-empty": "", "x-key": f"<{MASK}>", "x-bad": "\ufffd\x01\"\\"}, seen)
    check(end["complete"] is True and end["bytes"] == 14 and end["body"] == '{"credits": 5}', end)
    check(end["message"] == "the answer is complete, 14 bytes", end)


def test_versions():
    seen, _ = traces(whole(404, {}, version="1.0"), expect=23)
    check(seen["protocol"] == "1.0" and seen["message"] == "HTTP/1.0 404", seen)


def test_key_across_a_limit():
    """Neither where a value is cut nor where a body is cut does a part of the key stay."""
    for before in range(1024 - len(KEY) - 1, 1026):
        seen, _ = traces(whole(200, {"credits": 5}, f"X-Key: {'a' * before}{KEY}"), expect=0)
        check(seen["headers"]["x-key"] == ("a" * before + MASK)[:1024],
              (before, seen["headers"]["x-key"][-40:]))
        if before % 9 == 0:
            _, end = traces(whole(500, b"b" * (before + 3072) + KEY.encode() + b"c" * 5000))
            check(end["body"] == ("b" * (before + 3072) + MASK + "c" * 5000)[:4096],
                  (before, end["body"][-40:]))
            check(end["bytes"] == before + 3072 + len(KEY) + 5000, end["bytes"])


def test_many():
    """A hundred names and sixteen lines of each, so that endless ones cost nothing."""
    lines = [f"X-Same: {n}" for n in range(99)] + [f"X-N{n}: 1" for n in range(900)]
    seen, _ = traces(whole(200, {"credits": 5}, *lines), expect=0)
    check(len(seen["headers"]) == 100 and seen["headers_complete"] is False, seen)
    check(seen["headers"]["x-same"] == ", ".join(str(n) for n in range(16)), seen["headers"]["x-same"])


def test_broken_answers():
    for made, message in [
            (head(200, "Content-Length: 99", "Content-Type: application/json") + b'{"credits"',
             "the answer broke off after 10 bytes: "),
            (b"", "no answer: "), (b"no HTTP at all\r\n\r\n", "no answer: ")]:
        end = traces(made, expect=12)[-1]
        check(end["message"].startswith(message) and end["complete"] is False, end)


def test_bodies_that_are_told_otherwise():
    """A stream's events and a file are no part of a trace; a poll's answer is."""
    with Sandbox() as box, Simulator("--latency-ms", "60") as platform:
        box.use(platform)
        words = ["prompt=fox", "image_size=64x64", "--save", "out", "--json", "--option", "trace=1"]
        run = box.run("generate", "google/nano-banana-pro", *words).expect(0)
        found = [json.loads(line) for line in run.stdout.splitlines()]
        ends = [record for record in found if record["event"] == "trace" and "complete" in record]
        check([end["body"] for end in ends] == [None] * len(ends) and ends[-1]["bytes"] > 100, ends)
        heads = [record for record in found if record["event"] == "trace" and "protocol" in record]
        kinds = [each["headers"]["content-type"].split(";")[0] for each in heads]
        check(kinds == ["text/event-stream", "image/png"], heads)
        polled = box.run("wait", platform.log()["jobs"][0]["id"], "--json", "--option", "trace=1").expect(0)
        bodies = [json.loads(line).get("body") or "" for line in polled.stdout.splitlines()]
        check(any("COMPLETED" in body for body in bodies), polled)
