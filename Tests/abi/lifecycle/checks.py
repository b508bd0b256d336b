"""Compares a run with the expectations of its case, and with what the header promises for every run."""

import json
import sys
from pathlib import Path

from table import KEY

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "common"))
import record_schema

LAST = {"terminal", "timeout", "error", "downloaded", "credits"}


def object_once(pairs):
    """An object without repeated names."""
    if len({name for name, _ in pairs}) < len(pairs):
        raise ValueError("a name is repeated")
    return dict(pairs)


def is_part(part, record):
    return all(record.get(name) == value for name, value in part.items())


def in_order(wanted, found, matches):
    """Returns the first wanted item that is missing in this order, or None."""
    rest = iter(found)
    for want in wanted:
        if not any(matches(want, item) for item in rest):
            return want
    return None


class Seen:
    """The parsed lines of the driver."""

    def __init__(self, run, complain):
        self.events, self.results, self.lasts, self.memory = [], [], [], []
        for line in run.lines:
            kind, _, text = line.partition(" ")
            if kind == "!":
                complain(text)
                continue
            try:
                value = json.loads(text, object_pairs_hook=dict if run.case["repeats"] else object_once)
            except ValueError as error:
                complain(f"not JSON ({error}): {line[:200]}")
                continue
            {"E": self.events, "R": self.results, "J": self.lasts, "M": self.memory}[kind].append(value)
        self.result = self.results[-1] if self.results else {}
        self.last = self.lasts[-1] if self.lasts else {}
        self.names = [record.get("event") for record in self.events]


def check(run):
    troubles = []
    seen = Seen(run, troubles.append)
    check_process(run, troubles.append)
    if not seen.result:
        return [*troubles, "the driver reported no result"]
    check_promises(run, seen, troubles.append)
    check_memory(run.case, seen, troubles.append)
    check_requests(run, troubles.append)
    check_result(run.case, seen, troubles.append)
    check_events(run, seen, troubles.append)
    return troubles


def check_process(run, complain):
    if run.code not in (0, 1):
        complain(f"the driver ended with {run.code}" + (", killed by the watchdog" if run.code == -9 else ""))
    if run.errors:
        complain("standard error: " + run.errors.strip()[:300])
    if any(KEY in text for text in [*run.lines, run.errors]):
        complain("the key was printed")
    if run.case["file"] != run.file:
        complain(f"the file holds {run.file!r}")


def check_promises(run, seen, complain):
    """Checks what holds for every run."""
    for wrong in filter(None, map(record_schema.flaw, seen.events + seen.lasts)):
        complain(wrong)
    if any(name == "trace" for name in seen.names) != (run.drive == "poll" and bool(seen.names)):
        complain("traces are there without the option, or not with it")
    check_records(seen.events, complain)
    # The idempotency key of a create is reported before it is sent.
    told = {record.get("idempotency_key") for record in seen.events if record.get("event") == "start"}
    sent = {request.header("idempotency-key") for request in run.server.requests if request.method == "POST"}
    if not sent <= told:
        complain(f"a create was sent with {sent - told}, which no start record has")
    ends = [record for record in seen.events if record.get("event") in LAST]
    told = seen.lasts if run.drive != "blocking" else [record for record in seen.lasts
                                                       if record["event"] != "credits"]
    if (run.drive != "blocking" or run.case["operation"] != ["credits"]) and ends != told:
        complain("the last record of the events is not the result's")
    for record, result in zip(seen.lasts, [one for one in seen.results if one["category_name"] is not None]):
        told = (result["charge"], result["code"], result["remedy"])
        noted = (record.get("charge_state"), record.get("code"), record.get("remedy") or "")
        if told != noted:
            complain(f"the result says {told}, and its record {noted}")
        if (result["remedy"] == "") != (result["message"] == ""):
            complain(f"the message {result['message']!r} with the remedy {result['remedy']!r}")
        if "charge_state" not in record:
            continue
        # A download knows an address, and that its file was bought, but no id.
        if "url" not in record and (record["charge_state"] == "accepted") != (
                result["generation_id"] is not None):
            complain(f"charge {record['charge_state']} with the id {result['generation_id']}")
        if result["name"] != "ok" and result["message"] != record.get("message"):
            complain("the result's message is not its record's")


def check_memory(case, seen, complain):
    if case["memory"] and not 0 < seen.memory[0] <= case["memory"] * 1000:
        complain(f"the driver took {seen.memory[0]} KB of memory")


