"""The service around the contract: outputs, the log, connections, odd clients, options and the life of the process."""

import http.client
import os
import signal
import struct
import subprocess
import tempfile
import threading
import unittest
import zlib

from harness import IMAGE, PROGRAM, ROOT, SPEECH, VIDEO, WATCHDOG, Simulator, SimulatorTestCase


def png_pixels(data):
    """Width, height and a few raw bytes of a PNG whose checksums and data are right."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    place, packed, size = 8, b"", None
    while place < len(data):
        length, kind = struct.unpack(">I4s", data[place:place + 8])
        content = data[place + 8:place + 8 + length]
        assert struct.unpack(">I", data[place + 8 + length:place + 12 + length])[0] == zlib.crc32(kind + content)
        if kind == b"IHDR":
            size = struct.unpack(">II", content[:8])
            assert content[8:10] == b"\x08\x02"
        elif kind == b"IDAT":
            packed += content
        place += 12 + length
    raw = zlib.decompress(packed)
    assert len(raw) == size[1] * (size[0] * 3 + 1)
    return size, raw


def jpeg_size(data):
    assert data[:2] == b"\xff\xd8" and data[-2:] == b"\xff\xd9"
    place = 2
    while True:
        marker, length = struct.unpack(">HH", data[place:place + 4])
        if 0xFFC0 <= marker <= 0xFFC2:
            height, width = struct.unpack(">HH", data[place + 5:place + 9])
            return width, height
        place += 2 + length


def webp_size(data):
    assert data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    assert struct.unpack("<I", data[4:8])[0] + 8 == len(data)
    if data[12:16] == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    assert data[12:16] == b"VP8 " and data[23:26] == b"\x9d\x01\x2a"
    width, height = struct.unpack("<HH", data[26:30])
    return width & 0x3FFF, height & 0x3FFF


def riff_chunks(data):
    place, chunks = 0, []
    while place < len(data):
        kind, length = struct.unpack("<4sI", data[place:place + 8])
        chunks.append((kind, data[place + 8:place + 8 + length]))
        place += 8 + length + length % 2
    return chunks


class Outputs(SimulatorTestCase):
    def output(self, payload, model=IMAGE):
        data = self.simulator.finished(payload, model)["data"]
        file = data[data["type"]]
        answer = self.simulator.fetch(file["url"])
        self.assertEqual(answer.status, 200)
        self.assertEqual(answer.headers["Content-Type"], file["content_type"])
        self.assertEqual(int(answer.headers["Content-Length"]), len(answer.body))
        return file, answer.body

    def test_sizes_and_formats(self):
        sizes = {"png": lambda data: png_pixels(data)[0], "jpeg": jpeg_size, "webp": webp_size}
        table = [
            (IMAGE, {}, (1024, 1024)), (IMAGE, {"aspect_ratio": "16:9"}, (1024, 576)),
            (IMAGE, {"aspect_ratio": "9:16"}, (576, 1024)), (IMAGE, {"aspect_ratio": "21:9"}, (1024, 438)),
            (IMAGE, {"resolution": "2K", "aspect_ratio": "3:2"}, (2048, 1366)),
            ("openai/gpt-image-1.5", {"image_size": "1536x1024"}, (1536, 1024)),
            ("openai/gpt-image-2", {"image_size": "portrait_16_9"}, (576, 1024)),
            ("openai/gpt-image-2", {"image_size": "square"}, (512, 512)),
        ]
        # Each size in one format, and the first in all of them.
        forms = list(sizes)
        for number, (model, fields, expected) in enumerate([table[0], table[0]] + table):
            form = forms[number % len(forms)]
            with self.subTest(model=model, fields=fields, form=form):
                file, data = self.output(dict(fields, prompt="a lake", output_format=form), model)
                self.assertEqual(file["content_type"], f"image/{form}")
                self.assertEqual((file["width"], file["height"]), expected)
                self.assertEqual(sizes[form](data), expected)

    def test_4k(self):
        file, data = self.output({"prompt": "dunes", "resolution": "4K", "aspect_ratio": "21:9"})
        self.assertEqual((file["width"], file["height"]), (4096, 1756))
        self.assertEqual(png_pixels(data)[0], (4096, 1756))

    def test_pictures_differ_and_repeat(self):
        def picture(prompt, **fields):
            return self.output({"prompt": prompt, "aspect_ratio": "21:9", **fields})[1]

        first = picture("a red fox in the snow")
        self.assertEqual(picture("a red fox in the snow"), first)
        self.assertNotEqual(picture("a red fox in the snow."), first)
        seeded = [self.output({"prompt": "a", "seed": seed}, "qwen/qwen-image")[1] for seed in (1, 1, 2)]
        self.assertEqual(seeded[0], seeded[1])
        self.assertNotEqual(seeded[0], seeded[2])
        for prompt in ("a red fox in the snow", "city at night", "the sea", "x", ""):
            raw = png_pixels(picture(prompt))[1]
            self.assertGreater(len(set(raw)), 100, "a picture has many colours")
        pair = self.simulator.finished({"prompt": "a", "n": 2, "aspect_ratio": "21:9"})["data"]["images"]
        self.assertNotEqual(*[self.simulator.fetch(image["url"]).body for image in pair])

    def test_clip(self):
        file, data = self.output({"prompt": "waves at sunset", "aspect_ratio": "16:9", "resolution": "720p"}, VIDEO)
        self.assertEqual((file["content_type"], file["width"], file["height"]), ("video/x-msvideo", 480, 270))
        (kind, content), = riff_chunks(data)
        self.assertEqual((kind, content[:4]), (b"RIFF", b"AVI "))
        parts = riff_chunks(content[4:])
        self.assertEqual([kind for kind, _ in parts], [b"LIST", b"LIST", b"idx1"])
        header = riff_chunks(parts[0][1][4:])[0][1]
        delay, = struct.unpack("<I", header[:4])
        frames = [content for kind, content in riff_chunks(parts[1][1][4:]) if kind == b"00dc"]
        self.assertEqual(struct.unpack("<I", header[16:20])[0], len(frames))
        self.assertAlmostEqual(file["duration"], len(frames) * delay / 1e6, places=3)
        self.assertEqual({jpeg_size(frame) for frame in frames}, {(480, 270)})
        self.assertEqual(len(set(frames)), len(frames), "every frame moves")
        for number in range(len(frames)):
            kind, _, offset, length = struct.unpack("<4sIII", parts[2][1][number * 16:number * 16 + 16])
            place = offset + 4
            self.assertEqual(parts[1][1][place + 4:place + 4 + length], frames[number])

    def test_sound(self):
        text = "Good morning. This is a voice, as far as a simulator has one."
        file, data = self.output({"text": text}, SPEECH)
        self.assertEqual(file["content_type"], "audio/wav")
        self.assertNotIn("width", file)
        chunks = dict(riff_chunks(data[12:]))
        kind, channels, rate, _, _, bits = struct.unpack("<HHIIHH", chunks[b"fmt "])
        self.assertEqual((kind, channels, bits), (1, 1, 16))
        self.assertAlmostEqual(len(chunks[b"data"]) / 2 / rate, file["duration"], places=3)
        self.assertGreater(max(struct.unpack(f"<{len(chunks[b'data']) // 2}h", chunks[b"data"])), 3000)
        self.assertNotEqual(self.output({"text": "Another text."}, SPEECH)[1], data)

    def test_ranges(self):
        url = self.simulator.finished({"text": "a"}, SPEECH)["data"]["audio"]["url"]
        whole = self.simulator.fetch(url)
        size, tag = len(whole.body), whole.headers["ETag"]
        table = [
            ("bytes=0-9", 206, slice(0, 10)), ("bytes=100-", 206, slice(100, size)), ("bytes=-7", 206, slice(size - 7, size)),
            ("bytes=5-99999999", 206, slice(5, size)), ("bytes=-99999999", 206, slice(0, size)),
            (f"bytes={size}-", 416, slice(0, 0)), ("bytes=-0", 416, slice(0, 0)), ("bytes=9-3", 200, slice(0, size)),
            ("bytes=0-1,5-6", 200, slice(0, size)), ("lines=1-2", 200, slice(0, size)), ("bytes=x-", 200, slice(0, size)),
        ]
        for text, status, part in table:
            with self.subTest(text=text):
                answer = self.simulator.fetch(url, {"Range": text})
                self.assertEqual((answer.status, answer.body), (status, whole.body[part]))
                if status == 206:
                    expected = f"bytes {part.start}-{part.stop - 1}/{size}"
                    self.assertEqual(answer.headers["Content-Range"], expected)
        self.assertEqual(self.simulator.fetch(url, {"Range": "bytes=0-0", "If-Range": tag}).status, 206)
        self.assertEqual(self.simulator.fetch(url, {"Range": "bytes=0-0", "If-Range": '"other"'}).status, 200)
        self.assertEqual(self.simulator.fetch(url, {"If-None-Match": tag}).status, 304)
        head = self.simulator.fetch(url, method="HEAD")
        self.assertEqual((head.status, head.body, int(head.headers["Content-Length"])), (200, b"", size))

    def test_animated_webp(self):
        with Simulator("--latency-ms", "0", "--clips", "webp") as simulator:
            file = simulator.finished({"prompt": "a", "aspect_ratio": "9:16"}, VIDEO)["data"]["video"]
            data = simulator.fetch(file["url"]).body
            self.assertEqual(file["content_type"], "image/webp")
            self.assertEqual(webp_size(data), (file["width"], file["height"]))
            kinds = [kind for kind, _ in riff_chunks(data[12:])]
            self.assertGreater(kinds.count(b"ANMF"), 20)


class Log(SimulatorTestCase):
    def test_requests(self):
        self.simulator.create(idempotency="k", simulate="polls=1")
        other = self.simulator.connect()
        self.simulator.ask("GET", "credits?x=1", key=False, connection=other)
        other.close()
        log = self.simulator.log()
        first, second = log["requests"]
        self.assertEqual((first["method"], first["path"], first["status"]), ("POST", f"/api/v1/generation/{IMAGE}", 200))
        self.assertEqual((first["has_key"], first["idempotency_key"], first["x_simulate"]), (True, "k", "polls=1"))
        self.assertEqual((second["path"], second["has_key"], second["status"]), ("/api/v1/credits", False, 401))
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
            self.assertEqual((log["requests"], log["jobs"], log["downloads"], log["requests_total"]), ([], [], [], 0))
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
        head = (f"POST {self.simulator.base}/generation/{IMAGE} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                f"Authorization: Bearer {self.simulator.key}\r\nConnection: close\r\nContent-Length: %d\r\n\r\n")
        answer = self.talk((head % (11 << 20)).encode(), b" " * (11 << 20))
        self.assertTrue(answer.startswith(b"HTTP/1.1 413"), answer[:80])
        self.assertIn(b"PAYLOAD_TOO_LARGE", answer)
        big = {"prompt": "a" * (9 << 20)}
        self.assertEqual(self.simulator.create(big).status, 200)

    def test_expect_continue(self):
        body = b'{"prompt":"a"}'
        with self.simulator.socket() as client:
            client.sendall(
                (f"POST {self.simulator.base}/generation/{IMAGE} HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
                 f"Content-Type: application/json\r\nAuthorization: Bearer {self.simulator.key}\r\n"
                 f"Connection: close\r\nContent-Length: {len(body)}\r\n\r\n").encode())
            self.assertTrue(client.recv(4096).startswith(b"HTTP/1.1 100"))
            client.sendall(body)
            self.assertTrue(client.recv(4096).startswith(b"HTTP/1.1 200"))

    def test_http_1_0(self):
        answer = self.talk(
            f"GET {self.simulator.base}/credits HTTP/1.0\r\nAuthorization: Bearer {self.simulator.key}\r\n\r\n".encode())
        self.assertTrue(answer.startswith(b"HTTP/1.0 200"), answer[:40])
        body = b'{"prompt":"a"}'
        answer = self.talk(
            f"POST {self.simulator.base}/generation/sse/{IMAGE} HTTP/1.0\r\nAuthorization: Bearer {self.simulator.key}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
        self.assertNotIn(b"chunked", answer)
        self.assertEqual(answer.count(b"data: "), 5)

    def test_pipelined_requests(self):
        one = f"GET {self.simulator.base}/credits HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {self.simulator.key}\r\n"
        answer = self.talk((one + "\r\n").encode() * 3 + (one + "Connection: close\r\n\r\n").encode())
        self.assertEqual(answer.count(b"HTTP/1.1 200"), 4)

    def test_clients_that_go(self):
        body = b'{"prompt":"a"}'
        whole = (f"POST {self.simulator.base}/generation/sse/{IMAGE} HTTP/1.1\r\nHost: x\r\nX-Simulate: events=20000\r\n"
                 f"Content-Type: application/json\r\nAuthorization: Bearer {self.simulator.key}\r\n"
                 f"Content-Length: {len(body)}\r\n\r\n").encode() + body
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
    def run_program(self, *arguments, environment=None, program=PROGRAM):
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
        table = [("--host", "0.0.0.0"), ("--host", "::1"), ("--port", "70000"), ("--latency-ms", "-1"), ("--events", "x"),
                 ("--fault", "nonsense"), ("--key", ""), ("--key", "a\nb"), ("--clips", "gif"), ("--unknown",)]
        for arguments in table:
            with self.subTest(arguments=arguments):
                ended = self.run_program(*arguments)
                self.assertEqual((ended.returncode, ended.stdout), (64, ""))
                self.assertTrue(ended.stderr.startswith("Error: "), ended.stderr)

    def test_help_and_faults(self):
        text = self.run_program("--help").stdout
        for option in ["--port", "--key", "--catalogue", "--latency-ms", "--events", "--heartbeat-ms", "--seed", "--credits",
                       "--fault", "--max-jobs", "--idempotent", "X-Simulate"]:
            self.assertIn(option, text)
        faults = self.run_program("--list-faults")
        self.assertEqual(faults.returncode, 0)
        for name in ["slow-start=MS", "failed[=CODE]", "split-bytes", "poll-fail=N"]:
            self.assertIn(name, faults.stdout)

    def test_catalogue(self):
        with tempfile.TemporaryDirectory() as folder:
            program = os.path.join(folder, "bin", "skillsvideo-simulator")
            os.makedirs(os.path.dirname(program))
            os.link(PROGRAM, program) if os.stat(PROGRAM).st_dev == os.stat(folder).st_dev else copy(PROGRAM, program)
            lost = self.run_program(program=program)
            self.assertEqual(lost.returncode, 1)
            self.assertIn("--catalogue", lost.stderr)
            share = os.path.join(folder, "share", "skillsvideo")
            os.makedirs(share)
            copy(os.path.join(ROOT, "share", "catalogue", "openapi.json"), os.path.join(share, "openapi.json"))
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
