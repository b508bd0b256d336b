"""The client that waits: every call."""

from __future__ import annotations

import os

import pytest

import skillsvideo as sv
from conftest import MODEL, QUICK, posted


def test_generate(client, simulator):
    accepted = []
    events = []
    result = client.generate(MODEL, prompt="a red fox", on_event=events.append, on_accepted=accepted.append)
    assert result.ok
    assert result.status == "COMPLETED"
    assert accepted == [result.id]
    assert [type(event) for event in events[:3]] == [sv.Submitting, sv.Opened, sv.Accepted]
    assert events[0].idempotency_key == result.raw["idempotency_key"]
    assert isinstance(events[-1], sv.Ended)
    assert events[-1].ok
    assert result.usage.total == 10
    assert result.ledger[0].request == "create_stream"
    assert result.ledger[0].http_status == 200
    assert result.data["actual_prompt"] == "a red fox"
    assert result.charge_state == "accepted"
    assert result.raw["event"] == "terminal"
    assert result.raise_for_status() is result
    assert client.unfinished == []
    assert len(simulator.log()["jobs"]) == 1


PAYLOADS = [
    ({"prompt": "a"}, {}),
    ('{"prompt": "a"}', {}),
    (b'{"prompt": "a"}', {}),
    ({"prompt": "b", "n": 1}, {"prompt": "a"}),
    ('{"prompt": "b"}', {"prompt": "a"}),
    (None, {"prompt": "a"}),
]


@pytest.mark.parametrize(("payload", "fields"), PAYLOADS)
def test_payload_forms(client, payload, fields):
    assert client.generate(MODEL, payload, **fields).data["actual_prompt"] == "a"


BAD = [
    ({"endpoint": "http://other.example/x", "payload": {}}, "URL"),
    ({"endpoint": "", "payload": {}}, "endpoint"),
    ({"endpoint": 7, "payload": {}}, "must be a str"),
    ({"endpoint": "a\0b", "payload": {}}, "NUL character, at index 1"),
    ({"endpoint": "a\ud800b", "payload": {}}, "surrogate, at index 1"),
    ({"endpoint": MODEL, "prompt": "a\0b"}, "a NUL character in /prompt, at byte 12"),
    ({"endpoint": MODEL, "prompt": "a\ud83d"}, "a lone surrogate in /prompt, at byte 12"),
    ({"endpoint": MODEL, "payload": {"a": [{"b\udc00": 1}]}}, "a lone surrogate in /a/0/b\ufffd"),
    ({"endpoint": MODEL, "payload": '{"prompt": "a\ud83d"}'}, "lone surrogate, at index 13"),
    ({"endpoint": MODEL, "payload": b'{"prompt": "\xff"}'}, "not UTF-8, at byte 12"),
    ({"endpoint": MODEL, "payload": b'{"prompt": "\xff"}', "n": 1}, "not UTF-8, at byte 12"),
    ({"endpoint": MODEL, "payload": "nonsense"}, "payload"),
    ({"endpoint": MODEL, "payload": "nonsense", "prompt": "a"}, "not JSON"),
    ({"endpoint": MODEL, "payload": [1]}, "must be an object"),
    ({"endpoint": MODEL, "payload": {"a": float("nan")}}, "JSON"),
    ({"endpoint": MODEL, "payload": {"a": object()}}, "JSON"),
    ({"endpoint": MODEL, "prompt": "a", "timeout": 0}, "above 0"),
    ({"endpoint": MODEL, "prompt": "a", "timeout": -1}, "above 0"),
    ({"endpoint": MODEL, "prompt": "a", "timeout": "5"}, "above 0"),
    ({"endpoint": MODEL, "prompt": "a", "options": {"no_such_option": 1}}, "no_such_option"),
    ({"endpoint": MODEL, "prompt": "a", "options": {"base_url": "http://127.0.0.1"}}, "base_url"),
]


@pytest.mark.parametrize(("arguments", "said"), BAD)
def test_bad_arguments_send_nothing(client, simulator, arguments, said):
    with pytest.raises(sv.ArgumentError, match=said) as caught:
        client.generate(**arguments)
    assert isinstance(caught.value, ValueError)
    assert caught.value.category == "invalid_arguments"
    assert caught.value.charge_state == "not_sent"
    assert simulator.log()["requests"] == []


