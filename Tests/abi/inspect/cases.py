"""Hand-made schemas in the forms of OpenAPI 3.0, 3.1 and Swagger 2.0, and what has to be reported of them."""

STRING, INTEGER, NUMBER = {"type": "string"}, {"type": "integer"}, {"type": "number"}
NULL = {"type": "null"}
SCHEMAS = {
    "Size": {"type": "string", "enum": ["S", "M"], "default": "M", "description": "How large"},
    "Chain": {"$ref": "#/components/schemas/Size"},
    "Loop": {"$ref": "#/components/schemas/Loop"},
    "Tree": {"type": "object",
             "properties": {"name": STRING,
                            "children": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}}}},
    "a/b~c d": {"type": "integer", "minimum": 3},
    "Base": {"type": "object", "required": ["id"],
             "properties": {"id": STRING, "made": {"type": "string", "readOnly": True}}},
    "Cat": {"type": "object", "required": ["kind", "lives"],
            "properties": {"kind": {"enum": ["cat"]}, "lives": {"type": "integer", "minimum": 1}}},
    "Dog": {"type": "object", "required": ["kind", "bark"],
            "properties": {"kind": {"enum": ["dog"]}, "bark": {"type": "boolean"}}},
    "Anchored": {"$anchor": "here", "type": "string", "maxLength": 3},
}


def ref(name):
    return {"$ref": "#/components/schemas/" + name}


def of(**properties):
    return {"type": "object", "properties": properties}


