"""Many generations at once in one thread."""

from __future__ import annotations

import pytest

import skillsvideo as sv
from conftest import MODEL
from skillsvideo import _results
from skillsvideo._results import conclude


def test_map(client):
    outcomes = list(client.map([(MODEL, {"prompt": str(i)}) for i in range(200)], concurrency=50))
    assert len(outcomes) == 200
    assert all(outcome.ok for outcome in outcomes)
    assert sorted(outcome.index for outcome in outcomes) == list(range(200))
    assert all(outcome.result.data["actual_prompt"] == str(outcome.index) for outcome in outcomes)
    assert len({outcome.id for outcome in outcomes}) == 200


def test_map_one_failure_stops_no_other(client):
    requests = [
        (MODEL, {"prompt": "a"}),
        {"endpoint": MODEL},
        sv.Request("http://nowhere.example/x", {"prompt": "c"}),
        sv.Request(MODEL, {"prompt": "d"}, idempotency_key="mine"),
    ]
    outcomes = list(client.map(iter(requests), ordered=True))
    assert [outcome.index for outcome in outcomes] == [0, 1, 2, 3]
    assert [outcome.ok for outcome in outcomes] == [True, False, False, True]
    assert isinstance(outcomes[1].error, sv.ValidationError)
    assert isinstance(outcomes[2].error, sv.ArgumentError)
    assert outcomes[3].result.idempotency_key == "mine"
    with pytest.raises(sv.ValidationError):
        outcomes[1].unwrap()
    assert outcomes[0].unwrap().ok


@pytest.mark.parametrize("is_async", [False, True])
def test_an_end_that_cannot_be_read_stops_no_other(run, simulator, monkeypatch, is_async):
    """It is an outcome as every other one, and says that the generation was bought."""
    ended = []

    def broken(end, identity, make_output):
        ended.append(identity)
        if len(ended) == 1:
            raise ValueError("outside data")
        return conclude(end, identity, make_output)

    monkeypatch.setattr(_results, "conclude", broken)
    requests = [(MODEL, {"prompt": str(number)}) for number in range(3)]

    async def main():
        async with simulator.async_client() as client:
            return [outcome async for outcome in client.map(requests)]

    if is_async:
        outcomes = run(main())
    else:
        with simulator.client() as client:
            outcomes = list(client.map(requests))
    [failed] = [outcome for outcome in outcomes if not outcome.ok]
    assert len(outcomes) == 3
    assert failed.id == failed.error.generation_id == ended[0]
    assert (failed.error.charge_state, failed.error.retryable) == ("accepted", False)


def counted(taken, count):
    for number in range(count):
        taken.append(number)
        yield (MODEL, {"prompt": str(number)})


@pytest.mark.parametrize("concurrency", [1, 3])
def test_map_reads_no_further_than_needed(client, concurrency):
    taken, seen = [], 0
    for outcome in client.map(counted(taken, 12), concurrency=concurrency):
        assert outcome.ok
        # Those in flight, and those whose ends were not read yet.
        assert len(taken) <= seen + concurrency
        seen += 1
    assert len(taken) == seen == 12


@pytest.mark.parametrize("concurrency", [1, 3])
def test_asynchronous_map_reads_no_further_than_needed(run, simulator, concurrency):
    async def main():
        taken, seen = [], 0
        async with simulator.async_client() as client:
            async for outcome in client.map(counted(taken, 12), concurrency=concurrency):
                assert outcome.ok
                assert outcome.id == outcome.result.id
                assert len(taken) <= seen + concurrency
                seen += 1
        assert len(taken) == seen == 12

    run(main())


def test_leaving_a_map_starts_no_more(client, simulator):
    taken = []
    outcomes = client.map(counted(taken, 1000), concurrency=3)
    assert next(outcomes).ok
    assert len(taken) == 3
    outcomes.close()
    assert len(taken) == len(simulator.log()["jobs"]) == 3


def test_map_refuses(client):
    with pytest.raises(sv.ArgumentError, match="concurrency"):
        list(client.map([], concurrency=0))
    with pytest.raises(sv.ArgumentError, match="map takes"):
        list(client.map(["text"]))
    assert list(client.map([])) == []


def test_map_shares_the_thread_with_a_job(client):
    job = client.submit(MODEL, prompt="alone")
    assert all(outcome.ok for outcome in client.map([(MODEL, {"prompt": str(i)}) for i in range(5)]))
    assert job.result().ok
