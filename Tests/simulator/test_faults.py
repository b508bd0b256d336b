"""Faults: what X-Simulate and --fault do to answers, streams, jobs and polls."""

import http.client
import select
import unittest

from harness import IMAGE, SPEECH, VIDEO, Simulator, SimulatorTestCase, events

STATUSES = [
    (400, "GENERATION_INVALID_INPUT"), (401, "UNAUTHORIZED"), (402, "GENERATION_INSUFFICIENT_CREDITS"),
    (403, "FORBIDDEN"), (404, "NOT_FOUND"), (422, "GENERATION_CONTENT_REJECTED"),
    (429, "GENERATION_RATE_LIMITED"),
    (500, "INTERNAL_SERVER_ERROR"), (502, "GENERATION_FAILED"), (503, "GENERATION_PROVIDER_UNAVAILABLE"),
    (504, "GENERATION_TIMEOUT"), (418, "HTTP_418"),
]


class Answers(SimulatorTestCase):
    def test_status(self):
        for model, payload, family in [(IMAGE, {"prompt": "a"}, "IMAGE"), (VIDEO, {"prompt": "a"}, "VIDEO"),
                                       (SPEECH, {"text": "a"}, "TTS")]:
            for status, code in STATUSES:
                for stream in (False, True):
                    with self.subTest(model=model, status=status, stream=stream):
                        answer = self.simulator.create(payload, model, f"status={status}", stream=stream)
                        self.assertEqual(answer.status, status)
                        self.assertEqual(answer.headers["Content-Type"], "application/json")
                        expected = f"{family}_{code}" if code.startswith("GENERATION") else code
                        self.assertEqual(answer.json["code"], expected)
                        self.assertTrue(answer.json["message"])
                        self.assertIsNone(answer.headers["Retry-After"])
        self.assertEqual(self.simulator.log()["creations"]["total"], 0)
        self.assertEqual(self.simulator.ask("GET", "credits").json["total"], 100000)

    def test_retry_after(self):
        for status in (429, 503):
            answer = self.simulator.stream(simulate=f"status={status}, retry-after=7")
            self.assertEqual((answer.status, answer.headers["Retry-After"]), (status, "7"))

    def test_on_other_requests(self):
        job = self.simulator.create().json["id"]
        for path in ("credits", f"generation/{job}"):
            answer = self.simulator.ask("GET", path, headers={"X-Simulate": "status=503,retry-after=1"})
            self.assertEqual((answer.status, answer.headers["Retry-After"]), (503, "1"))
            self.assertEqual(self.simulator.ask("GET", path).status, 200)

    def test_counted(self):
        def ask(idempotency=None, prompt="a"):
            return self.simulator.create({"prompt": prompt}, simulate="status=503*2",
                                         idempotency=idempotency).status

        self.assertEqual([ask() for _ in range(4)], [503, 503, 200, 200])
        self.assertEqual([ask(prompt="b") for _ in range(3)], [503, 503, 200])
        self.assertEqual([ask("k") for _ in range(3)], [503, 503, 200])
        self.assertEqual([ask("l") for _ in range(3)], [503, 503, 200])

    def test_close_makes_the_job(self):
        for stream in (False, True):
            with self.subTest(stream=stream):
                self.simulator.reset()
                with self.assertRaises((http.client.RemoteDisconnected, ConnectionResetError)):
                    self.simulator.create(simulate="close*1", idempotency="k", stream=stream)
                log = self.simulator.log()
                self.assertEqual(log["creations"]["by_idempotency_key"], {"k": 1})
                self.assertIsNone(log["requests"][0]["status"])
                answer = self.simulator.create(simulate="close*1", idempotency="k", stream=stream)
                self.assertEqual(answer.status, 200)
                self.assertEqual(self.simulator.log()["creations"]["by_idempotency_key"], {"k": 2})

    def test_unknown_and_wrong(self):
        known = ["slow-start", "end-after", "poll-fail"]
        for text in ["nonsense", "stall, nonsense", "end-after", "end-after=x", "end-after=-1",
                     "events=1000001", "latency-ms=1000000001", "stall=1", "status=99",
                     "status=200", "close*0", "close*x", "failed=", "=3", "*2"]:
            with self.subTest(text=text):
                answer = self.simulator.create(simulate=text)
                self.assertEqual((answer.status, answer.json["code"]), (400, "SIMULATOR_UNKNOWN_FAULT"))
                for name in known:
                    self.assertIn(name, answer.json["message"])
        for text in ["", " ", ",", " canceled , ", "failed"]:
            self.assertEqual(self.simulator.create(simulate=text).status, 200)

    def test_slow_start(self):
        with self.simulator.socket() as client:
            send(client, self.simulator, simulate="slow-start=3600000")
            self.wait_for_creation()
            self.assertEqual(select.select([client], [], [], 0)[0], [])
        self.assertEqual(self.simulator.stream(simulate="slow-start=20").events[-1]["status"], "COMPLETED")
        self.assertEqual(self.simulator.create(simulate="slow-start=20").status, 200)

    def wait_for_creation(self, count=1):
        while self.simulator.log()["creations"]["total"] < count:
            pass


