"""The product's simulator as a child of a test."""

import json
import subprocess
import urllib.request

from suite import check


class LocalSimulator:
    """The local platform, for as long as the block lasts."""

    def __init__(self, program, key, catalogue, *options):
        self.command = [program, "--port", "0", "--key", key, "--catalogue", catalogue, *options]

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        line = self.process.stdout.readline()
        check(line, f"the simulator did not start: {self.command}")
        ready = json.loads(line)
        self.base_url, self.key, self.log_url = ready["base_url"], ready["key"], ready["log_url"]
        self.port = int(self.base_url.split(":")[2].split("/")[0])
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.stdout.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def log(self):
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(self.log_url, timeout=10) as answer:
            return json.load(answer)
