"""An error of another call says that nothing was bought. Out of a wait, it has the charge of that one."""

from __future__ import annotations

import asyncio

import pytest

import skillsvideo as sv
from conftest import MODEL

KEY = "mine"
ENDLESS = "latency-ms=600000"


def rejected():
    """As another call raised it: a program may repeat that call."""
    return sv.RateLimited(
        "slow down", category="rate_limited", http_status=429, retry_after=0.1, charge_state="rejected"
    )


def raising_on(kind):
    def on_event(event):
        if isinstance(event, kind):
            raise rejected()

    return on_event


def waiting(simulator, fault, way, on_event):
    with simulator.client(fault) as client:
        if way == "generate":
            client.generate(MODEL, prompt="a", on_event=on_event, idempotency_key=KEY)
        elif way == "wait":
            job = client.submit(MODEL, prompt="a", idempotency_key=KEY, wait_for_id=False)
            job.wait(on_event=on_event)
        elif way == "stream":
            with client.stream(MODEL, prompt="a", idempotency_key=KEY) as stream:
                for event in stream:
                    on_event(event)


def asynchronous(simulator, run, fault, way, on_event):
    async def main():
        async with simulator.async_client(fault) as client:
            if way == "generate":
                await client.generate(MODEL, prompt="a", on_event=on_event, idempotency_key=KEY)
            elif way == "wait":
                job = await client.submit(MODEL, prompt="a", idempotency_key=KEY, wait_for_id=False)
                await job.wait(on_event=on_event)
            elif way == "stream":
                async with client.stream(MODEL, prompt="a", idempotency_key=KEY) as stream:
                    async for event in stream:
                        on_event(event)

    run(main())


# The fault, the event on which the other call fails, and the charge that the error then has.
CASES = [
    (ENDLESS, sv.Accepted, "accepted"),
    ("", sv.Ended, "accepted"),
    ("close", sv.Ended, "unknown"),
    ("status=402", sv.Ended, "rejected"),
]


@pytest.mark.parametrize("way", ["generate", "wait", "stream"])
@pytest.mark.parametrize(("fault", "kind", "charge"), CASES)
@pytest.mark.parametrize("is_async", [False, True])
def test_charge(simulator, run, is_async, fault, kind, charge, way):
    with pytest.raises(sv.RateLimited) as caught:
        if is_async:
            asynchronous(simulator, run, fault, way, raising_on(kind))
        else:
            waiting(simulator, fault, way, raising_on(kind))
    error = caught.value
    ids = tuple(job["id"] for job in simulator.log()["jobs"]) if charge == "accepted" else ()
    assert (error.charge_state, error.retryable) == (charge, charge == "rejected")
    assert (error.generation_id, error.generation_ids) == (ids[0] if ids else None, ids)
    assert error.idempotency_keys == (KEY,)


def test_a_task_that_is_cancelled_within_its_callback(run, simulator):
    async def main():
        async with simulator.async_client(ENDLESS) as client:
            job = await client.submit(MODEL, prompt="a")

            async def on_event(event):
                asyncio.current_task().cancel()
                await asyncio.sleep(0)

            with pytest.raises(asyncio.CancelledError) as caught:
                await asyncio.ensure_future(job.wait(on_event=on_event))
            assert caught.value.generation_id == job.id

    run(main())