class Streams(SimulatorTestCase):
    def test_end_after(self):
        for count in range(6):
            answer = self.simulator.stream(simulate=f"end-after={count}")
            self.assertEqual(len(answer.events), count)
            if count:
                self.assertEqual(self.simulator.poll(answer.events[0]["id"]).json["status"], "COMPLETED")
        self.assertEqual(len(self.simulator.stream(simulate="end-after=99").events), 5)

    def test_cut_after(self):
        for count in range(6):
            with self.subTest(count=count), self.assertRaises(http.client.IncompleteRead) as caught:
                self.simulator.stream(simulate=f"cut-after={count}")
            got = events(caught.exception.partial)
            self.assertEqual(len(got), count)
            if count:
                self.assertEqual(self.simulator.poll(got[0]["id"]).json["status"], "COMPLETED")
        self.assertEqual(self.simulator.log()["creations"]["total"], 6)

    def test_stall(self):
        table = [("stall", 0), ("stall-after=0", 0), ("stall-after=2", 2), ("stall, heartbeat-ms=1", 0),
                 ("stall-after=1, heartbeat-ms=1", 1)]
        for spec, count in table:
            with self.subTest(spec=spec), self.simulator.socket() as client:
                send(client, self.simulator, simulate=spec)
                head, body = receive(client, count)
                self.assertIn(b"200 OK", head)
                self.assertEqual(body.count(b"data:"), count)
                # The rest of the stream would have been written together with what came.
                self.assertEqual(select.select([client], [], [], 0.05)[0], [])
        self.assertEqual(self.simulator.log()["jobs"][0]["status"], "COMPLETED")

    def test_stalled_connection_is_released(self):
        clients = [self.simulator.socket() for _ in range(10)]
        for client in clients:
            send(client, self.simulator, simulate="stall-after=1")
            receive(client, 1)
        self.assertEqual(self.simulator.log()["connections"]["open"], 11)
        for client in clients:
            client.close()
        while self.simulator.log()["connections"]["open"] > 1:
            pass

    def test_stalled_json_answer(self):
        with self.simulator.socket() as client:
            send(client, self.simulator, simulate="stall", stream=False)
            data = b""
            while b"\r\n\r\n" not in data:
                data += client.recv(4096)
            self.assertTrue(data.endswith(b"\r\n\r\n"))

    def test_single_bytes(self):
        whole = self.simulator.stream()
        split = self.simulator.stream(simulate="split-bytes")
        self.assertEqual([event["status"] for event in split.events],
                         [event["status"] for event in whole.events])
        with self.simulator.socket() as client:
            send(client, self.simulator, simulate="split-bytes", connection="close")
            body = read_all(client).partition(b"\r\n\r\n")[2]
        self.assertTrue(body.startswith(b"1\r\nd\r\n1\r\na\r\n1\r\nt\r\n"), body[:40])
        self.assertEqual(self.simulator.create(simulate="split-bytes").status, 200)

    def test_heartbeats(self):
        answer = self.simulator.stream(simulate="heartbeat-ms=5, latency-ms=120")
        self.assertIn(": heartbeat\n\n", answer.body.decode())
        self.assertEqual(answer.events[-1]["status"], "COMPLETED")

    def test_number_of_events(self):
        for count in (0, 1, 10, 3000):
            got = self.simulator.stream(simulate=f"events={count}").events
            self.assertEqual(len(got), count + 2)

    def test_job_goes_on_without_its_stream(self):
        with self.simulator.socket() as client:
            send(client, self.simulator, simulate="latency-ms=50")
            receive(client, 1)
        while self.simulator.log()["jobs"][0]["status"] != "COMPLETED":
            pass
        job = self.simulator.log()["jobs"][0]["id"]
        self.assertEqual(self.simulator.poll(job).json["status"], "COMPLETED")

    def test_large_stream_that_is_read_late(self):
        with self.simulator.socket() as client:
            # More than the sockets of both sides hold, so that the simulator has to wait for room.
            send(client, self.simulator, simulate="events=100000", connection="close")
            self.assertEqual(self.simulator.ask("GET", "credits").status, 200)
            self.assertEqual(read_all(client).count(b"data:"), 100002)


