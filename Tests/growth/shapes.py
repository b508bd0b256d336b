"""Documents that grow in one number, for sv_inspect. Each row of a table is a shape: a name, the number for
the test, and what makes the document."""
from typing import Callable, NamedTuple

JSON_BODY = "application/json"


class Shape(NamedTuple):
    name: str
    # The number that the test begins with. Double and four times as many must still end soon.
    number: int
    make: Callable
    # "inspect", "list" or "validate".
    kind: str = "inspect"
    # Takes too long for the short test.
    is_long: bool = False


def document(schema=None, schemas=None, operation=None, **more):
    """A document with one endpoint, POST /a, whose body has this schema."""
    post = {"responses": {}} | (operation or {})
    if schema is not None:
        post["requestBody"] = {"content": {JSON_BODY: {"schema": schema}}}
    whole = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {"/a": {"post": post}}}
    if schemas:
        whole["components"] = {"schemas": schemas}
    return whole | more


def reference(name):
    return {"$ref": f"#/components/schemas/{name}"}


def many(number, make):
    return [make(place) for place in range(number)]


def named(number, make, prefix="name"):
    return {f"{prefix}{place}": make(place) for place in range(number)}


def string(_=0):
    return {"type": "string"}


def fields(properties, **more):
    return {"type": "object", "properties": properties, **more}


def tagged(place):
    """An object that a constant member distinguishes from others."""
    return fields({"kind": {"const": f"kind{place}"}, f"own{place}": string()}, required=["kind"])


def chain(number, link, end):
    """Schemas of which each one contains the next."""
    return named(number, lambda place: link(reference(f"name{place + 1}"))) | {f"name{number}": end}


def variants(number, **more):
    """A union of named schemas with a discriminator."""
    return document({"oneOf": many(number, lambda place: reference(f"name{place}")),
                     "discriminator": {"propertyName": "kind", **more}}, named(number, tagged))


def mapping(number):
    return {"mapping": named(number, lambda place: f"#/components/schemas/name{place}", "kind")}


def heirs(number):
    return {f"name{place}": {"allOf": [reference("base"), tagged(place)]} for place in range(number)}


def inherited(number, **more):
    """A base whose discriminator selects the schemas that extend it."""
    base = fields({"kind": string()}, discriminator={"propertyName": "kind", **more})
    return document(reference("base"), {"base": base} | heirs(number))


def parameter(place):
    return {"name": f"name{place}", "in": "query", "schema": string()}


def path(place):
    return {"post": {"summary": f"Make {place}", "tags": ["group"], "requestBody": {
        "content": {JSON_BODY: {"schema": string()}}}}}


def paths(number, prefix="/generation/model"):
    return {"openapi": "3.1.0", "paths": named(number, path, prefix)}


def swagger(parameters, **more):
    return {"swagger": "2.0", "paths": {"/a": {"post": {"parameters": parameters, "responses": {}}}}, **more}


ALTERNATIVES = [
    Shape("alternatives: constants", 300,
          lambda n: document(fields({"a": {"oneOf": many(n, lambda i: {"const": f"value{i}"})}}))),
    Shape("alternatives: numbers", 300,
          lambda n: document(fields({"a": {"anyOf": many(n, lambda i: {"const": i})}}))),
    Shape("alternatives: with titles", 300, lambda n: document(
        fields({"a": {"oneOf": many(n, lambda i: {"const": f"value{i}", "title": f"Title {i}"})}},
               required=["a"]))),
    Shape("alternatives: types", 300, lambda n: document(
        fields({"a": {"anyOf": many(n, lambda i: {"type": "string", "maxLength": i})}}, required=["a"]))),
    Shape("alternatives: objects", 48, lambda n: document({"oneOf": many(n, tagged)})),
    Shape("alternatives: more objects", 512, lambda n: document({"oneOf": many(n, tagged)}), is_long=True),
    Shape("alternatives: schemas", 48, variants),
    Shape("alternatives: more schemas", 512, variants, is_long=True),
    Shape("alternatives: unions", 6, lambda n: document(
        {"oneOf": many(n, lambda i: {"oneOf": many(8, lambda j: tagged(8 * i + j))})})),
    Shape("alternatives: within allOf", 32, lambda n: document(
        {"allOf": many(n, lambda i: {"oneOf": [tagged(2 * i), tagged(2 * i + 1)]})}), is_long=True),
    Shape("alternatives: two of many fields", 60, lambda n: document(
        {"oneOf": many(2, lambda i: fields(named(n, string, f"a{i}")))})),
    Shape("alternatives: two of many constants", 60, lambda n: document(
        {"oneOf": many(2, lambda i: fields(named(n, lambda j: {"const": "a"}, "b")))})),
    Shape("mapping of a discriminator", 48, lambda n: variants(n, **mapping(n))),
    Shape("longer mapping of a discriminator", 512, lambda n: variants(n, **mapping(n)), is_long=True),
    Shape("mapping, few alternatives", 300, lambda n: document(
        {"oneOf": [reference("name0"), reference("name1")],
         "discriminator": {"propertyName": "kind", **mapping(n)}}, named(n, tagged))),
    Shape("mapping of a base", 48, lambda n: inherited(n, **mapping(n))),
    Shape("schemas that extend a base", 48, inherited),
]

