"""The contract: who may ask, what is refused, and how a job is reported."""

import json
import os
import unittest

from harness import IMAGE, ROOT, SPEECH, VIDEO, Simulator, SimulatorTestCase

CATALOGUE = os.path.join(ROOT, "share", "catalogue", "openapi.json")
EXAMPLES = {"image_url": "https://example.com/a.png", "video_url": "https://example.com/a.mp4",
            "audio_url": "https://example.com/a.mp3", "first_frame_url": "https://example.com/f.png",
            "prompt": "a red kite", "text": "Good morning."}


def catalogue():
    with open(CATALOGUE) as file:
        return json.load(file)


def models():
    """Each model with its kind and a payload that has just the required fields."""
    document = catalogue()
    for path, item in document["paths"].items():
        if "post" not in item or "/sse/" in path:
            continue
        media = item["post"]["requestBody"]["content"]["application/json"]
        schema = document["components"]["schemas"][media["schema"]["$ref"].rpartition("/")[2]]
        payload = {name: EXAMPLES[name] for name in schema.get("required", [])}
        yield path.removeprefix("/generation/"), item["post"]["tags"][0], payload


class Access(SimulatorTestCase):
    def test_key(self):
        table = [("Bearer " + self.simulator.key, 200), ("bearer " + self.simulator.key, 200),
                 ("Bearer wrong", 401),
                 ("Basic " + self.simulator.key, 401), (self.simulator.key, 401), ("Bearer", 401),
                 (None, 401)]
        requests = [("GET", "credits", None), ("POST", f"generation/{IMAGE}", {"prompt": "x"}),
                    ("POST", f"generation/sse/{IMAGE}", {"prompt": "x"})]
        for value, expected in table:
            for method, path, body in requests:
                with self.subTest(value=value, path=path):
                    headers = {"Authorization": value} if value else {}
                    answer = self.simulator.ask(method, path, body, headers, key=False)
                    self.assertEqual(answer.status, expected)
                    if expected == 401:
                        self.assertEqual(answer.headers["WWW-Authenticate"], "Bearer")
                        self.assertEqual(set(answer.json), {"error", "code", "message"})

    def test_paths_and_methods(self):
        table = [
            ("GET", "generation/gen_unknown", 404, "NOT_FOUND"), ("GET", "nowhere", 404, "NOT_FOUND"),
            ("GET", "/", 404, "NOT_FOUND"), ("GET", "/api/v1/v1/credits", 404, "NOT_FOUND"),
            ("GET", f"generation/{IMAGE}", 405, "METHOD_NOT_ALLOWED"),
            ("GET", "generation/sse/x", 405, "METHOD_NOT_ALLOWED"),
            ("PUT", f"generation/{IMAGE}", 405, "METHOD_NOT_ALLOWED"),
            ("DELETE", "generation/gen_1", 405, "METHOD_NOT_ALLOWED"),
            ("POST", "credits", 405, "METHOD_NOT_ALLOWED"),
            ("POST", "generation/nobody/nothing", 400, "IMAGE_GENERATION_UNSUPPORTED_MODEL"),
            ("POST", "generation/nobody/video", 400, "VIDEO_GENERATION_UNSUPPORTED_MODEL"),
            ("POST", "generation/sse/nobody/tts", 400, "TTS_GENERATION_UNSUPPORTED_MODEL"),
            ("POST", "generation/ltx-2.3", 400, "VIDEO_GENERATION_INVALID_INPUT"),
        ]
        for method, path, status, code in table:
            with self.subTest(method=method, path=path):
                answer = self.simulator.ask(method, path, "" if method == "POST" else None)
                self.assertEqual((answer.status, answer.json["code"]), (status, code))
                self.assertEqual("Allow" in answer.headers, status == 405)

    def test_output_paths_need_no_key(self):
        event = self.simulator.finished()
        self.assertEqual(self.simulator.fetch(event["data"]["image"]["url"]).status, 200)
        longer = event["data"]["image"]["url"] + "x"
        for path in ["/outputs/", "/outputs/gen_1/0.png", "/outputs/../etc/passwd", longer]:
            self.assertEqual(self.simulator.fetch(path).status, 404)


