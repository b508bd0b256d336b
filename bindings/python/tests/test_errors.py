"""Every class of error, from both clients."""

from __future__ import annotations

import asyncio
import copy
import functools
import os
import pickle
import resource
import threading

import pytest

import skillsvideo as sv
from conftest import MODEL, QUICK, posted, while_retryable

# faults of the simulator, class, category, charge, whether an id is known, retry_after
CASES = [
    ("status=400", sv.ValidationError, "validation", "rejected", False, None),
    ("status=401", sv.AuthError, "auth", "rejected", False, None),
    ("status=402", sv.InsufficientCredits, "insufficient_credits", "rejected", False, None),
    ("status=403", sv.ForbiddenError, "forbidden", "rejected", False, None),
    ("status=422", sv.ContentRejected, "content_rejected", "rejected", False, None),
    ("status=418", sv.UnknownError, "unknown", "rejected", False, None),
    ("status=429,retry-after=3600", sv.RateLimited, "rate_limited", "rejected", False, 3600),
    ("status=500", sv.OutcomeUnknown, "outcome_unknown", "unknown", False, None),
    ("status=503,retry-after=3600", sv.TransientError, "transient", "rejected", False, 3600),
    ("status=404", sv.NotFoundError, "not_found", "rejected", False, None),
    ("captive", sv.ProtocolError, "protocol", "unknown", False, None),
    ("close", sv.OutcomeUnknown, "outcome_unknown", "unknown", False, None),
    ("reset", sv.OutcomeUnknown, "outcome_unknown", "unknown", False, None),
    ("close-headers", sv.OutcomeUnknown, "outcome_unknown", "unknown", False, None),
    ("end-after=1,poll-close", sv.TransportError, "transport", "accepted", True, None),
    ("end-after=1,poll-captive", sv.ProtocolError, "protocol", "accepted", True, None),
    ("end-after=1,poll-status=503,retry-after-ms=20", sv.TransientError, "transient", "accepted", True, None),
    ("end-after=1,poll-status=401", sv.AuthError, "auth", "accepted", True, None),
    ("latency-ms=600000", sv.Timeout, "timeout", "accepted", True, None),
    ("failed", sv.JobFailed, "transient", "accepted", True, None),
    ("failed=CONTENT_REJECTED", sv.ContentRejected, "content_rejected", "accepted", True, None),
    ("failed=TIMEOUT", sv.JobFailed, "transient", "accepted", True, None),
    ("canceled", sv.JobCanceled, "job_canceled", "accepted", True, None),
]


def check(error, kind, category, charge, has_id, after):
    assert isinstance(error, kind)
    assert isinstance(error, sv.SkillsVideoError)
    assert error.category == category
    assert error.charge_state == charge
    assert (error.generation_id is not None) == has_id
    assert error.remedy
    assert error.remedy in str(error)
    assert error.ledger
    assert error.idempotency_key
    assert (error.retryable, error.retry_after) == (after is not None, after)
    assert error.raw["retryable"] == error.retryable
    assert error.raw["event"] in ("error", "timeout", "terminal")
    if has_id and not isinstance(error, (sv.JobFailed, sv.JobCanceled)):
        assert error.generation_id in str(error)
    for twin in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(twin) is type(error)
        assert str(twin) == str(error)
        assert (twin.generation_id, twin.retryable) == (error.generation_id, error.retryable)
        assert twin.raw == error.raw


def limit(fault):
    return 0.3 if fault.startswith("latency") else None


@pytest.mark.parametrize(("fault", "kind", "category", "charge", "has_id", "after"), CASES)
def test_waiting(simulator, fault, kind, category, charge, has_id, after):
    with simulator.client(fault, options=QUICK) as client:
        with pytest.raises(kind) as caught:
            client.generate(MODEL, prompt="a", timeout=limit(fault))
        check(caught.value, kind, category, charge, has_id, after)
        ended = isinstance(caught.value, (sv.JobFailed, sv.JobCanceled))
        assert client.unfinished == ([caught.value.generation_id] if has_id and not ended else [])
    assert len(simulator.log()["jobs"]) <= 1


