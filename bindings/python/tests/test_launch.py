"""A create is sent only if something owns it, and no interruption between its start and its wait loses it."""

from __future__ import annotations

import asyncio
import gc
import signal
import sys

import pytest

import skillsvideo as sv
from conftest import MODEL
from interruptions import Interruption
from skillsvideo import _engine, _native


class InterruptedAfter:
    """The library, with Ctrl-C on return from the first call of one function."""

    def __init__(self, name):
        self._name = name

    def __getattr__(self, name):
        function = getattr(_native.lib, name)
        if name != self._name:
            return function

        def interrupted(*arguments):
            result = function(*arguments)
            self._name = None
            signal.raise_signal(signal.SIGINT)
            return result

        return interrupted


def posts(simulator):
    return sum(request["method"] == "POST" for request in simulator.log()["requests"])


def watch_polls(engine, polls):
    """Adds to `polls` at each poll."""
    poll = engine.poll
    engine.poll = lambda timeout: polls.append(timeout) or poll(timeout)


def map_one(client, got):
    for outcome in client.map([(MODEL, {"prompt": "a"})]):
        got.add(outcome.id)


# Each gets a set for the ids that the program has got before an interruption.
WAYS = {
    "generate": lambda client, got: client.generate(MODEL, prompt="a"),
    "submit": lambda client, got: client.submit(MODEL, prompt="a"),
    "submit without the id": lambda client, got: client.submit(MODEL, wait_for_id=False, prompt="a"),
    "stream": lambda client, got: client.stream(MODEL, prompt="a"),
    "map": map_one,
}


@pytest.mark.parametrize("way", WAYS)
def test_interruption_within_the_start(simulator, monkeypatch, way):
    """Nothing was sent, and nothing is sent later: neither by the next call nor by close()."""
    with simulator.client() as client:
        with monkeypatch.context() as patch:
            patch.setattr(_engine, "lib", InterruptedAfter("sv_start"))
            with pytest.raises(KeyboardInterrupt) as caught:
                WAYS[way](client, set())
        client.credits()
        assert not client._engine.busy
    assert posts(simulator) == 0
    assert caught.value is not None


@pytest.mark.parametrize("way", WAYS)
def test_interruption_at_each_line(simulator, way, caplog):
    """Before the first poll it buys nothing. Afterwards the program learns each id."""
    with simulator.client() as client:
        WAYS[way](client, set())  # Imports the modules that it needs.
    number, seen = 0, {job["id"] for job in simulator.log()["jobs"]}
    while True:
        number += 1
        caplog.clear()
        polls, told = [], set()
        with simulator.client() as client:
            watch_polls(client._engine, polls)
            try:
                with Interruption(number):
                    WAYS[way](client, told)
                break
            except KeyboardInterrupt as error:
                has_polled = bool(polls)
                # Most of the lines after that are those of further polls.
                number += 16 if has_polled else 0
                # The traceback still holds whatever the call had made.
                client.credits()
                told |= {*getattr(error, "generation_ids", ())}
        made = {job["id"] for job in simulator.log()["jobs"]} - seen
        seen |= made
        told |= {*client.unfinished, *(word for line in caplog.messages for word in line.split())}
        assert made <= told, f"line {number}"
        assert has_polled or not made, f"line {number}"
    assert number > 20


def test_a_dropped_create_is_not_sent_by_close(simulator):
    with simulator.client() as client:
        client.submit(MODEL, wait_for_id=False, prompt="a")
        gc.collect()
    assert posts(simulator) == 0


def test_a_dropped_stream_is_not_sent(simulator):
    with simulator.client() as client:
        client.stream(MODEL, prompt="a")
        gc.collect()
        client.credits()
        assert not client._engine.busy
    assert posts(simulator) == 0


class Closed:
    """A file whose other end is gone."""

    def isatty(self):
        return False

    def write(self, text):
        raise BrokenPipeError

    def flush(self):
        raise BrokenPipeError


@pytest.mark.parametrize("stderr", [None, Closed()])
@pytest.mark.parametrize("has_tqdm", [True, False])
def test_a_bar_that_cannot_be_shown_ends_no_wait(simulator, monkeypatch, stderr, has_tqdm):
    if not has_tqdm:
        monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    monkeypatch.setattr(sys, "stderr", stderr)
    with simulator.client() as client:
        assert client.generate(MODEL, prompt="a", progress=True).ok
        assert [one.ok for one in client.map([(MODEL, {"prompt": "a"})], progress=True)] == [True]

    async def main():
        async with simulator.async_client() as client:
            assert (await client.generate(MODEL, prompt="a", progress=True)).ok

    asyncio.run(main())
    assert len(simulator.log()["jobs"]) == 3


def test_a_bar_that_is_interrupted_sends_nothing(simulator, monkeypatch):
    def interrupted(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr("skillsvideo._progress.make_bar", interrupted)
    with simulator.client() as client:
        with pytest.raises(KeyboardInterrupt):
            client.generate(MODEL, prompt="a", progress=True)
        client.credits()
        assert not client._engine.busy
    assert posts(simulator) == 0


def test_the_handler_of_a_signal_that_polls_while_a_job_starts(simulator, monkeypatch):
    """Its poll sends nothing of the job, which has no owner yet; the call says so."""
    with simulator.client() as client:
        before = signal.signal(signal.SIGINT, lambda number, frame: client.credits())
        try:
            monkeypatch.setattr(_engine, "lib", InterruptedAfter("sv_start"))
            with pytest.raises(sv.MisuseError, match="Nothing was sent") as caught:
                client.generate(MODEL, prompt="a")
        finally:
            signal.signal(signal.SIGINT, before)
        assert caught.value.charge_state == "not_sent"
        assert not client._engine.busy
        assert client.generate(MODEL, prompt="b").ok
    assert posts(simulator) == 1
