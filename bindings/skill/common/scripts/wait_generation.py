#!/usr/bin/env python3
"""Polls a generation by its id until it has ended. Costs nothing."""

from __future__ import annotations

import argparse

from support import exits
from support.arguments import BASE_URL_HELP, Parser
from support.entry import run
from support.following import Following
from support.lines import Lines
from support.session import base_url_of, milliseconds, package_or_exit

LINES = Lines()
EPILOGUE = (
    "Exit status: 0 success; 1 bad arguments or no key; 10 FAILED or CANCELED; 11 time limit; 12 an error "
    "that more waiting does not solve; 130 interrupted. The generation goes on after 11, 12 and 130: run "
    "this again to follow it, at no cost."
)


def arguments(parser: Parser) -> argparse.Namespace:
    """Parses the arguments and checks the times."""
    parser.epilog = EPILOGUE
    add = parser.add_argument
    add("--generation-id", required=True, help="the id in the answer to the create request")
    add("--base-url", help=BASE_URL_HELP)
    add("--interval", type=float, default=3, help="seconds between polls")
    add("--timeout", type=float, default=600, help="seconds for everything together")
    add("--request-timeout", type=float, default=20, help="seconds for one poll")
    args = parser.parse_args()
    args.generation_id = args.generation_id.strip()
    if not args.generation_id:
        parser.refuse("invalid_arguments", "--generation-id is empty")
    parser.seconds(args.interval, "invalid_interval", "--interval")
    parser.seconds(args.timeout, "invalid_timeout", "--timeout")
    parser.seconds(args.request_timeout, "invalid_timeout", "--request-timeout")
    return args


def main() -> int:
    """Prints one line for each poll, and one for the end."""
    args = arguments(Parser(__doc__ or "", LINES.error))
    package = package_or_exit(LINES)
    base_url = base_url_of(args.base_url)
    options = milliseconds(
        poll_interval=args.interval, poll_interval_max=args.interval, poll_timeout=args.request_timeout
    )
    resume = ["--timeout", f"{args.timeout:g}", "--interval", f"{args.interval:g}"]
    try:
        with package.Client(base_url=base_url, options=options, user_agent="skill") as client:
            job = client.job(args.generation_id, timeout=args.timeout)
            return Following(package, LINES, base_url, resume).run(job)
    except package.ArgumentError as error:
        LINES.error("invalid_arguments", str(error))
        return exits.REFUSED


if __name__ == "__main__":
    run(main, LINES.error)
