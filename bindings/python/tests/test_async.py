"""The asynchronous client: its calls, callbacks and cancellations."""

from __future__ import annotations

import asyncio
import threading

import pytest

import skillsvideo as sv
from conftest import MODEL


async def sent(simulator):
    """Waits until the platform has received a request."""
    while not simulator.log()["requests"]:
        await asyncio.sleep(0.01)


def test_every_call(run, simulator, tmp_path):
    async def main():
        async with simulator.async_client() as client:
            seen, accepted = [], []

            async def later(event):
                await asyncio.sleep(0)
                seen.append(event.kind)

            result = await client.generate(MODEL, prompt="a", on_event=later, on_accepted=accepted.append)
            assert result.ok
            assert accepted == [result.id]
            assert seen[0] == "start"
            assert seen[-1] == "terminal"
            path = await result.output.save(str(tmp_path) + "/")
            with open(path, "rb") as file:  # noqa: ASYNC230
                assert file.read() == await result.output.read()
            stream = client.stream(MODEL, prompt="a")
            assert [event.kind async for event in stream][-1] == "terminal"
            assert (await stream.result()).id == stream.id
            job = await client.submit(MODEL, prompt="a")
            assert job.id
            assert await client.job(job.id).refresh()
            assert (await job.wait()).ok
            assert job.status == "COMPLETED"
            assert (await client.job(job.id).result()).id == job.id
            assert [event.kind async for event in job.events()] == ["terminal"]
            assert (await client.credits())["total"] == 100_000 - 30
            assert client.unfinished == []
        assert len(await result.output.read()) > 1000

    run(main())
    assert len(simulator.log()["jobs"]) == 3


def test_five_hundred_at_once(run, simulator):
    async def main():
        async with simulator.async_client() as client:
            results = await asyncio.gather(*(client.generate(MODEL, prompt=str(i)) for i in range(500)))
            assert [result.data["actual_prompt"] for result in results] == [str(i) for i in range(500)]
            assert threading.active_count() == 1
            assert client.unfinished == []

    run(main())
    assert len(simulator.log()["jobs"]) == 500


def test_the_loop_stays_free(run, simulator):
    async def main():
        turns = 0

        async def count():
            nonlocal turns
            while True:
                await asyncio.sleep(0.005)
                turns += 1

        counter = asyncio.ensure_future(count())
        async with simulator.async_client("latency-ms=300") as client:
            await client.generate(MODEL, prompt="a")
        counter.cancel()
        assert turns >= 10

    run(main())


def test_cancelled_task(run, simulator):
    async def main():
        async with simulator.async_client("latency-ms=600000") as client:
            known = asyncio.get_running_loop().create_future()
            task = asyncio.ensure_future(client.generate(MODEL, prompt="a", on_accepted=known.set_result))
            generation_id = await known
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert client.unfinished == [generation_id]
            assert not client._engine.busy

    run(main())


def test_cancelled_before_the_id_is_known(run, simulator, caplog):
    """The create was sent: its id is waited for, so that no paid job is lost, and is on the exception."""

    async def main():
        async with simulator.async_client("slow-start=200,latency-ms=600000") as client:
            task = asyncio.ensure_future(client.generate(MODEL, prompt="a", idempotency_key="mine"))
            await sent(simulator)
            task.cancel()
            with pytest.raises(asyncio.CancelledError) as caught:
                await task
            [job] = simulator.log()["jobs"]
            assert (caught.value.generation_id, caught.value.idempotency_key) == (job["id"], "mine")
            assert client.unfinished == [job["id"]]
        assert f"generation {job['id']} (Idempotency-Key mine)" in caplog.text

    run(main())
    assert len(simulator.log()["requests"]) == 1


def test_cancelled_twice(run, simulator, caplog):
    """The second cancellation ends the wait for the id at once; closing waits for it again."""

    async def main():
        async with simulator.async_client("slow-start=300,latency-ms=600000") as client:
            task = asyncio.ensure_future(client.generate(MODEL, prompt="a", idempotency_key="mine"))
            await sent(simulator)
            task.cancel()
            await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError) as caught:
                await task
            assert (caught.value.generation_id, caught.value.idempotency_key) == (None, "mine")
            assert "a create (Idempotency-Key mine)" in caplog.text
        return client

    client = run(main())
    [job] = simulator.log()["jobs"]
    assert client.unfinished == [job["id"]]
    assert f"generation {job['id']} (Idempotency-Key mine)" in caplog.text