class Bodies(SimulatorTestCase):
    def refused(self, model, body, *words, headers=None, family="IMAGE"):
        for path in (f"generation/{model}", f"generation/sse/{model}"):
            with self.subTest(body=body, path=path):
                answer = self.simulator.ask("POST", path, body, headers)
                self.assertEqual(answer.status, 400, answer.body)
                self.assertEqual(answer.json["code"], f"{family}_GENERATION_INVALID_INPUT")
                self.assertEqual(answer.json["error"], answer.json["code"])
                for word in words:
                    self.assertIn(word, answer.json["message"])
        self.assertEqual(self.simulator.log()["creations"]["total"], 0)

    def test_form(self):
        json_type = {"Content-Type": "application/json"}
        for body, word in [("", "JSON"), ("{", "JSON"), ("[]", "object"), ("null", "object"), ("1", "object"),
                           ('{"prompt":"a",}', "JSON"), ('{"prompt":NaN}', "JSON"), (b"\xff{}", "JSON")]:
            self.refused(IMAGE, body, word, headers=json_type)
        self.refused(IMAGE, '{"prompt":"a"}', "text/plain", headers={"Content-Type": "text/plain"})

    def test_fields(self):
        table = [
            (IMAGE, {}, "/prompt: is required"), (IMAGE, {"prompt": 1}, "/prompt: must be string"),
            (IMAGE, {"prompt": None}, "/prompt"), (IMAGE, {"prompt": "a", "resolution": "3K"}, "1K"),
            (IMAGE, {"prompt": "a", "image_urls": "x"}, "array"), (IMAGE, {"prompt": "a", "n": 0}, "1 to 4"),
            (IMAGE, {"prompt": "a", "n": 5}, "1 to 4"), (IMAGE, {"prompt": "a", "n": "2"}, "1 to 4"),
            (IMAGE, {"prompt": "a", "n": 1.5}, "1 to 4"), (IMAGE, {"n": 9, "prompt": 3}, "/prompt"),
            ("qwen/qwen-image", {"prompt": "a", "seed": "7"}, "/seed"),
            ("openai/gpt-image-2", {"prompt": "a", "num_images": 5}, "at most"),
        ]
        for model, body, word in table:
            self.refused(model, body, word)
        self.refused(VIDEO, {"prompt": "a", "aspect_ratio": "1:1"}, "16:9", family="VIDEO")
        self.refused(VIDEO, {"prompt": "a", "generate_audio": "yes"}, "boolean", family="VIDEO")
        self.refused(SPEECH, {"prompt": "a"}, "/text", family="TTS")

    def test_accepted(self):
        table = [
            (IMAGE, {"prompt": "", "unknown_field": {"a": [1]}}), (IMAGE, {"prompt": "a", "n": 2.0}),
            ("kling-ai/o1-image", {"prompt": "a", "image_urls": None}),
            ("kling-ai/o1-image", {"prompt": "a", "image_urls": ["https://example.com/a.png"]}),
            ("qwen/qwen-image", {"prompt": "a", "seed": None}),
            ("pixverse/v6", {"prompt": "a", "feature": "text-image"}),
            ("xai/grok-imagine-video", {"prompt": "a", "duration": 2.5}),
        ]
        for model, body in table:
            with self.subTest(model=model, body=body):
                self.assertEqual(self.simulator.create(body, model).status, 200)

    def test_content_type_with_parameters(self):
        answer = self.simulator.ask("POST", f"generation/{IMAGE}", '{"prompt":"\\u00e9"}',
                                    {"Content-Type": "Application/JSON; charset=utf-8"})
        self.assertEqual(answer.json["input"]["prompt"], "\u00e9")


