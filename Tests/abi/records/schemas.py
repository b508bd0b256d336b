"""The JSON Schema of the records: each member that it describes is in a record here, sv_validate judges these
records as jsonschema does, and its examples are some of them."""

import copy
import functools
import json
import re
import sys
from pathlib import Path

import kinds

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "packaging"))
import offline
import record_schema
from json_layout import laid_out

WIDTH = 110
# Members that no record here has, and why.
NOT_SEEN = {}
# What differs from run to run, or shows where the tests ran.
VARYING = [
    (r"http://127\.0\.0\.1:\d+", "http://127.0.0.1:8080"),
    (r"port \d+ after \d+ ms", "port 9 after 0 ms"),
    (r"\bsv-[0-9a-f]{32}\b", "sv-0123456789abcdef0123456789abcdef"),
    (r"\bgen_[0-9a-f]{16}\b", "gen_7"),
    (r'"/tmp/[^"]*/fox\.png"', '"fox.png"'),
    (r'"(elapsed_ms|started_ms|waited_ms|delay_ms)": ?\d+', r'"\1": 0'),
    (r'"count": ?\d+', '"count": 2'),
    (r'"User-Agent": ?"[^"]*"', '"User-Agent": "libskillsvideo"'),
    (r'"(date|system)": ?"[^"]*"', r'"\1": "..."'),
    (r"libskillsvideo [0-9.]+ libcurl/[^\"]*", "libskillsvideo 0.1.0"),
]
EXAMPLES_MAX, LATER_EXAMPLE_BYTES_MAX, LIST_MAX = 3, 1100, 2


@functools.cache
def gathered(follow):
    """Every record, by the name of what it came from."""
    sources = (kinds.jobs(follow), kinds.simulated(follow), kinds.offline_calls(), kinds.by_command())
    found = [(name, [json.loads(line) for line in lines]) for source in sources for name, lines in source]
    return [*found, ("command", [json.loads(line) for line in kinds.of_other_commands()])]


def records(follow):
    return [record for _, those in gathered(follow) for record in those]


def wrong_records(follow):
    """Records that are not as the schema says."""
    for name, those in gathered(follow):
        yield from (f"{name}: {wrong}" for wrong in filter(None, map(record_schema.flaw, those)))


def unseen(follow):
    """Kinds and members that no record has, although they are described."""
    there = {record_schema.name_of(record) for record in records(follow)}
    names = set(record_schema.RECORDS) - {"error"} | {kind for kind in record_schema.DEFS if "error_" in kind}
    yield from (f"there is no record {name}" for name in sorted(names - there))
    list(wrong_records(follow))
    missing = record_schema.described() - record_schema.seen - set(NOT_SEEN)
    yield from (f"no record has {member}" for member in sorted(missing))
    yield from (f"{member} is seen, and listed as not seen" for member in set(NOT_SEEN) & record_schema.seen)


def document(schemas):
    """An OpenAPI document with an endpoint for each record."""
    paths = {f"/records/{name}": {"post": {"requestBody": {"content": {"application/json": {
        "schema": {"$ref": f"#/components/schemas/{name}"}}}}}} for name in schemas}
    whole = {"openapi": "3.1.0", "paths": paths, "components": {"schemas": schemas}}
    return json.dumps(whole).replace("#/$defs/", "#/components/schemas/").encode()


def variants(record):
    """A record, with a member more, and without each of its members."""
    yield record
    yield {**record, "surprise": 1}
    for name in set(record) - {"event"}:
        yield {key: value for key, value in record.items() if key != name}


def disagreements(follow):
    """Where sv_validate and jsonschema judge a record differently."""
    closed, known = document(record_schema.closed()), set()
    for record in records(follow):
        name = record_schema.name_of(record)
        if (name, *record) in known:
            continue
        known.add((name, *record))
        for one in variants(record):
            status, report = offline.validate(closed, f"/records/{name}", one)
            wrong = record_schema.flaw_as(name, one)
            if (status == 0) != (wrong is None):
                yield f"sv_validate says {status} and jsonschema {wrong} of {json.dumps(one)}: {report}"
        if record_schema.flaw({**record, "surprise": 1}) is None:
            yield f"the record {name} may have a member that is not described"
        if not record_schema.is_valid_as_published(record):
            yield f"the published schema refuses {json.dumps(record)}"


def shown(record):
    """A record fit to be an example: the same from every run."""
    text = json.dumps(record, ensure_ascii=False)
    for pattern, word in VARYING:
        text = re.sub(pattern, word, text)
    return json.loads(text, object_hook=shortened)


def shortened(value):
    """An object whose long lists of objects are cut: the second element is like the first."""
    for name, one in value.items():
        if isinstance(one, list) and len(one) > LIST_MAX and isinstance(one[0], dict):
            value[name] = one[:LIST_MAX]
    return value


def examples(follow):
    """By the name of a record, the first ones that have different members."""
    found = {}
    for record in map(shown, records(follow)):
        those = found.setdefault(record_schema.name_of(record), [])
        is_small = not those or len(json.dumps(record)) < LATER_EXAMPLE_BYTES_MAX
        if len(those) < EXAMPLES_MAX and is_small and members(record) not in map(members, those):
            those.append(record)
    return found


def members(record):
    return set(record) - {"tag"}


def with_examples(follow):
    """The schema as it is to be, with examples that were seen."""
    schema = copy.deepcopy(record_schema.SCHEMA)
    for name, those in examples(follow).items():
        schema["$defs"][name]["examples"] = those
    return laid_out(schema, WIDTH) + "\n"


def stale_examples(follow):
    """Where the schema's file differs from what it is to be; run.py --update writes it."""
    if record_schema.PATH.read_text(encoding="utf-8") != with_examples(follow):
        for name, those in examples(follow).items():
            if record_schema.DEFS[name].get("examples") != those:
                yield f"the examples of {name} are not {json.dumps(those)}; run.py --update writes them"
        yield "share/records.schema.json is not laid out as run.py --update writes it"


def tests(follow):
    for test in (wrong_records, unseen, disagreements, stale_examples):
        yield f"schema, {test.__name__.replace('_', ' ')}", lambda test=test: list(test(follow))
