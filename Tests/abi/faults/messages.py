"""Checks that the message of every fault says what happened, what it means for money, and the next step.
Writes the list of all messages."""
import re

import published

HEAD = """# Messages
Written by `Tests/abi/faults/run.py --update`, and compared with each run in both directions: the message of
every fault of [FAULTS.md](FAULTS.md) that does not end well. Each message says what happened, what that
means for the user's money, and the next step. Ids, ports and delays are replaced by examples. Rows of
FAULTS.md that have several ends, because the operating system decides a race, are left out.

"""

MONEY = [
    "nothing was bought", "It is not known whether the platform accepted the request and charged for it.",
    "was accepted and may be running and paid for.", "was accepted, it may be running and paid for.",
    "Its usage and the credit balance show whether its credits were returned.",
    "succeeded and is paid for, but its answer names no output that can be read.",
    "The generation is still paid for.",
]
# What differs from run to run.
CHANGES = [
    (r"gen_[0-9a-f]{8,}", "gen_1"), (r"(127\.0\.0\.1(?: port |:))\d+", r"\g<1>8080"),
    (r"(again in|requests a wait of) \d+ ms", r"\1 20 ms"),
    # A date leaves so many milliseconds, which now and then are whole seconds.
    (r"requests a wait of \d+ s, (until .*again in) \d+ s", r"requests a wait of 20 ms, \1 20 ms"),
    # So many bytes of a line as time allowed, at one a second.
    (r"(the part that arrived begins:) d\w*:?\.", r"\1 data."),
    (r"last status was \w+", "last status was IN_PROGRESS"), (r"after \d+ ms", "after 1 ms"),
    (r"OpenSSL/[\d.]+\w*", "OpenSSL/3.0.0"), (r"with \d+( out of \d+)? bytes", "with 9 bytes"),
    (r"until \w{3}, [\w :]+ GMT", "until Sun, 06 Nov 2044 08:49:37 GMT"),
    (r"(\d{3}) s, until", r"600 s, until"), (r"\b[12] s, until", "2 s, until"),
    (r"(the credit balance) [\d.]+", r"\1 100"),
    (r'("(?:total|balance|credits)":)\d+', r"\g<1>100"),
]


def plain(message):
    for pattern, example in CHANGES:
        message = re.sub(pattern, example, message)
    return message


def problems(last):
    """Returns what the message of a last record lacks."""
    message, remedy = last.get("message") or "", last.get("remedy") or ""
    is_success = last.get("ok") if last.get("event") == "terminal" else last.get("event") == "downloaded"
    if is_success and not message:
        return
    money = next((place for place in map(message.find, MONEY) if place >= 0), None)
    if money is None:
        yield f"no word on money: {message}"
    elif money < 10:
        yield f"nothing said of what happened: {message}"
    if not remedy or not message.endswith(remedy):
        yield f"no next step: {message}"
    if re.search(r"\.\. |\.\.$|  |nil|Optional|\bunknown error", message):
        yield f"badly written: {message}"


def problems_of_refusal(message):
    """Returns what the message of a call that did not start lacks."""
    money = message.lower().find("nothing was sent")
    if money < 10:
        yield f"no word on money, or nothing said of what happened: {message}"


def markdown(rows):
    """Returns each message once, with its faults. If the operating system decides a race, the messages of two
    runs differ, so they are not listed."""
    faults = {}
    for row in rows:
        if row.message and len(row.expected) == 1:
            said = (row.seen.status, row.seen.charge, plain(row.message))
            faults.setdefault(said, {})[f"{row.phase}, {row.path}: `{row.spec}`"] = None
    text = HEAD
    for (status, charge, message), where in sorted(faults.items()):
        text += f"## {status}, {charge}\n> {message}\n\n"
        text += "".join(f"- {one}\n" for one in sorted(where)) + "\n"
    return text.rstrip("\n") + "\n"


def write(text, updates):
    return published.write("MESSAGES.md", "fault-messages.md", text, updates)
