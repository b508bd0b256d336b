"""Answers that never end or end in a wrong place: framing, cuts inside events, comments for ever."""

import functools
import json
import unittest

from harness import OPEN, RESET, RawAnswer, Simulator, SimulatorTestCase, events, read_to_end

ENDS = {"close": None, "reset": RESET, "stall": OPEN}
# What the faults of polls and of the balance have before their names.
PREFIXES = {"poll": "poll-", "credits": "credits-"}


def holds_json(answer):
    try:
        _ = answer.json
    except ValueError:
        return False
    return True


def is_completed(answer):
    return b"COMPLETED" in answer.payload and answer.payload.endswith(b"\n\n")


def has_arrived(last, count, answer):
    return answer.payload.endswith(last) and answer.payload.count(b"data: ") == count


def made(status):
    return f"made-status={status},error-body=aws,"


class Whole(SimulatorTestCase):
    """Each request by its faults, the path or None for a poll, and how the body is known to be whole."""

    def ask(self, spec, path, done, manner):
        """What the request gets, whose own faults or whose job's have this manner of ending."""
        if path == "poll":
            job = self.simulator.create(simulate=spec).json["id"]
            client = self.simulator.begin(path=f"generation/{job}", method="GET")
        elif path == "credits":
            client = self.simulator.begin(spec, path="credits", method="GET")
        else:
            client = self.simulator.begin(spec, stream=path == "stream")
        with client:
            if manner == "stall":
                return self.simulator.read_until(client, done)
            return RawAnswer(*read_to_end(client))

    TABLE = (
        ("", "create", holds_json, 200), ("json=202,", "stream", holds_json, 202),
        ("", "stream", is_completed, 200), ("status=402,", "create", holds_json, 402),
        ("status=503,error-body=envoy,", "stream", holds_json, 503),
        (made(504), "stream", holds_json, 504), (made(409), "create", holds_json, 409),
        ("bare-json=2,", "stream", lambda answer: answer.payload.endswith(b"}"), 200),
        ("", "poll", holds_json, 200), ("poll-status=503,", "poll", holds_json, 503),
        ("poll-body=mid,", "poll", holds_json, 200),
        ("", "credits", holds_json, 200), ("credits-status=503,", "credits", holds_json, 503),
    )

    def test_without_the_last_chunk(self):
        for spec, path, done, status in self.TABLE:
            prefix = PREFIXES.get(path, "")
            for manner, end in ENDS.items():
                with self.subTest(spec=spec, path=path, manner=manner):
                    answer = self.ask(f"{spec}{prefix}unended={manner}", path, done, manner)
                    self.assertEqual((answer.status, answer.end), (status, end))
                    self.assertEqual((answer.is_chunked, answer.length), (True, None))
                    self.assertFalse(answer.has_last_chunk)
                    self.assertTrue(done(answer), answer.payload)

    def test_without_framing(self):
        for spec, path, done, status in self.TABLE:
            prefix = PREFIXES.get(path, "")
            for more, manner in [("", "close")] + [(f",{prefix}unended={manner}", manner) for manner in ENDS]:
                with self.subTest(spec=spec, path=path, more=more):
                    answer = self.ask(f"{spec}{prefix}unframed{more}", path, done, manner)
                    self.assertEqual((answer.status, answer.end), (status, ENDS[manner]))
                    self.assertEqual((answer.is_chunked, answer.length), (False, None))
                    self.assertTrue(done(answer), answer.payload)

    def test_longer_than_it_is(self):
        for spec, path, done, status in self.TABLE:
            prefix = PREFIXES.get(path, "")
            long = f"{prefix}long=7" if prefix else "long-length=7"
            for more, manner in [("", "close"), (f",{prefix}unended=stall", "stall")]:
                with self.subTest(spec=spec, path=path, more=more):
                    answer = self.ask(f"{spec}{long}{more}", path, done, manner)
                    self.assertEqual((answer.status, answer.end), (status, ENDS[manner]))
                    self.assertTrue(done(answer), answer.payload)
                    if done is not is_completed:
                        self.assertEqual(answer.length, len(answer.body) + 7)

    def test_headers_only(self):
        for spec, path, status in [("status=402,stall", "create", 402),
                                   ("status=402,stall,unframed", "stream", 402),
                                   ("made-status=504,stall,unended=stall", "stream", 504),
                                   ("poll-status=503,poll-stall", "poll", 503), ("poll-stall", "poll", 200)]:
            with self.subTest(spec=spec):
                answer = self.ask(spec, path, lambda _: True, "stall")
                self.assertEqual((answer.status, answer.body, answer.end), (status, b"", OPEN))

    def test_only_the_first_polls(self):
        for fault in ("poll-unended=close", "poll-unended=reset", "poll-unframed", "poll-long=7"):
            job = self.simulator.create(simulate=f"{fault},poll-fail=1").json["id"]
            for expected in (False, True):
                with self.simulator.begin(path=f"generation/{job}", method="GET") as client:
                    answer = self.simulator.read_until(client, holds_json)
                self.assertEqual(answer.json["status"], "COMPLETED")
                self.assertEqual(answer.length == len(answer.body), expected, fault)

    def test_bare_json(self):
        for comments in (0, 3):
            head, _, body = self.simulator.exchange(f"bare-json={comments}")[0].partition(b"\r\n\r\n")
            self.assertIn(b"Content-Type: text/event-stream\r\n", head)
            self.assertEqual(body.count(b": heartbeat\n\n"), comments)
            self.assertEqual(json.loads(body.rpartition(b"\n\n")[2])["status"], "IN_QUEUE")
        self.assertEqual(self.simulator.log()["creations"]["total"], 2)


MANNERS = {"end": None, "cut": None, "reset": RESET, "stall": OPEN}


