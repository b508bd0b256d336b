#!/usr/bin/env python3
"""Validates payloads for every POST operation of the shipped catalogue and, where SUITES names them, of real
documents. The template that sv_inspect makes must pass; once it is broken in a way that its schema forbids,
the report must name the place."""
import copy
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from offline import inspect, real_documents, validate

STRANGE = "zz_strange_field"
failures = []
counts = {"passed": 0}


def check(good, name, *details):
    if good:
        counts["passed"] += 1
    else:
        failures.append(f"{name}: {' '.join(json.dumps(detail)[:700] for detail in details)}")


def names_field(report, field):
    """Whether a problem is about a field of the payload itself."""
    pointer = "/" + field.replace("~", "~0").replace("/", "~1")
    return any(problem["pointer"].startswith(pointer) or json.dumps(field)[1:-1] in problem["expected"]
               for problem in report["problems"])


def is_refused(status, report):
    """Whether the problems are refused, or only reported because the document is not sure of the model."""
    if report["certainty"] in ("partial", "unverified"):
        return status == 0 and report["valid"] and all(one["assumed"] for one in report["problems"])
    return status == -22 and not report["valid"]


def check_without(name, document, endpoint, template, inspected):
    """Each required field missed. Where there are variants another one may take over, so that it may pass."""
    for field in inspected["fields"]:
        if not field.get("required") or field["name"] not in template or inspected.get("variants"):
            continue
        payload = {key: value for key, value in template.items() if key != field["name"]}
        status, report = validate(document, endpoint, payload)
        told = is_refused(status, report) and names_field(report, field["name"])
        check(told, f"{name} without {field['name']}", payload, report)


def check_strange(name, document, endpoint, template):
    """An unknown field is reported, as a problem or apart, unless the object is a map of anything."""
    payload = dict(template, **{STRANGE: 1})
    status, report = validate(document, endpoint, payload)
    if status == 0:
        known = [field["name"] for field in report["unknown_fields"]]
        check(STRANGE in known or not template, f"{name} with a strange field", payload, report)
    else:
        check(names_field(report, STRANGE) or report["problems"], f"{name} with a strange field", payload,
              report)


def check_types(name, document, endpoint, template, inspected):
    """An object in place of a scalar whose type is known."""
    for field in inspected["fields"]:
        if field["name"] not in template or field.get("type") not in ("string", "integer", "number",
                                                                      "boolean"):
            continue
        payload = copy.deepcopy(template)
        payload[field["name"]] = {"strange": []}
        status, report = validate(document, endpoint, payload)
        told = is_refused(status, report) and report["problems"]
        check(told, f"{name} with an object as {field['name']}", payload, report)


def check_operation(name, document, endpoint):
    status, inspected = inspect(document, endpoint=endpoint, template=True)
    if status != 0 or "request_template" not in inspected:
        return
    template = inspected["request_template"]
    status, report = validate(document, endpoint, template)
    if report.get("valid") is False and not any("template" in note for note in inspected["notes"]):
        check(False, f"{name}: its template", template, report)
        return
    check(status in (0, -22) and isinstance(report["problems"], list), f"{name}: is validated", report)
    if status != 0 or not isinstance(template, dict):
        return
    check_without(name, document, endpoint, template, inspected)
    check_strange(name, document, endpoint, template)
    check_types(name, document, endpoint, template, inspected)


def main():
    for name, text in real_documents():
        paths = json.loads(text).get("paths", {})
        posts = [key for key, item in paths.items() if isinstance(item, dict) and "post" in item]
        # Large documents repeat themselves; a part of their operations is enough.
        step = max(1, len(posts) // 60)
        for path in posts[::step]:
            check_operation(f"{name} POST {path}", text, f"POST {path}")
    print("\n".join(failures[:20]))
    print(f"{counts['passed']} passed, {len(failures)} failed")
    return 1 if failures or not counts["passed"] else 0


sys.exit(main())
