#!/usr/bin/env python3
"""sv_inspect of the shipped library: hand-made documents for every feature in each version, navigations, and
real documents."""
import json
import os
import sys

from cases import FIELDS, NAVIGATIONS, NOTES, SCHEMAS, TEMPLATES

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import contract
from offline import inspect, real_documents, validate

passed = failed = 0


def check(name, got, want):
    global passed, failed
    if got == want:
        passed += 1
    else:
        failed += 1
        print(f"FAILED {name}: got {got!r}, not {want!r}")


def document(version, schema, media="application/json"):
    """A document of a version with one operation that takes a schema."""
    if version == "20":
        whole = {"swagger": "2.0",
                 "paths": {"/x": {"post": {"parameters": [{"in": "body", "name": "b", "schema": schema}]}}},
                 "definitions": SCHEMAS}
        return json.dumps(whole).replace("#/components/schemas/", "#/definitions/").encode()
    numbers = {"30": "3.0.3", "31": "3.1.0", "32": "3.2.0"}
    return json.dumps({"openapi": numbers[version], "components": {"schemas": SCHEMAS}, "paths": {
        "/x": {"post": {"requestBody": {"content": {media: {"schema": schema}}}}}}}).encode()


def test_fields():
    for versions, schema, wanted, template in FIELDS:
        for version in versions.split() + (["32"] if "31" in versions else []):
            text = document(version, schema)
            status, record = inspect(text, endpoint="/x", template=True)
            name = f"{version} {json.dumps(schema)}"
            field = record["fields"][0] if status == 0 and record["fields"] else {}
            if version in ("31", "32") and "exclusiveMinimum\": true" in name:
                continue
            check(name, {key: field.get(key) for key in wanted}, wanted)
            check(f"template of {name}", record.get("request_template"), template)
            check(f"{name} validates", validate(text, "/x", template)[0], 0)


def test_templates():
    for schema, wanted in TEMPLATES:
        for version in ("30", "31", "32", "20"):
            text = document(version, schema)
            for more in ({}, {"include_defaults": True}):
                template = inspect(text, endpoint="/x", template=True, **more)[1]["request_template"]
                if wanted is not None:
                    check(f"{version} {json.dumps(schema)}", template, wanted)
                check(f"{version} {template} validates", validate(text, "/x", template)[0], 0)


def test_notes():
    for schema, wanted in NOTES:
        for version in ("30", "31", "32", "20"):
            notes = inspect(document(version, schema), endpoint="/x", template=True)[1]["notes"]
            check(f"{version} notes of {json.dumps(schema)}", notes, wanted)


def test_variants():
    for version in ("30", "31"):
        text = document(version,
                        {"oneOf": [{"$ref": "#/components/schemas/Cat"},
                                   {"$ref": "#/components/schemas/Dog"}],
                                  "discriminator": {"propertyName": "kind",
                                                    "mapping": {"meow": "Cat",
                                                                "woof": "#/components/schemas/Dog"}}})
        record = inspect(text, endpoint="/x")[1]
        check("names", [variant["name"] for variant in record["variants"]], ["Cat", "Dog"])
        check("discriminator", record["discriminator"],
              {"field": "kind", "values": {"meow": "Cat", "woof": "Dog"}})
        check("fields of all", {field["name"]: field["required"] for field in record["fields"]},
              {"kind": True, "lives": False, "bark": False})
        check("values of all", record["fields"][0]["allowed_values"], ["cat", "dog"])
        check("fields of one", [field["name"] for field in record["variants"][1]["fields"]], ["kind", "bark"])
        for choice in ("Dog", "dog", "2", "woof"):
            template = inspect(text, endpoint="/x", template=True, variant=choice)[1]["request_template"]
            check(f"variant {choice}", "bark" in template and "lives" not in template, True)
        check("no such variant", inspect(text, endpoint="/x", template=True, variant="Bird")[0], -1)


def test_contents():
    form = {"type": "object", "properties": {"file": {"type": "string", "format": "binary"},
            "n": {"type": "integer"},
            "files": {"type": "array", "items": {"type": "string", "format": "binary"}}},
            "required": ["file"]}
    for media in ("multipart/form-data", "multipart/form-data; boundary=x"):
        record = inspect(document("30", form, media), endpoint="/x", template=True)[1]
        check("files", [field["type"] for field in record["fields"]], ["file", "integer", "array<file>"])
        check("marked", [field.get("file") for field in record["fields"]], [True, None, True])
    for media in ("application/json; charset=utf-8", "application/vnd.x+json", "*/*",
                  "application/x-www-form-urlencoded"):
        record = inspect(document("31", {"type": "object", "properties": {"a": {"type": "string"}}}, media),
                         endpoint="/x")[1]
        check(media, [field["name"] for field in record["fields"]], ["a"])
        check(f"{media} is reported", record["content_type"], media)
    swagger = json.dumps({"swagger": "2.0", "host": "h.example", "basePath": "/b", "schemes": ["https"],
                          "paths": {"/x": {"post": {
        "consumes": ["multipart/form-data"], "parameters": [
            {"in": "formData", "name": "f", "type": "file", "required": True},
            {"in": "formData", "name": "k", "type": "string", "enum": ["1"]},
            {"in": "query", "name": "q", "type": "integer"}]}}}}).encode()
    record = inspect(swagger, endpoint="/x", template=True)[1]
    check("form of 2.0", [(field["name"], field["type"], field["required"]) for field in record["fields"]],
          [("f", "file", True), ("k", "string", False)])
    check("server of 2.0", record["server_url"], "https://h.example/b")
    check("parameter of 2.0", record["parameters"][0]["name"], "q")
    record = inspect(document("31", {"type": "array", "items": {"type": "integer"}, "minItems": 1}),
                     endpoint="/x", template=True)[1]
    check("a list as body", (record["fields"], record["body"]["type"], record["request_template"]),
          ([], "array<integer>", [1]))