def check_records(events, complain):
    """Of each operation: times never go back."""
    before = 0
    for record in events:
        name, elapsed = record.get("event"), record.get("elapsed_ms", 0)
        if name == "start":
            before = 0
        if elapsed < before:
            complain(f"elapsed_ms goes back from {before} to {elapsed} in {name}")
        before = elapsed


def check_connections(requests, complain):
    """A create goes over a connection of its own: one that was used may die while the create is sent."""
    used = set()
    for request in requests:
        if request.method == "POST" and request.connection in used:
            complain("a create came over a connection that was used before")
        used.add(request.connection)


def check_requests(run, complain):
    case, server = run.case, run.server
    for trouble in server.troubles + run.other.troubles:
        complain(trouble)
    for method, wanted in (("POST", case["posts"]), ("GET", case["gets"])):
        if server.count(method) != wanted:
            complain(f"{server.count(method)} {method} requests instead of {wanted}")
    if len(server.script) != case["left"]:
        complain(f"{len(server.script)} exchanges were not used")
    if case["other"] is None and run.other.connections:
        complain("there was a connection to the other host")
    if any(KEY.encode() in request.data for request in run.other.requests):
        complain("the key went to the other host")
    check_connections(server.requests, complain)
    posts = [request for request in server.requests if request.method == "POST"]
    for request in server.requests:
        is_of_platform = "/generation/" in request.path or request.path.endswith("/credits")
        if request.header("authorization") != ("Bearer " + KEY if is_of_platform else None):
            complain("the Authorization header is wrong")
        if request.header("expect") is not None:
            complain("there is an Expect header")
    creates = {(request.header("idempotency-key"), request.header("content-type"), request.body)
               for request in posts}
    operations = sum(word == "generate" for word in case["operation"])
    if len(creates) > operations or any(not isinstance(create[0], str) for create in creates):
        complain("creates of one operation differ, or have no Idempotency-Key")
    gets = [request for request in run.server.requests if request.method == "GET"]
    for requests, headers in ((posts, case["headers"]), (gets, case["get_headers"])):
        for name, value in headers.items():
            if any(request.header(name) != value for request in requests):
                complain(f"the header {name} is not {value}")


def check_result(case, seen, complain):
    result, last = seen.result, seen.last
    pairs = [
        ("category", result.get("category_name")), ("http", result.get("http_status")), ("charge",
            last.get("charge_state")),
        ("code", last.get("code")), ("source", last.get("source")), ("outputs", result.get("outputs")),
        ("response", last.get("response")), ("last_status", last.get("last_status", last.get("status"))),
    ]
    for name, found in pairs:
        if case[name] is not None and case[name] != found:
            complain(f"{name} is {found!r} instead of {case[name]!r}")
    status = result.get("name")
    if status not in (case["any_status"] or [case["status"]]):
        complain(f"status is {status}")
    if case["results"] is not None and [one["name"] for one in seen.results] != case["results"]:
        complain(f"the operations ended with {[one['name'] for one in seen.results]}")
    if result.get("generation_id") != case["id"]:
        complain(f"the id is {result.get('generation_id')}")
    if case["retry_after"] is not None and not case["retry_after"](result.get("retry_after")):
        complain(f"retry_after is {result.get('retry_after')}")
    check_advice(result.get("retry_after"), last, complain)
    for part in case["message"]:
        if part not in result.get("message", ""):
            complain(f"the message lacks {part!r}: {result.get('message')}")


def check_advice(retry_after, last, complain):
    """Checks that a record advises another try only if it is proven that nothing was bought."""
    if retry_after != -1 and last.get("charge_state") not in ("not_sent", "rejected"):
        complain(f"retry_after is {retry_after} with charge {last.get('charge_state')}")
    if last.get("retryable", False) != (retry_after != -1):
        complain(f"retryable is {last.get('retryable')} with retry_after {retry_after}")


def check_events(run, seen, complain):
    case = run.case
    names = [name for name in seen.names if name != "trace"]
    missing = in_order(case["events"], names, lambda wanted, found: wanted == found)
    if missing:
        complain(f"no {missing} where it is due in {names}")
    if case["exactly"] is not None and names != case["exactly"]:
        complain(f"the events are {names}")
    if set(case["never"]) & set(names):
        complain(f"there should be no {set(case['never']) & set(names)}")
    missing = in_order(case["records"], seen.events, is_part)
    if missing:
        complain(f"no record with {missing} where it is due")
    for part in case["raw"]:
        if not any(part in line for line in run.lines):
            complain(f"no line has {part}")
