"""Webhooks: the published vector of Standard Webhooks, and other ones."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json

import pytest

import skillsvideo as sv

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
BODY = b'{"test": 2432232314}'
HEADERS = {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
}
NOW = 1614265330


def signed(body):
    content = b".".join([HEADERS["webhook-id"].encode(), HEADERS["webhook-timestamp"].encode(), body])
    digest = hmac.new(base64.b64decode(SECRET[6:]), content, hashlib.sha256).digest()
    return {**HEADERS, "webhook-signature": "v1," + base64.b64encode(digest).decode()}


def test_published_vector():
    assert sv.verify_webhook(HEADERS, BODY, SECRET, now=NOW).generation_id is None
    assert sv.verify_webhook(
        {name.upper(): value for name, value in HEADERS.items()}, BODY.decode(), SECRET, now=NOW
    )


CASES = [
    ({"webhook-id": "other"}, BODY, NOW),
    ({"webhook-timestamp": "1614265331"}, BODY, NOW),
    ({"webhook-signature": "v1,AAAA"}, BODY, NOW),
    ({"webhook-id": "a\0b"}, BODY, NOW),
    ({"webhook-signature": "v1,\udcff"}, BODY, NOW),
    ({}, BODY + b" ", NOW),
    ({}, BODY, NOW + 301),
    ({}, BODY, NOW - 301),
]


@pytest.mark.parametrize(("change", "body", "now"), CASES)
def test_not_to_be_believed(change, body, now):
    with pytest.raises(sv.SignatureError) as caught:
        sv.verify_webhook({**HEADERS, **change}, body, SECRET, now=now)
    assert caught.value.raw["cause"]


@pytest.mark.parametrize("missing", HEADERS)
def test_missing_header(missing):
    with pytest.raises(sv.SignatureError):
        sv.verify_webhook(
            {name: value for name, value in HEADERS.items() if name != missing}, BODY, SECRET, now=NOW
        )


def test_old_ones_are_refused_by_default():
    with pytest.raises(sv.SignatureError):
        sv.verify_webhook(HEADERS, BODY, SECRET)


def test_secret_that_cannot_be_one():
    with pytest.raises(sv.ArgumentError) as caught:
        sv.verify_webhook(HEADERS, BODY, "whsec_*", now=NOW)
    assert "whsec_*" not in str(caught.value)


def test_what_it_says():
    prediction = {"id": "gen_1", "state": "succeeded", "data": {"images": [{"url": "https://h/a.png"}]}}
    body = json.dumps({"type": "task.completed", "prediction": prediction}).encode()
    said = sv.verify_webhook(signed(body), body, SECRET, now=NOW)
    assert (said.type, said.generation_id, said.terminal, said.ok) == ("task.completed", "gen_1", True, True)
    assert said.outputs == ("https://h/a.png",)
    assert said.category == "ok"
    body = json.dumps({"type": "task.failed", "prediction": {"id": "gen_1", "state": "failed"}}).encode()
    assert not sv.parse_webhook(body).ok
    with pytest.raises(sv.ProtocolError):
        sv.parse_webhook(b"<html>")


MOVES = [
    (None, "queued", True),
    ("queued", "running", True),
    ("running", "queued", False),
    ("succeeded", "running", False),
]


@pytest.mark.parametrize(("known", "state", "moves"), MOVES)
def test_moves(known, state, moves):
    assert sv.webhook_moves(known, state) is moves