def test_closed_while_a_task_waits_for_its_create(run, simulator, caplog):
    async def main():
        async with simulator.async_client("slow-start=300,latency-ms=600000") as client:
            task = asyncio.ensure_future(client.generate(MODEL, prompt="a"))
            await sent(simulator)
        with pytest.raises(sv.Stopped) as caught:
            await task
        return client, caught.value

    client, error = run(main())
    [job] = simulator.log()["jobs"]
    assert client.unfinished == [job["id"]]
    assert (error.generation_id, error.charge_state) == (job["id"], "accepted")
    assert job["id"] in caplog.text


def test_cancelled_between_two_tries(run, simulator):
    """A create that was refused for now is not sent again if its task was cancelled meanwhile."""

    async def main():
        async with simulator.async_client("status=429,retry-after=1") as client:
            refused = asyncio.Event()

            def told(event):
                if isinstance(event, sv.Retry):
                    refused.set()

            task = asyncio.ensure_future(client.generate(MODEL, prompt="a", on_event=told))
            await refused.wait()
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            del task
            while client._engine.in_flight.open_creates():
                await asyncio.sleep(0.01)
            assert len(simulator.log()["requests"]) == 1

    run(main())


def test_cancelled_while_the_balance_is_asked_for(run, simulator):
    async def main():
        async with simulator.async_client("credits-slow=300", min_credits=1) as client:
            task = asyncio.ensure_future(client.generate(MODEL, prompt="a"))
            await sent(simulator)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    run(main())
    assert [request["path"].rpartition("/")[2] for request in simulator.log()["requests"]] == ["credits"]


def test_let_go_before_it_was_sent(run, simulator):
    """A job that was dropped without a wait or a cancellation is still created."""

    async def main():
        async with simulator.async_client("latency-ms=600000") as client:
            await client.submit(MODEL, wait_for_id=False, prompt="a")
            while not client.unfinished:
                await asyncio.sleep(0.01)
            assert client.unfinished == [job["id"] for job in simulator.log()["jobs"]]

    run(main())


def test_wait_for_and_come_back(run, simulator):
    async def main():
        async with simulator.async_client("latency-ms=400") as client:
            job = await client.submit(MODEL, prompt="a")
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(job.wait(), 0.01)
            assert "not followed" in repr(job) or "in flight" in repr(job)
            with pytest.raises(sv.Timeout):
                await job.wait(0.01)
            assert (await job.wait()).ok

    run(main())
    assert len(simulator.log()["jobs"]) == 1


def test_job_taken_back_before_its_id_is_known(run, simulator):
    async def main():
        async with simulator.async_client("slow-start=200") as client:
            job = await client.submit(MODEL, wait_for_id=False, prompt="a")
            task = asyncio.ensure_future(job.wait())
            await asyncio.sleep(0)
            task.cancel()
            await asyncio.sleep(0)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            assert job.id is None
            assert (await job.wait()).ok

    run(main())
    assert len(simulator.log()["jobs"]) == 1


def test_two_tasks_wait_for_one_job(run, simulator):
    async def main():
        async with simulator.async_client("latency-ms=300") as client:
            job = await client.submit(MODEL, prompt="a")
            first, second = (asyncio.ensure_future(job.wait()) for _ in range(2))
            await asyncio.sleep(0.01)
            first.cancel()
            assert (await second).ok
            assert first.cancelled()

    run(main())


def test_left_stream(run, simulator):
    async def main():
        async with simulator.async_client("latency-ms=600000") as client:
            async with client.stream(MODEL, prompt="a") as stream:
                async for event in stream:
                    if isinstance(event, sv.Accepted):
                        break
            assert client.unfinished == [stream.id]
            assert not client._engine.busy

    run(main())


def test_map(run, simulator):
    async def main():
        async with simulator.async_client() as client:
            requests = [(MODEL, {"prompt": str(i)}) for i in range(60)] + [{"endpoint": MODEL}]
            ordered = [outcome async for outcome in client.map(requests, concurrency=20, ordered=True)]
            assert [outcome.index for outcome in ordered] == list(range(61))
            assert [outcome.ok for outcome in ordered] == [True] * 60 + [False]
            outcomes = client.map(requests, concurrency=5)
            async for outcome in outcomes:
                assert outcome.ok
                break
            await outcomes.aclose()
            assert not client._engine.busy
            with pytest.raises(sv.ArgumentError):
                await client.map(requests, concurrency=0).__anext__()

    run(main())


def test_callback_that_raises(run, simulator):
    async def main():
        async with simulator.async_client() as client:

            async def bad(event):
                if event.kind == "sse_event":
                    raise RuntimeError("mine")

            with pytest.raises(RuntimeError, match="mine") as caught:
                await client.generate(MODEL, prompt="a", on_event=bad)
            assert client.unfinished == [caught.value.generation_id]

    run(main())