# versions, schema, what the first field has to have (None: must be absent), the template or None
FIELDS = [
    ("30 31 20", of(a=STRING), {"type": "string", "required": False}, {}),
    ("30 31 20", {**of(a=STRING), "required": ["a"]}, {"required": True}, {"a": "<a>"}),
    ("30 31 20", of(a=ref("Size")), {"type": "string", "schema": "Size", "allowed_values": ["S", "M"],
                                     "default": "M", "description": "How large"}, {}),
    ("30 31 20", of(a=ref("Chain")), {"allowed_values": ["S", "M"], "default": "M"}, {}),
    ("31", of(a={**ref("Size"), "description": "own", "default": "S"}),
     {"description": "own", "default": "S"}, {}),
    ("30 20", of(a={**ref("Size"), "description": "own", "default": "S"}),
     {"description": "How large", "default": "M"}, {}),
    ("30 31 20", of(a={"allOf": [ref("Size")], "description": "own"}),
     {"description": "own", "allowed_values": ["S", "M"]}, {}),
    ("30 31 20", of(a={"$ref": "#/components/schemas/a~1b~0c%20d"}), {"type": "integer", "minimum": 3}, {}),
    ("30 31", of(a=ref("Loop")), {"recursive": True}, {}),
    ("30 31 20", of(a=ref("Nowhere")), {"type": "any"}, {}),
    ("30 31 20", of(a={"$ref": "other.json#/A"}), {"type": "any"}, {}),
    ("31", of(a={"$ref": "#here"}), {"type": "string", "max_length": 3}, {}),
    ("30", of(a={"type": "string", "nullable": True}), {"type": "string | null", "nullable": True}, {}),
    ("31", of(a={"type": ["string", "null"]}), {"type": "string | null", "nullable": True}, {}),
    ("31", of(a={"anyOf": [ref("Size"), NULL]}), {"type": "string | null", "allowed_values": ["S", "M"],
                                                  "nullable": True}, {}),
    ("31", of(a={"type": ["string", "integer"]}), {"type": "string | integer", "nullable": None}, {}),
    ("30 31 20", of(a={"type": "array", "items": STRING}), {"type": "array<string>"}, {}),
    ("30 31 20", of(a={"type": "array", "items": ref("Size")}), {"type": "array<string>"}, {}),
    ("30 31", of(a={"anyOf": [STRING, INTEGER]}), {"type": "string | integer", "variants": None}, {}),
    ("31", of(a={"oneOf": [{"const": 1, "title": "one"}, {"const": 2}]}),
     {"type": "integer", "allowed_values": [1, 2]}, {}),
    ("30 31", of(a={"anyOf": [STRING, {"type": "string", "enum": ["x"]}]}),
     {"allowed_values": None, "known_values": ["x"]}, {}),
    ("31", of(a={"const": "x"}), {"type": "string", "allowed_values": ["x"]}, {}),
    ("30 31 20", of(a={"type": "string", "enum": ["x"], "default": "y"}),
     {"default": None, "contradictory_default": "y"}, {}),
    ("30 31 20", {**of(a={"type": "string", "enum": ["x"], "default": "y"}), "required": ["a"]},
     {"default": None}, {"a": "x"}),
    ("30 31 20", of(a={"type": "integer", "minimum": 3, "maximum": 2, "default": 9}),
     {"contradictory_default": 9}, {}),
    ("30 31 20", of(a={"type": "string", "deprecated": True}), {"deprecated": True}, {}),
    ("30 31 20", of(a={"type": "integer", "minimum": 2, "exclusiveMinimum": True}), {"exclusive_minimum": 2} ,
     {}),
    ("31", of(a={"type": "integer", "exclusiveMinimum": 2, "maximum": 9, "multipleOf": 3}),
     {"exclusive_minimum": 2, "maximum": 9, "multiple_of": 3}, {}),
    ("30 31 20", of(a={"type": "string", "minLength": 2, "maxLength": 4, "pattern": "^x", "format": "uri"}),
     {"min_length": 2, "max_length": 4, "pattern": "^x", "format": "uri"}, {}),
    ("30 31 20", of(a={"type": "array", "items": STRING, "minItems": 1, "maxItems": 2, "uniqueItems": True}),
     {"min_items": 1, "max_items": 2, "unique_items": True}, {}),
    ("30 31 20", {"allOf": [ref("Base"), {**of(b=INTEGER), "required": ["b"]}]},
     {"name": "id", "required": True}, {"id": "<id>", "b": 1}),
    ("30 31 20", of(made={"type": "string", "readOnly": True}, a=STRING), {"name": "a"}, {}),
    ("30 31 20", of(a=ref("Base")), {"type": "Base", "schema": "Base"}, {}),
    # An integer is a number: both together are an integer.
    *(("30 31 20", {**of(a={"allOf": both}), "required": ["a"]}, {"type": "integer"}, {"a": 1})
      for both in ([INTEGER, NUMBER], [NUMBER, INTEGER], [NUMBER, {**INTEGER, "minimum": 1}])),
    ("30 31 20", of(a={**INTEGER, "allOf": [NUMBER]}), {"type": "integer"}, {}),
    ("31", of(a={"allOf": [{"type": ["integer", "string"]}, NUMBER]}), {"type": "integer"}, {}),
    ("31", of(a={"allOf": [{"type": ["integer", "null"]}, {"type": ["number", "null"]}]}),
     {"type": "integer | null"}, {}),
    ("30 31 20", of(a=ref("Tree")), {"type": "Tree"}, {}),
    # Only null is allowed.
    ("31", {**of(a=NULL), "required": ["a"]}, {"type": "null", "nullable": True}, {"a": None}),
    ("31", of(a={"const": None}), {"type": "null"}, {}),
    ("30 31", of(a={"enum": [None]}), {"type": "null"}, {}),
    ("31", of(a={"anyOf": [NULL, NULL]}), {"type": "null"}, {}),
    ("31", of(a={"anyOf": [NULL, {}]}), {"type": "any"}, {}),
    ("20", of(a={"type": "string", "x-nullable": True}), {"type": "string | null", "nullable": True}, {}),
    ("30 31", of(a={"type": "string", "x-nullable": True}), {"type": "string", "nullable": None}, {}),
    # A value that a document repeats.
    ("30 31 20", of(a={"type": "string", "enum": ["x", "y", "x"]}), {"allowed_values": ["x", "y"]}, {}),
    # What all alternatives state alike holds for the whole.
    ("30 31", of(a={"oneOf": [{"type": "integer", "minimum": 1, "maximum": 5, "description": "One"},
                              {"type": "string", "minimum": 1, "maximum": 6, "description": "One"}]}),
     {"description": "One", "minimum": 1, "maximum": None}, {}),
    ("30 31", of(a={"anyOf": [{"type": "integer", "example": 2}, STRING]}), {"example": None}, {}),
    # All variants narrow a member of the base alike, or only one does.
    ("30 31", {**of(a=INTEGER), "oneOf": [{**of(a={"maximum": 4}, b=STRING), "required": ["b"]},
                                          {**of(a={"maximum": 4}, c=STRING), "required": ["c"]}]},
     {"type": "integer", "maximum": 4}, {"b": "<b>"}),
    ("30 31", {**of(a=INTEGER), "oneOf": [{**of(a={"maximum": 4}, b=STRING), "required": ["b"]},
                                          {**of(a={}, c=STRING), "required": ["c"]}]},
     {"type": "integer", "maximum": None}, {"b": "<b>"}),
    # Rules that hold only for some values are not those of the field.
    ("30 31 20", {**of(a=INTEGER), "allOf": [{"if": of(b={"const": 1}), "then": of(a={"maximum": 4})}]},
     {"type": "integer", "maximum": None, "conditional": True}, {}),
    ("30 31 20", {**of(a=INTEGER), "if": {"required": ["b"]}, "then": {"required": ["a"]}},
     {"required": False, "conditional": True}, {}),
    ("30 31 20", {**of(a=INTEGER, b=INTEGER), "dependentRequired": {"b": ["a"]}},
     {"required": False, "conditional": True}, {}),
    ("30 31 20", {**of(a=INTEGER), "if": of(a={"const": 1})}, {"conditional": None}, {}),
    ("30 31 20", of(a={**of(b=INTEGER), "dependentSchemas": {"b": of(c=STRING)}}),
     {"conditions": [{"if_present": "b", "then": of(c=STRING)}]}, {}),
    # Keywords of another type say nothing about the default's type.
    ("30 31 20", of(a={"minLength": 1, "default": 5}), {"default": 5, "contradictory_default": None}, {}),
    ("30 31 20", of(a={"type": "string", "default": 5}), {"default": None, "contradictory_default": 5}, {}),
    ("30 31 20", of(a={"type": "string", "format": "binary"}), {"type": "string", "file": None}, {}),
    ("31",
     {"$defs": {"x": INTEGER}, "type": "object",
      "properties": {"a": {"$ref": "#/paths/~1x/post/requestBody/content/application~1json/schema/$defs/x"}}},
     {"type": "integer"}, {}),
]

