from __future__ import annotations

import asyncio
import gc
import threading
from contextlib import contextmanager
from http.server import ThreadingHTTPServer

import pytest
import uvloop

from skillsvideo import SkillsVideoError

MODEL = "google/nano-banana-pro"
# Polls follow quickly, and a wait for an answer that never comes is short.
QUICK = {
    "poll_interval_ms": 10,
    "poll_interval_max_ms": 20,
    "poll_failures_max": 3,
    "retry_after_max_ms": 500,
}
# A download is tried once; a missing file is waited for until the time limit. Generations of the same client
# get a long limit.
ONCE = {"download_tries_max": 1, "total_timeout_ms": 1000}
AT_LENGTH = {"total_timeout_ms": 60_000}


def posted(client, simulator, count=1):
    """Polls until the platform has received `count` requests."""
    while len(simulator.log()["requests"]) < count:
        client._engine.poll(10)


def while_retryable(call):
    """Repeats a failed call as the README does, as long as the error is `retryable`."""
    for _ in range(5):
        try:
            return call()
        except SkillsVideoError as error:
            if not error.retryable:
                raise
    raise AssertionError("repeated for ever")


@contextmanager
def served(handler, before_end):
    """The address of a platform that a handler of HTTP requests plays. before_end: frees what still waits."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/api/v1"
    finally:
        before_end()
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def simulator(skillsvideo_simulator):
    return skillsvideo_simulator


@pytest.fixture
def client(simulator):
    with simulator.client(options=QUICK) as client:
        yield client


@pytest.fixture(params=["asyncio", "uvloop"])
def run(request):
    """Runs a coroutine. The test fails if the loop calls its exception handler."""

    def runner(coroutine):
        loop = uvloop.new_event_loop() if request.param == "uvloop" else asyncio.new_event_loop()
        reported = []
        loop.set_exception_handler(lambda _, context: reported.append(context))
        try:
            return loop.run_until_complete(coroutine)
        finally:
            loop.run_until_complete(loop.shutdown_asyncgens())
            loop.close()
            gc.collect()
            assert reported == []

    return runner
