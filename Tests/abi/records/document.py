"""An OpenAPI document with everything that sv_inspect has a member for, and what it says of it."""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import offline

ENDPOINT = "/generation/x/fox"
PLAIN = {"type": "object", "required": ["prompt"], "properties": {
    "prompt": {"type": "string", "description": "What to draw", "maxLength": 4000},
    "n": {"type": "integer", "minimum": 1, "maximum": 4, "default": 1}}}


def ref(name):
    return {"$ref": "#/components/schemas/" + name}


CASES = {
    "a": {"type": "object", "title": "An A", "minProperties": 1, "maxProperties": 3,
          "additionalProperties": False, "properties": {"tree": ref("Tree")}},
    "b": {"type": "number", "minimum": 1, "maximum": 9, "multipleOf": 0.5, "default": 99, "example": 2},
    "c": {"type": "integer", "exclusiveMinimum": 0, "exclusiveMaximum": 5, "deprecated": True},
    "d": {"type": ["string", "null"], "minLength": 1, "pattern": "^a", "format": "uri", "writeOnly": True,
          "x-skillsvideo-type-assumed": True},
    "e": {"enum": ["x", "y"]}, "f": {"anyOf": [{"type": "string"}, {"type": "string", "enum": ["x"]}]},
    "g": {"type": "array", "minItems": 1, "maxItems": 2, "uniqueItems": True, "items": {"type": "string"}},
    "h": {"type": "array", "prefixItems": [{"type": "string"}]},
    "i": {"type": "string", "contentMediaType": "image/png", "contentEncoding": "base64"},
    "j": ref("Union"), "k": {"type": "object", "additionalProperties": {"type": "string"}},
    "m": {"type": "object", "properties": {"mask": {"type": "string"}},
          "dependentRequired": {"mask": ["image"]}},
    "l": {"allOf": [{"oneOf": [ref("Cat"), ref("Dog")]}, {"oneOf": [ref("Tree"), ref("Leaf")]}]},
}
SCHEMAS = {
    "Union": {"oneOf": [ref("Cat"), ref("Dog")], "discriminator": {"propertyName": "kind"}},
    "Cat": {"type": "object", "description": "Lives long", "required": ["kind"],
            "properties": {"kind": {"const": "Cat"}, "lives": {"type": "integer"}}},
    "Dog": {"type": "object", "required": ["kind"], "properties": {"kind": {"const": "Dog"}}},
    "Tree": {"type": "object", "properties": {"leaf": ref("Tree")}},
    "Leaf": {"type": "object", "properties": {"green": {"type": "boolean"}}},
    "PredictionStatus": {"enum": ["IN_QUEUE", "COMPLETED"]}, "QueueState": {"enum": ["IN_QUEUE"]},
}
FILE = {"type": "object", "properties": {"image": {"type": "string", "format": "binary"}}}


def content(**schemas):
    return {"content": {name: {"schema": schema} for name, schema in schemas.items()}}


def operation(schema, **more):
    return {"requestBody": {**content(**{"application/json": schema}), "required": True}, "responses": {
        "200": content(**{"application/json": {}}), "422": {"description": "Not valid"},
        "4XX": {"description": "Refused"}}, **more}


PARAMETER = {"name": "trace", "in": "header", "schema": {"type": "boolean"}}
WHOLE = {
    "openapi": "3.1.0", "info": {"title": "Foxes", "version": "1", "x-skillsvideo-snapshot": "2026-11-01"},
    "servers": [{"url": "https://open.skills.video/api/v1"}], "components": {"schemas": SCHEMAS},
    "paths": {
        ENDPOINT: {"post": operation(PLAIN, summary="Draws a fox", operationId="fox", tags=["images"])},
        "/generation/sse/x/fox": {"post": operation(PLAIN)},
        "/generation/x/cases": {"post": {**operation(
            {"type": "object", "description": "All cases", "additionalProperties": False,
             "x-skillsvideo-partial": True, "x-skillsvideo-missing": "a name", "properties": CASES,
             "x-skillsvideo-docs-generation": "old", "example": {"b": 2},
             "if": {"required": ["b"]}, "then": {"required": ["c"]}, "else": {"required": ["d"]}},
            description="Shows all", deprecated=True, parameters=[PARAMETER])}},
        "/generation/x/union": {"post": operation(ref("Union"))},
        "/generation/x/list": {"post": {"requestBody": content(
            **{"application/json": {"type": "array", "items": {"type": "string"}},
               "multipart/form-data": FILE})}},
        "/generation/x/form": {"post": {"requestBody": content(**{"multipart/form-data": FILE})}},
    },
}
DEEP = {"type": "object", "properties": {"end": {"type": "object", "properties": {"x": {}}}}}
for _ in range(30):
    DEEP = {"type": "object", "properties": {"in": DEEP}}
WHOLE["paths"]["/generation/x/deep"] = {"post": operation(DEEP)}


def text():
    return json.dumps(WHOLE).encode()


def inspected():
    """Records of sv_inspect, the plainest first."""
    for name in WHOLE["paths"]:
        yield offline.inspect(text(), endpoint=name, template=True)[1]
    yield offline.inspect(text(), category="images")[1]
    yield offline.inspect(text(), endpoint="/none")[1]


def reports():
    """Records of sv_validate."""
    for name, payload in ((ENDPOINT, {"prompt": "a red fox", "n": 9, "sice": 1}), (ENDPOINT, {"prompt": "x"}),
                          ("/generation/x/cases", {"d": 7, "j": {"kind": "Cat", "lives": "many"}})):
        yield offline.validate(text(), name, payload)[1]
