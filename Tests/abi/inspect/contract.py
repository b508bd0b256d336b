"""What sv_inspect and sv_validate must say of the documents of Tests/Fixtures/contract. The first word of
a name identifies it."""
import json

from offline import ROOT, inspect, validate

FOLDER = ROOT / "Tests" / "Fixtures" / "contract"
HOW_MANY = {"type": "integer", "description": "How many.", "default": 1, "minimum": 1, "maximum": 4}

# file, a place of the record of sv_inspect, what it has to be there (None: must be absent)
RECORDS = [
    *(("F1", f"fields.n.{key}", value) for key, value in HOW_MANY.items()),
    ("F1", "fields.prompt.description", "What to draw."),
    ("F1", "fields.image.in_variants", ["IMAGE"]),
    ("F2", "fields.steps.maximum", None),
    ("F2", "fields.steps.default", None),
    ("F2", "fields.steps.conditional", True),
    ("F2", "fields.mode.conditional", None),
    ("F2", "conditions.0.then.properties.steps", {"maximum": 4, "default": 4}),
    ("F2", "conditions.0.else.properties.steps.maximum", 50),
    ("F2b", "fields.scaling.conditional", True),
    ("F2b", "fields.scaling.type", "ByDelay | ByCount"),
    ("F2b", "fields.scaling.variants.ByCount.recursive", None),
    ("F2b", "fields.scaling.variants.ByDelay.fields.count", None),
    ("F3", "example", {"model": "wave-2", "prompt": "a harbour at dawn"}),
    ("F3", "request_template", {"model": "wave-2", "prompt": "a harbour at dawn"}),
    ("F3b", "example", {"model": "wave-2", "prompt": "a harbour at dawn"}),
    ("F3b", "request_template", {"model": "wave-2", "prompt": "a harbour at dawn"}),
    ("F3b", "notes.0", "the document has no schema for application/json, only an example of it"),
    ("F7", "fields.drink.allowed_values", ["tea"]),
    ("F8", "fields.q.required", True),
    ("F10", "notes", []),
    ("F10", "fields.size.default", "square"),
    ("F10", "fields.size.variants.with w.contradictory_default", None),
    ("F12", "fields.style.nullable", True),
    ("F12", "fields.style.type", "string | null"),
    ("F13", "fields.image.conditional", True),
    ("F13", "fields.image.required", False),
    ("F13", "fields.image.type", "string"),
    ("F13", "conditions.0.if_present", "mask"),
    ("F14", "body.type", "array<object>"),
    ("F14", "body.items.fields.prompt.required", True),
    ("F14", "request_template", [{"prompt": "Describe what to generate"}]),
]

# file, payload (None: the one beside it), whether it is valid
VERDICTS = [
    ("F2", None, True),
    ("F2", {"mode": "fast", "steps": 30}, False),
    # Both alternatives fit a text; a file is allowed where a text is.
    ("F4", None, True),
    ("F5", None, True),
    ("F6", None, True),
    ("F6", {"kind": "other", "bark": True}, False),
    ("F6", {"kind": "dog", "bark": True}, True),
    ("F6", {"kind": "dog", "meow": True}, False),
    ("F7", None, True),
    ("F7", {"drink": "coffee"}, False),
    ("F8", None, True),
    ("F8", 1, False),
    ("F12", None, True),
    ("F13", None, False),
    ("F13", {"mask": "x", "image": "y"}, True),
    ("F14", None, True),
    ("F14", [{}], False),
    ("F14", {"prompt": "x"}, False),
]


def at(record, place):
    """The value at a place such as fields.n.minimum; None if there is none."""
    for step in place.split("."):
        if isinstance(record, list):
            named = [each for each in record if isinstance(each, dict) and each.get("name") == step]
            numbered = record[int(step):] if step.isdigit() else []
            record = (named or numbered or [None])[0]
        else:
            record = (record or {}).get(step)
    return record


def text(name, kind=".json"):
    """The document F1-....json, or the payload beside it."""
    return next(path for path in FOLDER.glob(f"{name}-*{kind}")
                if kind != ".json" or ".payload" not in path.name).read_bytes()


def test_contract(check):
    for name, place, wanted in RECORDS:
        record = inspect(text(name), endpoint="/gen", template=True)[1]
        check(f"{name} {place}", at(record, place), wanted)
    for name, payload, wanted in VERDICTS:
        payload = json.loads(text(name, ".payload.json")) if payload is None else payload
        status, report = validate(text(name), "/gen", payload)
        check(f"{name} {payload}", (status, report["valid"]), (0, True) if wanted else (-22, False))
    for name in sorted({path.name.split("-")[0] for path in FOLDER.glob("F*.json")}):
        if name != "F11":
            template = inspect(text(name), endpoint="/gen", template=True)[1]["request_template"]
            check(f"template of {name}", validate(text(name), "/gen", template)[0], 0)
    elsewhere = text("F11")
    for status, record in (inspect(elsewhere, endpoint="/gen"), validate(elsewhere, "/gen", {})):
        check("F11 status", status, -23)
        check("F11 names the file", '"./paths/gen.yaml"' in record["message"], True)
    check("F11 list", any("./paths/gen.yaml" in note for note in inspect(elsewhere)[1]["notes"]), True)