class JobEnds(SimulatorTestCase):
    def test_failed(self):
        table = [
            ("failed", "IMAGE_GENERATION_FAILED"),
            ("failed=CONTENT_REJECTED", "IMAGE_GENERATION_CONTENT_REJECTED"),
            ("failed=VIDEO_GENERATION_TIMEOUT", "VIDEO_GENERATION_TIMEOUT"),
            ("failed=SOMETHING_NEW", "SOMETHING_NEW"),
        ]
        for spec, code in table:
            with self.subTest(spec=spec):
                event = self.simulator.finished(simulate=spec)
                polled = self.simulator.poll(event["id"]).json
                for answer in (event, polled):
                    self.assertEqual((answer["status"], answer["code"]), ("FAILED", code))
                    self.assertIsNone(answer["data"])
                    self.assertTrue(answer["message"])
                    self.assertEqual(answer["usage"]["total"], 0)
        self.assertEqual(self.simulator.ask("GET", "credits").json["total"], 100000)

    def test_canceled(self):
        event = self.simulator.finished(simulate="canceled")
        self.assertEqual((event["status"], event["data"]), ("CANCELED", None))
        self.assertNotIn("code", event)
        self.assertEqual(self.simulator.ask("GET", "credits").json["total"], 100000)
        self.assertEqual(self.simulator.fetch(f"/outputs/{event['id']}/0.png").status, 404)


class Polls(SimulatorTestCase):
    def test_poll_faults(self):
        def statuses(spec, count):
            job = self.simulator.create(simulate=spec).json["id"]
            return [self.simulator.poll(job).status for _ in range(count)]

        self.assertEqual(statuses("poll-fail=3", 5), [503, 503, 503, 200, 200])
        self.assertEqual(statuses("poll-status=404", 2), [404, 404])
        self.assertEqual(statuses("end-after=1, poll-fail=1", 2), [503, 200])
        job = self.simulator.create(simulate="polls=2, poll-fail=2").json["id"]
        self.assertEqual([self.simulator.poll(job).json.get("status") for _ in range(4)],
                         [None, None, "IN_PROGRESS", "COMPLETED"])

    def test_poll_connection_faults(self):
        job = self.simulator.create(simulate="poll-close").json["id"]
        with self.assertRaises((http.client.RemoteDisconnected, ConnectionResetError)):
            self.simulator.poll(job)
        job = self.simulator.create(simulate="poll-stall").json["id"]
        with self.simulator.socket() as client:
            client.sendall(self.simulator.raw("GET", f"generation/{job}"))
            data = b""
            while b"\r\n\r\n" not in data:
                data += client.recv(4096)
            self.assertTrue(data.endswith(b"\r\n\r\n"))

    def test_output_faults(self):
        event = self.simulator.finished(simulate="output-status=404")
        self.assertEqual(self.simulator.fetch(event["data"]["image"]["url"]).status, 404)
        event = self.simulator.finished({"text": "a"}, SPEECH, "output-cut=100")
        with self.assertRaises(http.client.IncompleteRead) as caught:
            self.simulator.fetch(event["data"]["audio"]["url"])
        self.assertEqual(len(caught.exception.partial), 100)


class CommandLine(unittest.TestCase):
    def test_for_all_requests(self):
        with Simulator("--latency-ms", "0", "--fault", "status=503*2", "--fault", "end-after=2") as simulator:
            self.assertEqual(simulator.ask("GET", "credits").status, 503)
            self.assertEqual(simulator.stream().status, 503)
            self.assertEqual(len(simulator.stream().events), 2)
            event = simulator.stream(simulate="canceled").events[-1]
            self.assertEqual(event["status"], "CANCELED")
            self.assertEqual(simulator.ask("GET", "credits").status, 200)
            self.assertEqual(simulator.ask("GET", "/simulator/log", key=False).status, 200)
            simulator.reset()
            self.assertEqual([simulator.ask("GET", "credits").status for _ in range(3)], [503, 503, 200])


def send(client, simulator, simulate="", stream=True, connection="keep-alive"):
    headers = [f"X-Simulate: {simulate}", f"Connection: {connection}"]
    path = f"generation/{'sse/' if stream else ''}{IMAGE}"
    client.sendall(simulator.raw("POST", path, b'{"prompt":"a"}', headers))


def receive(client, count):
    """The head of an answer and its body until so many events were seen."""
    data = b""
    while True:
        head, found, body = data.partition(b"\r\n\r\n")
        if found and body.count(b"data:") >= count and (count == 0 or body.endswith(b"\n\n\r\n")):
            return head, body
        part = client.recv(65536)
        if not part:
            raise AssertionError(f"the connection ended after {data!r}")
        data += part


def read_all(client):
    parts = []
    while part := client.recv(65536):
        parts.append(part)
    return b"".join(parts)


if __name__ == "__main__":
    unittest.main()