@pytest.mark.parametrize(("fault", "kind", "category", "charge", "has_id", "after"), CASES)
def test_asynchronous(simulator, fault, kind, category, charge, has_id, after):
    async def main():
        async with simulator.async_client(fault, options=QUICK) as client:
            with pytest.raises(kind) as caught:
                await client.generate(MODEL, prompt="a", timeout=limit(fault))
            return caught.value

    check(asyncio.run(main()), kind, category, charge, has_id, after)
    assert len(simulator.log()["jobs"]) <= 1


BOUGHT = [
    *[case[0] for case in CASES if case[3] not in ("not_sent", "rejected")],
    "output-cut=0",
    "output-status=503",
]


@pytest.mark.parametrize("fault", BOUGHT)
def test_what_is_retryable_does_not_buy_twice(simulator, tmp_path, fault):
    with simulator.client(
        fault, options={**QUICK, "poll_failures_max": 1, "download_tries_max": 1}
    ) as client:
        with pytest.raises(sv.SkillsVideoError):
            generate = functools.partial(client.generate, MODEL, prompt="a", timeout=limit(fault))
            while_retryable(lambda: generate().output.save(tmp_path / "x"))
    assert sum(request["method"] == "POST" for request in simulator.log()["requests"]) == 1


@pytest.mark.parametrize(
    ("charge", "expected"), [("not_sent", True), ("rejected", True), ("unknown", False), ("accepted", False)]
)
def test_retryable_needs_proof_that_nothing_was_bought(charge, expected):
    error = sv.TransientError("m", charge_state=charge, retry_after=2)
    assert error.retryable == expected
    assert type(error)(*error.args).retryable == expected
    assert not type(error)("m", charge_state=charge).retryable
    error._settle_charge("accepted", "gen_1", "Wait for it.")
    assert (error.retryable, error.retry_after) == (False, None)


@pytest.mark.parametrize(
    ("fault", "expected"),
    [("credits-status=503", True), ("credits-close", True), ("credits-status=401", False)],
)
def test_a_balance_query_buys_nothing(simulator, run, fault, expected):
    async def main():
        async with simulator.async_client(fault) as client:
            await client.credits()

    with simulator.client(fault) as client:
        for call in (client.credits, lambda: run(main())):
            with pytest.raises(sv.SkillsVideoError) as caught:
                call()
            assert (caught.value.charge_state, caught.value.retryable) == ("not_sent", expected)


def test_nothing_was_sent(simulator):
    with sv.Client(
        "sk-local", base_url="http://127.0.0.1:9/api/v1", options={"create_tries_max": 1}
    ) as client:
        with pytest.raises(sv.TransportError) as caught:
            client.generate(MODEL, prompt="a")
    assert caught.value.charge_state == "not_sent"
    assert caught.value.retryable


# fault, retry_after
AFTER = [
    ("status=429,retry-after=0", 0),
    ("status=429,retry-after-ms=1", 0.001),
    ("status=429,retry-after=7", 7),
    ("status=503,retry-after=0", 0),
    ("status=402,retry-after=7", None),
    ("status=500,retry-after=7", None),
]


@pytest.mark.parametrize(("fault", "after"), AFTER)
def test_retry_after(simulator, fault, after):
    """0 seconds is a valid retry_after."""
    with simulator.client(fault, options={**QUICK, "create_tries_max": 1}) as client:
        with pytest.raises(sv.SkillsVideoError) as caught:
            client.generate(MODEL, prompt="a")
    assert (caught.value.retry_after, caught.value.retryable) == (after, after is not None)
    assert caught.value.http_status == int(fault[7:10])


