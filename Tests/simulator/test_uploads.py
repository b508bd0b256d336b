"""Bodies that the simulator stops reading, with and without an answer before their end."""

import unittest

from harness import IMAGE, OPEN, RESET, RawAnswer, Simulator, SimulatorTestCase, read_to_end

JSON = "application/json"
FORM = "multipart/form-data; boundary=B"
FORM_START = (b'--B\r\nContent-Disposition: form-data; name="image_urls"; filename="a.png"\r\n'
              b"Content-Type: image/png\r\n\r\n")
JSON_START = b'{"prompt":"a","image_urls":["data:image/png;base64,'
STARTS = {JSON: JSON_START, FORM: FORM_START}
ANNOUNCED = 1 << 30
# More than the sockets of both sides hold.
TOO_MUCH = 64 << 20


def is_whole(answer):
    return len(answer.payload) == answer.length


def has_all(answer):
    return answer.status == 100 or is_whole(answer) or (answer.is_chunked and answer.payload.endswith(b"}"))


class Uploads(SimulatorTestCase):
    def begin(self, simulate, kind=JSON, length=ANNOUNCED, more=(), simulator=None):
        """The head of a create whose body is still to be sent."""
        simulator = simulator or self.simulator
        headers = [*more, f"X-Simulate: {simulate}"] if simulate else more
        client = simulator.socket()
        client.sendall(simulator.raw("POST", f"generation/{IMAGE}", headers=headers, length=length,
                                     kind=kind))
        return client

    def check_that_it_reads_no_more(self, client):
        """The sockets fill up and stay full while the simulator goes on with other requests."""
        client.setblocking(False)
        sent = rounds = 0
        while rounds < 50 and sent < TOO_MUCH:
            try:
                sent += client.send(bytes(1 << 20))
                rounds = 0
            except BlockingIOError:
                self.simulator.log()
                rounds += 1
        self.assertLess(sent, TOO_MUCH)

    def check_that_it_is_released(self):
        while self.simulator.log()["connections"]["open"] > 1:
            pass

    def test_an_answer_while_it_is_sent(self):
        for kind, start in STARTS.items():
            for status, more in [(402, ""), (413, ",error-body=html"), (503, ",error-body=aws"),
                                 (503, ",upload-stall=70000"), (429, ",retry-after=3"),
                                 (402, ",unended=stall")]:
                with self.subTest(kind=kind, status=status, more=more):
                    self.simulator.reset()
                    key = ["Idempotency-Key: k"]
                    with self.begin(f"upload-status={status}{more}", kind, more=key) as client:
                        client.sendall(start + (bytes(70_000) if "stall=7" in more else b""))
                        answer = self.simulator.read_until(client, has_all)
                        self.assertEqual((answer.status, answer.end), (status, OPEN))
                        self.assertEqual(answer.is_chunked, "unended" in more)
                        self.assertEqual(b"Retry-After: 3" in answer.head, "retry" in more)
                        self.check_that_it_reads_no_more(client)
                        log = self.simulator.log()
                        entry = log["requests"][-1]
                        self.assertEqual((entry["status"], entry["job"]), (status, None))
                        self.assertEqual(entry["idempotency_key"], "k")
                        self.assertEqual((log["creations"]["total"], log["requests_total"]), (0, 1))
                    self.check_that_it_is_released()

    def test_no_more_is_read(self):
        for kind, start in STARTS.items():
            with self.subTest(kind=kind):
                self.simulator.reset()
                with self.begin("upload-stall=70000", kind) as client:
                    client.sendall(start + bytes(70_000))
                    while self.simulator.log()["requests_total"] == 0:
                        pass
                    self.check_that_it_reads_no_more(client)
                    with self.assertRaises(BlockingIOError):
                        client.recv(1)
                    entry = self.simulator.log()["requests"][-1]
                    self.assertEqual((entry["status"], entry["job"]), (None, None))
                    self.assertGreaterEqual(entry["body_bytes"], 70_000)
                self.check_that_it_is_released()
                self.assertEqual([upload["whole"] for upload in self.simulator.log()["uploads"]],
                                 [False] if kind == FORM else [])

    def test_resets(self):
        for kind, start in STARTS.items():
            for more in ("", ",upload-status=413"):
                simulate = f"upload-reset=1000{more}"
                with self.subTest(kind=kind, more=more), self.begin(simulate, kind) as client:
                    client.sendall(start + bytes(1000))
                    data, end = read_to_end(client)
                    self.assertEqual(end, RESET)
                    if data:
                        self.assertEqual(RawAnswer(data, end).status, 413)
        self.assertEqual(self.simulator.log()["creations"]["total"], 0)
        self.assertEqual([entry["status"] for entry in self.simulator.log()["requests"]], [None, 413] * 2)

    def test_before_the_first_byte(self):
        """A client that asks first gets the answer in place of 100."""
        for kind in STARTS:
            for stall, status in [(0, 413), (1, 100)]:
                simulate = f"upload-stall={stall},upload-status=413"
                with self.begin(simulate, kind, more=["Expect: 100-continue"]) as client:
                    answer = self.simulator.read_until(client, has_all)
                    self.assertEqual((answer.status, answer.end), (status, OPEN))

    def test_a_body_that_is_whole_in_the_sockets(self):
        """What is never read makes nothing, even when all of it arrived and the client is gone."""
        for simulate in ("upload-stall=5", "upload-status=503"):
            body = b'{"prompt":"a"}'
            client = self.begin(simulate, length=len(body))
            client.sendall(body[:5])
            while not any(entry["x_simulate"] == simulate for entry in self.simulator.log()["requests"]):
                pass
            client.sendall(body[5:])
            client.close()
            self.check_that_it_is_released()
        self.assertEqual(self.simulator.log()["creations"]["total"], 0)

    def test_counted(self):
        def send(simulate, size=200_000):
            body = JSON_START + bytes(65 for _ in range(size)) + b'"]}'
            with self.begin(simulate, length=len(body), more=["Idempotency-Key: k"]) as client:
                client.sendall(body)
                return self.simulator.read_until(client, is_whole).status

        spec = "upload-status=503*2,upload-stall=1000"
        # A body that ends before the fault strikes does not use it up.
        self.assertEqual([send(spec, 10) for _ in range(3)], [200] * 3)
        self.assertEqual([send(spec) for _ in range(2)], [503] * 2)
        self.assertEqual(self.simulator.log()["creations"]["by_idempotency_key"], {"k": 3})
        self.assertEqual([send("upload-status=402*1") for _ in range(2)], [402, 200])
        self.assertEqual(self.simulator.log()["creations"]["by_idempotency_key"], {"k": 4})

    def test_on_the_command_line(self):
        with Simulator("--fault", "upload-status=402*1") as simulator:
            self.assertEqual(simulator.ask("GET", "credits").status, 200)
            for status in (402, 200):
                with self.begin("", length=14, simulator=simulator) as client:
                    client.sendall(b'{"prompt":"a"}')
                    self.assertEqual(simulator.read_until(client, is_whole).status, status)
            self.assertEqual(simulator.log()["creations"]["total"], 1)


if __name__ == "__main__":
    unittest.main()