def test_bad_settings(simulator):
    with pytest.raises(sv.ArgumentError, match="base_url"):
        sv.Client("sk-local", base_url="ftp://x")
    with pytest.raises(sv.ArgumentError, match="nonsense"):
        sv.Client("sk-local", options={"nonsense": 1})


def test_settings_from_the_environment(simulator):
    with sv.Client() as client:
        assert client.generate(MODEL, prompt="a").ok


def test_missing_key(simulator, monkeypatch):
    monkeypatch.delenv("SKILLS_VIDEO_API_KEY")
    with sv.Client() as client, pytest.raises(sv.SkillsVideoError, match="SKILLS_VIDEO_API_KEY"):
        client.generate(MODEL, prompt="a")


def test_stream(client):
    stream = client.stream(MODEL, prompt="a")
    kinds = [event.kind for event in stream]
    assert kinds[0] == "start"
    assert kinds[-1] == "terminal"
    assert stream.id == stream.result.id
    assert stream.result.ok


def test_stream_as_a_context_left_early(client):
    with client.stream(MODEL, prompt="a") as stream:
        for event in stream:
            if isinstance(event, sv.Accepted):
                break
    assert client.unfinished == [stream.id]
    assert client.job(stream.id).result().ok
    assert client.unfinished == []


def test_stream_raises_after_the_last_event(simulator):
    with simulator.client("failed") as client:
        events = []
        with pytest.raises(sv.JobFailed) as caught:
            for event in client.stream(MODEL, prompt="a"):
                events.append(event)
        assert isinstance(events[-1], sv.Ended)
        assert not events[-1].ok
        assert caught.value.generation_id == events[-1].generation_id


def test_submit_and_job(client, simulator):
    job = client.submit(MODEL, prompt="a")
    assert job.id.startswith("gen_")
    assert not job.done
    assert job.status in ("IN_QUEUE", "IN_PROGRESS", "COMPLETED")
    again = client.job(job.id)
    assert again.wait().id == job.id
    assert job.wait().id == job.id
    assert job.done
    assert job.status == "COMPLETED"
    assert job.result().ok
    assert [event.kind for event in job.events()] == ["terminal"]
    assert len(simulator.log()["jobs"]) == 1


def test_submit_without_waiting(client, simulator):
    job = client.submit(MODEL, wait_for_id=False, prompt="a")
    assert job.id is None
    assert "without an id yet" in repr(job)
    assert job.result().id == job.id


def test_submit_raises_what_the_create_met(simulator):
    with simulator.client("status=402") as client, pytest.raises(sv.InsufficientCredits):
        client.submit(MODEL, prompt="a")


def test_events_can_be_left_and_taken_up(client):
    job = client.submit(MODEL, prompt="a")
    first = next(iter(job.events()))
    rest = list(job.events())
    assert first.kind == "start"
    assert rest[-1].kind == "terminal"
    assert "start" not in [event.kind for event in rest]


def test_wait_with_a_time_limit_keeps_following(simulator):
    with simulator.client("latency-ms=600000", options=QUICK) as client:
        job = client.submit(MODEL, prompt="a")
        with pytest.raises(sv.Timeout, match=job.id) as caught:
            job.wait(0.01)
        assert isinstance(caught.value, TimeoutError)
        assert caught.value.generation_id == job.id
        assert not job.done
        assert client.unfinished == [job.id]


def test_cancel_waits_for_the_id(simulator):
    """The create is in flight when it is cancelled."""
    with simulator.client("slow-start=300,latency-ms=600000") as client:
        job = client.submit(MODEL, wait_for_id=False, prompt="a")
        posted(client, simulator)
        job.cancel()
        with pytest.raises(sv.Stopped) as raised:
            job.wait()
    [made] = simulator.log()["jobs"]
    assert raised.value.generation_id == made["id"]
    assert len(simulator.log()["requests"]) == 1


