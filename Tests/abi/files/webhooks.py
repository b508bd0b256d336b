"""sv_webhook_verify, _parse and _moves: the published vector, ten thousand changed ones, and each cause by
its name."""
import base64
import hashlib
import hmac
import json
import random

from engine import ARGUMENT, LIB, OK, PROTOCOL, SIGNATURE, parse, verify

ID, TIME, NOW = "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", 1614265330
SECRET, BODY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", b'{"test": 2432232314}'
SIGN = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
HEADERS = (ID, TIME, SIGN)


def signed(identity, time, body, secret=SECRET):
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.new(key, b".".join([identity, time, body]), hashlib.sha256).digest()
    return b"v1," + base64.b64encode(digest)


def test_published_vector():
    ended = verify(HEADERS, BODY, SECRET, NOW)
    assert ended.status == OK, ended.message
    assert ended.record == {"v": 1, "event": "webhook_verified", "webhook_id": ID, "webhook_timestamp": NOW}
    assert LIB.sv_webhook_verify(None, ID.encode(), TIME.encode(), SIGN.encode(), BODY, len(BODY),
                                 SECRET.encode(), NOW, -1) == OK


def test_causes():
    table = [
        (("", TIME, SIGN), NOW, SECRET, SIGNATURE, "missing_id"),
        ((None, TIME, SIGN), NOW, SECRET, SIGNATURE, "missing_id"),
        ((ID, None, SIGN), NOW, SECRET, SIGNATURE, "missing_timestamp"),
        ((ID, TIME, None), NOW, SECRET, SIGNATURE, "missing_signature"),
        ((ID, "yesterday", SIGN), NOW, SECRET, SIGNATURE, "bad_timestamp"),
        ((ID, TIME, "v1a,xx"), NOW, SECRET, SIGNATURE, "no_v1_signature"),
        ((ID, TIME, "nothing"), NOW, SECRET, SIGNATURE, "no_v1_signature"),
        ((ID, TIME, "v1,AAAA"), NOW, SECRET, SIGNATURE, "mismatch"),
        (HEADERS, NOW + 301, SECRET, SIGNATURE, "too_old"),
        (HEADERS, NOW - 301, SECRET, SIGNATURE, "too_new"), (HEADERS, NOW, "whsec_", ARGUMENT, "bad_secret"),
        (HEADERS, NOW, "not base64!", ARGUMENT, "bad_secret"),
    ]
    for headers, now, secret, status, cause in table:
        ended = verify(headers, BODY, secret, now)
        assert ended.status == status and ended.record["cause"] == cause, (headers, ended.record)
        assert (ended.message and secret not in ended.message) or secret in ("whsec_",), ended.message


def test_any_bytes():
    """The signature covers the bytes as received, text or not."""
    for identity, time, body in [(b"a", b"1614265330", b"\xff\x00\xfe"), (b"\xe9", b"01614265330", b""),
                                 (b"x" * 5000, b"1614265330", b"y" * 1_000_000)]:
        ended = verify((identity, time, b"v1,AAAA " + signed(identity, time, body)), body, SECRET, NOW)
        assert ended.status == OK, ended.message


def test_ten_thousand_mutations():
    chance = random.Random(11)
    parts = [ID.encode(), TIME.encode(), SIGN[3:].encode(), BODY, SECRET.removeprefix("whsec_").encode()]
    for number in range(10_000):
        mutated, part = list(parts), chance.randrange(len(parts))
        place = chance.randrange(len(mutated[part]))
        other = bytes([chance.choice([byte for byte in range(33, 127) if byte != mutated[part][place]])])
        mutated[part] = mutated[part][:place] + other + mutated[part][place + 1:]
        identity, time, sign, body, secret = mutated
        ended = verify((identity, time, b"v1," + sign), body, "whsec_" + secret.decode(), NOW, 2**62)
        assert ended.status in (SIGNATURE, ARGUMENT), (number, mutated)


def test_parse():
    job = {"id": "gen_1", "state": "succeeded", "status": "COMPLETED", "usage": {"total": 5}, "data": {
        "images": [{"url": "https://example.com/a.png", "width": 8, "height": 9,
                    "content_type": "image/png"}]}}
    ended = parse(json.dumps({"type": "task.completed", "prediction": job}, indent=1).encode())
    assert ended.status == OK and ended.id == "gen_1" and ended.urls == [
        "https://example.com/a.png"], ended.record
    want = {"type": "task.completed", "state": "succeeded", "terminal": True, "ok": True,
            "usage": {"total": 5}}
    assert want.items() <= ended.record.items() and ended.record["outputs"][0]["width"] == 8, ended.record
    failed = parse(
        b'{"type":"task.failed","prediction":{"id":"g","state":"failed","code":"X_CONTENT_REJECTED"}}')
    assert failed.category == -27 and failed.record["terminal"] and not failed.record["ok"], failed.record
    for body in (b"", b"[]", b"{", b"null", b"\xff", b'"text"'):
        assert parse(body).status == PROTOCOL, body


def test_moves():
    def moves(known, state):
        return LIB.sv_webhook_moves(known, state)

    table = [(None, b"queued", 1), (b"queued", b"running", 1), (b"running", b"queued", 0),
             (b"succeeded", b"running", 0),
             (b"succeeded", b"failed", 0), (b"running", b"canceled", 1), (b"queued", None, 0)]
    assert [moves(known, state) for known, state, _ in table] == [want for *_, want in table]
