"""Native jobs are freed with the Python objects that hold them; else they would be followed for ever."""

from __future__ import annotations

import asyncio
import gc

import pytest

import skillsvideo as sv
from conftest import MODEL, QUICK, posted
from skillsvideo import _raw
from skillsvideo._native import lib

ENDLESS = "latency-ms=600000"
IN_FLIGHT = "slow-start=300," + ENDLESS


@pytest.fixture
def started(monkeypatch):
    """The handles of all native jobs that the test starts."""
    from skillsvideo import _engine

    handles = []

    def start(engine, handle, tag, generation_id):
        handles.append(handle)
        return active_job(engine, handle, tag, generation_id)

    active_job = _engine.ActiveJob
    monkeypatch.setattr(_engine, "ActiveJob", start)
    return handles


def alive(handles):
    return [handle for handle in handles if lib.sv_cancel(handle) != _raw.ERR_HANDLE]


def ended(client, _):
    client.generate(MODEL, prompt="a")


def dropped(client, _):
    client.submit(MODEL, prompt="a")


def dropped_before_its_id(client, simulator):
    job = client.submit(MODEL, wait_for_id=False, prompt="a")
    posted(client, simulator)
    del job


def left_stream(client, _):
    with client.stream(MODEL, prompt="a") as stream:
        next(iter(stream))


def left_map(client, _):
    outcomes = client.map([("http://nowhere.example/x", {}), *[(MODEL, {"prompt": "a"})] * 2])
    next(outcomes)
    outcomes.close()


def in_time(client, _):
    # Its id is known before the short limit begins: without it the outcome would be unknown.
    job = client.submit(MODEL, prompt="a")
    with pytest.raises(sv.Timeout):
        job.wait(timeout=0.2)


WAYS = [
    ("", ended),
    ("failed", lambda client, _: client.submit(MODEL, prompt="a").wait()),
    ("", lambda client, _: client.credits()),
    (ENDLESS, dropped),
    (IN_FLIGHT, dropped_before_its_id),
    (ENDLESS, left_stream),
    (ENDLESS, left_map),
    (ENDLESS, in_time),
]


@pytest.mark.parametrize(("fault", "way"), WAYS)
def test_freed_with_what_held_it(simulator, started, fault, way):
    with simulator.client(fault or None, options=QUICK) as client:
        way(client, simulator)
        gc.collect()
        while client._engine.busy:
            client._engine.poll(100)
        client.credits()
        assert started
        assert alive(started) == []


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize("way", ["closed", "dropped"])
def test_freed_with_its_client(simulator, started, way):
    client = simulator.client(ENDLESS)
    jobs = [client.submit(MODEL, prompt="a"), client.submit(MODEL, wait_for_id=False, prompt="a")]
    assert len(alive(started)) == 2
    if way == "closed":
        client.close()
    jobs.clear()
    del client
    gc.collect()
    assert alive(started) == []


def test_freed_with_a_cancelled_task(run, simulator, started):
    async def main():
        async with simulator.async_client(ENDLESS) as client:
            task = asyncio.ensure_future(client.generate(MODEL, prompt="a"))
            while not client.unfinished:
                await asyncio.sleep(0.01)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            del task
            gc.collect()
            await client.credits()
            assert len(started) == 2
            assert alive(started) == []

    run(main())
