"""Files that the cases name, made in the folder where they run."""
import json
import os

# What a document may hold: a BOM, a reference to a reference, a body by reference, allOf, oneOf, files,
# escapes in pointers, a list of types, ranges of statuses, paths with /v1, limits that a template must keep.
ODD = {
    "openapi": "3.1.0", "info": {"title": "odd", "version": "1"},
    "servers": [{"url": "https://example.com/api"}], "paths": {
        "/v1/generation/odd/model": {"post": {
            "summary": "odd", "requestBody": {"$ref": "#/components/requestBodies/Odd"},
            "responses": {"200": {"description": "ok"}, "400": {"description": "bad"},
                          "4XX": {"description": "other"}, "default": {"description": "any"}}}},
        "/v1/generation/sse/odd/model": {"post": {
            "requestBody": {"$ref": "#/components/requestBodies/Odd"},
            "responses": {"200": {"description": "ok"}}}},
        "/v1/generation/odd/union": {"post": {
            "requestBody": {"content": {
                "application/json": {"schema": {"oneOf": [
                    {"$ref": "#/components/schemas/Text"}, {"$ref": "#/components/schemas/Image"}]}},
                "multipart/form-data": {"schema": {"type": "object", "properties": {
                    "image": {"type": "string", "format": "binary"}}}}}},
            "responses": {"default": {"description": "any"}}}},
        "/v1/generation/{request_id}": {"get": {"responses": {"200": {"description": "ok"}}}},
    },
    "components": {
        "requestBodies": {"Odd": {"required": True, "content": {
            "application/json; charset=utf-8": {"schema": {"$ref": "#/components/schemas/Alias"}}}}},
        "schemas": {
            "Alias": {"$ref": "#/components/schemas/a~1b"},
            "a/b": {"allOf": [
                {"type": "object", "required": ["prompt", "n", "images"], "properties": {
                    "prompt": {"type": "string", "minLength": 3}, "n": {"type": "integer", "minimum": 2},
                    "images": {"type": "array", "minItems": 2,
                               "items": {"type": "string", "format": "uri"}}}},
                {"properties": {"size": {"$ref": "#/components/schemas/Size%7BX%7D"},
                                "seed": {"type": ["integer", "null"], "default": None}}}]},
            "Text": {"type": "object", "required": ["kind", "text"], "properties": {
                "kind": {"const": "text"}, "text": {"type": "string"}}},
            "Image": {"type": "object", "required": ["kind", "image_url"], "properties": {
                "kind": {"const": "image"}, "image_url": {"type": "string", "format": "uri"},
                "strength": {"type": "number", "default": 0.5}}},
            "Size{X}": {"type": "string", "enum": ["S", "L"], "default": "L"},
        },
    },
}
DOCS = {"navigation": {"tabs": [{"tab": "API", "groups": [{"group": "Models", "pages": [
    "introduction", {"group": "Images", "pages": [
        "overview",
        {"group": "Odd", "pages": ["POST /v1/generation/odd/model", "POST /v1/generation/odd/model"]}]}]}]}]}}


def write(folder):
    texts = {
        "odd.json": b"\xef\xbb\xbf" + json.dumps(ODD).encode(),
        "docs.json": b"\xef\xbb\xbf" + json.dumps(DOCS).encode(),
        "broken.bin": b"{\x00\xff not JSON",
        "payload.json": "\ufeff{\"prompt\": \"füchse\", \"n\": 1}".encode()}
    for name, data in texts.items():
        with open(os.path.join(folder, name), "wb") as file:
            file.write(data)
