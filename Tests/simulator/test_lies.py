"""Faults of content: error bodies, redirects, wrong types, other ids, late events, words of other times,
faults of polls."""

import http.client
import re
import subprocess
import unittest
from email.utils import parsedate_to_datetime

from harness import IMAGE, ROOT, SIMULATOR, WATCHDOG, SimulatorTestCase

SHAPES = {
    "newest": ({"error", "code", "message"}, "application/json"),
    "mid": ({"error", "message"}, "application/json"),
    "old": ({"message"}, "application/json"), "nested": ({"error"}, "application/json"),
}


class Answers(SimulatorTestCase):
    def test_error_bodies(self):
        for status in (400, 401, 402, 403, 404, 422, 429, 500, 502, 503, 504):
            for shape, (keys, kind) in SHAPES.items():
                answer = self.simulator.stream(simulate=f"status={status},error-body={shape}")
                self.assertEqual((answer.status, answer.headers["Content-Type"]), (status, kind))
                self.assertEqual(set(answer.json), keys)
            bodies = {shape: self.simulator.create(simulate=f"status={status},error-body={shape}")
                      for shape in ("text", "html", "empty", "broken")}
            self.assertEqual({answer.status for answer in bodies.values()}, {status})
            self.assertEqual(bodies["empty"].body, b"")
            self.assertTrue(bodies["html"].body.startswith(b"<html>"))
            self.assertEqual(bodies["text"].headers["Content-Type"], "text/plain")
            with self.assertRaises(ValueError):
                _ = bodies["broken"].json
        nested = self.simulator.create(simulate="status=500,error-body=nested").json
        self.assertEqual(set(nested["error"]), {"message"})
        self.assertEqual(self.simulator.log()["creations"]["total"], 0)

    def test_pauses(self):
        answer = self.simulator.create(simulate="status=429,retry-after-ms=1500")
        self.assertEqual((answer.headers["Retry-After-Ms"], answer.headers["Retry-After"]), ("1500", None))
        answer = self.simulator.create(simulate="status=503,retry-after-date=86400")
        self.assertRegex(answer.headers["Retry-After"], r"^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$")
        self.assertIsNotNone(parsedate_to_datetime(answer.headers["Retry-After"]))

    def test_redirects(self):
        here = f"http://{self.simulator.host}:{self.simulator.port}/"
        for status in (301, 302, 303, 307, 308):
            for stream in (True, False):
                answer = self.simulator.create(simulate=f"redirect={status}", stream=stream)
                self.assertEqual(answer.status, status)
                self.assertTrue(answer.headers["Location"].startswith(here), answer.headers["Location"])
                away = self.simulator.create(simulate=f"redirect-away={status}",
                                             stream=stream).headers["Location"]
                self.assertRegex(away, r"^http://localhost:\d+/api/v1/generation/")
                self.assertNotIn(f":{self.simulator.port}/", away)
        self.assertEqual(self.simulator.log()["creations"]["total"], 0)
        port, path = re.match(r"http://localhost:(\d+)(/.*)", away).groups()
        connection = http.client.HTTPConnection(self.simulator.host, int(port), timeout=WATCHDOG)
        answer = self.simulator.ask("POST", path, {"prompt": "a"}, connection=connection)
        connection.close()
        self.assertEqual(answer.status, 200)
        log = self.simulator.log()
        self.assertTrue(log["requests"][-1]["elsewhere"])
        self.assertEqual([leak["path"] for leak in log["key_leaks"]], [path])

    def test_other_answers(self):
        for stream in (True, False):
            answer = self.simulator.create(simulate="captive", stream=stream)
            self.assertEqual((answer.status, answer.headers["Content-Type"]), (200, "text/html"))
            self.assertEqual(self.simulator.log()["creations"]["total"], 0)
            answer = self.simulator.create(simulate="no-content", stream=stream)
            self.assertEqual((answer.status, answer.body), (204, b""))
            self.assertEqual(self.simulator.log()["creations"]["total"], 1)
            self.simulator.reset()
        answer = self.simulator.stream(simulate="json=202")
        self.assertEqual((answer.status, answer.json["status"]), (202, "IN_QUEUE"))

    def test_content_types(self):
        table = {"text": "text/plain; charset=utf-8", "octet": "application/octet-stream",
                 "html": "text/html", "none": None}
        for word, expected in table.items():
            for stream in (True, False):
                answer = self.simulator.create(simulate=f"content-type={word}", stream=stream)
                self.assertEqual(answer.headers["Content-Type"], expected)
                self.assertIn(b'"id":', answer.body)

    def test_faults_in_the_base_url(self):
        path = f"/simulate/events=7,late=FAILED/api/v1/generation/sse/{IMAGE}"
        answer = self.simulator.ask("POST", path, {"prompt": "a"})
        self.assertEqual(len(answer.events), 10)
        job = answer.events[0]["id"]
        self.assertEqual(self.simulator.ask("GET", f"/simulate/status=503/api/v1/generation/{job}").status,
                         200)
        self.assertEqual(self.simulator.ask("GET", "/simulate/status=503/api/v1/credits").status, 200)
        entry = self.simulator.log()["requests"][0]
        self.assertEqual((entry["path"], entry["x_simulate"]),
                         (f"/api/v1/generation/sse/{IMAGE}", "events=7,late=FAILED"))
        self.assertEqual(self.simulator.ask("POST", path.replace("late=", "lat="), {}).status, 400)


