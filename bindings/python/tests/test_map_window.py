"""How far an ordered map() reads ahead while the platform does not answer its first request."""

from __future__ import annotations

import asyncio
import json
import threading
from http.server import BaseHTTPRequestHandler

import pytest

import skillsvideo as sv
from conftest import MODEL, served

CONCURRENCY = 3
# As documented.
WINDOW = 4 * CONCURRENCY


class Platform(BaseHTTPRequestHandler):
    """Answers each create with a generation that has ended. Prompt 0 waits until the test releases it."""

    protocol_version = "HTTP/1.1"
    released: threading.Event

    def do_POST(self):
        prompt = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["prompt"]
        if prompt == "0":
            assert self.released.wait(60)
        job = {
            "id": f"gen_{prompt}",
            "status": "COMPLETED",
            "data": {"url": f"https://files.example/{prompt}.png"},
        }
        body = json.dumps(job).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words):
        pass


@pytest.fixture
def platform():
    handler = type("Held", (Platform,), {"released": threading.Event()})
    with served(handler, before_end=handler.released.set) as url:
        yield url, handler.released.set


class Observed:
    """Counts the requests that were read, and releases the first one when `others` have ended."""

    def __init__(self, release, count, others):
        self.taken, self.first = 0, None
        self._release, self._count, self._others = release, count, others

    def requests(self):
        for number in range(self._count):
            self.taken += 1
            yield (MODEL, {"prompt": str(number)})

    def on_event(self, event):
        self._others -= isinstance(event, sv.Ended)
        if self._others == 0:
            self._release()

    def outcome(self, outcome):
        """The index of an outcome. Notes with the first one how many requests were read."""
        assert outcome.ok
        if self.first is None:
            self.first = self.taken
        return outcome.index


def turns_later(release, turns=50):
    """Calls `release` after `turns` turns of the loop, when map() has handled all ends."""
    if turns == 0:
        return release()
    return asyncio.get_running_loop().call_soon(turns_later, release, turns - 1)


def in_order(address, seen):
    with sv.Client("sk-local", base_url=address) as client:
        outcomes = client.map(seen.requests(), concurrency=CONCURRENCY, ordered=True, on_event=seen.on_event)
        return [seen.outcome(outcome) for outcome in outcomes]


def asynchronously(address, seen, run):
    async def main():
        async with sv.AsyncClient("sk-local", base_url=address) as client:
            outcomes = client.map(
                seen.requests(), concurrency=CONCURRENCY, ordered=True, on_event=seen.on_event
            )
            return [seen.outcome(outcome) async for outcome in outcomes]

    return run(main())


# Number of requests; how many others end before the first is released; how many were read until then.
held = pytest.mark.parametrize(("count", "others", "read"), [(3 * WINDOW, WINDOW - 1, WINDOW), (5, 4, 5)])


@held
def test_an_ordered_map_reads_a_window_behind_a_slow_request(platform, count, others, read):
    address, release = platform
    seen = Observed(release, count, others)
    assert in_order(address, seen) == list(range(count))
    assert (seen.first, seen.taken) == (read, count)


@held
def test_an_ordered_asynchronous_map_reads_a_window_behind_a_slow_request(platform, run, count, others, read):
    address, release = platform
    seen = Observed(lambda: turns_later(release), count, others)
    assert asynchronously(address, seen, run) == list(range(count))
    assert (seen.first, seen.taken) == (read, count)
