"""Answers to be quoted or told apart: challenge pages, text and errors in place of a stream, proxies'
statuses."""

import unittest

from harness import SimulatorTestCase

PAGE = b"<title>Just a moment...</title>"


class Messages(SimulatorTestCase):
    def test_challenges(self):
        """The page of a bot protection, whatever the request."""
        for status in (401, 403, 404, 429, 503):
            spec = f"poll-status={status},poll-fail=1,error-body=challenge"
            job = self.simulator.create(simulate=spec).json["id"]
            credits = {"X-Simulate": f"credits-status={status},credits-body=challenge"}
            table = [
                ("create", self.simulator.create(simulate=f"status={status},error-body=challenge")),
                ("stream", self.simulator.stream(simulate=f"status={status},error-body=challenge")),
                ("poll", self.simulator.poll(job)),
                ("credits", self.simulator.ask("GET", "credits", headers=credits)),
            ]
            for phase, answer in table:
                with self.subTest(status=status, phase=phase):
                    self.assertEqual((answer.status, answer.headers["CF-Mitigated"]), (status, "challenge"))
                    self.assertEqual(answer.headers["Content-Type"], "text/html; charset=utf-8")
                    self.assertIn(PAGE, answer.body)
            self.assertEqual(self.simulator.poll(job).json["status"], "COMPLETED")

    def test_no_stream(self):
        """A body under the name of a stream that is none; the job is made all the same."""
        table = [
            ("made-status=200,error-body=text,content-type=events", b"upstream connect error"),
            ("made-status=200,error-body=newest,content-type=events", b'{"error":"HTTP_200"'),
            ("made-status=200,error-body=html,content-type=events", b"<html>"),
        ]
        for spec, start in table:
            with self.subTest(spec=spec):
                answer = self.simulator.stream(simulate=spec)
                self.assertEqual((answer.status, answer.headers["Content-Type"]), (200, "text/event-stream"))
                self.assertTrue(answer.body.startswith(start), answer.body)
        self.assertEqual(self.simulator.log()["creations"]["total"], len(table))

    def test_first_events(self):
        table = {
            "text": b"data: Welcome", "object": b'data: {"type":', "named": b"event: ping\ndata: {}",
            "list": b"data: [1, 2]", "error": b'data: {"error":', "lines": b"upstream",
            "page": b"<!DOCTYPE html>",
        }
        for name, start in table.items():
            with self.subTest(name=name):
                body = self.simulator.stream(simulate=f"first-event={name}").body
                first, _, rest = body.partition(b"\n\n")
                self.assertTrue(first.startswith(start), first)
                self.assertEqual(rest.count(b"data: "), 5)
                alone = self.simulator.stream(simulate=f"first-event={name},end-after=0").body
                self.assertEqual(alone, first + b"\n\n")

    def test_statuses_of_proxies(self):
        for status, header in ((304, None), (407, "Proxy-Authenticate"), (421, None)):
            job = self.simulator.create(simulate=f"poll-status={status}").json["id"]
            credits = {"X-Simulate": f"credits-status={status}"}
            table = [
                self.simulator.create(simulate=f"status={status}"),
                self.simulator.stream(simulate=f"status={status}"),
                self.simulator.poll(job), self.simulator.ask("GET", "credits", headers=credits),
            ]
            for answer in table:
                self.assertEqual(answer.status, status)
                self.assertEqual(bool(answer.body), status != 304)
                if header:
                    self.assertEqual(answer.headers[header], 'Basic realm="proxy"')


if __name__ == "__main__":
    unittest.main()
