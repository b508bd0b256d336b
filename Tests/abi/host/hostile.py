"""Documents, payloads and answers whose nesting is chosen to use up a stack."""

import json

DEPTH = 250


def nested(depth, inner, open_="[", close="]"):
    return open_ * depth + inner + close * depth


def document(schema, schemas=None):
    content = {"application/json": {"schema": schema}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "x", "version": "1"},
        "components": {"schemas": schemas or {}},
        "paths": {
            "/generation/x": {
                "post": {
                    "requestBody": {"required": True, "content": content},
                    "responses": {"200": {"description": "x"}},
                }
            }
        },
    }


def reference(name):
    return {"$ref": f"#/components/schemas/{name}"}


def layered(keyword, depth, inner):
    """A schema in a schema in a schema, below one keyword."""
    for _ in range(depth):
        inner = {keyword: [inner]} if keyword.endswith("Of") else {keyword: inner}
    return inner


def chained(length):
    names = {f"S{index}": reference(f"S{index + 1}") for index in range(length)}
    return document(reference("S0"), {**names, f"S{length}": {"type": "object", "required": ["a"]}})


def required(depth):
    """Each object requires one that requires one."""
    names = {
        f"S{index}": {"type": "object", "required": ["a"], "properties": {"a": reference(f"S{index + 1}")}}
        for index in range(depth)
    }
    return document(reference("S0"), {**names, f"S{depth}": {"type": "string", "minLength": 1}})


def recursive():
    """A schema that contains itself, once for each value, so that following it to the end is quick."""
    itself = {"allOf": [reference("S")]}
    whole = {"type": ["object", "array", "integer"], "properties": {"a": itself}, "items": itself}
    return document(itself, {"S": whole})


def constant():
    """Comparing with a value of the document descends as deep as that."""
    return document(
        {"enum": [json.loads(nested(DEPTH - 12, "1")), json.loads(nested(DEPTH // 4, "1", '{"a":', "}"))]}
    )


def patterned(pattern):
    return document(
        {"type": "object", "required": ["a"], "properties": {"a": {"type": "string", "pattern": pattern}}}
    )


OBJECTS = nested(DEPTH, "1", '{"a":', "}")
LISTS = nested(DEPTH, "1")
MIXED = nested(DEPTH // 2, "[1,1]", '{"a":[', "]}")

# Each with a payload.
CASES = [
    (chained(200), OBJECTS),
    (required(200), OBJECTS),
    (recursive(), OBJECTS),
    (recursive(), LISTS),
    (recursive(), MIXED),
    (document(layered("allOf", 100, {"type": "object"})), OBJECTS),
    (document(layered("anyOf", 100, {"type": "object"})), OBJECTS),
    (document(layered("oneOf", 100, {"type": "object"})), OBJECTS),
    (document(layered("not", 200, {"type": "object"})), OBJECTS),
    (document(layered("if", 200, {"type": "object"})), OBJECTS),
    (document(layered("items", 200, {"type": "string"})), LISTS),
    (document(layered("additionalProperties", 200, {"type": "string"})), OBJECTS),
    (constant(), nested(DEPTH - 12, "1")),
    (constant(), nested(DEPTH // 4, "2", '{"a":', "}")),
    (document({"uniqueItems": True}), f"[{nested(DEPTH - 2, '1')},{nested(DEPTH - 2, '1')}]"),
    (patterned(nested(240, "a", "(", ")")), '{"a":"aaaa"}'),
    (patterned(nested(100, "a", "(?=(?:", ")+)*")), '{"a":"' + "a" * 5000 + '"}'),
    (document(layered("allOf", 120, {"type": "string", "pattern": nested(240, "a", "(", ")")})), '"aaaa"'),
    (document({}), nested(DEPTH - 2, '{"$file":"x"}', '{"a":', "}")),
    (document({}), nested(5000, "1")),
    (document({}), OBJECTS[:-40]),
]


def write(folder):
    """The cases as files of the program."""
    for number, (openapi, payload) in enumerate(CASES):
        query = {"endpoint": "/generation/x", "template": True, "include_defaults": True}
        for name, text in (
            ("openapi", json.dumps(openapi)),
            ("payload", payload),
            ("query", json.dumps(query)),
        ):
            (folder / f"{number}.{name}").write_text(text)


# The one output lies as deep as a document may be.
DATA = nested(DEPTH // 2 - 4, '{"url":"https://cdn.example.com/a.png"}', '{"b":[', "]}")
COMPLETED = '{"id":"gen_1","status":"COMPLETED","data":%s}' % DATA
STREAM = "".join(
    f"data: {text}\n\n"
    for text in (
        '{"id":"gen_1","status":"IN_PROGRESS"}',
        '{"id":"gen_1","status":"IN_PROGRESS","logs":%s}' % LISTS,
        OBJECTS,
        nested(100_000, ""),
        '{"error":%s}' % OBJECTS,
        COMPLETED,
    )
)
CREDITS = '{"data":%s,"credits":%s}' % (OBJECTS, LISTS)
