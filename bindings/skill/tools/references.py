"""Writes the pages of references/ from the catalogue: the models with their fields, and the platform's
contract."""

from __future__ import annotations

import json
import os
from typing import Any, Dict, Iterator, List, Tuple

CERTAINTY = {
    "certain": "known",
    "partial": "known in part",
    "unverified": "not documented: only the path is known",
}


def pages(skill: Dict[str, Any], catalogue: str) -> Iterator[Tuple[str, str]]:
    """(name, text) of each page."""
    with open(os.path.join(catalogue, "openapi.json"), "rb") as file:
        raw = file.read()
    with open(os.path.join(catalogue, "docs.json"), "rb") as file:
        navigation = file.read()
    document = json.loads(raw)
    yield f"{skill['noun']}-model-endpoints.md", models_page(skill, raw, navigation, document)
    yield "open-platform-api.md", platform_page(raw, document)


def _snapshot(document: Dict[str, Any]) -> str:
    info = document["info"]
    return (
        f"Snapshot {info['version']} ({info['x-skillsvideo-snapshot']}), generated from "
        f"references/openapi.json. It is a reconstruction from public documentation. If you have a model's "
        "own `/v1/openapi.json` or the platform's `openapi.json`, use that instead."
    )


def models_page(skill: Dict[str, Any], raw: bytes, navigation: bytes, document: Dict[str, Any]) -> str:
    """Lists each model with its endpoints, and its fields if they are known."""
    import skillsvideo

    found = skillsvideo.models(skill["category"], openapi=raw, docs=navigation)
    lines = [f"# Models that make {skill['nouns']}", "", _snapshot(document), ""]
    lines += ["| model | stream (preferred) | create, then poll | fields |", "|---|---|---|---|"]
    details: List[str] = []
    for model in found:
        record = skillsvideo.inspect(model.endpoint, openapi=raw, docs=navigation)
        stream, polling = (_code(record.get(f"{kind}_create_endpoint")) for kind in ("sse", "polling"))
        known = CERTAINTY.get(model.certainty or "", "known")
        lines.append(f"| {model.name} | {stream} | {polling} | {known} |")
        details += _model(model.name, record)
    return "\n".join([*lines, "", *details]).rstrip() + "\n"


def _code(text: Any) -> str:
    return f"`{text}`" if text else "none"


def _model(name: str, record: Dict[str, Any]) -> List[str]:
    fields = record.get("fields") or []
    if not fields:
        return []
    lines = [f"## {name}", ""]
    if record.get("schema_description"):
        lines += [record["schema_description"], ""]
    lines += ["| field | type | required | values | meaning |", "|---|---|---|---|---|"]
    for field in fields:
        required = "yes" if field["required"] else "no"
        meaning = _cell(field.get("description", ""))
        lines.append(f"| {field['name']} | {_cell(field['type'])} | {required} | {_values(field)} | "
                     f"{meaning} |")
    return [*lines, ""]


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _values(field: Dict[str, Any]) -> str:
    parts = []
    for name in ("allowed_values", "known_values"):
        if field.get(name):
            parts.append(", ".join(_cell(json.dumps(value, ensure_ascii=False)) for value in field[name]))
    limits = field.get("limits") or {}
    parts += [f"{name.replace('_', ' ')} {_cell(str(value))}" for name, value in limits.items()]
    if "default" in field:
        parts.append("default " + _cell(json.dumps(field["default"], ensure_ascii=False)))
    return "; ".join(parts)


def platform_page(raw: bytes, document: Dict[str, Any]) -> str:
    """Describes what all models have in common."""
    import skillsvideo

    first = next(path for path, item in document["paths"].items() if "post" in item)
    record = skillsvideo.inspect(f"POST {first}", openapi=raw)
    schemas = document["components"]["schemas"]
    lines = ["# The platform's contract", "", _snapshot(document), ""]
    lines += ["## Address and key", "", f"- Base URL: {record['server_url']}"]
    lines += ["- `Authorization: Bearer $SKILLS_VIDEO_API_KEY`; keys: "
              "https://skills.video/dashboard/developer", ""]
    lines += ["## Requests", "", "| request | purpose |", "|---|---|"]
    lines += [
        f"| {_code(method.upper() + ' ' + path)} | {_cell(item.get('summary', ''))} |"
        for path, method, item in _common(document)
    ]
    lines += ["| `POST /generation/{provider}/{model}` | create, then poll |"]
    lines += ["| `POST /generation/sse/{provider}/{model}` | create; the answer is an event stream |", ""]
    lines += _statuses(schemas)
    for title, name in (
        ("A generation", "GenerationResult"),
        ("An event of the stream", "GenerationEvent"),
        ("An error", "ErrorResponse"),
    ):
        lines += _schema(title, schemas[name], schemas)
    lines += ["## Errors by HTTP status", "", "| status | meaning |", "|---|---|"]
    lines += [f"| {error['status']} | {_cell(error.get('description', ''))} |"
              for error in record.get("errors", [])]
    lines += ["", "The `code` of the body is more exact than the HTTP status. "
                  "`scripts/handle_runtime_error.py` uses both."]
    return "\n".join(lines).rstrip() + "\n"


def _common(document: Dict[str, Any]) -> Iterator[Tuple[str, str, Dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method in ("get", "delete", "put", "patch"):
                yield path, method, operation


def _statuses(schemas: Dict[str, Any]) -> List[str]:
    lines = ["## Status words", ""]
    for name in ("QueueState", "PredictionStatus"):
        description = _cell(schemas[name].get("description", ""))
        lines.append(f"- {name}: {', '.join(schemas[name]['enum'])}. {description}".rstrip())
    lines += ["- Terminal, in upper or lower case: COMPLETED, SUCCEEDED; FAILED; CANCELED, CANCELLED. "
              "All other words mean that the generation goes on."]
    return [*lines, ""]


def _schema(title: str, schema: Dict[str, Any], schemas: Dict[str, Any]) -> List[str]:
    lines = [f"## {title}", "", "| member | meaning |", "|---|---|"]
    lines += [f"| {name} | {_meaning(member, schemas)} |" for name,
              member in schema.get("properties", {}).items()]
    return [*lines, ""]


def _meaning(member: Dict[str, Any], schemas: Dict[str, Any]) -> str:
    """Returns a member's description, or that of the schema that it refers to."""
    for part in [member, *member.get("anyOf", [])]:
        named = schemas.get(part.get("$ref", "").rpartition("/")[2], part)
        text = _cell(str(named.get("description", "")))
        if text or named.get("enum"):
            return text or ", ".join(named["enum"])
    return ""