class Events(SimulatorTestCase):
    def test_sizes(self):
        for size in (500, 4096, 70000):
            body = self.simulator.stream(simulate=f"event-bytes={size}").body
            lengths = [len(line) - len(b"data: ") for line in body.split(b"\n") if b"IN_PROGRESS" in line]
            self.assertEqual(lengths, [size] * 3)

    def test_bytes_that_are_not_utf8(self):
        body = self.simulator.stream(simulate="bad-utf8").body
        self.assertEqual(body.count(b"\xc3\x28\xff\xed\xa0\x80"), 3)
        with self.assertRaises(UnicodeDecodeError):
            body.decode()

    def test_ids(self):
        events = self.simulator.stream(simulate="other-id").events
        job = events[0]["id"]
        self.assertEqual((events[1]["id"], events[1]["status"]), (job + "-other", "COMPLETED"))
        self.assertEqual({event["id"] for event in events[2:]}, {job})
        self.assertFalse(any("id" in event for event in self.simulator.stream(simulate="no-id").events))
        job = self.simulator.stream(simulate="numeric-id").events[0]["id"]
        self.assertIsInstance(job, int)
        self.assertEqual(self.simulator.poll(job).json["id"], job)

    def test_late_events(self):
        for first, late in (("", "COMPLETED"), ("", "IN_PROGRESS"), ("failed,", "COMPLETED"), ("", "FAILED")):
            statuses = [event["status"]
                        for event in self.simulator.stream(simulate=f"{first}late={late}").events]
            self.assertEqual(statuses[-2:], ["FAILED" if first else "COMPLETED", late])

    def test_an_error_without_a_status(self):
        body = self.simulator.stream(simulate="error-event=2").body.decode()
        self.assertIn('event: error\ndata: {"error":"IMAGE_GENERATION_FAILED",', body)
        self.assertEqual((body.count("data: "), body.count("COMPLETED")), (3, 0))

    def test_words(self):
        table = {
            "newest": ["IN_QUEUE", "IN_PROGRESS", "COMPLETED", "FAILED", "CANCELED"],
            "old": ["starting", "processing", "succeeded", "failed", "canceled"],
            "webhook": ["queued", "running", "succeeded", "failed", "canceled"],
            "upper": ["STARTING", "PROCESSING", "SUCCEEDED", "FAILED", "CANCELLED"],
        }
        for words, (first, middle, *ends) in table.items():
            for fault, end in zip(("", ",failed", ",canceled"), ends):
                events = self.simulator.stream(simulate=f"events=1,words={words}{fault}").events
                self.assertEqual([event["status"] for event in events], [first, middle, end])
                self.assertEqual(self.simulator.poll(events[0]["id"]).json["status"], end)
            self.assertEqual(self.simulator.create(simulate=f"words={words}").json["status"], first)
        self.assertEqual(self.simulator.stream(simulate="unknown-status").events[1]["status"], "PAUSED")
        self.assertEqual(self.simulator.stream(simulate="unknown-status=x").events[1]["status"], "x")


class Polls(SimulatorTestCase):
    def polls(self, simulate, count):
        job = self.simulator.create(simulate=simulate).json["id"]
        return [self.simulator.poll(job) for _ in range(count)]

    def test_first_polls(self):
        for status in (404, 408, 429, 500, 502, 504):
            answers = self.polls(f"poll-status={status},poll-fail=2", 3)
            self.assertEqual([answer.status for answer in answers], [status, status, 200])
        answers = self.polls("poll-status=502,poll-fail=1,error-body=html,retry-after=3", 2)
        self.assertEqual((answers[0].headers["Content-Type"], answers[0].headers["Retry-After"]),
                         ("text/html; charset=utf-8", "3"))
        self.assertIn(b"login", self.polls("poll-captive", 1)[0].body.replace(b"log in", b"login"))
        for shape in ("newest", "empty", "broken", "html"):
            answers = self.polls(f"poll-body={shape},poll-fail=1", 2)
            self.assertEqual([answer.status for answer in answers], [200, 200])
            self.assertNotIn(b'"status"', answers[0].body)
            self.assertEqual(answers[1].json["status"], "COMPLETED")
        other = self.polls("poll-other-id", 1)[0].json
        self.assertTrue(other["id"].endswith("-other"))
        for name in ("poll-redirect", "poll-redirect-away"):
            self.assertEqual(self.polls(f"{name}=307", 1)[0].status, 307)

    def test_broken_polls(self):
        table = {"poll-close": http.client.RemoteDisconnected, "poll-reset": ConnectionResetError,
                 "poll-cut": http.client.IncompleteRead}
        for fault, error in table.items():
            job = self.simulator.create(simulate=f"{fault},poll-fail=1").json["id"]
            with self.subTest(fault=fault), self.assertRaises(error):
                self.simulator.poll(job)
            self.assertEqual(self.simulator.poll(job).json["status"], "COMPLETED")


class List(unittest.TestCase):
    def test_every_fault_has_its_sentence(self):
        told = subprocess.run([SIMULATOR, "--list-faults"], capture_output=True, text=True, timeout=WATCHDOG,
                              check=True)
        lines = told.stdout.splitlines()
        names = [re.match(r"[a-z0-9-]+", line)[0] for line in lines]
        with open(f"{ROOT}/Sources/skillsvideo-simulator/Faults/FaultName.swift", encoding="utf-8") as file:
            cases = re.findall(r'^  case (\w+)(?: = "([a-z0-9-]+)")?$', file.read(), re.M)
        self.assertEqual(sorted(names), sorted(raw or case for case, raw in cases))
        for line in lines:
            self.assertRegex(line, r"^[a-z0-9-]+\S*  +\S.{10,}$")


if __name__ == "__main__":
    unittest.main()
