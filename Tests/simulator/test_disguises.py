"""Files that are not what their address and type promise, and addresses that are hard to fetch or to save."""

import unittest
from urllib.parse import quote

from harness import SimulatorTestCase

SMALL = {"prompt": "a", "aspect_ratio": "21:9"}
STARTS = {
    "png": b"\x89PNG", "jpeg": b"\xff\xd8\xff", "webp": b"RIFF", "script": b"#!/bin/sh\n",
    "elf": b"\x7fELF", "pe": b"MZ", "macho": b"\xcf\xfa\xed\xfe", "text": b"The picture",
    "json": b'{"error":', "html": b"<!DOCTYPE html>",
}
ADDRESSES = {
    "exe": "/0.exe", "sh": "/0.sh", "bare": "/0", "space": "/a red fox 0.png", "umlaut": "/f\u00fcchse-0.png",
    "query": "/0.png?name=r\u00f6d fox&size=1", "parents": "/..%2F..%2F..%2Fevil.sh",
}


class Disguises(SimulatorTestCase):
    def image(self, simulate):
        return self.simulator.finished(SMALL, simulate=simulate)["data"]["image"]

    def fetch(self, image):
        """As a browser would: what is not ASCII, and spaces, are encoded."""
        return self.simulator.fetch(quote(image["url"], safe=":/?&=%"))

    def test_bytes(self):
        for name, start in STARTS.items():
            with self.subTest(name=name):
                image = self.image(f"output-bytes={name}")
                self.assertTrue(image["url"].endswith("/0.png"))
                self.assertEqual(image["content_type"], "image/png")
                answer = self.fetch(image)
                self.assertEqual((answer.status, answer.headers["Content-Type"]), (200, "image/png"))
                self.assertEqual(answer.body[:len(start)], start)
                self.assertEqual(answer.headers["Content-Length"], str(len(answer.body)))

    def test_empty(self):
        answer = self.fetch(self.image("output-bytes=empty"))
        self.assertEqual((answer.status, answer.body, answer.headers["Content-Length"]), (200, b"", "0"))
        image = self.image("output-bytes=empty,output-fail=2")
        self.assertEqual([bool(self.fetch(image).body) for _ in range(3)], [False, False, True])

    def test_missing_at_first(self):
        """As right after the end of a generation."""
        image = self.image("output-status=404,output-fail=2")
        self.assertEqual([self.fetch(image).status for _ in range(3)], [404, 404, 200])

    def test_addresses(self):
        for name, end in ADDRESSES.items():
            with self.subTest(name=name):
                image = self.image(f"output-address={name}")
                self.assertTrue(image["url"].endswith(end), image["url"])
                named = "../../../evil.sh" if name == "parents" else end[1:].split("?")[0]
                self.assertEqual(image["file_name"], named)
                answer = self.fetch(image)
                self.assertEqual((answer.status, answer.body[:4]), (200, b"\x89PNG"))


if __name__ == "__main__":
    unittest.main()
