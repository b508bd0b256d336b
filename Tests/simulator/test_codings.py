"""Content codings of streams, polls, errors, credits and files, decoded by zlib and curl, and bombs in
them."""

import json
import shutil
import subprocess
import unittest
import zlib

from harness import IMAGE, OPEN, SPEECH, SimulatorTestCase, events

DECODERS = {"gzip": 31, "deflate": 15, "raw-deflate": -15}
PLAIN = {"identity": "identity", "aws-chunked": "aws-chunked", "x-unknown": "x-unknown", "not-gzip": "gzip"}
BOMB = 600_000_000


def decoded(coding, body):
    decoder = zlib.decompressobj(DECODERS[coding])
    plain = decoder.decompress(body)
    assert decoder.eof and not decoder.unused_data, coding
    return plain


class Codings(SimulatorTestCase):
    def answers(self, simulate, prefix):
        """The answers with a fault of this prefix, in each phase that can carry it: (phase, answer, plain
        body)."""
        create = self.simulator.create
        fault = f"{prefix}{simulate}"
        if prefix == "":
            yield "error", create(simulate=f"status=400,{fault}"), create(simulate="status=400").body
            yield "create", create(simulate=fault), None
            yield "stream", create(stream=True, simulate=fault), None
        if prefix == "poll-":
            job = create(simulate=fault).json["id"]
            yield "poll", self.simulator.poll(job), None
            job = create(simulate=f"poll-status=503,{fault}").json["id"]
            yield "poll error", self.simulator.poll(job), None
        if prefix == "credits-":
            yield "credits", self.simulator.ask("GET", "credits", headers={"X-Simulate": fault}), None
        if prefix == "output-":
            payload = {"prompt": "a", "seed": 1, "image_size": "64x64"}
            jobs = [self.simulator.finished(payload, "qwen/qwen-image", spec) for spec in (None, fault)]
            plain, coded = [job["data"]["image"]["url"] for job in jobs]
            yield "file", self.simulator.fetch(coded, {"Range": "bytes=5-"}), self.simulator.fetch(plain).body

    def test_each_phase(self):
        for prefix in ("", "poll-", "credits-", "output-"):
            for coding in DECODERS:
                for phase, answer, plain in self.answers(f"coding={coding}", prefix):
                    with self.subTest(phase=phase, coding=coding):
                        self.assertEqual(answer.headers["Content-Encoding"], coding.removeprefix("raw-"))
                        self.assertIsNone(answer.headers["Content-Length"])
                        body = decoded(coding, answer.body)
                        self.check(phase, body, plain)

    def test_codings_that_leave_the_body_plain(self):
        for prefix in ("", "poll-", "credits-", "output-"):
            for coding, header in PLAIN.items():
                for phase, answer, plain in self.answers(f"coding={coding}", prefix):
                    with self.subTest(phase=phase, coding=coding):
                        self.assertEqual(answer.headers["Content-Encoding"], header)
                        if phase != "stream":
                            self.assertEqual(answer.headers["Content-Length"], str(len(answer.body)))
                        self.check(phase, answer.body, plain)

    def check(self, phase, body, plain):
        if plain is not None:
            self.assertEqual(body, plain)
        elif phase == "stream":
            self.assertEqual([event["status"] for event in events(body)][-1], "COMPLETED")
        else:
            self.assertIsInstance(json.loads(body), dict)

    @unittest.skipUnless(shutil.which("curl"), "curl is not installed")
    def test_what_curl_decodes(self):
        features = subprocess.run(["curl", "-V"], capture_output=True, text=True, check=True).stdout
        for coding in ("gzip", "deflate", "raw-deflate", "br", "zstd"):
            feature = {"br": "brotli", "zstd": "zstd"}.get(coding, "libz")
            if feature not in features:
                continue
            for more in ("", ",event-bytes=200000", ",bomb=5000000"):
                with self.subTest(coding=coding, more=more):
                    body = self.curl(f"coding={coding}{more}")
                    got = events(body.replace(b" " * 5_000_000, b""))
                    self.assertEqual([event["status"] for event in got][-2:], ["IN_PROGRESS", "COMPLETED"])
                    self.assertEqual(len(got), 5)
                    self.assertEqual(body.count(b" " * 5_000_000), 1 if "bomb" in more else 0)

    def curl(self, simulate):
        url = f"{self.simulator.info['base_url']}/generation/sse/{IMAGE}"
        headers = [f"Authorization: Bearer {self.simulator.key}", f"X-Simulate: {simulate}",
                   "Content-Type: application/json"]
        words = [word for header in headers for word in ("-H", header)]
        command = ["curl", "-sS", "--compressed", *words, "-d", '{"prompt":"a"}', url]
        done = subprocess.run(command, capture_output=True, check=False, timeout=60)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        return done.stdout

    def test_events_come_one_by_one(self):
        """An event can be decoded while the job is still under way."""
        for coding, window in DECODERS.items():
            spec = f"coding={coding},stall-after=2"
            with self.subTest(coding=coding), self.simulator.begin(spec) as client:
                def seen(answer, window=window):
                    return zlib.decompressobj(window).decompress(answer.payload).count(b"\n\n") == 2

                answer = self.simulator.read_until(client, seen)
                self.assertEqual(answer.end, OPEN)

    def test_cut_bodies(self):
        """What comes before the cut can be decoded; the end of the coding is missing where the body is
        cut."""
        table = [("cut-after=2", 2), ("cut-inside=1", 1), ("end-inside=1", 1), ("truncated-chunk=1", 1)]
        for spec, count in table:
            with self.subTest(spec=spec):
                data, _ = self.simulator.exchange(f"coding=gzip,{spec}")
                payload = data.partition(b"\r\n\r\n")[2].partition(b"fffff\r\n")[0]
                plain, last = b"", False
                decoder = zlib.decompressobj(31)
                while payload and not last:
                    size, _, payload = payload.partition(b"\r\n")
                    length = int(size, 16)
                    last = length == 0
                    plain += decoder.decompress(payload[:length])
                    payload = payload[length + 2:]
                self.assertEqual(plain.count(b"\n\n"), count)
                self.assertEqual(decoder.eof, spec == "end-inside=1")

    def test_bombs(self):
        """600 MB of spaces after the first piece, in a few megabytes; the simulator stays small. One is as
        large as that, since the others are made by the same lines."""
        def size(data):
            decoder, total = zlib.decompressobj(31), 0
            while data:
                total += len(decoder.decompress(data, 1 << 24))
                data = decoder.unconsumed_tail
            return total

        simulator = self.simulator
        small = 5_000_000
        credits = {"X-Simulate": f"credits-bomb={small}"}
        job = simulator.create(simulate=f"poll-bomb={BOMB}").json["id"]
        file = simulator.finished({"text": "a"}, SPEECH, f"output-bomb={small}")
        table = [
            ("error", lambda: simulator.create(simulate=f"status=400,bomb={small}")),
            ("stream", lambda: simulator.stream(simulate=f"bomb={small},coding=gzip")),
            ("poll", lambda: simulator.poll(job)),
            ("credits", lambda: simulator.ask("GET", "credits", headers=credits)),
            ("file", lambda: simulator.fetch(file["data"]["audio"]["url"])),
        ]
        for phase, ask in table:
            with self.subTest(phase=phase):
                answer = ask()
                self.assertEqual(answer.headers["Content-Encoding"], "gzip")
                self.assertLess(len(answer.body), 4_000_000)
                self.assertGreater(size(answer.body), BOMB if phase == "poll" else small)
        with open(f"/proc/{simulator.info['pid']}/status", encoding="ascii") as status:
            peak, = [int(line.split()[1]) for line in status if line.startswith("VmHWM:")]
        self.assertLess(peak, 300_000, "KiB of memory")

    def test_log(self):
        self.simulator.create()
        self.simulator.ask("GET", "credits", headers={"Accept-Encoding": "gzip, br"})
        url = self.simulator.finished({"text": "a"}, SPEECH)["data"]["audio"]["url"]
        self.simulator.fetch(url, {"Accept-Encoding": ""})
        log = self.simulator.log()
        accepted = [request["accept_encoding"] for request in log["requests"]]
        self.assertEqual(accepted, ["identity", "gzip, br", "identity", ""])
        self.assertEqual([download["accept_encoding"] for download in log["downloads"]], [""])


if __name__ == "__main__":
    unittest.main()
