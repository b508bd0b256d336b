"""The service around the contract: the log, connections, odd clients, options and the life of the process."""

import os
import signal
import subprocess
import tempfile
import threading
import unittest

from harness import IMAGE, ROOT, SIMULATOR, WATCHDOG, Simulator, SimulatorTestCase


class Log(SimulatorTestCase):
    def test_requests(self):
        self.simulator.create(idempotency="k", simulate="polls=1")
        other = self.simulator.connect()
        self.simulator.ask("GET", "credits?x=1", key=False, connection=other)
        other.close()
        log = self.simulator.log()
        first, second = log["requests"]
        self.assertEqual((first["method"], first["path"]), ("POST", f"/api/v1/generation/{IMAGE}"))
        self.assertEqual(first["status"], 200)
        self.assertEqual((first["has_key"], first["idempotency_key"], first["x_simulate"]),
                         (True, "k", "polls=1"))
        self.assertEqual((second["path"], second["has_key"], second["status"]),
                         ("/api/v1/credits", False, 401))
        self.assertEqual((second["idempotency_key"], second["x_simulate"]), (None, None))
        self.assertNotEqual(first["connection"], second["connection"])
        self.assertEqual(first["job"], log["jobs"][0]["id"])
        self.assertEqual(log["requests_total"], 2)

    def test_kept_connections_are_told_apart(self):
        before = self.simulator.log()["connections"]["total"]
        kept = self.simulator.connect()
        for _ in range(3):
            self.simulator.stream(connection=kept)
        for _ in range(2):
            fresh = self.simulator.connect()
            self.simulator.stream(connection=fresh)
            fresh.close()
        kept.close()
        log = self.simulator.log()
        connections = [request["connection"] for request in log["requests"]]
        self.assertEqual(log["connections"]["total"] - before, 3)
        self.assertEqual(len(set(connections[:3])), 1)
        self.assertEqual(len(set(connections)), 3)

    def test_creations_are_counted(self):
        for prompt, key in [("a", "k1"), ("a", "k1"), ("a", None), ("b", "k2")]:
            self.simulator.stream({"prompt": prompt}, idempotency=key)
        self.simulator.create({"prompt": "a"})
        self.simulator.create({"prompt": 1})
        log = self.simulator.log()
        self.assertEqual(log["creations"]["total"], 5)
        self.assertEqual(log["creations"]["by_idempotency_key"], {"k1": 2, "k2": 1})
        self.assertEqual(sorted(log["creations"]["by_payload"].values()), [1, 4])
        self.assertEqual(log["creations"]["by_payload"][log["jobs"][0]["payload"]], 4)
        self.assertEqual([job["stream"] for job in log["jobs"]], [True] * 4 + [False])
        self.assertEqual({job["status"] for job in log["jobs"]}, {"COMPLETED"})

    def test_leaks_and_secrecy(self):
        url = self.simulator.finished()["data"]["image"]["url"]
        self.simulator.fetch(url)
        self.assertEqual(self.simulator.log()["key_leaks"], [])
        self.simulator.fetch(url, key=True)
        log = self.simulator.log()
        self.assertEqual(len(log["downloads"]), 2)
        self.assertEqual([leak["path"] for leak in log["key_leaks"]], [url[url.index("/outputs"):]])
        self.assertNotIn(self.simulator.key, str(log))

    def test_reset(self):
        for method in ("POST", "DELETE"):
            job = self.simulator.stream(idempotency="k").events[0]["id"]
            self.assertEqual(self.simulator.ask(method, "/simulator/reset", key=False).status, 200)
            log = self.simulator.log()
            self.assertEqual((log["requests"], log["jobs"], log["downloads"], log["requests_total"]),
                             ([], [], [], 0))
            self.assertEqual(log["creations"], {"total": 0, "by_idempotency_key": {}, "by_payload": {}})
            self.assertEqual(log["credits"]["total"], 100000)
            self.assertEqual(self.simulator.poll(job).status, 404)
        self.assertEqual(self.simulator.ask("GET", "/simulator/reset", key=False).status, 405)
        self.assertEqual(self.simulator.ask("POST", "/simulator/log", key=False).status, 405)
        self.assertEqual(self.simulator.ask("GET", "/simulator/else", key=False).status, 404)


