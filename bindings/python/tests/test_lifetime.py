"""Closing, dropping, forking and leaving in any order: no crash, no leak, no lost id."""

from __future__ import annotations

import gc
import itertools
import os
import random
import threading

import pytest

import skillsvideo as sv
from conftest import MODEL, QUICK
from programs import run

ENDLESS = "latency-ms=600000"


def test_use_after_close(simulator):
    client = simulator.client(ENDLESS)
    job = client.submit(MODEL, prompt="a")
    client.close()
    client.close()
    assert client.closed
    assert client.unfinished == [job.id]
    calls = [
        lambda: client.generate(MODEL, prompt="a"),
        lambda: client.submit(MODEL, prompt="a"),
        lambda: client.stream(MODEL, prompt="a"),
        lambda: next(iter(client.map([(MODEL, {"prompt": "a"})]))).unwrap(),
        lambda: client.job("gen_x").wait(),
        client.credits,
        job.wait,
        job.result,
        job.refresh,
        lambda: list(job.events()),
        lambda: job.status,
    ]
    for call in calls:
        with pytest.raises(sv.ClosedError, match="closed"):
            call()
    job.cancel()
    assert job.id in repr(job)


def test_results_outlive_their_client(simulator, tmp_path):
    with simulator.client() as client:
        result = client.generate(MODEL, prompt="a")
    assert result.output.save(tmp_path / "a.png")
    assert len(result.output.read()) == result.output.size


ORDERS = list(itertools.permutations(["client", "job", "stream", "result", "events"]))


@pytest.mark.parametrize("order", random.Random(1).sample(ORDERS, 24))
def test_garbage_in_any_order(simulator, order):
    client = simulator.client()
    things = {
        "client": client,
        "result": client.generate(MODEL, prompt="a"),
        "job": client.submit(MODEL, prompt="a"),
        "stream": client.stream(MODEL, prompt="a"),
    }
    things["events"] = things["job"].events()
    next(things["events"])
    client.close()
    del client
    for name in order:
        del things[name]
        gc.collect()


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize("seed", range(10))
def test_garbage_without_closing(simulator, seed):
    chance = random.Random(seed)
    things = []
    for _ in range(30):
        client = simulator.client(ENDLESS)
        things += [
            client,
            client.submit(MODEL, wait_for_id=chance.random() < 0.5, prompt="a"),
            client.stream(MODEL, prompt="b"),
        ]
        things[-1].job._run(things[-1].job._accepted_steps())
    del client
    chance.shuffle(things)
    while things:
        things.pop()
    gc.collect()


def test_dropped_while_busy_warns(simulator):
    client = simulator.client(ENDLESS)
    job = client.submit(MODEL, prompt="a")
    with pytest.warns(ResourceWarning, match="in flight"):
        del client, job
        gc.collect()


def test_dropped_job_stops_being_followed(simulator):
    with simulator.client(ENDLESS) as client:
        job = client.submit(MODEL, prompt="a")
        generation_id = job.id
        del job
        gc.collect()
        client.credits()
        assert not client._engine.busy
        assert client.unfinished == [generation_id]


def test_dropped_create_is_followed_until_its_id_is_known(simulator):
    with simulator.client("slow-start=50," + ENDLESS) as client:
        client.submit(MODEL, wait_for_id=False, prompt="a")
        gc.collect()
        while client._engine.busy:
            client._engine.poll(100)
        [job] = simulator.log()["jobs"]
        assert client.unfinished == [job["id"]]


def test_jobs_dropped_by_another_thread(simulator):
    with simulator.client(ENDLESS) as client:
        jobs = [client.submit(MODEL, prompt="a") for _ in range(5)]
        thread = threading.Thread(target=jobs.clear)
        thread.start()
        thread.join()
        client.credits()
        assert not client._engine.busy


def test_second_thread_is_refused(simulator):
    with simulator.client("latency-ms=500") as client:
        entered, left, met = threading.Event(), threading.Event(), []

        def other():
            entered.wait()
            try:
                client.credits()
            except sv.SkillsVideoError as error:
                met.append(error)
            left.set()

        def told(event):
            entered.set()
            left.wait()

        thread = threading.Thread(target=other)
        thread.start()
        result = client.generate(MODEL, prompt="a", on_event=told)
        thread.join()
    assert result.ok
    assert [type(error) for error in met] == [sv.MisuseError]


def test_one_thread_after_another(simulator):
    with simulator.client() as client:
        job = client.submit(MODEL, prompt="a")
        ended = []
        thread = threading.Thread(target=lambda: ended.append(job.wait()))
        thread.start()
        thread.join()
        assert ended[0].ok
        assert client.generate(MODEL, prompt="b").ok


def test_no_descriptor_is_left(simulator):
    def descriptors():
        return len(os.listdir("/proc/self/fd"))

    simulator.log()
    before = descriptors()
    for _ in range(5):
        with simulator.client() as client:
            client.generate(MODEL, prompt="a").output.read()
            client.submit(MODEL, prompt="a")
    gc.collect()
    assert descriptors() == before


FORK = """
    import os, sys, skillsvideo as sv
    client = sv.Client()
    job = client.submit("google/nano-banana-pro", prompt="a")
    child = os.fork()
    if child == 0:
        try:
            client.credits()
        except sv.MisuseError as error:
            assert "parent process" in str(error), error
            try:
                job.wait()
            except sv.MisuseError:
                pass
            with sv.Client() as own:
                assert own.generate("google/nano-banana-pro", prompt="b").ok
            client.close()
            sys.exit(7)
        sys.exit(1)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 7, status
    print(job.result().ok)
    client.close()
"""


def test_fork(simulator):
    done = run(FORK, environment=simulator.environment("latency-ms=300"), flags=["-W", "error"])
    assert (done.stdout, done.stderr) == ("True\n", "")


EXITS = {
    "waiting": "client = sv.Client(); job = client.submit(M, prompt='a')",
    "not closed, held by a global": """
client = sv.Client(); jobs = [client.submit(M, prompt='a') for _ in range(5)]""",
    "a stream in the middle": "client = sv.Client(); s = iter(client.stream(M, prompt='a')); next(s)",
    "by an exception": "client = sv.Client(); job = client.submit(M, prompt='a'); raise SystemExit(0)",
    "a loop that never ended": """
async def main():
    global client, task
    client = sv.AsyncClient(); job = await client.submit(M, prompt='a')
    task = asyncio.ensure_future(job.wait())
asyncio.run(main())""",
    "in a cycle": "client = sv.Client(); client.me = client; client.job_ = client.submit(M, prompt='a')",
}


@pytest.mark.parametrize("name", EXITS)
def test_exit_with_jobs_in_flight(simulator, name):
    code = "import sys, asyncio, skillsvideo as sv\nM = 'google/nano-banana-pro'\n" + EXITS[name]
    done = run(code, environment=simulator.environment(ENDLESS))
    assert (done.returncode, done.stdout) == (0, "")
    jobs = simulator.log()["jobs"]
    assert len(done.stderr.splitlines()) == len(jobs)
    for job in jobs:
        assert f"generation {job['id']} (Idempotency-Key " in done.stderr
        assert f'client.job("{job["id"]}").wait()' in done.stderr


def test_timeouts_are_no_leak(simulator):
    with simulator.client(ENDLESS, options=QUICK) as client:
        for _ in range(10):
            with pytest.raises(sv.Timeout):
                client.generate(MODEL, prompt="a", timeout=0.5)
        assert not client._engine.busy
        assert len(client.unfinished) == 10
