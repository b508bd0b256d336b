"""Runs the simulator as a child process of a test."""

import json
import subprocess
import urllib.request

from places import CATALOGUE, SIMULATOR
from suite import check


class LocalSimulator:
    """The local platform, which runs until the end of the block."""

    def __init__(self, *options):
        self.command = [SIMULATOR, "--port", "0", "--catalogue", CATALOGUE, *options]

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        line = self.process.stdout.readline()
        check(line, f"the simulator did not start: {self.command}")
        self.about = json.loads(line)
        self.base_url, self.key = self.about["base_url"], self.about["key"]
        self.origin = self.base_url.removesuffix("/api/v1")
        self.port = int(self.origin.rpartition(":")[2])
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.stdout.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    @property
    def environment(self):
        """The variables that make a client use it."""
        return {"SKILLS_VIDEO_BASE_URL": self.base_url, "SKILLS_VIDEO_API_KEY": self.key}

    def log(self):
        """Returns its log of received requests."""
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(self.about["log_url"], timeout=10) as answer:
            return json.load(answer)
