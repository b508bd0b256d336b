"""The simulator for these tests, and its log of received requests."""
import contextlib
import os
import time
import urllib.request

from engine import Client
from local_simulator import LocalSimulator

SPEECH = "qwen/qwen-3-tts/text-to-speech/1.7b"
PICTURE = "google/nano-banana-2"


class Simulator(LocalSimulator):
    def __init__(self, *options):
        super().__init__("--latency-ms", "0", *options)

    def __enter__(self):
        super().__enter__()
        os.environ["SKILLS_VIDEO_API_KEY"] = self.key
        return self

    def faulty(self, faults):
        """Returns a base URL whose creates meet these faults."""
        return f"{self.origin}/simulate/{faults}/api/v1" if faults else self.base_url

    def client(self, faults="", **options):
        return Client(self.faulty(faults), **options)

    def log_when(self, ready, most=10):
        """The log once it is complete: the server may notice the end of a connection after the client."""
        deadline = time.monotonic() + most
        while not ready(log := self.log()) and time.monotonic() < deadline:
            time.sleep(0.01)
        return log

    def reset(self):
        request = urllib.request.Request(f"{self.origin}/simulator/reset", method="POST")
        urllib.request.urlopen(request, timeout=10).close()

    def posts(self):
        return [request for request in self.log()["requests"] if request["method"] == "POST"]


@contextlib.contextmanager
def output(simulator, faults=""):
    """A client and the address of a sound that it has made; its downloads meet the faults."""
    with simulator.client(faults) as client:
        made = client.generate(SPEECH, {"text": "a red fox"})
        assert made.status == 0, made.message
        yield client, made.urls[0]


def content(url):
    with urllib.request.urlopen(url, timeout=30) as answer:
        return answer.read()