def test_a_refused_create_is_repeated(simulator):
    events = []
    with simulator.client("status=503*1,retry-after-ms=20", options=QUICK) as client:
        result = client.generate(MODEL, prompt="a", on_event=events.append)
    retries = [event for event in events if isinstance(event, sv.Retry)]
    assert len(retries) == 1
    assert retries[0].delay == pytest.approx(0.02)
    assert [attempt.http_status for attempt in result.ledger] == [503, 200]


def test_failed_jobs_carry_their_result(simulator):
    with simulator.client("failed=CONTENT_REJECTED") as client:
        with pytest.raises(sv.JobFailed) as caught:
            client.generate(MODEL, prompt="a")
        error = caught.value
        assert isinstance(error, sv.ContentRejected)
        assert error.code.endswith("_CONTENT_REJECTED")
        assert error.result.status == "FAILED"
        assert error.result.id == error.generation_id
        assert not error.result.ok
        with pytest.raises(LookupError):
            error.result.output  # noqa: B018
        job = client.submit(MODEL, prompt="a")
        assert job.wait().category == "content_rejected"
        with pytest.raises(sv.ContentRejected):
            job.result()


def test_next_steps_are_python_calls(simulator):
    with simulator.client("end-after=1,poll-status=401", options=QUICK) as client:
        with pytest.raises(sv.AuthError) as caught:
            client.generate(MODEL, prompt="a")
    assert "skillsvideo wait" not in str(caught.value) + caught.value.remedy
    assert f'client.job("{caught.value.generation_id}").wait()' in caught.value.remedy


def closed_before_the_id(simulator):
    client = simulator.client("slow-start=600000")
    job = client.submit(MODEL, wait_for_id=False, prompt="a")
    posted(client, simulator)
    client._engine.close()
    return job.wait


def closed_with_the_id(simulator):
    client = simulator.client("latency-ms=600000")
    job = client.submit(MODEL, prompt="a")
    client.close()
    return job.wait


def beside_another_thread(simulator):
    client = simulator.client("latency-ms=600000")
    job = client.submit(MODEL, prompt="a")
    thread = threading.Thread(target=client._engine.claim)
    thread.start()
    thread.join()
    return job.wait


# The client cannot be used any more, and the create was sent before.
AFTERWARDS = [
    (closed_before_the_id, sv.ClosedError, "unknown"),
    (closed_with_the_id, sv.ClosedError, "accepted"),
    (beside_another_thread, sv.MisuseError, "accepted"),
]


@pytest.mark.parametrize(("make", "kind", "charge"), AFTERWARDS)
def test_a_refusal_after_the_create_does_not_say_that_nothing_was_sent(simulator, make, kind, charge):
    with pytest.raises(kind) as caught:
        make(simulator)()
    assert (caught.value.charge_state, caught.value.retryable) == (charge, False)
    assert (caught.value.generation_id is not None) == (charge == "accepted")


def test_timeout_is_also_the_built_in_one():
    assert issubclass(sv.Timeout, TimeoutError)
    assert issubclass(sv.ArgumentError, ValueError)
    assert issubclass(sv.FileError, OSError)
    assert issubclass(sv.NoMemoryError, MemoryError)
    assert issubclass(sv.SystemRefusal, OSError)
    assert issubclass(sv.MisuseError, sv.SkillsVideoError)


def test_without_a_descriptor_the_reason_of_the_system_is_named():
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    spare = os.dup(1)
    os.close(spare)
    resource.setrlimit(resource.RLIMIT_NOFILE, (spare, limits[1]))
    try:
        with pytest.raises(sv.SystemRefusal, match=r"Too many open files\. Nothing was sent\. .*ulimit -n"):
            sv.Client("sk-test")
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)


def test_every_status_has_a_class():
    from skillsvideo import _errors, _raw

    numbers = {value for name, value in vars(_raw).items() if name.startswith("ERR_")}
    assert set(_errors.CLASSES) == numbers
    for number in numbers:
        error = _errors.local_error(number, "")
        assert error.category == _errors.status_name(number)
        assert _errors.status_name(number) in str(error)