MEMBERS = [
    Shape("enum values", 500, lambda n: document(fields({"a": {"enum": many(n, str)}}, required=["a"]))),
    Shape("enum in two layers", 200, lambda n: document(fields({"a": {
        "enum": many(n, str), "allOf": [{"enum": many(n, str)}]}}, required=["a"]))),
    Shape("enum of the same value", 500,
          lambda n: document(fields({"a": {"enum": ["a"] * n}}, required=["a"]))),
    Shape("enum and defaults", 200, lambda n: document(
        fields(named(8, lambda i: {"enum": many(n, str), "default": str(n - 1)})))),
    Shape("properties", 200, lambda n: document(fields(named(n, string)))),
    Shape("properties, all required", 200, lambda n: document(
        fields(named(n, string), required=many(n, lambda i: f"name{i}")))),
    Shape("properties with defaults", 200, lambda n: document(
        fields(named(n, lambda i: {"type": "string", "default": "a"})))),
    Shape("required names", 100, lambda n: document(fields({}, required=many(n, lambda i: f"name{i}")))),
    Shape("patternProperties", 500, lambda n: document(
        fields({}, patternProperties=named(n, string, "^name"), minProperties=1))),
    Shape("minProperties", 64, lambda n: document(fields({}, minProperties=n))),
    Shape("minProperties of a pattern", 32, lambda n: document(
        fields({}, patternProperties={"^[a-z]+$": string()}, minProperties=n))),
    Shape("dependentRequired", 200, lambda n: document(fields(
        named(n, string), required=["name0"],
        dependentRequired={f"name{i}": [f"name{i + 1}"] for i in range(n - 1)}))),
    Shape("read-only properties", 200, lambda n: document(
        fields(named(n, lambda i: {"allOf": [{"type": "string", "readOnly": True}]})))),
    Shape("properties of a form", 100, lambda n: document(operation={"requestBody": {"content": {
        "multipart/form-data": {"schema": fields(named(n, lambda i: {
            "type": "string", "format": "binary"}), required=many(n, lambda i: f"name{i}"))}}}})),
    Shape("notes about references", 120, lambda n: document(
        fields(named(n, lambda i: reference(f"nowhere{i}"))))),
    Shape("notes about defaults", 200, lambda n: document(
        fields(named(n, lambda i: {"type": "integer", "default": "a"})))),
]

DEPTH = [
    Shape("nested objects", 16, lambda n: document(
        reference("name0"), chain(n, lambda ref: fields({"a": ref}, required=["a"]), string()))),
    Shape("nested lists", 16, lambda n: document(
        reference("name0"), chain(n, lambda ref: {"type": "array", "items": ref, "minItems": 1}, string()))),
    Shape("chain of references", 50, lambda n: document(
        fields({"a": reference("name0")}, required=["a"]), chain(n, lambda ref: ref, string()))),
    Shape("chain through allOf", 15, lambda n: document(
        reference("name0"), chain(n, lambda ref: {"allOf": [ref, fields({})]}, fields({"a": string()})))),
    Shape("fields that share a schema", 100, lambda n: document(
        fields(named(n, lambda i: reference("name")), required=["name0"]),
        {"name": fields({"a": string(), "b": string()})})),
    Shape("fields that share a description", 600, lambda n: document(
        fields(named(n, lambda i: reference("name"))),
        {"name": {"type": "string", "description": "d" * 100 * n}}), is_long=True),
    Shape("fields that share values", 400, lambda n: document(
        fields(named(n, lambda i: reference("name"))), {"name": {"enum": many(20 * n, str)}}), is_long=True),
    Shape("fields that share allOf", 500, lambda n: document(
        fields(named(n, lambda i: reference("name"))),
        {"name": {"allOf": many(n, lambda i: fields({f"a{i}": string()}))}}), is_long=True),
    Shape("fields that share a chain", 10, lambda n: document(
        fields(named(n, lambda i: reference("name0")), required=many(n, lambda i: f"name{i}")),
        chain(50, lambda ref: ref, string()))),
    Shape("diamonds of fields", 20, lambda n: document(
        reference("name0"), chain(n, lambda ref: fields({"a": ref, "b": ref}), string())), is_long=True),
    Shape("diamonds of required fields", 20, lambda n: document(
        reference("name0"),
        chain(n, lambda ref: fields({"a": ref, "b": ref}, required=["a", "b"]), string())), is_long=True),
    Shape("diamonds of allOf", 30, lambda n: document(
        reference("name0"), chain(n, lambda ref: {"allOf": [ref, ref]}, fields({"a": string()}))),
          is_long=True),
    Shape("diamonds of unions", 15, lambda n: document(
        reference("name0"), chain(n, lambda ref: {"anyOf": [ref, ref]}, fields({"a": string()}))),
          is_long=True),
    Shape("allOf members", 100, lambda n: document(
        {"allOf": many(n, lambda i: fields({f"name{i}": string()}))})),
    Shape("allOf of one field", 100, lambda n: document(
        fields({"a": {"allOf": many(n, lambda i: {"maxLength": 100 + i})}}, required=["a"]))),
]

