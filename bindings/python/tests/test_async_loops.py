"""Clients and event loops: several, one after another, closed early, and none."""

from __future__ import annotations

import asyncio
import threading

import pytest
import uvloop

import skillsvideo as sv
from conftest import MODEL, QUICK


def test_several_clients_in_several_loops(simulator):
    ended = []

    def one(fresh):
        async def main():
            async with simulator.async_client() as one, simulator.async_client() as other:
                results = await asyncio.gather(
                    *(c.generate(MODEL, prompt="a") for c in (one, other) for _ in range(10))
                )
                ended.append(len(results))

        loop = fresh()
        loop.run_until_complete(main())
        loop.close()

    threads = [
        threading.Thread(target=one, args=(fresh,))
        for fresh in (asyncio.new_event_loop, uvloop.new_event_loop) * 2
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ended == [20, 20, 20, 20]


def test_one_client_in_one_loop_after_another(simulator):
    client = simulator.async_client()

    async def whole():
        return (await client.generate(MODEL, prompt="a")).ok

    async def begun():
        return await client.submit(MODEL, prompt="a")

    assert asyncio.run(whole())
    assert asyncio.run(whole())
    job = asyncio.run(begun())

    async def later():
        return (await job.wait()).ok

    assert asyncio.run(later())
    client.close()


def test_another_loop_meanwhile_is_refused(simulator):
    async def main():
        async with simulator.async_client("latency-ms=600000") as client:
            await client.submit(MODEL, wait_for_id=False, prompt="a")
            refused = []

            def other():
                async def use():
                    with pytest.raises(sv.MisuseError, match="another event loop") as caught:
                        await client.credits()
                    refused.append(caught.value)

                asyncio.run(use())

            await asyncio.get_running_loop().run_in_executor(None, other)
            assert len(refused) == 1

    asyncio.run(main())


def test_close_wakes_those_who_wait(run, simulator):
    async def main():
        client = simulator.async_client("latency-ms=600000")
        job = await client.submit(MODEL, prompt="a")
        task = asyncio.ensure_future(job.wait())
        await asyncio.sleep(0)
        client.close()
        client.close()
        with pytest.raises(sv.ClosedError) as caught:
            await task
        assert (caught.value.generation_id, caught.value.charge_state) == (job.id, "accepted")
        assert client.unfinished == [job.id]
        with pytest.raises(sv.ClosedError):
            await client.generate(MODEL, prompt="a")
        with pytest.raises(sv.ClosedError):
            await job.wait()

    run(main())


def test_loop_that_is_closed_with_work_in_flight(simulator):
    async def main():
        client = simulator.async_client("latency-ms=600000")
        await client.submit(MODEL, prompt="a")
        return client

    client = asyncio.run(main())
    assert len(client.unfinished) == 1
    client.close()


def test_tasks_of_a_loop_that_is_gone_do_not_count(simulator):
    """A cancelled task stops following, if no other task of its loop waits. Tasks of a closed loop do not
    count.
    """
    client = simulator.async_client("latency-ms=600000")
    first = asyncio.new_event_loop()

    async def begin():
        job = await client.submit(MODEL, prompt="a")
        task = asyncio.ensure_future(job.wait())
        while client._pump.waiters(job._active) == 0:
            await asyncio.sleep(0)
        return job, task

    job, task = first.run_until_complete(begin())
    first.close()

    async def again():
        second = asyncio.ensure_future(job.wait())
        while client._pump.waiters(job._active) == 0:
            await asyncio.sleep(0)
        await asyncio.sleep(0)
        second.cancel()
        await asyncio.gather(second, return_exceptions=True)
        assert second.cancelled()
        assert not client._engine.busy

    asyncio.run(again())
    client.close()
    task._log_destroy_pending = False


def test_a_poll_that_fails_reaches_those_who_wait(run, simulator):
    """Each task gets an error with what is known of its own job."""

    async def main():
        async with simulator.async_client("latency-ms=600000") as client:
            jobs = [await client.submit(MODEL, prompt="a") for _ in range(2)]
            tasks = [asyncio.ensure_future(job.wait()) for job in jobs]
            await asyncio.sleep(0)
            thread = threading.Thread(target=client._engine.claim)
            thread.start()
            thread.join()
            client._engine.wake()
            errors = await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), 30)
            client._engine.unclaim()
        assert [type(error) for error in errors] == [sv.MisuseError] * 2
        assert [error.generation_id for error in errors] == [job.id for job in jobs]
        assert [(error.charge_state, error.retryable) for error in errors] == [("accepted", False)] * 2

    run(main())


def test_no_loop(simulator):
    client = simulator.async_client(options=QUICK)
    with pytest.raises(RuntimeError, match="no running event loop"):
        client.stream(MODEL, prompt="a")
    assert simulator.log()["requests"] == []
    client.close()


def test_idle_client_leaves_the_loop_alone(run, simulator):
    async def main():
        client = simulator.async_client()
        await client.generate(MODEL, prompt="a")
        assert client._pump._loop is None
        client.close()

    run(main())


def test_a_cancelled_balance_query_has_nothing_to_say(run, simulator):
    """It buys nothing and has no generation."""

    async def main():
        async with simulator.async_client("stall-start") as client:
            task = asyncio.ensure_future(client.credits())
            await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError) as caught:
                await task
            assert getattr(caught.value, "__notes__", []) == []
            assert not hasattr(caught.value, "idempotency_keys")
            assert not client._engine.busy

    run(main())
