"""Forms with files, read as they come, and the faults that meet them and the files of jobs."""

import hashlib
import http.client
import os

from harness import IMAGE, SPEECH, SimulatorTestCase

BOUNDARY = "----boundary7"
TYPE = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}


def form(*parts):
    """Parts are (name, text) or (name, file name, content type, bytes)."""
    body = b""
    for part in parts:
        body += f"--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{part[0]}\"".encode()
        if len(part) == 4:
            body += f"; filename=\"{part[1]}\"\r\nContent-Type: {part[2]}".encode()
        body += b"\r\n\r\n" + (part[1].encode() if len(part) == 2 else part[3]) + b"\r\n"
    return body + f"--{BOUNDARY}--\r\n".encode()


class Forms(SimulatorTestCase):
    def send(self, body, simulate=None, stream=False, kind=TYPE):
        headers = dict(kind, **({"X-Simulate": simulate} if simulate else {}))
        path = f"generation/{'sse/' if stream else ''}{IMAGE}"
        return self.simulator.ask("POST", path, body, headers)

    def test_parts_are_read_to_the_byte(self):
        contents = [b"", b"\r\n", b"--" + BOUNDARY.encode(), b"\r\n--" + BOUNDARY.encode()[:-1],
                    os.urandom(100_000)]
        parts = [("prompt", "a \u00e9"), ("n", "2"), ("image_urls", "https://example.com/a.png")]
        parts += [("image_urls", f"{index}%22.png", "image/png", data) for index, data in enumerate(contents)]
        answer = self.send(form(*parts))
        self.assertEqual(answer.status, 200, answer.body)
        got = self.simulator.log()["uploads"][0]
        self.assertTrue(got["whole"])
        self.assertEqual([part["text"] for part in got["parts"] if "text" in part],
                         ["a \u00e9", "2", "https://example.com/a.png"])
        files = [part for part in got["parts"] if "sha256" in part]
        self.assertEqual([part["sha256"] for part in files],
                         [hashlib.sha256(data).hexdigest() for data in contents])
        self.assertEqual(files[1]["file_name"], '1".png')
        self.assertEqual(answer.json["input"]["n"], 2)
        self.assertEqual(len(answer.json["input"]["image_urls"]), 6)

    def test_what_cannot_be_read_is_refused(self):
        whole = form(("prompt", "x"))
        for body in (b"", whole[:-8], b"garbage", whole.replace(b"form-data; name=", b"form-data; nome=")):
            self.assertEqual(self.send(body).status, 400, body)
        self.assertEqual(self.send(form(("prompt", "x"), ("n", "9"))).status, 400)
        self.assertEqual(self.simulator.log()["creations"]["total"], 0)

    def test_stream_path_can_refuse_forms(self):
        body = form(("prompt", "x"), ("image_urls", "a.png", "image/png", b"x"))
        refused = self.send(body, "refuse-form=415", stream=True)
        self.assertEqual(refused.status, 415)
        self.assertIn("Content-Type", refused.json["message"])
        self.assertEqual(self.send(body, "refuse-form=415").status, 200)

    def test_reset_while_it_comes(self):
        body = form(("prompt", "x"), ("image_urls", "a.png", "image/png", bytes(20_000_000)))
        with self.assertRaises((ConnectionError, http.client.HTTPException)):
            self.send(body, "upload-reset=100000")
        self.assertEqual(self.simulator.log()["creations"]["total"], 0)


class OutputFaults(SimulatorTestCase):
    def url(self, faults):
        return self.simulator.finished({"text": "hello"}, SPEECH, faults)["data"]["audio"]["url"]

    def test_answers(self):
        whole = self.simulator.fetch(self.url(None)).body
        for faults, headers, status, check in [
                ("output-page", {}, 200, lambda answer: answer.body.startswith(b"<!DOCTYPE html>")),
                ("output-type=html", {}, 200, lambda answer: answer.headers["Content-Type"] == "text/html"),
                ("output-no-tag", {}, 200, lambda answer: answer.headers["ETag"] is None),
                ("output-no-ranges", {"Range": "bytes=5-"}, 200, lambda answer: answer.body == whole),
                ("output-416", {"Range": "bytes=5-"}, 416, lambda answer: answer.body == b""),
                ("output-redirect-out=307", {}, 307,
                 lambda answer: answer.headers["Location"].startswith("http://192.0.2.1/")),
                ("output-redirect=302", {}, 302,
                 lambda answer: answer.headers["Location"].startswith("http://127.0.0.1:")),
                ("output-changes", {}, 200, lambda answer: answer.headers["ETag"] == '"version-0"')]:
            answer = self.simulator.fetch(self.url(faults), headers)
            self.assertEqual(answer.status, status, faults)
            self.assertTrue(check(answer), faults)

    def test_only_the_first(self):
        url = self.url("output-status=503,output-fail=2")
        self.assertEqual([self.simulator.fetch(url).status for _ in range(4)], [503, 503, 200, 200])

    def test_breaks(self):
        for faults in ("output-cut=100", "output-reset=100", "output-long=7"):
            with self.assertRaises((ConnectionError, http.client.IncompleteRead), msg=faults):
                self.simulator.fetch(self.url(faults))
