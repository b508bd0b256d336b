"""Large bodies and clients that read late or go away: no write follows the end of an answer, or ends the
process."""

import itertools
import json
import socket
import subprocess
import time
import unittest
from concurrent.futures import ThreadPoolExecutor

from harness import IMAGE, SIMULATOR, WATCHDOG, SimulatorTestCase, events, receive_now, unchunked

SIZE = 300_000
# A value for each unit that faults are written with. Answers that never end are bounded by the client.
VALUES = {"MS": "1", "N": "1", "BYTES": "70000", "STATUS": "503", "S": "1", "KIB": "100", "CODE": "FAILED",
          "WORD": "x"}
# This one closes the port that all tests here share.
EXCEPT = {"then-refuse"}


def faults():
    """Every fault of the simulator, with a value for those that want one."""
    listed = subprocess.check_output([SIMULATOR, "--list-faults"], text=True, timeout=WATCHDOG)
    for line in listed.splitlines():
        name, _, unit = line.split()[0].replace("[=", "=").replace("]", "").partition("=")
        if name in EXCEPT:
            continue
        if "|" in unit:
            yield from (f"{name}={word}" for word in unit.split("|"))
        elif name == "informational":
            yield "informational=103"
        else:
            yield f"{name}={VALUES[unit]}" if unit else name


class Large(SimulatorTestCase):
    def begin(self, client, size, simulate, stream=True):
        path = f"generation/{'sse/' if stream else ''}{IMAGE}"
        body = json.dumps({"prompt": "x" * size}).encode()
        headers = [f"X-Simulate: {simulate}"] if simulate else []
        client.sendall(self.simulator.raw("POST", path, body, headers))

    def narrow(self):
        """A connection that takes little before it is read from."""
        client = socket.socket()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.settimeout(WATCHDOG)
        client.connect((self.simulator.host, self.simulator.port))
        return client

    def read(self, client):
        """The body of a chunked answer."""
        data = b""
        while not data.endswith(b"\r\n0\r\n\r\n"):
            part = client.recv(1 << 20)
            self.assertTrue(part, "the answer broke off")
            data += part
        payload, has_end = unchunked(data.partition(b"\r\n\r\n")[2])
        self.assertTrue(has_end)
        return payload

    def test_read_late(self):
        """The end of the stream is reached while its events still wait for the client."""
        specs = ["", "heartbeat-ms=1,latency-ms=20", "event-bytes=300000", "events=300,event-bytes=20000",
                 "coding=gzip", "end-after=9", "error-event=5", "events=0"]
        for size, spec in [(SIZE, spec) for spec in specs] + [(10 * SIZE, "")]:
            with self.subTest(size=size, spec=spec), self.narrow() as client:
                self.simulator.reset()
                self.begin(client, size, spec)
                self.wait_for_end()
                payload = self.read(client)
                if "coding" not in spec:
                    last = events(payload.replace(b": heartbeat\n\n", b"").partition(b"event:")[0])[-1]
                    self.assertEqual(last["status"], "COMPLETED")
                    self.assertEqual(len(last["data"]["actual_prompt"]), size)
                # The connection serves the next request: nothing came after the end.
                client.sendall(self.simulator.raw("GET", "credits"))
                self.assertTrue(client.recv(65536).startswith(b"HTTP/1.1 200 "))

    def wait_for_end(self):
        limit = time.monotonic() + WATCHDOG
        while not [job for job in self.simulator.log()["jobs"] if job["status"] == "COMPLETED"]:
            self.assertLess(time.monotonic(), limit, "no job was completed")

    def test_others_meanwhile(self):
        """Another connection is answered before all bytes of a slow answer are out."""
        with self.simulator.socket() as client:
            self.begin(client, 40_000, "split-bytes,latency-ms=20")
            data = client.recv(1)
            self.assertEqual(self.simulator.create().status, 200)
            # All that was sent has come: the connection has room for the whole answer.
            while part := receive_now(client):
                data += part
            self.assertEqual(data[:13], b"HTTP/1.1 200 ")
            self.assertFalse(data.endswith(b"\r\n0\r\n\r\n"), "all bytes of the slow answer went out first")

    def test_bytes_one_by_one(self):
        """Heartbeats do not come after the end."""
        with self.narrow() as client:
            self.begin(client, 4_000, "split-bytes,heartbeat-ms=1,latency-ms=20")
            self.wait_for_end()
            plain = self.read(client).replace(b": heartbeat\n\n", b"")
            self.assertEqual([event["status"] for event in events(plain)][-1], "COMPLETED")

    def test_json_and_errors(self):
        payload = {"prompt": "x" * SIZE}
        created = self.simulator.create(payload)
        self.assertEqual(len(created.json["input"]["prompt"]), SIZE)
        self.assertEqual(len(self.simulator.poll(created.json["id"]).json["data"]["actual_prompt"]), SIZE)
        self.assertEqual(self.simulator.create(payload, simulate="status=400").status, 400)
        answer = self.simulator.create(payload, simulate="json=200", stream=True)
        self.assertEqual(len(answer.json["input"]["prompt"]), SIZE)

    def test_clients_that_go(self):
        """Clients close in the middle of every kind of answer: before it, and after a part of it."""
        cases = list(itertools.product(faults(), (True, False), (0, 100_000)))
        with ThreadPoolExecutor(16) as pool:
            list(pool.map(lambda case: self.leave(*case), cases))
        # It still serves, and leaving the class checks that it ends with 0 and has written no error.
        self.assertEqual(self.simulator.create().status, 200)

    def leave(self, spec, stream, taken):
        with self.simulator.socket() as client:
            self.begin(client, SIZE, f"{spec},heartbeat-ms=1" if stream else spec, stream)
            # What stays silent or ends earlier is not waited for.
            client.settimeout(0.02 if taken else None)
            try:
                while taken > 0 and (part := client.recv(min(taken, 65536))):
                    taken -= len(part)
            except (TimeoutError, ConnectionResetError):
                pass

    def test_requests_together(self):
        """The second request is answered though it came before the first was."""
        for first in ("coding=gzip", "heartbeat-ms=1,latency-ms=5", "latency-ms=20"):
            with self.subTest(first=first), self.simulator.socket() as client:
                path, headers = f"generation/sse/{IMAGE}", [f"X-Simulate: {first}"]
                # So small that all of them are read together.
                one = self.simulator.raw("POST", path, b'{"prompt":"a"}', headers)
                client.sendall(one * 3 + self.simulator.raw("GET", "credits", headers=["Connection: close"]))
                data = b""
                while part := client.recv(1 << 20):
                    data += part
                self.assertEqual(data.count(b"HTTP/1.1 200 OK"), 4)
                self.assertIn(b'"permanent"', data[-200:])


if __name__ == "__main__":
    unittest.main()
