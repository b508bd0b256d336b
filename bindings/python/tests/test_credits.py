"""min_credits and report_credits, for every way to create."""

from __future__ import annotations

import pickle

import pytest

import skillsvideo as sv
from conftest import MODEL, QUICK
from skillsvideo.testing import Simulator


@pytest.fixture(scope="module")
def poor():
    with Simulator(credits=15, latency_ms=20) as simulator:
        yield simulator


@pytest.fixture(autouse=True)
def fresh(poor):
    poor.reset()


def creates(simulator):
    return simulator.log()["creations"]["total"]


def test_floor(poor):
    with poor.client(min_credits=16) as client:
        with pytest.raises(sv.InsufficientCredits) as caught:
            client.generate(MODEL, prompt="a red fox")
        error = pickle.loads(pickle.dumps(caught.value))
        assert error.charge_state == "not_sent"
        assert error.credits.before == 15
        assert error.credits.after is None
        assert "min_credits" in error.remedy
        assert [attempt.request for attempt in error.ledger] == ["credits"]
        with pytest.raises(sv.InsufficientCredits):
            client.submit(MODEL, prompt="a red fox")
        with pytest.raises(sv.InsufficientCredits):
            list(client.stream(MODEL, prompt="a red fox"))
        [outcome] = client.map([(MODEL, {"prompt": "a red fox"})])
        assert isinstance(outcome.error, sv.InsufficientCredits)
        assert creates(poor) == 0
        assert client.generate(MODEL, prompt="a red fox", options={"min_credits": 15}).credits.before == 15
        assert creates(poor) == 1


def test_report(poor):
    with poor.client(report_credits=True) as client:
        result = client.generate(MODEL, prompt="a red fox")
        assert (result.credits.before, result.credits.after) == (15, 5)
        assert result.credits.raw == {"before": 15, "after": 5}
        assert [attempt.request for attempt in result.ledger] == ["credits", "create_stream", "credits"]
        assert client.job(result.id).result().credits is None
    with poor.client() as client, pytest.raises(sv.InsufficientCredits) as caught:
        client.generate(MODEL, prompt="a red fox")
    assert caught.value.credits is None


def test_report_that_is_not_told_fails_nothing(poor):
    events = []
    with poor.client("credits-shape=none", options={**QUICK, "report_credits": True}) as client:
        result = client.generate(MODEL, prompt="a red fox", on_event=events.append)
    assert (result.ok, result.credits.before, result.credits.after) == (True, None, None)
    notices = [event for event in events if isinstance(event, sv.Notice)]
    assert [notice.notice for notice in notices] == ["credits", "credits"]
    assert '{"plan":"pro"}' in notices[0].message


def test_balance_that_changes(poor):
    with poor.client(min_credits=100) as client:
        with pytest.raises(sv.InsufficientCredits):
            client.generate(MODEL, prompt="a red fox")
        poor.set_credits(100)
        assert client.generate(MODEL, prompt="a red fox").credits.before == 100


def test_balance_that_is_a_text(poor):
    with poor.client("credits-shape=text", min_credits=1) as client:
        credits = client.generate(MODEL, prompt="a red fox").credits
    assert (credits.before, credits.raw["before"]) == (15, "15")


UNREADABLE = [
    ("credits-shape=none", sv.ProtocolError),
    ("credits-status=401", sv.AuthError),
    ("credits-status=503", sv.TransientError),
    ("credits-close", sv.TransportError),
]


@pytest.mark.parametrize(("fault", "kind"), UNREADABLE)
def test_floor_without_a_balance(poor, fault, kind):
    with poor.client(fault, min_credits=1, options={"create_tries_max": 1}) as client:
        with pytest.raises(kind) as caught:
            client.generate(MODEL, prompt="a red fox")
    assert caught.value.charge_state == "not_sent"
    assert "the credit balance could not be read" in caught.value.message
    assert creates(poor) == 0


def test_asyncio(poor, run):
    async def main():
        async with poor.async_client(min_credits=10, report_credits=True) as client:
            result = await client.generate(MODEL, prompt="a red fox")
            assert (result.credits.before, result.credits.after) == (15, 5)
            with pytest.raises(sv.InsufficientCredits) as caught:
                await client.generate(MODEL, prompt="a red fox")
            assert caught.value.credits.before == 5

    run(main())
    assert creates(poor) == 1


@pytest.mark.parametrize("value", [-1, 1.5, "many", 10**16])
def test_floor_that_cannot_be(poor, value):
    with pytest.raises(sv.ArgumentError):
        poor.client(min_credits=value)


@pytest.mark.parametrize(
    ("faults", "kind", "is_retryable"),
    [
        ("credits-status=407", sv.TransportError, False),
        ("credits-status=421", sv.TransportError, False),
        ("credits-status=401", sv.AuthError, False),
        ("credits-status=429", sv.RateLimited, True),
        ("credits-status=503", sv.TransientError, True),
        ("credits-reset", sv.TransportError, True),
    ],
)
def test_what_a_query_that_failed_advises(poor, faults, kind, is_retryable):
    """As for a create: a proxy that wants a password answers the same again."""
    with poor.client(faults) as client, pytest.raises(kind) as caught:
        client.credits()
    assert caught.value.retryable is is_retryable
    assert caught.value.charge_state == "not_sent"
