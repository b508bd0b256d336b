#!/usr/bin/env python3
"""Explains an error answer of the platform: its meaning, whether to repeat the request, and what to do.

Sends nothing.
"""

from __future__ import annotations

import shlex
from typing import Any, Dict, Optional

from support import exits
from support.arguments import BASE_URL_HELP, Parser, path_of
from support.entry import run, tell_stderr
from support.lines import say
from support.locate import load
from support.session import base_url_of

EPILOGUE = (
    "Exit status: 20 insufficient_credits, 21 auth, 22 validation, 23 not_found, 24 transient, 25 unknown; "
    "1 bad arguments."
)
COMMAND_OF_LIBRARY = "skillsvideo credits"


def credits_command(base_url: str, path: str) -> str:
    """Returns a shell command that queries the balance. The key does not appear in the list of processes."""
    key = "printf 'Authorization: Bearer %s' \"$SKILLS_VIDEO_API_KEY\""
    return f"{key} | curl -fsS -H @- {shlex.quote(base_url + '/' + path.lstrip('/'))}"


def answer(record: Dict[str, Any], kind: str, command: str) -> Dict[str, Any]:
    """Returns the object to print: one of six categories, and the library's own, narrower `kind`."""
    return {
        "category": exits.category(kind),
        "status": record["status"],
        "message": record["message"],
        "should_retry": record["should_retry"],
        "guidance": [sentence.replace(COMMAND_OF_LIBRARY, command) for sentence in record["guidance"]],
        "credits_check_command": command,
        "recharge": record["recharge"],
        "kind": kind,
        "code": record["code"],
        "charge_state": record["charge_state"],
    }


def body_of(text: Optional[str], path: Optional[str]) -> Any:
    """Returns the body unchanged. OSError if its file cannot be read."""
    if path is None:
        return text
    with open(path, "rb") as file:
        return file.read()


def main() -> int:
    """Prints one object."""
    parser = Parser(__doc__ or "", tell_stderr)
    parser.epilog = EPILOGUE
    parser.add_argument("--status", type=int, required=True,
                        help="the HTTP status; 0 if only the body is known")
    body = parser.add_mutually_exclusive_group()
    body.add_argument("--body", help="the answer's body")
    body.add_argument("--body-file", help="a file with the body")
    parser.add_argument("--base-url", help=BASE_URL_HELP)
    parser.add_argument("--credits-endpoint", default="/credits", help="path of the balance query")
    args = parser.parse_args()
    base_url = base_url_of(args.base_url)
    try:
        path = path_of(args.credits_endpoint, base_url, "--credits-endpoint")
        package = load()
        found = package.classify_error(args.status, body_of(args.body, args.body_file))
    except (ValueError, OSError, ImportError) as error:
        parser.refuse("handle_runtime_error", str(error))
    say(answer(found.raw, found.category, credits_command(base_url, path)))
    return exits.of_category(found.category)


if __name__ == "__main__":
    run(main, tell_stderr)