# schema, versions, what the template must be; every template is validated too
TEMPLATES = [
    # Numbers are written with as many digits as they need, and read as the same numbers again.
    *(({**of(a={"type": "number", "minimum": only, "maximum": only}), "required": ["a"]}, {"a": only})
      for only in (0.1, -1.5, 123456.789, 2.3000000000000003, 1e-7)),
    # Conditions are satisfied.
    ({**of(mode={"enum": ["fast", "fine"]}, steps={"type": "integer", "default": 30}),
      "required": ["mode", "steps"], "if": of(mode={"const": "fast"}),
      "then": of(steps={"maximum": 4, "default": 4})}, {"mode": "fast", "steps": 4}),
    ({**of(a={"enum": [1]}), "required": ["a"], "if": of(a={"const": 2}), "then": {"required": ["b"]},
      "else": {**of(c=INTEGER), "required": ["c"]}}, {"a": 1, "c": 1}),
    ({**of(mask=STRING), "required": ["mask"],
      "dependentSchemas": {"mask": {**of(image=STRING), "required": ["image"],
                                    "dependentSchemas": {"image": {"required": ["size"]}}}}},
     {"mask": "<mask>", "image": "<image>", "size": "<size>"}),
    ({**of(mask=STRING), "required": ["mask"], "dependencies": {"mask": {"anyOf": [{"required": ["b"]}]}}},
     {"mask": "<mask>", "b": "<b>"}),
    ({**of(mask=STRING), "required": ["mask"],
      "allOf": [{"if": {"required": ["mask"]},
                 "then": {"oneOf": [{**of(b=INTEGER), "required": ["b"]}, {"required": ["c"]}]}}]},
     {"mask": "<mask>", "b": 1}),
    # Examples that are valid are used.
    ({**of(a={"type": "string", "example": "sun"}), "required": ["a"]}, {"a": "sun"}),
    ({**of(a={"type": "string", "example": "sun", "maxLength": 2}), "required": ["a"]}, {"a": "<a"}),
    ({**of(a={"type": "integer", "default": 2, "example": 3}), "required": ["a"]}, {"a": 2}),
    ({**of(a={"type": "string", "enum": ["x", "y"], "example": "y"}), "required": ["a"]}, {"a": "y"}),
    ({**of(a={"type": "array", "items": {"type": "string", "example": "sun"}, "minItems": 2,
              "uniqueItems": True}), "required": ["a"]}, {"a": ["sun", "<a-2>"]}),
    ({**of(a={"type": "array", "items": STRING, "example": ["sun", "moon"]}), "required": ["a"]},
     {"a": ["sun"]}),
    ({**of(a={"type": "array", "items": STRING, "minItems": 2}), "required": ["a"],
      "example": {"a": ["sun", "moon"]}}, {"a": ["sun", "moon"]}),
    ({**of(a={**of(b=STRING, c=STRING), "required": ["b"], "example": {"b": "sun", "c": "moon"}}),
      "required": ["a"]}, {"a": {"b": "sun"}}),
    ({**of(a=STRING, b=STRING), "required": ["a", "b"], "not": of(a={"const": "sun"}),
      "example": {"a": "sun", "b": "moon"}}, {"a": "<a>", "b": "<b>"}),
    # Two names that mean the same to a reader, and are two in JSON.
    ({"type": "object", "required": ["\u00e9", "e\u0301"],
      "properties": {"\u00e9": {"enum": [1]}, "e\u0301": {"enum": [2]}}},
     {"\u00e9": 1, "e\u0301": 2}),
    ({**of(prompt=STRING), "required": ["prompt"]}, {"prompt": "Describe what to generate"}),
    ({**of(u={"type": "string", "format": "uri"}), "required": ["u"]}, {"u": "https://example.com/u.png"}),
    ({**of(u={"type": "array", "items": {"type": "string", "format": "uri"}}), "required": ["u"]},
     {"u": ["https://example.com/u.png"]}),
    ({**of(n={"type": "integer", "minimum": 5}), "required": ["n"]}, {"n": 5}),
    ({**of(n={"type": "number", "maximum": 0.5, "minimum": 0.25}), "required": ["n"]}, {"n": 0.25}),
    ({**of(n={"type": "integer", "minimum": 4, "multipleOf": 7}), "required": ["n"]}, {"n": 7}),
    ({**of(n={"type": "integer", "minimum": 9007199254740993}), "required": ["n"]}, None),
    ({**of(b={"type": "boolean"}), "required": ["b"]}, {"b": False}),
    ({**of(s={"type": "string", "maxLength": 2}), "required": ["s"]}, {"s": "<s"}),
    ({**of(s={"type": "string", "minLength": 5}), "required": ["s"]}, {"s": "<s>xx"}),
    ({**of(s={"type": "string", "pattern": "^[a-z]{3}-\\d{2}$"}), "required": ["s"]}, None),
    ({**of(s={"type": "string", "pattern": "^(foo|bar)_[A-F0-9]+$", "minLength": 12}), "required": ["s"]},
     None),
    ({**of(d={"type": "string", "format": "date-time"}, i={"type": "string", "format": "uuid"},
           m={"type": "string", "format": "email"}),
      "required": ["d", "i", "m"]}, None),
    ({**of(l={"type": "array", "minItems": 3, "uniqueItems": True, "items": {"type": "string"}}),
      "required": ["l"]}, None),
    ({**of(l={"type": "array", "minItems": 2, "uniqueItems": True, "items": {"enum": ["x", "y"]}}),
      "required": ["l"]}, {"l": ["x", "y"]}),
    ({**of(o={**of(p=STRING), "required": ["p"]}), "required": ["o"]}, {"o": {"p": "<p>"}}),
    ({"type": "object", "minProperties": 2, "additionalProperties": INTEGER}, {"key1": 1, "key2": 1}),
    ({**of(x=STRING), "required": ["y"]}, None),
    ({"oneOf": [ref("Cat"), ref("Dog")], "discriminator": {"propertyName": "kind"}},
     {"kind": "cat", "lives": 1}),
    # A default that its own schema refuses is left out, whichever keyword refuses it.
    ({**of(s={"type": "string", "default": "no", "not": {"enum": ["no"]}}), "required": ["s"]}, {"s": "<s>"}),
    ({**of(s={"type": "string", "default": "no", "allOf": [{"minLength": 5}]}), "required": ["s"]},
     {"s": "<s>xx"}),
    (of(s={"type": "string", "default": "no", "not": {"enum": ["no"]}}), {}),
    ({"anyOf": [{"required": ["x"]}, {"required": ["y"]}], **of(x=STRING, y=STRING)}, None),
    ({**of(z={"type": "string", "enum": [None, "q"], "nullable": True}), "required": ["z"]}, {"z": "q"}),
]

