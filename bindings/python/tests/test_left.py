"""Generations that a program stops following by itself: no id is lost, and no error claims too much."""

from __future__ import annotations

import pytest

import skillsvideo as sv
from conftest import MODEL, posted

ENDLESS = "latency-ms=600000"
# The program leaves before the id is known.
IN_FLIGHT = "slow-start=500," + ENDLESS


def test_a_canceled_job_is_left_without_a_warning(simulator, caplog):
    with simulator.client(ENDLESS) as client:
        client.submit(MODEL, prompt="a").cancel()
        job = client.submit(MODEL, prompt="a")
        job.cancel()
    assert [record for record in caplog.records if record.levelname == "WARNING"] == []


def test_leaving_a_stream_waits_for_the_id(simulator):
    with simulator.client(IN_FLIGHT) as client:
        stream = client.stream(MODEL, prompt="a")
        for _ in stream:
            break
        posted(client, simulator)
        stream.close()
        assert client.unfinished == [job["id"] for job in simulator.log()["jobs"]] == [stream.id]


def test_an_error_within_a_stream_has_the_id(simulator):
    with simulator.client(IN_FLIGHT) as client:
        with pytest.raises(RuntimeError) as caught, client.stream(MODEL, prompt="a") as stream:
            for _ in stream:
                posted(client, simulator)
                raise RuntimeError("mine")
        assert [job["id"] for job in simulator.log()["jobs"]] == [caught.value.generation_id]


def test_leaving_a_map_waits_for_the_ids(simulator):
    with simulator.client(IN_FLIGHT) as client:
        outcomes = client.map([("http://nowhere.example/x", {}), *[(MODEL, {"prompt": "a"})] * 2])
        assert not next(outcomes).ok
        posted(client, simulator, 2)
        outcomes.close()
        assert sorted(client.unfinished) == sorted(job["id"] for job in simulator.log()["jobs"])
        assert len(client.unfinished) == 2


def test_callback_that_raises_before_the_id_is_known(simulator):
    with simulator.client(IN_FLIGHT) as client:

        def bad(event):
            posted(client, simulator)
            raise RuntimeError("mine")

        with pytest.raises(RuntimeError) as caught:
            client.generate(MODEL, prompt="a", on_event=bad)
        assert [job["id"] for job in simulator.log()["jobs"]] == [caught.value.generation_id]


def test_an_error_of_ours_out_of_a_callback_says_that_it_was_bought(simulator):
    """The error of the callback's own call says that nothing was sent. That is not true of the outer call."""
    with simulator.client() as client:

        def bad(event):
            if isinstance(event, sv.Accepted):
                client.generate("http://elsewhere.example/x", prompt="b")

        with pytest.raises(sv.ArgumentError) as caught:
            client.generate(MODEL, prompt="a", on_event=bad)
        [job] = simulator.log()["jobs"]
        assert (caught.value.charge_state, caught.value.retryable) == ("accepted", False)
        assert caught.value.generation_ids == (job["id"],)
        assert job["id"] in str(caught.value)


def test_a_request_that_cannot_be_read_says_that_others_were_sent(simulator):
    with simulator.client() as client:
        with pytest.raises(sv.ArgumentError) as caught:
            list(client.map([(MODEL, {"prompt": "a"}), "text"], concurrency=1))
        assert caught.value.charge_state == "unknown"
