"""Inspection, templates and validation, with the shipped catalogue and with other documents."""

from __future__ import annotations

import json

import pytest

import skillsvideo as sv
from conftest import MODEL

OWN = {
    "openapi": "3.1.0",
    "info": {"title": "t", "version": "1"},
    "paths": {
        "/draw": {
            "post": {
                "requestBody": {
                    "content": {
                        "application/json": {
                            "schema": {
                                "type": "object",
                                "required": ["size"],
                                "properties": {
                                    "size": {"type": "integer", "minimum": 3},
                                    "ink": {"enum": ["red"], "default": "red"},
                                },
                            }
                        }
                    }
                }
            }
        }
    },
}


@pytest.mark.parametrize("category", ["images", "videos", "audio"])
def test_models(category):
    found = sv.models(category)
    assert found
    assert {model.category for model in found} == {category}
    assert all(model.certainty in ("certain", "partial", "unverified") for model in found)
    assert set(found) <= set(sv.models())


@pytest.mark.parametrize("model", [model.name for model in sv.models()])
def test_template_of_every_model_is_valid(model):
    assert sv.inspect(model)["endpoint"].endswith(model)
    assert sv.validate(model, sv.template(model))
    assert sv.validate(model, sv.template(model, include_defaults=True))


def test_validation_explains():
    said = sv.validate("google/nano-banana-2", promt="a", aspect_ratio="16:10")
    assert not said
    assert [(problem.pointer, problem.keyword) for problem in said.problems] == [
        ("", "required"),
        ("/aspect_ratio", "enum"),
    ]
    assert "promt" in said.problems[0].hint
    assert str(said.problems[1]).startswith("/aspect_ratio: must be one of")
    assert said.unknown_fields == (sv.UnknownField("/promt", "promt", "prompt"),)
    with pytest.raises(sv.ValidationError, match="promt") as caught:
        said.raise_for_status()
    assert caught.value.charge_state == "not_sent"
    fine = sv.validate("google/nano-banana-2", {"prompt": "a"})
    assert fine.raise_for_status() is fine


@pytest.mark.parametrize("form", ["mapping", "text", "bytes", "path", "path text"])
def test_own_document(form, tmp_path):
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(OWN))
    document = {
        "mapping": OWN,
        "text": json.dumps(OWN),
        "bytes": json.dumps(OWN).encode(),
        "path": path,
        "path text": str(path),
    }[form]
    assert sv.template("/draw", openapi=document) == {"size": 3}
    assert sv.template("/draw", openapi=document, include_defaults=True) == {"size": 3, "ink": "red"}
    assert not sv.validate("/draw", openapi=document, size=2)
    assert [field["name"] for field in sv.inspect("/draw", openapi=document)["fields"]] == ["size", "ink"]
    assert len(sv.inspect(openapi=document)["endpoints"]) == 1


def test_refusals(tmp_path):
    with pytest.raises(sv.NotFoundError, match="google/nano-banana-pro"):
        sv.inspect("google/nano-bananapro")
    with pytest.raises(sv.NotFoundError):
        sv.validate("nobody/nothing", {})
    with pytest.raises(sv.ArgumentError, match="line 1"):
        sv.inspect("/draw", openapi='{"openapi": ')
    with pytest.raises(sv.ArgumentError, match="line 1"):
        sv.validate(MODEL, '{"prompt')
    with pytest.raises(FileNotFoundError):
        sv.inspect(openapi=tmp_path / "none.json")


def test_a_client_has_them_too(simulator):
    with simulator.client() as client:
        assert client.template(MODEL)["prompt"]
        assert client.validate(MODEL, prompt="a")
        assert client.inspect(MODEL)["fields"]
        assert client.models("images")
        assert client.classify_error(402).category == "insufficient_credits"
        result = client.generate(MODEL, client.template(MODEL))
        assert result.ok
    assert simulator.async_client().validate(MODEL, prompt="a")


def test_catalogue_elsewhere(tmp_path, monkeypatch):
    (tmp_path / "openapi.json").write_text(json.dumps(OWN))
    (tmp_path / "docs.json").write_text("{}")
    monkeypatch.setenv("SKILLS_VIDEO_CATALOGUE", str(tmp_path))
    assert sv.template("/draw") == {"size": 3}


def test_dry_run(simulator):
    with simulator.client() as client:
        seen = client.prepare(MODEL, prompt="a")
        assert seen.method == "POST"
        assert seen.url == simulator.base_url + "/generation/sse/" + MODEL
        assert seen.would_send
        assert seen.has_key
        assert seen.body == {"prompt": "a"}
        assert simulator.key not in json.dumps(seen.raw)
        with pytest.raises(sv.ArgumentError):
            client.prepare("http://elsewhere.example/x", prompt="a")
    assert simulator.log()["requests"] == []


def test_strict_client_refuses_before_anything_is_sent(simulator):
    import os

    folder = os.path.join(os.path.dirname(sv.__file__), "catalogue")
    strict = {"openapi_file": os.path.join(folder, "openapi.json"), "validate": "strict"}
    # The catalogue is certain of this model. Rules that it only assumes never refuse a payload.
    certain = "google/veo-3.1"
    with simulator.client(options=strict) as client:
        with pytest.raises(sv.ValidationError, match="prompt") as caught:
            client.generate(certain, promt="a", n="many")
        assert caught.value.charge_state == "not_sent"
        seen = client.prepare(certain, promt="a", n="many")
        assert seen.report is not None
        assert simulator.log()["requests"] == []
        assert client.generate(certain, prompt="a").ok
