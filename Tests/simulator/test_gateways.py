"""Jobs that are made and charged although the answer is an error, and the words that gateways have for it."""

import unittest

from harness import SimulatorTestCase

WORDS = {502: "Bad Gateway", 503: "Service Unavailable", 524: "Service Unavailable"}
STATUSES = (200, 204, 301, 302, 304, 400, 402, 404, 409, 425, 429, 499, 500, 501, 503, 504, 524, 600, 999)
CODES = ["IMAGE_GENERATION_TIMEOUT", "IMAGE_GENERATION_FAILED", "IMAGE_GENERATION_PROVIDER_UNAVAILABLE",
         "IMAGE_GENERATION_RATE_LIMITED"]
BODIES = {
    "aws": lambda status, words: {"message": words},
    "envoy": lambda status, words: {"error": "no healthy upstream"},
    "fastapi": lambda status, words: {"detail": "upstream timeout"},
    "numeric": lambda status, words: {"code": status, "message": words},
    "google": lambda status, words: {"error": {"code": status, "message": words, "status": "UNAVAILABLE"}},
    "cloudflare": lambda status, words: {"success": False, "errors": [{"code": status, "message": words}],
                                         "messages": [], "result": None},
}


class Gateways(SimulatorTestCase):
    def test_bodies(self):
        for shape, expected in BODIES.items():
            for status, words in WORDS.items():
                for fault in ("status", "made-status"):
                    answer = self.simulator.create(simulate=f"{fault}={status},error-body={shape}")
                    self.assertEqual(answer.status, status)
                    self.assertEqual(answer.headers["Content-Type"], "application/json")
                    self.assertEqual(answer.json, expected(status, words))
            for faults, status, words in [(f"poll-status=503,error-body={shape}", 503, WORDS[503]),
                                          (f"poll-body={shape}", 200, "OK")]:
                answer = self.simulator.poll(self.simulator.create(simulate=faults).json["id"])
                self.assertEqual((answer.status, answer.json), (status, expected(status, words)))

    def test_what_is_made(self):
        """The log counts what was charged, whatever the answer said."""
        shapes = [*BODIES, "newest", "mid", "old", "nested", "text", "html", "empty", "broken"]
        made = 0
        for status in STATUSES:
            for stream in (True, False):
                for fault, step in (("status", 0), ("made-status", 1)):
                    if step == 0 and status < 300:
                        continue
                    shape = shapes[(status + stream) % len(shapes)]
                    key = f"{fault}-{status}-{stream}"
                    answer = self.simulator.create(
                        simulate=f"{fault}={status},error-body={shape}", stream=stream, idempotency=key)
                    made += step
                    log = self.simulator.log()
                    self.assertEqual(answer.status, status, key)
                    self.assertEqual(log["creations"]["total"], made, key)
                    self.assertEqual(log["creations"]["by_idempotency_key"].get(key, 0), step, key)
                    self.assertEqual(log["credits"]["total"], 100_000 - 10 * made, key)
                    entry = log["requests"][-1]
                    job = log["jobs"][-1]["id"] if step else None
                    self.assertEqual((entry["status"], entry["job"]), (status, job))

    def test_counted(self):
        for stream in (True, False):
            self.simulator.reset()
            spec = "made-status=503*2"
            answers = [self.simulator.create(simulate=spec, stream=stream, idempotency="k") for _ in range(3)]
            self.assertEqual([answer.status for answer in answers], [503, 503, 200])
            self.assertEqual(self.simulator.log()["creations"]["by_idempotency_key"], {"k": 3})

    def test_codes(self):
        for code in [*CODES, "SOMETHING_NEW"]:
            for word in (code, code.removeprefix("IMAGE_GENERATION_")):
                for status in (429, 500, 503, 504, 524):
                    for fault in ("status", "made-status"):
                        spec = f"{fault}={status},error-code={word}"
                        body = self.simulator.create(simulate=spec).json
                        self.assertEqual((body["code"], body["error"]), (code, code))
                        body = self.simulator.create(simulate=f"{spec},error-body=mid").json
                        self.assertEqual(body["error"], code)
            job = self.simulator.create(simulate=f"poll-status=503,error-code={code}").json["id"]
            self.assertEqual(self.simulator.poll(job).json["code"], code)

    def test_errors_with_an_id(self):
        for shape in [*BODIES, "newest", "mid", "old", "nested"]:
            for stream in (True, False):
                spec = f"status=504,error-id,error-body={shape}"
                answer = self.simulator.create(simulate=f"made-{spec}", stream=stream).json
                self.assertEqual(answer["id"], self.simulator.log()["jobs"][-1]["id"])
                self.assertNotIn("id", self.simulator.create(simulate=spec, stream=stream).json)
        job = self.simulator.create(simulate="poll-status=500,error-id").json["id"]
        self.assertEqual(self.simulator.poll(job).json["id"], job)

    def test_ranges(self):
        for text in ("status=299", "status=1000", "made-status=199", "made-status=1000", "poll-status=200",
                     "error-code=", "unended", "unended=drop", "bad-json=nan", "no-outputs=some",
                     "upload-status=200"):
            code = self.simulator.create(simulate=text).json["code"]
            self.assertEqual(code, "SIMULATOR_UNKNOWN_FAULT", text)
        self.assertEqual(self.simulator.log()["creations"]["total"], 0)


if __name__ == "__main__":
    unittest.main()
