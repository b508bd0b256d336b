"""What a completed job's event and polls lack, hold beside the outputs, and how long they are."""

import json
import unittest

from harness import SimulatorTestCase

TOKENS = {"nan": "NaN", "infinity": "-Infinity", "comma": "1,", "escape": r'"\q"'}


def refuse(token):
    raise ValueError(token)


def strict(text):
    return json.loads(text, parse_constant=refuse)


class Results(SimulatorTestCase):
    def both(self, simulate, polls=1):
        """The texts of the terminal event and of polls of the same job."""
        body = self.simulator.stream(simulate=simulate).body.decode()
        event = body.split("\n\n")[-2].removeprefix("data: ")
        job = self.simulator.log()["jobs"][-1]["id"]
        return event, *(self.simulator.poll(job).body.decode() for _ in range(polls))

    def check_broken(self, text, name):
        """Not JSON, but for the one token; the outputs and the status are there."""
        token, place = name.split("-")
        with self.assertRaises(ValueError, msg=name):
            strict(text)
        self.assertEqual(text.count(f'"score":{TOKENS[token]},'), 1, text)
        right = strict(text.replace(f'"score":{TOKENS[token]}', '"score":7'))
        self.assertEqual((right if place == "beside" else right["data"])["score"], 7)
        self.assertEqual((right["status"], len(right["data"]["images"])), ("COMPLETED", 1))
        self.assertLess(text.index("score"), text.index('"images"'))

    def test_members_that_are_not_json(self):
        for name in (f"{token}-{place}" for token in TOKENS for place in ("beside", "inside")):
            with self.subTest(name):
                event, poll = self.both(f"bad-json={name}")
                self.check_broken(event, name)
                strict(poll)
                event, poll, later = self.both(f"poll-bad-json={name},poll-fail=1", 2)
                strict(event)
                self.check_broken(poll, name)
                strict(later)
                for text in self.both(f"bad-json={name},poll-bad-json={name}"):
                    self.check_broken(text, name)

    def test_missing_outputs(self):
        expected = {"null": lambda answer: answer["data"] is None,
                    "missing": lambda answer: "data" not in answer,
                    "empty": lambda answer: (answer["data"]["images"], answer["data"]["image"]) == ([], None)}
        for word, lacks in expected.items():
            with self.subTest(word):
                event, poll = map(strict, self.both(f"no-outputs={word}"))
                self.assertTrue(lacks(event) and poll["data"]["images"], event)
                event, poll, later = map(strict, self.both(f"poll-no-outputs={word},poll-fail=1", 2))
                self.assertTrue(event["data"]["images"] and lacks(poll) and later["data"]["images"], poll)
                event, poll = map(strict, self.both(f"no-outputs={word},poll-no-outputs={word}"))
                self.assertTrue(lacks(event) and lacks(poll))
                self.assertEqual({answer["status"] for answer in (event, poll)}, {"COMPLETED"})
                self.assertEqual((event["usage"]["total"], poll["usage"]["total"]), (10, 10))

    def test_only_completed_jobs(self):
        for simulate in ("no-outputs=missing,poll-no-outputs=missing",
                         "bad-json=nan-beside,poll-bad-json=nan-inside"):
            for text in self.both(f"failed,{simulate}"):
                self.assertEqual((strict(text)["status"], strict(text)["data"]), ("FAILED", None))
        job = self.simulator.create(simulate="polls=2,poll-bad-json=nan-beside").json["id"]
        strict(self.simulator.poll(job).body)
        self.check_broken(self.simulator.poll(job).body.decode(), "nan-beside")

    def test_sizes(self):
        for size in (2000, 65536, 300_000):
            event, poll = self.both(f"terminal-bytes={size}")
            self.assertEqual((len(event), strict(event)["status"]), (size, "COMPLETED"))
            self.assertLess(len(poll), 2000)
            event, poll, later = self.both(f"poll-bytes={size},poll-fail=1", 2)
            self.assertEqual((len(poll), strict(poll)["status"]), (size, "COMPLETED"))
            self.assertLess(max(len(event), len(later)), 2000)
            job = self.simulator.create(simulate=f"answer-bytes={size}")
            self.assertEqual((len(job.body), job.json["status"]), (size, "IN_QUEUE"))
            job = self.simulator.stream(simulate=f"json=201,answer-bytes={size}")
            self.assertEqual((job.status, len(job.body)), (201, size))
        job = self.simulator.create(simulate="polls=3,poll-bytes=5000").json["id"]
        self.assertEqual([len(self.simulator.poll(job).body) for _ in range(3)], [5000] * 3)
        self.assertNotIn(b"note", self.simulator.create(simulate="answer-bytes=10").body)


if __name__ == "__main__":
    unittest.main()
