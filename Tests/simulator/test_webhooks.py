"""Webhooks that the simulator sends, checked by a receiver that computes their signatures itself."""

import base64
import hashlib
import hmac
import json
import queue
import threading
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from harness import SPEECH, WATCHDOG, Simulator

SECRET = "whsec_" + base64.b64encode(b"k" * 24).decode()


class Receiver:
    """Answers webhooks with the given statuses, then with 204, and keeps what came."""

    def __init__(self, *statuses):
        self.received, self.statuses = queue.Queue(), list(statuses)
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.received.put((dict(self.headers), body))
                self.send_response(receiver.statuses.pop(0) if receiver.statuses else 204)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook?a=b"

    def take(self, count):
        return [self.received.get(timeout=WATCHDOG) for _ in range(count)]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


def check(headers, body):
    signed = b".".join([headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body])
    digest = hmac.new(b"k" * 24, signed, hashlib.sha256).digest()
    assert headers["webhook-signature"] == "v1," + base64.b64encode(digest).decode()
    return json.loads(body)


class Webhooks(unittest.TestCase):
    def run_job(self, receiver, *options, simulate=None, count=3):
        with Simulator("--latency-ms", "60", "--webhook-url", receiver.url, "--webhook-secret", SECRET,
                       *options) as simulator:
            job = simulator.create({"text": "hello"}, SPEECH, simulate).json["id"]
            got = [(headers, check(headers, body)) for headers, body in receiver.take(count)]
            self.assertTrue(all(event["prediction"]["id"] == job for _, event in got))
            return got

    def test_in_order(self):
        with Receiver() as receiver:
            got = self.run_job(receiver)
        self.assertEqual([event["type"] for _, event in got],
                         ["task.created", "task.started", "task.completed"])
        self.assertEqual([event["prediction"]["state"] for _, event in got],
                         ["queued", "running", "succeeded"])
        self.assertTrue(got[-1][1]["prediction"]["data"]["audio"]["url"].startswith("http://127.0.0.1:"))
        self.assertEqual(len({headers["webhook-id"] for headers, _ in got}), 3)

    def test_failed_and_canceled(self):
        for fault, kind, state in [("failed", "task.failed", "failed"),
                                   ("canceled", "task.canceled", "canceled")]:
            with Receiver() as receiver:
                last = self.run_job(receiver, simulate=fault)[-1][1]
            self.assertEqual((last["type"], last["prediction"]["state"]), (kind, state))

    def test_repeated(self):
        with Receiver() as receiver:
            got = self.run_job(receiver, "--webhook-repeats", "2", count=9)
        self.assertEqual(sorted([headers["webhook-id"] for headers, _ in got].count(name)
                                for name in {headers["webhook-id"] for headers, _ in got}), [3, 3, 3])

    def test_out_of_order(self):
        with Receiver() as receiver:
            got = self.run_job(receiver, "--webhook-shuffle")
        self.assertEqual({event["type"] for _, event in got},
                         {"task.created", "task.started", "task.completed"})
        self.assertEqual(got[0][1]["type"], "task.completed")

    def test_tried_again(self):
        with Receiver(500, 503) as receiver:
            got = self.run_job(receiver, "--events", "0", count=4)
        names = [headers["webhook-id"] for headers, _ in got]
        self.assertEqual(len(set(names)), 2)

    def test_only_loopback(self):
        for url in ("http://example.com/x", "https://127.0.0.1:1/x", "http://127.0.0.1/x"):
            with self.assertRaisesRegex(AssertionError, "webhook-url"):
                Simulator("--webhook-url", url)
