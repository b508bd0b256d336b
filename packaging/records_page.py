"""Writes skillsvideo-records(5) from the JSON Schema of the records."""

import json

from json_layout import laid_out
from roff import Page

# Columns that a man page has for text that keeps its lines.
WIDTH = 70
TEXT_MAX = 40
GROUPS = [
    ("Records of a job", lambda title: title.startswith("SV_EVENT_")),
    ("Records of calls without a job", lambda title: title.startswith("sv_")),
    ("Records of the command", lambda title: title == "the command"),
]


class Schema:
    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            self.whole = json.load(file)
        self.definitions = self.whole["$defs"]
        self.records = [name_of(reference) for reference in self.whole["oneOf"]]

    def kinds(self, name):
        """A record, or what it is one of."""
        return [name_of(part) for part in self.definitions[name].get("anyOf", [])] or [name]

    def groups(self):
        """Headings, each with the names of its records. The kinds of an error are next to each other."""
        names = [kind for name in self.records for kind in self.kinds(name)]
        rest = set(names)
        for heading, belongs in GROUPS:
            found = [name for name in names if name in rest and belongs(self.definitions[name]["title"])]
            rest -= set(found)
            yield heading, found
        assert not rest, rest

    def shared(self):
        """What several records have in common."""
        known = {kind for name in self.records for kind in self.kinds(name)} | set(self.records)
        return [name for name in self.definitions if name not in known]


def name_of(reference):
    return reference["$ref"].rpartition("/")[2]


def kind_of(schema):
    """The type of a value in words."""
    if "$ref" in schema:
        return name_of(schema)
    if "const" in schema:
        return json.dumps(schema["const"])
    if "enum" in schema:
        return " | ".join("null" if word is None else word for word in schema["enum"])
    if "oneOf" in schema or "anyOf" in schema:
        return " | ".join(map(kind_of, reversed(schema.get("oneOf") or schema["anyOf"])))
    kinds = schema.get("type", "any")
    kinds = [kinds] if isinstance(kinds, str) else kinds
    element = " of " + kind_of(schema["items"]) if kind_of_elements(schema) else ""
    return " | ".join(kinds) + element


def kind_of_elements(schema):
    items = schema.get("items", {})
    return "$ref" in items or items.get("type") not in (None, "object")


def cut(value):
    """An example without the ends of long texts, so that its lines fit."""
    if isinstance(value, dict):
        return {name: cut(one) for name, one in value.items()}
    if isinstance(value, list):
        return [cut(one) for one in value]
    is_long = isinstance(value, str) and len(value) > TEXT_MAX
    return value[:TEXT_MAX - 3] + "..." if is_long else value


def members(page, schema, within=""):
    """The members of an object, and of objects that are described within it."""
    required = schema.get("required", [])
    for name, member in schema.get("properties", {}).items():
        if name == "event" and "const" in member:
            continue
        optional = "" if name in required else ", may be missing"
        page.item(within + name, f"({kind_of(member)}{optional}) {member.get('description', '')}")
        inner = member.get("items", {}) if member.get("type") == "array" else member
        if "properties" in inner:
            members(page, inner, within + name + (".[]." if inner is not member else "."))


def definition(page, name, schema):
    event = schema.get("properties", {}).get("event", {}).get("const")
    page.subsection(f"{event} ({schema['title']})" if event else name)
    page.text(schema["description"])
    if "enum" in schema:
        page.text("One of: " + ", ".join(schema["enum"]) + ".")
    bases = [name_of(part) for part in schema.get("allOf", [])]
    if bases:
        page.text(f"With the members of {', '.join(bases)}{', and:' if 'properties' in schema else '.'}")
    members(page, schema)
    for example in schema.get("examples", []):
        page.text("Example:")
        page.verbatim(laid_out(cut(example), WIDTH))


def records_page(path, header):
    schema = Schema(path)
    page = Page("skillsvideo-records", 5, "the records of libskillsvideo and of skillsvideo --json",
                "libskillsvideo " + header.version)
    page.section("Description")
    page.help_text(header.manual["RECORDS"])
    page.text("Below, each record is named by its event, with what returns it. Members that several records "
              "have are under Shared members. In the examples, long texts are cut.")
    for heading, names in schema.groups():
        page.section(heading)
        for name in names:
            definition(page, name, schema.definitions[name])
    page.section("Shared members")
    for name in schema.shared():
        definition(page, name, schema.definitions[name])
    page.section("Files")
    page.item("PREFIX/share/skillsvideo/records.schema.json",
              "The JSON Schema (2020-12) that this page was written from.")
    page.see_also("skillsvideo(1)", "libskillsvideo(3)")
    return page
