#!/usr/bin/env python3
"""Creates a generation over an event stream and waits for its end, by polling if the stream breaks."""

from __future__ import annotations

import argparse
import json
from typing import Any, NoReturn

from support import exits
from support.arguments import BASE_URL_HELP, Parser, path_of
from support.entry import run
from support.following import Following
from support.lines import Lines
from support.session import base_url_of, milliseconds, package_or_exit

LINES = Lines()
EPILOGUE = (
    "Exit status: 0 success; 1 bad arguments or no key, nothing was sent; 3 no id arrived, see charge_state; "
    "10 FAILED or CANCELED; 11 time limit, 12 following failed: run resume_command; 20 to 25 the platform "
    "refused the create (20 credits, 21 key, 22 payload, 23 endpoint, 24 busy, 25 other); 130 interrupted."
)


def arguments(parser: Parser) -> argparse.Namespace:
    """Parses the arguments and checks the times."""
    parser.epilog = EPILOGUE
    add = parser.add_argument
    add(
        "--sse-endpoint",
        required=True,
        help="path of the model's stream, such as /generation/sse/google/nano-banana-pro",
    )
    add("--base-url", help=BASE_URL_HELP)
    payload = parser.add_mutually_exclusive_group()
    payload.add_argument("--payload", help="the model's fields as a JSON object; {} by default")
    payload.add_argument("--payload-file", help="a file with that object")
    add(
        "--sse-request-timeout",
        type=float,
        default=120,
        help="seconds to wait for the first byte of the answer; a stream that is silent for this time is "
             "polled instead",
    )
    add("--poll-timeout", type=float, default=900, help="seconds for all polling")
    add("--poll-interval", type=float, default=3, help="seconds between polls")
    add("--poll-request-timeout", type=float, default=20, help="seconds for one poll")
    add("--total-timeout", type=float, default=3600, help="seconds for everything together")
    args = parser.parse_args()
    for name in ("sse_request_timeout", "poll_timeout", "poll_interval", "poll_request_timeout",
                 "total_timeout"):
        parser.seconds(getattr(args, name), "invalid_arguments", "--" + name.replace("_", "-"))
    return args


def _not_json(word: str) -> NoReturn:
    raise ValueError(f"{word} is not JSON")


def payload_text(args: argparse.Namespace) -> str:
    """Returns the payload unchanged after checking that it is one JSON object. ValueError, OSError."""
    text = "{}" if args.payload is None else args.payload
    if args.payload_file is not None:
        with open(args.payload_file, encoding="utf-8-sig") as file:
            text = file.read()
    try:
        value = json.loads(text, parse_constant=_not_json)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"the payload is not valid JSON: {error}") from None
    if not isinstance(value, dict):
        raise ValueError("the payload must be a JSON object")
    return text


def generate(args: argparse.Namespace, endpoint: str, payload: str, base_url: str, package: Any) -> int:
    """Creates the generation and follows it."""
    options = milliseconds(
        silence_timeout=args.sse_request_timeout,
        first_byte_timeout=args.sse_request_timeout,
        poll_interval=args.poll_interval,
        poll_interval_max=args.poll_interval,
        poll_timeout=args.poll_request_timeout,
    )
    resume = ["--timeout", f"{args.poll_timeout:g}", "--interval", f"{args.poll_interval:g}"]
    resume += ["--request-timeout", f"{args.poll_request_timeout:g}"]
    with package.Client(base_url=base_url, options=options, user_agent="skill") as client:
        job = client.submit(endpoint, payload, wait_for_id=False, timeout=args.total_timeout)
        return Following(package, LINES, base_url, resume).run(job, args.poll_timeout)


def main() -> int:
    """Prints one line for each event."""
    parser = Parser(__doc__ or "", LINES.error)
    args = arguments(parser)
    base_url = base_url_of(args.base_url)
    try:
        endpoint = path_of(args.sse_endpoint, base_url, "--sse-endpoint")
        payload = payload_text(args)
    except (ValueError, OSError) as error:
        parser.refuse("invalid_arguments", str(error))
    package = package_or_exit(LINES)
    try:
        return generate(args, endpoint, payload, base_url, package)
    except package.ArgumentError as error:
        LINES.error("invalid_arguments", f"{error} Nothing was sent.")
        return exits.REFUSED


if __name__ == "__main__":
    run(main, LINES.error)
