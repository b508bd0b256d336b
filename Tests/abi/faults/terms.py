"""The terms of the expected ends: forms of bodies, time limits, exit statuses, groups of faults."""

STREAM, POLLING, ATTACHED, FILE = "stream", "polling", "attached", "file"
BOTH = (STREAM, POLLING)
# Forms of an error body: three generations of the documentation, a shape seen in clients, and what proxies
# send.
SHAPES = ["newest", "mid", "old", "nested", "text", "html", "empty", "broken"]
# Those that carry the platform's code, if only in a body that breaks off after it.
CODED = ["newest", "mid", "broken"]
GATEWAYS = ["aws", "envoy", "fastapi", "numeric", "google", "cloudflare"]
# A page is not the platform's answer, whatever its status.
PAGE = ["html"]
OURS = [one for one in SHAPES if one not in PAGE]
# What a stream may begin with that says nothing about the job.
FIRST_EVENTS = [
    f"first-event={name}" for name in ("text", "object", "named", "list", "error", "lines", "page")]
# Content codings: those that are decoded, and those that leave the bytes as they are, whatever they are
# called.
CODING_NAMES = [
    "gzip", "deflate", "raw-deflate", "br", "zstd", "identity", "aws-chunked", "x-unknown", "not-gzip"]
CODINGS = [f"coding={name}" for name in CODING_NAMES]
# 20 MB of spaces in a few KB.
BOMBS = ["bomb=20000000", "bomb=20000000,coding=zstd"]
# For statuses that the contract does not list.
FEW = ["newest", "text"]

# What the command ends with, as its help and the header's statuses say.
EXITS = {
    "ok": 0, "invalid_arguments": 1, "system": 12,
    "outcome_unknown": 3, "job_failed": 10, "job_canceled": 10, "timeout": 11, "transport": 12,
    "protocol": 12, "insufficient_credits": 20, "auth": 21, "validation": 22, "not_found": 23,
    "transient": 24, "unknown": 25, "rate_limited": 26, "content_rejected": 27, "forbidden": 28,
}

# Budgets of every case: ample, so that a busy machine changes nothing. Those that are to run out are shorter.
BUDGETS = {
    "total_timeout_ms": 60000, "silence_timeout_ms": 40000, "poll_timeout_ms": 20000, "poll_interval_ms": 10,
    "poll_interval_max_ms": 20, "poll_failures_max": 3, "event_bytes_max": 65536,
}
SHORT = {"total_timeout_ms": 5000}
SILENCE = {"silence_timeout_ms": 200}
POLL_TIME = {"poll_timeout_ms": 300}
# Tries until the total is over.
UNTIRING = {"poll_failures_max": 1000, "create_tries_max": 100}
PATIENT = {
    "total_timeout_ms": 5000, "poll_timeout_ms": 2000, "poll_interval_ms": 200, "poll_interval_max_ms": 500}
GRACE = {"total_timeout_ms": 15000, "poll_interval_ms": 1000, "poll_interval_max_ms": 1000}


class Group:
    """Faults with the same end in one phase. `lacks_outputs`: a success has none, and its message says so.
    `in_python`: each runs in Python too."""

    def __init__(self, phase, expected, paths, specs, budgets=None, lacks_outputs=False, in_python=False):
        self.phase, self.expected, self.paths = phase, expected, paths
        self.specs, self.budgets = specs, dict(BUDGETS, **(budgets or {}))
        self.lacks_outputs, self.in_python = lacks_outputs, in_python


def shaped(statuses, shapes, more=""):
    return [f"status={status},error-body={shape}{more}" for status in statuses for shape in shapes]


def after(event, specs):
    return [f"end-after={event},{spec}" for spec in specs]