def servers_document(root=None, path=None, operation=None):
    item = {"post": {"requestBody": {"content": {}}}}
    whole = {"openapi": "3.0.0", "paths": {"/x": item}}
    for holder, address in ((whole, root), (item, path), (item["post"], operation)):
        if address:
            holder["servers"] = [{"url": address, "variables": {"v": {"default": "v9"}}}]
    return json.dumps(whole).encode()


def test_servers():
    url = "https://d.example/docs/openapi.json"
    for levels, wanted in [({"root": "https://a/"}, "https://a/"),
                           ({"root": "https://a", "path": "https://b"}, "https://b"),
                           ({"root": "https://a", "path": "https://b", "operation": "https://c/{v}"},
                            "https://c/v9"),
                           ({"root": "/api"}, "https://d.example/api"),
                           ({"root": "api"}, "https://d.example/docs/api"),
                           ({"root": "../api"}, "https://d.example/api"), ({}, "https://d.example/")]:
        check(f"servers {levels}", inspect(servers_document(**levels), endpoint="/x",
                                           document_url=url)[1]["server_url"], wanted)
    check("no server", inspect(servers_document(), endpoint="/x")[1]["server_url"], None)
    check("relative", inspect(servers_document(root="/api"), endpoint="/x")[1]["server_url"], "/api")


POST = {"requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}}}
CATALOGUE = {"openapi": "3.1.0", "servers": [{"url": "https://h.example/api"}], "paths": {
    "/generation/a": {"post": {**POST, "tags": ["Images"]}}, "/generation/sse/a": {"post": POST},
    "/v1/generation/b": {"post": POST},
    "/generation/{id}/cancel": {"get": {}}, "/v1/generation/{task}": {"get": {}},
    "/v1/predictions/{id}/subscribe": {"get": {}},
    "/sing": {"post": {**POST, "summary": "Sing a song", "tags": ["Music"]}}, "/q?x=1": {"post": POST},
    "bare": {"post": POST},
    "/models/{owner}/{name}": {"post": POST}, "/models/{owner}/fixed": {"post": POST},
    "/extra": {"additionalOperations": {"COPY": POST}},
    "/linked": {"$ref": "#/components/pathItems/L"},
    "/streams": {"post": {**POST, "responses": {"200": {"content": {"text/event-stream": {}}}}}}},
    "components": {"pathItems": {"L": {"post": POST}}}}


def test_endpoints():
    text = json.dumps(CATALOGUE).encode()
    named = {"/generation/a": "/generation/a", "POST /v1/generation/a": "/generation/a",
             "post /generation/b": "/v1/generation/b",
             "a": "/generation/a", "b": "/v1/generation/b", "/q": "/q?x=1", "/bare": "bare",
             "/sing/": "/sing",
             "/models/x/y": "/models/{owner}/{name}", "/models/x/fixed": "/models/{owner}/fixed",
             "/linked": "/linked",
             "https://h.example/api/sing": "/sing", "/api/generation/a": "/generation/a"}
    for name, path in named.items():
        check(name, inspect(text, endpoint=name)[1].get("endpoint"), "POST " + path)
    check("additional", inspect(text, endpoint="COPY /extra")[1].get("endpoint"), "COPY /extra")
    check("not additional", inspect(text, endpoint="/extra")[0], -23)
    record = inspect(text, endpoint="/generation/sse/a")[1]
    check("twins", (record["sse_create_endpoint"], record["polling_create_endpoint"],
                    record["default_result_mode"]),
          ("POST /generation/sse/a", "POST /generation/a", "sse"))
    check("poll", record["poll_endpoint"], "/v1/generation/{task}")
    check("subscribe", record["sse_subscribe_endpoint"], "/v1/predictions/{id}/subscribe")
    check("no twin", inspect(text, endpoint="b")[1]["sse_create_endpoint"], None)
    check("only streams", inspect(text, endpoint="/streams")[1]["default_result_mode"], "sse")
    check("with a tag", inspect(text, category="music")[1]["default_endpoints"], ["POST /sing"])
    for navigation, query, wanted in NAVIGATIONS:
        record = inspect(text, navigation, **query)[1]
        check(f"{json.dumps(navigation)} {query}", record.get("default_endpoints"),
              ["POST " + path for path in wanted])


def test_real_documents():
    for name, text in real_documents():
        for key, item in json.loads(text).get("paths", {}).items():
            if "post" not in item:
                continue
            status, record = inspect(text, endpoint=f"POST {key}", template=True)
            check(f"{name} {key}", (status, record.get("endpoint")), (0, f"POST {key}"))
            if record.get("content_types"):
                report = validate(text, f"POST {key}", record["request_template"])
                check(f"template of {name} {key}", (report[0], report[1].get("problems")), (0, []))


for test in (test_fields, test_templates, test_variants, test_contents, test_servers, test_endpoints,
             test_notes, test_real_documents):
    test()
contract.test_contract(check)
print(f"{passed} passed, {failed} failed")
sys.exit(failed > 0)
