"""Compares records with their JSON Schema, share/records.schema.json, as users have it but closed: a member
that the schema does not describe is a flaw."""

import copy
import functools
import json

import jsonschema

from places import ROOT

PATH = ROOT / "share" / "records.schema.json"
SCHEMA = json.loads(PATH.read_text(encoding="utf-8"))
DEFS = SCHEMA["$defs"]
_PREFIX = "#/$defs/"
# Each member that a record had which was compared, as "owner.member".
seen = set()


def _name(reference):
    return reference["$ref"].removeprefix(_PREFIX)


RECORDS = [_name(reference) for reference in SCHEMA["oneOf"]]


def _within(schema):
    """A schema with all that are in it."""
    if isinstance(schema, dict):
        yield schema
        for value in schema.values():
            yield from _within(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _within(value)


def _extended(schema):
    """An object's schema with the members of those that it extends, and no others."""
    schema = dict(schema, properties=dict(schema.get("properties", {})))
    for part in schema.pop("allOf", []):
        base = _extended(DEFS[_name(part)])
        schema["properties"].update(base["properties"])
        schema["required"] = base.get("required", []) + schema.get("required", [])
    return dict(schema, additionalProperties=False)


@functools.cache
def closed():
    """The definitions with nothing else allowed in any object whose members they name."""
    found = copy.deepcopy(DEFS)
    for definition in found.values():
        for schema in list(_within(definition)):
            if schema.get("type") == "object" and ("properties" in schema or "allOf" in schema):
                schema.update(_extended(schema))
                schema.pop("allOf", None)
    return found


@functools.cache
def _validator(name):
    # Without the $id, which old versions of jsonschema would join with the references.
    whole = {"$schema": SCHEMA["$schema"], "$ref": _PREFIX + name, "$defs": closed()}
    return jsonschema.Draft202012Validator(whole)


def _distance(name, record):
    """How many members a record has too many or too few."""
    schema = closed()[name]
    return len(set(schema["required"]) - set(record)) + len(set(record) - set(schema["properties"]))


def name_of(record):
    """The name of a record's schema; of the kinds of error it is the one with the same members, as far as
    that can be."""
    name = record.get("event", "") if isinstance(record, dict) else ""
    kinds = [_name(part) for part in DEFS.get(name, {}).get("anyOf", [])]
    return min(kinds, key=lambda kind: _distance(kind, record), default=name)


def flaw(record):
    """What is wrong with a record; None for a good one."""
    name = name_of(record)
    if name not in DEFS:
        return f"share/records.schema.json has no record {name}"
    return flaw_as(name, record)


def is_valid_as_published(record):
    """By the schema as users have it."""
    return jsonschema.Draft202012Validator({**SCHEMA, "$id": ""}).is_valid(record)


def flaw_as(name, record):
    """What is wrong with a record as one of a certain name."""
    error = jsonschema.exceptions.best_match(_validator(name).iter_errors(record))
    if error is not None:
        place = "/".join(str(part) for part in error.absolute_path)
        return f"the record {name} is not as in share/records.schema.json: at /{place}: {error.message[:300]}"
    seen.update(_members(DEFS[name], record, name))
    return None


def checked(record):
    """The same record, unless it has a flaw."""
    wrong = flaw(record)
    assert wrong is None, f"{wrong}\n{json.dumps(record)[:2000]}"
    return record


def _members(schema, value, owner):
    """The members of a value that its schema describes."""
    if "$ref" in schema:
        owner, schema = _name(schema), DEFS[_name(schema)]
    for part in schema.get("allOf", []):
        yield from _members(part, value, owner)
    # Each choice is between one object and values without members.
    for part in schema.get("anyOf", []) + schema.get("oneOf", []):
        yield from _members(part, value, owner)
    if isinstance(value, dict):
        for name, member in schema.get("properties", {}).items():
            if name in value:
                yield f"{owner}.{name}"
                yield from _members(member, value[name], f"{owner}.{name}")
    if isinstance(value, list):
        for element in value:
            yield from _members(schema.get("items", {}), element, owner)


def described():
    """Every member that the schema describes, as in `seen`."""
    return {member for name, schema in DEFS.items() for member in _described(schema, name)}


def _described(schema, owner):
    for name, member in schema.get("properties", {}).items():
        yield f"{owner}.{name}"
        yield from _described(member, f"{owner}.{name}")
    if isinstance(schema.get("items"), dict):
        yield from _described(schema["items"], owner)


def described_by(name):
    """The names of a definition's own members, without those of the definitions that it refers to."""
    return [member for member in DEFS[name].get("properties", {}) if member != "event"]
