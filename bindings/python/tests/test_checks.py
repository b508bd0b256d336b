"""What is refused before it costs money: validate(), prepare() and a create have the same verdict."""

from __future__ import annotations

import asyncio

import pytest

import skillsvideo as sv
from conftest import QUICK

PARTIAL = "google/nano-banana-pro"
CERTAIN = "google/veo-3.1"
# Model, payload, whether it is sent in the modes warn, auto and strict.
VERDICTS = [
    (CERTAIN, {"prompt": "x"}, True, True, True),
    (CERTAIN, {"prompt": "x", "aspect": "16:9"}, True, False, False),
    (PARTIAL, {"prompt": "x", "aspect": "16:9"}, True, False, False),
    (CERTAIN, {"prompt": "x", "zzzzzz": 1}, True, True, False),
    (CERTAIN, {"prompt": "x", "resolution": "9000p"}, True, False, False),
    (PARTIAL, {"prompt": 7}, True, True, False),
    (CERTAIN, {"seed": 1}, True, False, False),
    (CERTAIN, {"prompt": ""}, False, False, False),
    (PARTIAL, {"prompt": " \n"}, False, False, False),
]


@pytest.mark.parametrize(("model", "payload", "warn", "auto", "strict"), VERDICTS)
def test_verdicts(simulator, model, payload, warn, auto, strict):
    for mode, is_sent in (("warn", warn), ("auto", auto), ("strict", strict)):
        with simulator.client(options={**QUICK, "validate": mode}) as client:
            assert client.prepare(model, payload).would_send == is_sent
            simulator.reset()
            if is_sent:
                client.submit(model, payload, wait_for_id=False)
                continue
            with pytest.raises(sv.ValidationError, match="Nothing was sent") as caught:
                client.generate(model, payload)
            assert (caught.value.charge_state, caught.value.retryable) == ("not_sent", False)
            assert simulator.log()["requests"] == []
    with simulator.client(options=QUICK) as client:
        assert client.prepare(model, payload).would_send == auto
    checked = sv.validate(model, payload)
    assert checked.valid == auto
    assert (checked.message == "") == auto


def test_blank_texts_can_be_meant(simulator):
    with simulator.client(options=QUICK) as client:
        with pytest.raises(sv.ValidationError, match="pass allow_blank=True"):
            client.generate(CERTAIN, prompt="")
        assert client.generate(CERTAIN, prompt="", allow_blank=True).ok
        assert client.prepare(CERTAIN, prompt="", allow_blank=True).would_send
    with simulator.client(options={**QUICK, "allow_blank": 1}) as client:
        assert client.generate(CERTAIN, prompt="").ok
    assert sv.validate(CERTAIN, {"prompt": ""}, allow_blank=True).valid
    assert sv.validate(CERTAIN, {"prompt": ""}).blank_fields == ("prompt",)


def test_asynchronous(simulator):
    async def main():
        async with simulator.async_client(options=QUICK) as client:
            for fields in ({"prompt": ""}, {"prompt": "x", "aspect": "16:9"}):
                with pytest.raises(sv.ValidationError, match="Nothing was sent"):
                    await client.generate(CERTAIN, fields)
            assert (await client.generate(CERTAIN, prompt="", allow_blank=True)).ok

    asyncio.run(main())
    assert simulator.log()["creations"]["total"] == 1


def test_part_of_a_models_name(simulator):
    with simulator.client(options=QUICK) as client:
        for call in (
            lambda: client.generate("veo-3.1", prompt="x"),
            lambda: sv.inspect("veo-3.1"),
            lambda: sv.validate("veo-3.1", prompt="x"),
        ):
            with pytest.raises(sv.SkillsVideoError, match=r"Did you mean google/veo-3\.1\?"):
                call()
    assert simulator.log()["requests"] == []


def test_a_document_of_the_program_replaces_the_catalogue(simulator):
    schema = {"type": "object", "properties": {"prompt": {}, "aspect": {}}}
    body = {"content": {"application/json": {"schema": schema}}}
    document = {"openapi": "3.1.0", "paths": {"/generation/google/veo-3.1": {"post": {"requestBody": body}}}}
    text = sv._catalogue.document_bytes(document).decode()
    payload = {"prompt": "x", "aspect": "1"}
    with simulator.client(options={**QUICK, "openapi_json": text}) as client:
        assert client.prepare(CERTAIN, payload).would_send
    with simulator.client(options={**QUICK, "validate": "off"}) as client:
        assert client.prepare(CERTAIN, payload).would_send
    with simulator.client(options=QUICK) as client:
        assert client.prepare(CERTAIN, payload, options={"validate": "off"}).would_send
        assert not client.prepare(CERTAIN, payload).would_send
