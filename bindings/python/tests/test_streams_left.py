"""Streams and jobs that a program leaves: what is not sent, waited for once, and freed at once."""

from __future__ import annotations

import asyncio
import gc
import weakref

import pytest

import skillsvideo as sv
from conftest import MODEL, posted
from skillsvideo import _async_job, _interruption, _job


def posts(simulator):
    return sum(request["method"] == "POST" for request in simulator.log()["requests"])


def test_a_stream_that_was_never_read_sends_nothing(simulator):
    with simulator.client() as client:
        with client.stream(MODEL, prompt="a") as stream:
            pass
        assert client.generate(MODEL, prompt="b").ok
        assert stream.id is None
    assert posts(simulator) == 1


def test_an_error_in_a_stream_waits_once_for_the_id(simulator, monkeypatch):
    waits = []

    def settle(engine, tags):
        waits.append(tags)
        _interruption.settle(engine, tags, 0.01)

    monkeypatch.setattr(_job, "settle", settle)
    monkeypatch.setattr(_interruption, "GRACE_S", 0.01)
    with simulator.client("stall-start") as client:
        with pytest.raises(RuntimeError), client.stream(MODEL, prompt="a") as stream:
            next(iter(stream))
            posted(client, simulator)
            raise RuntimeError
    assert len(waits) == 1


@pytest.mark.parametrize("cancels", [1, 2])
def test_a_cancelled_stream_waits_once_for_the_id(simulator, monkeypatch, cancels):
    """A second cancellation ends the wait, and the stream is left all the same."""
    settle, waits, left = _async_job.AsyncJob._settle, [], []
    monkeypatch.setattr(_async_job, "GRACE_S", 0.01 if cancels == 1 else 3600)

    async def settled(job):
        waits.append(job)
        if cancels == 2:
            asyncio.get_running_loop().call_soon(task[0].cancel)
        await settle(job)

    task = []
    monkeypatch.setattr(_async_job.AsyncJob, "_settle", settled)
    leave = _async_job.AsyncJob._leave
    monkeypatch.setattr(_async_job.AsyncJob, "_leave", lambda job: left.append(leave(job)))

    async def main():
        async with simulator.async_client("stall-start") as client:

            async def go():
                async with client.stream(MODEL, prompt="a") as stream:
                    async for _ in stream:
                        pass

            task.append(asyncio.ensure_future(go()))
            while not posts(simulator):
                await asyncio.sleep(0)
            task[0].cancel()
            with pytest.raises(asyncio.CancelledError):
                await task[0]
            await client.aclose(0)

    asyncio.run(main())
    assert len(waits) == 1
    assert left


@pytest.mark.parametrize("is_async", [False, True])
def test_an_error_of_a_callback_keeps_no_job_alive(simulator, is_async):
    def bad(event):
        raise RuntimeError("mine")

    def dropped(client):
        job = client.submit(MODEL, prompt="a")
        with pytest.raises(RuntimeError):
            job.wait(on_event=bad)
        return weakref.ref(job)

    async def dropped_by(client):
        job = await client.submit(MODEL, prompt="a")
        with pytest.raises(RuntimeError):
            await job.wait(on_event=bad)
        return weakref.ref(job)

    async def main():
        async with simulator.async_client("latency-ms=600000") as client:
            return (await dropped_by(client))() is None

    gc.disable()
    try:
        if is_async:
            assert asyncio.run(main())
        else:
            with simulator.client("latency-ms=600000") as client:
                assert dropped(client)() is None
    finally:
        gc.enable()


REFUSED = {
    "generate": lambda client: client.generate(MODEL, prompt="a", options={"nope": "1"}),
    "download": lambda client: client.download("no url", ""),
    "follow": lambda client: client.job("").wait(),
}


@pytest.mark.parametrize("call", REFUSED)
def test_a_refused_start_leaves_the_loop(simulator, call):
    client = simulator.async_client()
    loop = asyncio.new_event_loop()

    async def refused():
        with pytest.raises(sv.ArgumentError):
            await REFUSED[call](client)

    async def whole():
        return (await client.generate(MODEL, prompt="a")).ok

    loop.run_until_complete(refused())
    assert client._pump._loop is None
    assert asyncio.run(whole())
    client.close()
    loop.close()


def test_an_idle_client_changes_its_loop(simulator):
    """Also if it is still registered with a loop that is open."""
    client = simulator.async_client()
    loop = asyncio.new_event_loop()

    async def entered():
        client._pump.enter()

    async def whole():
        return (await client.generate(MODEL, prompt="a")).ok

    loop.run_until_complete(entered())
    assert asyncio.run(whole())
    client.close()
    loop.close()