# navigation, query, the endpoints listed
PAGES = ["POST /generation/a", "POST /v1/generation/b", "GET /credits", "guide"]
NAVIGATIONS = [
    ({"navigation": {"groups": [{"group": "Images", "pages": PAGES}]}}, {"category": "images"},
     ["/generation/sse/a", "/v1/generation/b"]),
    ({"navigation": [{"group": "Image", "pages": PAGES}]}, {"category": "IMAGES"},
     ["/generation/sse/a", "/v1/generation/b"]),
    ({"navigation": {"languages": [
        {"language": code,
         "tabs": [
             {"tab": "API", "groups": [{"group": "Videos", "pages": [{"group": "More", "pages": PAGES}]}]}]}
        for code in ("en", "de")]}}, {"category": "video"}, ["/generation/sse/a", "/v1/generation/b"]),
    ({"navigation": {"tabs": [{"tab": "Audio", "pages": ["api/sing"]}]}},
     {"category": "audio", "pages": {"api/sing": "'POST /sing'"}}, ["/sing"]),
    ({"navigation": {"groups": [{"group": "Audio", "pages": ["/api/sing.mdx"]}]}},
     {"category": "audio", "pages": {"api/sing": {"openapi": "spec.json POST /sing"}}}, ["/sing"]),
    ({"navigation": {"groups": [{"group": "Audio", "openapi": {"source": "o.json", "directory": "ref"},
                                 "pages": ["ref/music/sing-a-song"]}]}},
     {"category": "Audio"}, ["/sing"]),
    ({"navigation": {"groups": [{"group": "Audio", "pages": ["openapi.json POST /sing"]}]}},
     {"category": "audios"}, ["/sing"]),
    ({"navigation": {"groups": [{"group": "Images", "pages": []}]}}, {"category": "audio"}, []),
]

# schema, all notes about it
CLOSED = {"additionalProperties": False}
NOTES = [
    ({**of(a=STRING), "required": ["b"], **CLOSED},
     ['the document requires "b" and forbids it, in one object',
      "the template does not satisfy its schema in every point; check it before use"]),
    ({**of(a=STRING), "required": ["a"], **CLOSED}, []),
    ({**of(a=STRING), "required": ["b"]}, []),
    ({**of(a=STRING), "required": ["b"], "patternProperties": {"^b": STRING}, **CLOSED}, []),
    ({"allOf": [{**of(a=STRING), "required": ["a"]}, {**of(b=STRING), **CLOSED}]},
     ['the document requires "a" and forbids it, in one object',
      "the template does not satisfy its schema in every point; check it before use"]),
]