def test_cancel_stops_following_only(simulator):
    with simulator.client("latency-ms=600000", options=QUICK) as client:
        job = client.submit(MODEL, prompt="a")
        job.cancel()
        with pytest.raises(sv.Stopped) as caught:
            job.wait()
        assert caught.value.generation_id == job.id
        assert client.unfinished == [job.id]
        assert simulator.log()["jobs"][0]["status"] != "CANCELED"


def test_refresh_asks(client):
    job = client.submit(MODEL, prompt="a")
    fresh = client.job(job.id)
    assert fresh.refresh() in ("IN_QUEUE", "IN_PROGRESS", "COMPLETED")
    assert client.job(job.id).status is not None
    job.wait()


def test_unknown_id(client):
    """The platform may not know a new id for some seconds: it is polled again until the time limit."""
    with pytest.raises(sv.NotFoundError) as caught:
        client.job("gen_nobody", timeout=0.3).wait()
    assert caught.value.generation_id == "gen_nobody"


def test_credits(client):
    before = client.credits()["total"]
    client.generate(MODEL, prompt="a")
    assert client.credits()["total"] == before - 10


def test_credits_with_a_wrong_key(simulator):
    with sv.Client("sk-wrong", base_url=simulator.base_url) as client, pytest.raises(sv.AuthError) as caught:
        client.credits()
    assert "sk-wrong" not in str(caught.value)


def test_classify():
    said = sv.classify_error(402, b'{"code":"IMAGE_GENERATION_INSUFFICIENT_CREDITS","message":"no"}')
    assert said.category == "insufficient_credits"
    assert said.code == "IMAGE_GENERATION_INSUFFICIENT_CREDITS"
    assert not said.retryable
    assert said.charge_state == "rejected"
    assert said.guidance
    assert sv.classify_error(503, '{"code":"IMAGE_GENERATION_PROVIDER_UNAVAILABLE"}').retryable
    assert not sv.classify_error(503, "").retryable
    assert sv.classify_error(503, "").charge_state == "unknown"
    assert sv.classify_error(body='{"id":"a","status":"COMPLETED"}').category == "ok"
    with pytest.raises(sv.ArgumentError):
        sv.classify_error(1000)


def test_options_are_told():
    told = {option.name: option for option in sv.options()}
    assert told["total_timeout_ms"][3:] == ("ms", "any", 0, 31_536_000_000)
    assert told["trace"][3:] == ("flag", "any", 0, 1)
    assert told["idempotency_key"][3:] == ("text", "job", None, None)
    assert told["base_url"].scope == "client"
    assert all(option.help.endswith(".") for option in told.values())


def test_repr_shows_no_key(simulator):
    with sv.Client("sk-secret", base_url=simulator.base_url) as client:
        assert "sk-secret" not in repr(client) + repr(client._settings)


def test_download(client, tmp_path):
    url = client.generate(MODEL, prompt="a").output.url
    saved = client.download(url, str(tmp_path / "x.png"))
    assert saved.size == os.path.getsize(saved.path)
    assert saved.content_type == "image/png"


def test_callback_that_raises(client):
    class Mine(Exception):
        pass

    def bad(event):
        if event.kind == "sse_event":
            raise Mine("mine")

    with pytest.raises(Mine, match="mine") as caught:
        client.generate(MODEL, prompt="a", on_event=bad)
    lost = caught.value.generation_id
    assert client.unfinished == [lost]
    assert client.job(lost).result().ok


def test_accepted_callback_that_raises(client):
    def bad(generation_id):
        raise RuntimeError(generation_id)

    with pytest.raises(RuntimeError) as caught:
        client.generate(MODEL, prompt="a", on_accepted=bad)
    assert client.unfinished == [str(caught.value)]


def test_client_within_its_callback(client):
    """Callbacks run between polls, so that they may use their client."""
    inner = []

    def more(event):
        if isinstance(event, sv.Accepted):
            inner.append(client.generate(MODEL, prompt="inner"))

    assert client.generate(MODEL, prompt="outer", on_event=more).data["actual_prompt"] == "outer"
    assert inner[0].data["actual_prompt"] == "inner"