class Robustness(SimulatorTestCase):
    def talk(self, *parts):
        """Everything that comes back for some bytes, until the simulator closes."""
        with self.simulator.socket() as client:
            for part in parts:
                client.sendall(part)
            data = b""
            while part := client.recv(65536):
                data += part
            return data

    def test_bytes_that_are_not_http(self):
        for data in [b"nonsense\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00", b"GET / HTTP/9.9\r\n\r\n",
                     b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
                     b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"]:
            with self.subTest(data=data):
                self.assertTrue(self.talk(data).startswith(b"HTTP/1.1 400"))
        self.assertEqual(self.simulator.ask("GET", "credits").status, 200)

    def test_body_limit(self):
        size = 11 << 20
        head = self.simulator.raw("POST", f"generation/{IMAGE}", headers=["Connection: close"], length=size)
        answer = self.talk(head, b" " * size)
        self.assertTrue(answer.startswith(b"HTTP/1.1 413"), answer[:80])
        self.assertIn(b"PAYLOAD_TOO_LARGE", answer)
        big = {"prompt": "a" * (9 << 20)}
        self.assertEqual(self.simulator.create(big).status, 200)

    def test_expect_continue(self):
        body = b'{"prompt":"a"}'
        headers = ["Expect: 100-continue", "Connection: close"]
        with self.simulator.socket() as client:
            client.sendall(self.simulator.raw("POST", f"generation/{IMAGE}", headers=headers,
                                              length=len(body)))
            self.assertTrue(client.recv(4096).startswith(b"HTTP/1.1 100"))
            client.sendall(body)
            self.assertTrue(client.recv(4096).startswith(b"HTTP/1.1 200"))

    def test_http_1_0(self):
        answer = self.talk(self.simulator.raw("GET", "credits", version="1.0"))
        self.assertTrue(answer.startswith(b"HTTP/1.0 200"), answer[:40])
        answer = self.talk(self.simulator.raw("POST", f"generation/sse/{IMAGE}", b'{"prompt":"a"}',
                                              version="1.0"))
        self.assertNotIn(b"chunked", answer)
        self.assertEqual(answer.count(b"data: "), 5)

    def test_pipelined_requests(self):
        last = self.simulator.raw("GET", "credits", headers=["Connection: close"])
        answer = self.talk(self.simulator.raw("GET", "credits") * 3 + last)
        self.assertEqual(answer.count(b"HTTP/1.1 200"), 4)

    def test_clients_that_go(self):
        path = f"generation/sse/{IMAGE}"
        whole = self.simulator.raw("POST", path, b'{"prompt":"a"}', ["X-Simulate: events=20000"])
        for length in [0, 1, 20, len(whole) - 1, len(whole)] * 5:
            with self.simulator.socket() as client:
                client.sendall(whole[:length])
        url = self.simulator.finished()["data"]["image"]["url"]
        path = url[url.index("/outputs"):]
        for _ in range(5):
            with self.simulator.socket() as client:
                client.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        while self.simulator.log()["connections"]["open"] > 1:
            pass
        self.assertEqual(self.simulator.fetch(url).status, 200)

    def test_many_streams_at_once(self):
        ends, lock = [], threading.Lock()

        def follow(number):
            connection = self.simulator.connect()
            answer = self.simulator.stream({"prompt": str(number)}, simulate="latency-ms=30,events=40",
                                           connection=connection)
            connection.close()
            with lock:
                ends.append((answer.events[-1]["status"], len(answer.events)))

        threads = [threading.Thread(target=follow, args=(number,)) for number in range(100)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(WATCHDOG)
        self.assertEqual(ends, [("COMPLETED", 42)] * 100)
        self.assertEqual(set(self.simulator.log()["creations"]["by_payload"].values()), {1})


class Process(unittest.TestCase):
    def run_program(self, *arguments, environment=None, program=SIMULATOR):
        return subprocess.run(
            [program, *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=WATCHDOG,
            env=dict(os.environ, **(environment or {})))

    def test_announcement(self):
        with Simulator("--key", "sk-test") as simulator:
            self.assertEqual(simulator.key, "sk-test")
            self.assertEqual(simulator.info["pid"], simulator.process.pid)
            self.assertRegex(simulator.info["base_url"], r"^http://127\.0\.0\.1:\d+/api/v1$")

    def test_signals(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            simulator = Simulator()
            simulator.process.send_signal(number)
            self.assertEqual(simulator.process.wait(WATCHDOG), 0)
            simulator.stop()

    def test_stdin(self):
        self.assertEqual(self.run_program().returncode, 0)
        with Simulator("--ignore-stdin") as simulator:
            simulator.process.stdin.close()
            self.assertEqual(simulator.ask("GET", "credits").status, 200)
            simulator.process.terminate()

    def test_fixed_port(self):
        with Simulator() as first:
            second = self.run_program("--port", str(first.port))
            self.assertEqual((second.returncode, second.stdout), (1, ""))
            self.assertIn(str(first.port), second.stderr)
            self.assertIn("in use", second.stderr)

    def test_refused_options(self):
        table = [("--host", "0.0.0.0"), ("--host", "::1"), ("--port", "70000"), ("--latency-ms", "-1"),
                 ("--events", "x"), ("--fault", "nonsense"), ("--key", ""), ("--key", "a\nb"),
                 ("--clips", "gif"),
                 ("--events", "1000001"), ("--unknown",)]
        for arguments in table:
            with self.subTest(arguments=arguments):
                ended = self.run_program(*arguments)
                self.assertEqual((ended.returncode, ended.stdout), (64, ""))
                self.assertTrue(ended.stderr.startswith("Error: "), ended.stderr)

    def test_help_and_faults(self):
        text = self.run_program("--help").stdout
        for option in ["--port", "--key", "--catalogue", "--latency-ms", "--events", "--heartbeat-ms",
                       "--seed", "--credits", "--fault", "--max-jobs", "--idempotent", "X-Simulate"]:
            self.assertIn(option, text)
        faults = self.run_program("--list-faults")
        self.assertEqual(faults.returncode, 0)
        for name in ["slow-start=MS", "failed[=CODE]", "split-bytes", "poll-fail=N"]:
            self.assertIn(name, faults.stdout)

    def test_catalogue(self):
        with tempfile.TemporaryDirectory() as folder:
            program = os.path.join(folder, "bin", "skillsvideo-simulator")
            os.makedirs(os.path.dirname(program))
            os.link(SIMULATOR, program) if os.stat(SIMULATOR).st_dev == os.stat(folder).st_dev else copy(
                SIMULATOR, program)
            lost = self.run_program(program=program)
            self.assertEqual(lost.returncode, 1)
            self.assertIn("--catalogue", lost.stderr)
            share = os.path.join(folder, "share", "skillsvideo", "catalogue")
            os.makedirs(share)
            copy(os.path.join(ROOT, "share", "catalogue", "openapi.json"),
                 os.path.join(share, "openapi.json"))
            self.assertEqual(self.run_program(program=program).returncode, 0)
            for text, word in [("{", "JSON"), ("{}", "paths"), ('{"paths":{}}', "model")]:
                with open(os.path.join(share, "openapi.json"), "w", encoding="utf-8") as file:
                    file.write(text)
                for way in ({"environment": {"SKILLS_VIDEO_CATALOGUE": share}}, {"program": program}):
                    ended = self.run_program(**way)
                    self.assertEqual(ended.returncode, 1)
                    self.assertIn(word, ended.stderr)
            self.assertEqual(self.run_program("--catalogue", os.path.join(folder, "none")).returncode, 1)

    def test_seed(self):
        def first(seed):
            with Simulator("--seed", seed, "--latency-ms", "0") as simulator:
                event = simulator.finished({"prompt": "a", "aspect_ratio": "21:9"})
                return event["id"], simulator.fetch(event["data"]["image"]["url"]).body

        one, same, other = first("1"), first("1"), first("2")
        self.assertEqual(one, same)
        self.assertNotEqual(one[0], other[0])
        self.assertNotEqual(one[1], other[1])


def copy(source, target):
    with open(source, "rb") as old, open(target, "wb") as new:
        new.write(old.read())
    os.chmod(target, os.stat(source).st_mode)


if __name__ == "__main__":
    unittest.main()