class Cuts(SimulatorTestCase):
    def read(self, spec, stream, done):
        if spec.startswith("stall"):
            with self.simulator.begin(spec, stream) as client:
                return self.simulator.read_until(client, done)
        return RawAnswer(*self.simulator.exchange(spec, stream=stream))

    def check_unfinished(self, payload, count, name):
        *_, last = payload.split(b"\n\n")
        self.assertTrue(last.startswith(b"data: ") and last.endswith(b"}\n"), (name, last))
        self.assertEqual(len(events(payload)), count, name)
        status = json.loads(last[len(b"data: "):])["status"]
        self.assertEqual(status, ["IN_QUEUE", *["IN_PROGRESS"] * 3, "COMPLETED"][count])

    def test_streams(self):
        for manner, end in MANNERS.items():
            for count in (0, 1, 4):
                for place in ("unfinished", "after-id", "inside"):
                    name = f"{manner}-{place}={count}"
                    last = {"unfinished": b"}\n", "after-id": b'"'}.get(place, b"")
                    with self.subTest(name):
                        answer = self.read(name, True, functools.partial(has_arrived, last, count + 1))
                        self.assertEqual((answer.end, answer.has_last_chunk), (end, manner == "end"))
                        self.assertEqual(answer.payload.count(b"data: "), count + 1)
                        job = self.simulator.log()["jobs"][-1]["id"]
                        if place == "unfinished":
                            self.check_unfinished(answer.payload, count, name)
                        elif place == "after-id":
                            *_, part = answer.payload.decode().split("\n\n")
                            self.assertEqual(part, 'data: {"id":"%s"' % job)

    def test_json(self):
        for manner, end in MANNERS.items():
            for place in ("unfinished", "after-id", "inside"):
                name = f"{manner}-{place}=0"
                with self.subTest(name):
                    answer = self.read(name, False, lambda answer: b'"id":"gen_' in answer.payload)
                    self.assertEqual(answer.end, end)
                    whole = len(self.simulator.create({"prompt": "a"}).body)
                    start = '{"id":"gen_0123456789abcdef"'
                    part = {"unfinished": whole - 1, "inside": whole // 2, "after-id": len(start)}[place]
                    self.assertEqual(len(answer.body), part)
                    self.assertEqual(answer.length, part if manner == "end" else whole)
                    if place != "inside":
                        json.loads(answer.payload + b"}")

    def test_other_answers_are_cut_alike(self):
        answer = self.read("cut-after-id=0,numeric-id", True, None)
        self.assertRegex(answer.payload, rb'^data: \{"id":[0-9]+$')
        self.assertEqual(answer.payload[len('data: {"id":'):].decode(), self.simulator.log()["jobs"][0]["id"])
        answer = self.read("bare-json=1,cut-after-id=0", True, None)
        self.assertRegex(answer.payload, rb'^: heartbeat\n\n\{"id":"gen_[0-9a-f]{16}"$')
        answer = self.read("made-status=504,error-id,cut-after-id=0", True, None)
        self.assertRegex(answer.payload, rb'^\{"id":"gen_[0-9a-f]{16}"$')
        for stream in (True, False):
            answer = self.read("nested-id,cut-after-id=0", stream, None)
            job = self.simulator.log()["jobs"][-1]["id"]
            self.assertTrue(answer.payload.decode().endswith('{"workspace":{"id":"%s-other"' % job))
            whole = self.simulator.create(simulate="nested-id", stream=stream)
            answers = whole.events if stream else [whole.json]
            job = self.simulator.log()["jobs"][-1]["id"]
            ids = {(answer["workspace"]["id"], answer["id"]) for answer in answers}
            self.assertEqual(ids, {(job + "-other", job)})
        # There is no id to cut after.
        answer = self.read("status=402,cut-after-id=0", True, None)
        self.assertEqual(len(answer.body), answer.length // 2)

    def test_a_part_comes_when_its_event_would(self):
        for place in ("inside", "after-id", "unfinished"):
            self.simulator.reset()
            spec = f"cut-{place}=1,events=0,latency-ms=1000000000"
            with self.simulator.begin(spec) as client:
                answer = self.simulator.read_until(client, lambda answer: answer.payload.count(b"\n\n") == 1)
            self.assertEqual((len(events(answer.payload)), answer.end), (1, OPEN), place)
            self.assertEqual(answer.payload.count(b"data: "), 1)


class Comments(SimulatorTestCase):
    def test_only_comments_after_some_events(self):
        for spec, count in [("comments-after=0,heartbeat-ms=1", 0), ("comments-after=1,heartbeat-ms=1", 1),
                            ("comments-after=1", 1), ("comments-after=5,heartbeat-ms=1", 5)]:
            with self.subTest(spec=spec), self.simulator.begin(spec) as client:
                answer = self.simulator.read_until(
                    client, lambda answer: answer.payload.count(b": heartbeat\n\n") >= 2)
                self.assertEqual(self.simulator.log()["jobs"][-1]["status"], "COMPLETED")
                self.assertEqual(answer.payload.count(b"data: "), count)
                self.assertNotIn(b"\r\n0\r\n", answer.body)
        spec = "comments-after=1,heartbeat-ms=1"
        with Simulator("--latency-ms", "50") as simulator, simulator.begin(spec) as client:
            first = simulator.read_until(client, lambda answer: b"data: " in answer.payload)
            while simulator.log()["jobs"][0]["status"] != "COMPLETED":
                pass
            client.setblocking(True)
            rest = b""
            while rest.count(b": heartbeat") < 3:
                rest += client.recv(65536)
            self.assertNotIn(b"data:", rest)
            self.assertEqual(simulator.poll(events(first.payload)[0]["id"]).json["status"], "COMPLETED")


if __name__ == "__main__":
    unittest.main()