class Jobs(SimulatorTestCase):
    def test_every_model_both_ways(self):
        kinds = {"Images": "image", "Videos": "video", "Audio": "audio"}
        seen = 0
        for model, tag, payload in models():
            with self.subTest(model=model):
                seen += 1
                created = self.simulator.create(payload, model)
                self.assertEqual(created.status, 200, created.body)
                polled = self.simulator.poll(created.json["id"]).json
                event = self.simulator.finished(payload, model)
                for answer in (polled, event):
                    self.assertEqual(answer["status"], "COMPLETED")
                    self.assertEqual(answer["data"]["type"], kinds[tag])
                    self.assertTrue(answer["data"][kinds[tag]]["url"].startswith("http://127.0.0.1:"))
        self.assertEqual(seen, 68)

    def test_create_answer(self):
        answer = self.simulator.create({"prompt": "a cat", "output_format": "png"}).json
        self.assertEqual(set(answer), {"id", "status", "input", "usage"})
        self.assertEqual(answer["status"], "IN_QUEUE")
        self.assertEqual(answer["input"], {"prompt": "a cat", "output_format": "png", "n": 1})
        self.assertEqual(answer["usage"], {"total": 10, "subscription": 10, "permanent": 0})

    def test_result(self):
        job = self.simulator.create({"prompt": "a cat", "n": 2})
        answer = self.simulator.poll(job.json["id"]).json
        self.assertEqual(set(answer), {"id", "status", "input", "data", "usage"})
        data = answer["data"]
        self.assertEqual((data["n"], len(data["images"]), data["actual_prompt"]), (2, 2, "a cat"))
        self.assertEqual(data["image"], data["images"][0])
        self.assertNotEqual(data["images"][0]["url"], data["images"][1]["url"])
        self.assertEqual(data["image"]["file_name"], "a-cat-1.png")
        self.assertEqual(data["image"]["content_type"], "image/png")

    def test_stream(self):
        answer = self.simulator.stream()
        self.assertEqual(answer.headers["Content-Type"], "text/event-stream")
        self.assertEqual(answer.headers["Transfer-Encoding"], "chunked")
        for line in answer.body.decode().split("\n"):
            self.assertTrue(line == "" or line.startswith("data: {"), line)
        got = answer.events
        self.assertEqual([event["status"] for event in got], ["IN_QUEUE"] + ["IN_PROGRESS"] * 3
                         + ["COMPLETED"])
        self.assertEqual(len({event["id"] for event in got}), 1)
        for event in got[:-1]:
            self.assertEqual(set(event), {"id", "status", "data", "usage"})
            self.assertIsNone(event["data"])
            self.assertEqual(event["usage"], {"total": 0, "subscription": 0, "permanent": 0})
        self.assertEqual(got[-1]["usage"]["total"], 10)
        self.assertEqual(self.simulator.poll(got[0]["id"]).json["data"], got[-1]["data"])

    def test_advance_by_polls(self):
        table = [(1, ["COMPLETED", "COMPLETED"]), (2, ["IN_PROGRESS", "COMPLETED"]),
                 (4, ["IN_PROGRESS"] * 3 + ["COMPLETED"])]
        for polls, expected in table:
            job = self.simulator.create(simulate=f"polls={polls}").json["id"]
            answers = [self.simulator.poll(job).json for _ in expected]
            self.assertEqual([answer["status"] for answer in answers], expected)
            for answer in answers:
                self.assertEqual(answer["data"] is None, answer["status"] != "COMPLETED")
        job = self.simulator.create(simulate="polls=2, events=0").json["id"]
        self.assertEqual([self.simulator.poll(job).json["status"] for _ in range(2)],
                         ["IN_QUEUE", "COMPLETED"])

    def test_advance_by_time(self):
        job = self.simulator.create(simulate="latency-ms=3600000").json["id"]
        self.assertEqual(self.simulator.poll(job).json["status"], "IN_QUEUE")
        job = self.simulator.stream(simulate="latency-ms=60, events=2").events
        self.assertEqual([event["status"] for event in job],
                         ["IN_QUEUE", "IN_PROGRESS", "IN_PROGRESS", "COMPLETED"])

    def test_credits(self):
        def balance():
            return self.simulator.ask("GET", "credits").json

        start = balance()
        self.assertEqual(start, {"total": 100000, "subscription": 80000, "permanent": 20000})
        table = [(IMAGE, {"prompt": "a"}, 10), (IMAGE, {"prompt": "a", "n": 4}, 40),
                 (VIDEO, {"prompt": "a", "n": 2}, 100), (SPEECH, {"text": "a"}, 5),
                 ("openai/gpt-image-2", {"prompt": "a", "num_images": 3}, 30)]
        for model, body, cost in table:
            before = balance()["total"]
            self.assertEqual(self.simulator.finished(body, model)["usage"]["total"], cost)
            self.assertEqual(balance()["total"], before - cost)


class Account(unittest.TestCase):
    def test_short_of_credits_and_refund(self):
        with Simulator("--credits", "25", "--latency-ms", "0") as simulator:
            self.assertEqual(simulator.finished()["usage"], {"total": 10, "subscription": 10, "permanent": 0})
            failed = simulator.finished(simulate="failed")
            self.assertEqual(failed["usage"]["total"], 0)
            self.assertEqual(simulator.ask("GET", "credits").json["total"], 15)
            self.assertEqual(simulator.finished()["usage"], {"total": 10, "subscription": 10, "permanent": 0})
            for stream in (False, True):
                answer = simulator.create(stream=stream)
                self.assertEqual(answer.status, 402)
                self.assertEqual(answer.json["code"], "IMAGE_GENERATION_INSUFFICIENT_CREDITS")
                self.assertEqual(answer.json["error"], "INSUFFICIENT_CREDITS")
            speech = simulator.finished({"text": "a"}, SPEECH)
            self.assertEqual(speech["usage"], {"total": 5, "subscription": 0, "permanent": 5})
            self.assertEqual(simulator.log()["creations"]["total"], 4)

    def test_limit_of_jobs(self):
        with Simulator("--max-jobs", "2", "--latency-ms", "3600000") as simulator:
            self.assertEqual([simulator.create().status for _ in range(3)], [200, 200, 429])
            self.assertEqual(simulator.create().json["code"], "IMAGE_GENERATION_RATE_LIMITED")
        with Simulator("--max-jobs", "1", "--polls", "1") as simulator:
            job = simulator.create()
            self.assertEqual([simulator.create().status, simulator.stream().status], [429, 429])
            self.assertEqual(simulator.poll(job.json["id"]).json["status"], "COMPLETED")
            self.assertEqual(simulator.create().status, 200)

    def test_idempotency_is_off_and_can_be_turned_on(self):
        for option, expected in [((), 2), (("--idempotent",), 1)]:
            with self.subTest(option=option), Simulator("--latency-ms", "0", *option) as simulator:
                first = simulator.create(idempotency="k1").json["id"]
                second = simulator.stream(idempotency="k1").events[-1]["id"]
                self.assertEqual(first == second, expected == 1)
                simulator.create({"prompt": "another"}, idempotency="k1")
                simulator.create()
                log = simulator.log()
                self.assertEqual(log["creations"]["total"], expected + 2)
                self.assertEqual(log["creations"]["by_idempotency_key"], {"k1": expected + 1})
                self.assertEqual(sorted(log["creations"]["by_payload"].values()), [1, expected + 1])


if __name__ == "__main__":
    unittest.main()
