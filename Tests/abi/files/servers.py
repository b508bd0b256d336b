"""The simulator for these tests, and what it says it has received."""
import contextlib
import json
import os
import subprocess
import time
import urllib.request

from engine import ROOT, Client

SIMULATOR = os.environ.get("SIMULATOR", os.path.join(ROOT, ".build-debug", "debug", "skillsvideo-simulator"))
SPEECH = "qwen/qwen-3-tts/text-to-speech/1.7b"
PICTURE = "google/nano-banana-2"


class Simulator:
    def __init__(self, *options):
        self.options = options

    def __enter__(self):
        command = [SIMULATOR, "--port", "0", "--latency-ms", "0", *self.options]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        about = json.loads(self.process.stdout.readline())
        self.url, self.key = about["base_url"], about["key"]
        os.environ["SKILLS_VIDEO_API_KEY"] = self.key
        self.origin = self.url.removesuffix("/api/v1")
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(10)

    def faulty(self, faults):
        """A base URL whose creates meet these faults."""
        return f"{self.origin}/simulate/{faults}/api/v1" if faults else self.url

    def client(self, faults="", **options):
        return Client(self.faulty(faults), **options)

    def log(self):
        with urllib.request.urlopen(f"{self.origin}/simulator/log", timeout=10) as answer:
            return json.load(answer)

    def log_when(self, ready, most=10):
        """The log once it tells what it should; a connection's end may be noticed after the client's."""
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
