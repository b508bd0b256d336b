#!/usr/bin/env python3
"""Prints an endpoint's fields, payload template and paths from an OpenAPI document. Sends nothing."""

from __future__ import annotations

import argparse
import json
import os
from typing import Any, Dict, Iterable, List

from support.arguments import Parser
from support.entry import run, tell_stderr
from support.lines import say
from support.locate import load

ENDPOINTS = (
    "category",
    "source",
    "default_result_mode",
    "default_endpoints",
    "sse_endpoints",
    "polling_endpoints",
    "poll_endpoint",
)
ENDPOINT = (
    "endpoint",
    "default_result_mode",
    "default_create_endpoint",
    "sse_create_endpoint",
    "polling_create_endpoint",
    "summary",
    "server_url",
    "request_schema",
    "fields",
    "prediction_status_values",
    "queue_status_values",
    "sse_subscribe_endpoint",
    "poll_endpoint",
    "error_status_codes",
)


def own_category() -> str:
    """Returns the category of this skill, from its skill.json."""
    folder = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    try:
        with open(os.path.join(folder, "skill.json"), encoding="utf-8") as file:
            return str(json.load(file)["category"])
    except (OSError, ValueError, KeyError):
        return "images"


def ordered(record: Dict[str, Any], first: Iterable[str]) -> Dict[str, Any]:
    """Puts the keys of `first` first, then every other key that has a value."""
    answer = {name: record.get(name) for name in first}
    rest = {name: value for name, value in record.items() if value not in (None, [], {}, "")}
    return {**answer, **{name: rest[name] for name in rest if name not in answer
                         and name not in ("v", "event")}}


def parsed(parser: Parser) -> argparse.Namespace:
    """Parses the arguments and checks that they fit together."""
    add = parser.add_argument
    add("--openapi", required=True, help="the OpenAPI document, such as references/openapi.json")
    add("--docs", help="the site's navigation, such as references/docs.json")
    add("--category", choices=("videos", "images"), default=own_category(),
        help="which group --list-endpoints lists")
    add("--list-endpoints", action="store_true", help="list the endpoints of the category; needs --docs")
    add("--endpoint", help="'PATH' or 'METHOD PATH'")
    add("--include-template", action="store_true", help="also print the smallest valid payload")
    add("--json-indent", type=int, default=2, help="spaces of indentation")
    args = parser.parse_args()
    if not args.list_endpoints and not args.endpoint:
        parser.refuse("inspect_openapi", "give --endpoint, --list-endpoints or both")
    if args.list_endpoints and not args.docs:
        parser.refuse("inspect_openapi", "--list-endpoints needs --docs")
    if not 0 <= args.json_indent <= 16:
        parser.refuse("inspect_openapi", "--json-indent must be 0 to 16")
    return args


def content(path: str) -> bytes:
    """Returns the content of a file. OSError."""
    with open(path, "rb") as file:
        return file.read()


def answers(args: argparse.Namespace, package: Any) -> List[Dict[str, Any]]:
    """Returns one object for the list and one for the endpoint, as requested. OSError, SkillsVideoError."""
    document = content(args.openapi)
    navigation = content(args.docs) if args.docs else None
    found = []
    if args.list_endpoints:
        source = os.path.abspath(args.docs)
        record = package.inspect(openapi=document, docs=navigation, category=args.category,
                                 docs_source=source)
        found.append(ordered(record, ENDPOINTS))
    if args.endpoint:
        asked = args.endpoint.strip()
        wanted = {"template": True, "include_defaults": True} if args.include_template else {}
        record = package.inspect(asked, openapi=document, docs=navigation, **wanted)
        template = ("request_template",) if args.include_template else ()
        found.append(ordered(record, ENDPOINT + template))
    return found


def main() -> int:
    """Prints one object for the list and one for the endpoint, as requested."""
    parser = Parser(__doc__ or "", tell_stderr)
    args = parsed(parser)
    try:
        package = load()
    except ImportError as error:
        parser.refuse("inspect_openapi", str(error))
    try:
        found = answers(args, package)
    except (OSError, package.SkillsVideoError) as error:
        parser.refuse("inspect_openapi", str(error))
    for answer in found:
        say(answer, args.json_indent)
    return 0


if __name__ == "__main__":
    run(main, tell_stderr)
