"""A short test of everything that needs only the standard library, for each installed version of Python."""

from __future__ import annotations

import asyncio
import gc
import os
import pickle
import sys
import tempfile
import warnings

import skillsvideo as sv
from skillsvideo.testing import Simulator

MODEL = "google/nano-banana-pro"


def waiting(simulator: Simulator) -> None:
    with simulator.client() as client, tempfile.TemporaryDirectory() as folder:
        seen = []
        result = client.generate(MODEL, prompt="a", on_event=seen.append)
        assert result.ok, result
        assert isinstance(seen[-1], sv.Ended), seen
        assert pickle.loads(pickle.dumps(seen)) == seen
        assert os.path.getsize(result.output.save(folder + "/")) == result.output.size
        assert [event.kind for event in client.stream(MODEL, prompt="a")][-1] == "terminal"
        assert client.job(client.submit(MODEL, prompt="a").id).result().ok
        assert all(outcome.ok for outcome in client.map([(MODEL, {"prompt": "a"})] * 20))
        assert client.credits()["total"] < 100_000
    with simulator.client("failed=CONTENT_REJECTED") as client:
        try:
            client.generate(MODEL, prompt="a")
            raise SystemExit("nothing was raised")
        except sv.ContentRejected as error:
            assert isinstance(pickle.loads(pickle.dumps(error)), sv.JobFailed)


async def asynchronous(simulator: Simulator) -> None:
    async with simulator.async_client() as client:
        results = await asyncio.gather(*(client.generate(MODEL, prompt=str(i)) for i in range(20)))
        assert all(result.ok for result in results)
        assert [event.kind async for event in client.stream(MODEL, prompt="a")][-1] == "terminal"
        assert [outcome.ok async for outcome in client.map([(MODEL, {"prompt": "a"})] * 5)] == [True] * 5
        job = await client.submit(MODEL, prompt="a")
        try:
            await asyncio.wait_for(job.wait(), 0.001)
        except asyncio.TimeoutError:
            assert (await job.wait()).ok
    async with simulator.async_client("latency-ms=600000") as client:
        try:
            await client.generate(MODEL, prompt="a", timeout=0.1)
            raise SystemExit("nothing was raised")
        except sv.Timeout as error:
            assert client.unfinished == [error.generation_id]


def main() -> None:
    warnings.simplefilter("error")
    with Simulator() as simulator:
        waiting(simulator)
        asyncio.run(asynchronous(simulator))
    gc.collect()
    print("ok", sys.version.split()[0])


main()
