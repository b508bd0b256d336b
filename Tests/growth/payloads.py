"""Payloads that grow in one number, mostly together with their schema, for sv_validate."""
from shapes import (
    Shape,
    chain,
    document,
    fields,
    inherited,
    many,
    mapping,
    named,
    reference,
    string,
    tagged,
    variants,
)


def nested(number):
    payload = "a"
    for _ in range(number):
        payload = {"a": payload}
    return payload


def case(schema, payload, schemas=None):
    """The document and the payload, both of which may depend on the number."""
    return lambda n: (document(schema(n), schemas and schemas(n)), payload(n))


def lists(items, value, **more):
    return case(lambda n: {"type": "array", "items": items, **more}, lambda n: many(n, value))


ROWS = [
    ("elements", 1000, lists(string(), str)),
    ("elements that are wrong", 500, lists(string(), int)),
    ("objects that are wrong", 300, lists(fields({"a": string()}, required=["b"]), lambda i: {"a": i})),
    ("elements of a union that are wrong", 300,
     lists({"oneOf": [tagged(0), tagged(1)]}, lambda i: {"kind": "kind0", "own0": 1})),
    ("unique elements", 500, lists(string(), str, uniqueItems=True)),
    ("unique objects", 200, lists({}, lambda i: {"a": [i]}, uniqueItems=True)),
    ("elements with contains", 500, lists({}, str, contains={"const": "none"})),
    ("elements that are unevaluated", 300,
     case(lambda n: {"prefixItems": many(n, string), "unevaluatedItems": False},
          lambda n: many(2 * n, str))),
    ("members", 500, case(lambda n: fields(named(n, string)), lambda n: named(n, str))),
    ("members that are wrong", 300, case(lambda n: fields(named(n, string)), lambda n: named(n, int))),
    ("unknown fields of objects", 200, lists(fields({"size": string()}), lambda i: {"sice": "a"})),
    ("unevaluated through allOf", 100, case(
        lambda n: {"allOf": many(n, lambda i: fields({f"name{i}": string()})),
                   "unevaluatedProperties": False}, lambda n: named(n, str))),
    ("missing names", 300, case(lambda n: fields({}, required=many(n, lambda i: f"name{i}")),
                                lambda n: {})),
    ("names with a schema", 300, case(
        lambda n: {"propertyNames": {"maxLength": 3}}, lambda n: named(n, str))),
    ("additional members", 500, case(
        lambda n: {"additionalProperties": string()}, lambda n: named(n, str))),
    ("one pattern for names", 300, case(
        lambda n: {"patternProperties": {"^name": string()}}, lambda n: named(n, str))),
    ("dependentRequired", 300, case(
        lambda n: {"dependentRequired": {f"name{i}": [f"name{i + 1}"] for i in range(n)}},
        lambda n: named(n, str))),
    ("enum", 500, case(lambda n: {"enum": many(n, str)}, lambda n: "none")),
    ("alternatives that are constants", 300, case(
        lambda n: {"oneOf": many(n, lambda i: {"const": str(i)})}, lambda n: "none")),
    ("alternatives that are objects", 100, case(
        lambda n: {"oneOf": many(n, tagged)}, lambda n: {"kind": "none", "own0": "a"})),
    ("alternatives that all fit", 300, case(
        lambda n: {"oneOf": many(n, string)}, lambda n: "a")),
    ("schemas with a discriminator", 100,
     lambda n: (variants(n), {"kind": f"kind{n - 1}", "own": "a"})),
    ("mapping of a discriminator", 100,
     lambda n: (variants(n, **mapping(n)), {"kind": f"kind{n - 1}", "own": "a"})),
    ("mapping without this value", 100, lambda n: (variants(n, **mapping(n)), {"kind": "none"})),
    ("mapping of a base", 100, lambda n: (inherited(n, **mapping(n)), {"kind": f"kind{n - 1}"})),
    ("nested objects", 15, case(
        lambda n: reference("name0"), nested,
        lambda n: chain(n, lambda ref: fields({"a": ref}, required=["a"]), string()))),
    ("nested objects of one schema", 15, case(
        lambda n: reference("name"), nested, lambda n: {"name": fields({"a": reference("name")})})),
    ("chain of references", 15, case(
        lambda n: reference("name0"), lambda n: "a", lambda n: chain(n, lambda ref: ref, string()))),
    ("allOf members", 200, case(
        lambda n: {"allOf": many(n, lambda i: fields({f"name{i}": string()}))}, lambda n: named(n, str))),
    ("long text with a pattern", 5000, case(
        lambda n: {"type": "string", "pattern": "^[a-z]*$", "maxLength": 10}, lambda n: "a" * n)),
    ("long number", 500, case(lambda n: {"multipleOf": 7}, lambda n: 10**n + 3)),
    ("repeated names", 300, case(
        lambda n: fields({"a": string()}), lambda n: '{' + ",".join(['"a":"b"'] * n) + '}')),
]

# The work of these grows with the product, up to the budget of a validation.
PRODUCTS = [
    ("unknown fields", 600, case(lambda n: fields(named(n, string)), lambda n: named(n, str, "other"))),
    ("fields that are not allowed", 600, case(
        lambda n: fields(named(n, string), additionalProperties=False), lambda n: named(n, str, "other"))),
    ("fields that are unevaluated", 600, case(
        lambda n: {**fields(named(n, string)), "unevaluatedProperties": False},
        lambda n: named(n, str, "other"))),
    ("misspelt names", 600, case(
        lambda n: fields(named(n, string), required=many(n, lambda i: f"name{i}")),
        lambda n: named(n, str, "nam"))),
    ("enum for each element", 1000, case(
        lambda n: {"items": {"enum": many(n, str)}}, lambda n: ["none"] * n)),
    ("alternatives for each element", 1000, case(
        lambda n: {"items": {"oneOf": many(n, lambda i: {"const": str(i)})}}, lambda n: ["none"] * n)),
    ("patterns for each member", 1000, case(
        lambda n: {"patternProperties": named(n, string, "^name")}, lambda n: named(n, str, "none"))),
    ("diamonds of allOf", 20, case(
        lambda n: reference("name0"), lambda n: "a",
        lambda n: chain(n, lambda ref: {"allOf": [ref, ref]}, string()))),
]

VALIDATIONS = [Shape(f"validate: {name}", number, make, "validate") for name, number, make in ROWS] + [
    Shape(f"validate: {name}", number, make, "validate", is_long=True) for name, number, make in PRODUCTS]