SIZES = [
    Shape("minLength", 20000,
          lambda n: document(fields(named(10, lambda i: {"type": "string", "minLength": n}),
                                    required=many(10, lambda i: f"name{i}")))),
    Shape("minLength, nested", 5000, lambda n: document(reference("name0"), chain(
        8, lambda ref: fields({"a": ref, "b": {"type": "string", "minLength": n}}, required=["a", "b"]),
        string()))),
    Shape("minLength of elements", 500, lambda n: document(fields({"a": {
        "type": "array", "minItems": 200, "items": {"type": "string", "minLength": n}}}, required=["a"]))),
    Shape("minItems", 64, lambda n: document(
        fields({"a": {"type": "array", "items": fields({"b": string()}, required=["b"]), "minItems": n}},
               required=["a"]))),
    Shape("minItems, nested", 5, lambda n: document(reference("name0"), chain(
        6, lambda ref: {"type": "array", "items": ref, "minItems": n}, string())), is_long=True),
    Shape("prefixItems", 200, lambda n: document(
        fields({"a": {"type": "array", "prefixItems": many(n, string), "minItems": n}}, required=["a"]))),
    Shape("prefixItems of schemas", 100, lambda n: document(
        fields({"a": {"type": "array", "prefixItems": many(n, lambda i: reference(f"name{i}"))}}),
        named(n, lambda i: fields({})))),
    Shape("long descriptions", 20000,
          lambda n: document(fields(named(4, lambda i: {"type": "string", "description": "d" * n})))),
    Shape("long default", 20000,
          lambda n: document(fields({"a": {"type": "string", "default": "d" * n}}, required=["a"]))),
    Shape("long list as default", 2000, lambda n: document(fields(
        {"a": {"type": "array", "items": {"type": "integer"}, "default": many(n, int)}}, required=["a"]))),
    Shape("examples", 500, lambda n: document(fields({"a": {"examples": many(n, str)}}, required=["a"]))),
    Shape("long pattern", 500, lambda n: document(
        fields({"a": {"type": "string", "pattern": "^" + "[a-c]" * n + "$"}}, required=["a"]))),
    Shape("repeated pattern", 500, lambda n: document(
        fields({"a": {"type": "string", "pattern": f"^[a-c]{{{n}}}$"}}, required=["a"]))),
    Shape("pattern of nested groups", 3, lambda n: document(
        fields({"a": {"type": "string", "pattern": "(" * n + "){4000}" * n}}, required=["a"]))),
    Shape("pattern that repeats a long set", 500, lambda n: document(
        fields({"a": {"type": "string", "pattern": "^[" + "a-c" * n + "]{4000}$"}}, required=["a"])),
          is_long=True),
    Shape("type names", 500, lambda n: document(fields({"a": {"type": ["string"] * n}}, required=["a"]))),
]

OPERATIONS = [
    Shape("parameters", 400, lambda n: document(string(), operation={"parameters": many(n, parameter)})),
    Shape("parameters of a path", 200,
          lambda n: {"openapi": "3.1.0", "paths": {"/a": {"parameters": many(n, parameter),
                                                          "post": {"parameters": many(n, parameter)}}}}),
    Shape("fields of a Swagger form", 100, lambda n: swagger(many(n, lambda i: {
        "name": f"name{i}", "in": "formData", "type": "string", "required": True}))),
    Shape("media types that Swagger consumes", 200,
          lambda n: swagger([{"name": "a", "in": "body", "schema": string()}],
                            consumes=many(n, lambda i: f"text/t{i}"))),
    Shape("servers", 500,
          lambda n: document(string(), servers=many(n, lambda i: {"url": f"https://s{i}.test/{i}"}))),
    Shape("variables of a server", 200, lambda n: document(string(), servers=[{
        "url": "https://a.test/" + "".join(f"{{v{i}}}" for i in range(n)),
        "variables": named(n, lambda i: {"default": "a"}, "v")}])),
    Shape("media types of a body", 200, lambda n: document(operation={"requestBody": {
        "content": named(n, lambda i: {"schema": fields({"a": string()})}, "text/t")}})),
    Shape("responses", 200, lambda n: document(string(), operation={"responses": {
        str(400 + i): {"description": "d"} for i in range(n)}})),
    Shape("media types of answers", 200, lambda n: document(string(), operation={"responses": {
        "200": {"description": "d", "content": named(n, lambda i: {}, "text/t")}}})),
    Shape("tags of an operation", 500,
          lambda n: document(string(), operation={"tags": many(n, lambda i: f"tag{i}")})),
    Shape("paths", 500, lambda n: document(string()) | {
        "paths": paths(n)["paths"] | document(string())["paths"]}),
    Shape("paths with parameters", 500, lambda n: document(string()) | {
        "paths": named(n, path, "/{id}/b") | document(string())["paths"]}),
    Shape("schemas of other endpoints", 500, lambda n: document(string(), named(n, string))),
]

INSPECTIONS = ALTERNATIVES + MEMBERS + DEPTH + SIZES + OPERATIONS
