"""The files that jobs make: real pictures, clips and sounds, checked by their own bytes, and how they are
served."""

import struct
import unittest
import zlib

from harness import IMAGE, SPEECH, VIDEO, Simulator, SimulatorTestCase


def png_pixels(data):
    """Width, height and a few raw bytes of a PNG whose checksums and data are right."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    place, packed, size = 8, b"", None
    while place < len(data):
        length, kind = struct.unpack(">I4s", data[place:place + 8])
        content = data[place + 8:place + 8 + length]
        assert struct.unpack(">I", data[place + 8 + length:place + 12 + length])[0] == zlib.crc32(
            kind + content)
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
        for number, (model, fields, expected) in enumerate([table[0], table[0], *table]):
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
        fields = {"prompt": "waves at sunset", "aspect_ratio": "16:9", "resolution": "720p"}
        file, data = self.output(fields, VIDEO)
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
            ("bytes=0-9", 206, slice(0, 10)), ("bytes=100-", 206, slice(100, size)),
            ("bytes=-7", 206, slice(size - 7, size)),
            ("bytes=5-99999999", 206, slice(5, size)), ("bytes=-99999999", 206, slice(0, size)),
            (f"bytes={size}-", 416, slice(0, 0)), ("bytes=-0", 416, slice(0, 0)),
            ("bytes=9-3", 200, slice(0, size)),
            ("bytes=0-1,5-6", 200, slice(0, size)), ("lines=1-2", 200, slice(0, size)),
            ("bytes=x-", 200, slice(0, size)),
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


if __name__ == "__main__":
    unittest.main()
