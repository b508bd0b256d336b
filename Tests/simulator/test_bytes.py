"""Faults below HTTP: connections refused and reset, answers that break off, wrong framing. Read from bare
sockets."""

import socket
import unittest

from harness import RESET, SimulatorTestCase, read_to_end, receive_now


class Bytes(SimulatorTestCase):
    def exchange(self, simulate, stream=True):
        return self.simulator.exchange(simulate, stream=stream)

    def begin(self, simulate, stream=True):
        return self.simulator.begin(simulate, stream)

    def test_nothing_is_answered(self):
        for stream in (True, False):
            self.assertEqual(self.exchange("close", stream), (b"", None))
            self.assertEqual(self.exchange("reset", stream), (b"", RESET))
        self.assertEqual(self.simulator.log()["creations"]["total"], 4)
        self.assertEqual({request["status"] for request in self.simulator.log()["requests"]}, {None})

    def test_headers_only(self):
        for stream in (True, False):
            for simulate, end in (("close-headers", None), ("reset-headers", RESET)):
                with self.subTest(simulate=simulate, stream=stream):
                    answer, ended = self.exchange(simulate, stream)
                    self.assertTrue(answer.startswith(b"HTTP/1.1 200 OK\r\n"), answer)
                    self.assertTrue(answer.endswith(b"\r\n\r\n"), answer)
                    self.assertEqual(ended, end)

    def test_inside_and_after_events(self):
        for count in (0, 1, 3):
            for manner, end in (("cut", None), ("reset", RESET)):
                with self.subTest(count=count, manner=manner):
                    whole, ended = self.exchange(f"{manner}-after={count}")
                    self.assertEqual((whole.count(b"data: "), ended), (count, end))
                    self.assertFalse(whole.endswith(b"0\r\n\r\n"))
                    half, ended = self.exchange(f"{manner}-inside={count}")
                    self.assertEqual((half.count(b"data: "), half.count(b"\n\n"), ended),
                                     (count + 1, count, end))

    def test_half_of_a_json_answer(self):
        whole, _ = self.exchange("", stream=False)
        length = len(whole.partition(b"\r\n\r\n")[2])
        for simulate, end in (("cut-inside=0", None), ("reset-inside=0", RESET)):
            answer, ended = self.exchange(simulate, stream=False)
            self.assertEqual((len(answer.partition(b"\r\n\r\n")[2]), ended), (length // 2, end))
            self.assertIn(b"Content-Length: %d\r\n" % length, answer)

    def test_stalls(self):
        """What comes is waited for; that no more comes shows when the client is answered by closing only."""
        for simulate, expected in (("stall-start", b""), ("stall", b"\r\n\r\n"), ("stall-inside=1", b'"IN')):
            with self.subTest(simulate=simulate), self.begin(simulate) as client:
                data = b""
                while expected not in data:
                    data += client.recv(65536)
                while self.simulator.log()["creations"]["total"] == 0:
                    pass
                self.assertNotIn(b"COMPLETED", data + receive_now(client))
            self.simulator.reset()

    def test_wrong_chunks(self):
        answer, end = self.exchange("truncated-chunk=1")
        self.assertIn(b"\n\n\r\nfffff\r\ndata: ", answer)
        self.assertIsNone(end)
        answer, end = self.exchange("garbage-chunk=1")
        self.assertIn(b"\n\n\r\nzz\r\ndata: ", answer)
        self.assertIsNone(end)
        for simulate in ("truncated-chunk=0", "garbage-chunk=0"):
            answer, end = self.exchange(simulate, stream=False)
            self.assertIn(b"transfer-encoding: chunked\r\n",
                          answer.replace(b"Transfer-Encoding", b"transfer-encoding"))

    def test_wrong_lengths(self):
        for stream in (True, False):
            for simulate in ("long-length=7", "short-length=7"):
                with self.subTest(simulate=simulate, stream=stream):
                    head, _, body = self.exchange(simulate, stream)[0].partition(b"\r\n\r\n")
                    told = int(head.partition(b"Content-Length: ")[2].partition(b"\r\n")[0])
                    if simulate.startswith("short"):
                        self.assertEqual(told, 7)
                        self.assertGreater(len(body), 100)
                    elif stream:
                        self.assertGreater(told, 1 << 30)
                    else:
                        self.assertEqual(told, len(body) + 7)
                    self.assertNotIn(b"chunked", head)

    def test_header_flood(self):
        for stream in (True, False):
            head, _, body = self.exchange("header-flood=300", stream)[0].partition(b"\r\n\r\n")
            self.assertEqual(head.count(b"\r\nX-Flood-"), 300)
            self.assertGreater(len(head), 300_000)
            self.assertIn(b'"id":', body)

    def test_interim_answers(self):
        for status in (100, 102, 103):
            answer, _ = self.exchange(f"informational={status}")
            self.assertTrue(answer.startswith(b"HTTP/1.1 %d " % status), answer[:40])
            self.assertTrue(answer.partition(b"\r\n\r\n")[2].startswith(b"HTTP/1.1 200 OK\r\n"))
            self.assertIn(b"COMPLETED", answer)

    def test_slow_bytes(self):
        whole, _ = self.exchange("events=0")
        slow, _ = self.exchange("events=0, slow-bytes=0")
        self.assertEqual(whole.count(b"data: "), 2)
        self.assertTrue(slow.partition(b"\r\n\r\n")[2].startswith(b"1\r\nd\r\n1\r\na\r\n1\r\nt\r\n"))
        self.assertTrue(slow.endswith(b"1\r\n\n\r\n1\r\n\n\r\n0\r\n\r\n"))
        self.assertEqual(self.simulator.create(simulate="slow-bytes=0").json["status"], "IN_QUEUE")

    def test_endless_line(self):
        with self.begin("endless-line=1") as client:
            data = b""
            while len(data) < 1 << 20:
                data += client.recv(65536)
        self.assertEqual(data.count(b"data: "), 2)
        while self.simulator.log()["connections"]["open"] > 1:
            pass

    def test_heartbeats_only(self):
        with self.begin("heartbeats-only=1") as client:
            data = b""
            while data.count(b": heartbeat") < 3:
                data += client.recv(65536)
        self.assertNotIn(b"data:", data)
        self.assertEqual(self.simulator.log()["jobs"][0]["status"], "COMPLETED")


class Listener(SimulatorTestCase):
    def steer(self, how):
        return self.simulator.ask("POST", "/simulator/listener/" + how, key=False)

    def test_closed_and_open(self):
        self.simulator.log()
        self.assertEqual(self.steer("closed").json, {"listener": "closed"})
        with self.assertRaises(ConnectionRefusedError):
            self.simulator.socket()
        self.assertEqual(self.simulator.ask("GET", "credits").status, 200)
        for _ in range(2):
            self.assertEqual(self.steer("open").json, {"listener": "open"})
        with self.simulator.socket():
            pass

    def test_reset_at_once(self):
        self.steer("reset/2")
        for _ in range(2):
            with socket.create_connection((self.simulator.host, self.simulator.port)) as client:
                with self.assertRaises(ConnectionResetError):
                    client.recv(1)
                    client.sendall(b"x")
        with self.simulator.socket() as client:
            client.sendall(self.simulator.raw("GET", "credits", headers=["Connection: close"]))
            self.assertTrue(read_to_end(client)[0].startswith(b"HTTP/1.1 200"))

    def test_then_refuse(self):
        self.assertEqual(self.simulator.stream(simulate="then-refuse").events[-1]["status"], "COMPLETED")
        with self.assertRaises(ConnectionRefusedError):
            self.simulator.socket()
        self.steer("open")
        with self.simulator.socket():
            pass

    def test_what_cannot_be(self):
        for how in ("", "half", "reset", "reset/x", "reset/-1", "open/1"):
            self.assertEqual(self.steer(how).status, 404, how)
        self.assertEqual(self.simulator.ask("GET", "/simulator/listener/open", key=False).status, 405)


if __name__ == "__main__":
    unittest.main()
