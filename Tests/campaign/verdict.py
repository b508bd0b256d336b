"""The rules: what a client may say and do, given what the platform received, made and sent."""

import itertools
import json
import re

from scenario import OUTPUTS
from table import KEY, STREAM_PATH

LAST = ("terminal", "timeout", "error")
# How a call ends when it is not known whether there is a job; an event without an id may report its end.
OPEN_ENDS = ("outcome_unknown", "protocol", "stopped", "job_failed", "job_canceled")
NOTHING_BOUGHT = re.compile(
    r"nothing (was|is|has been) (bought|charged|sent)|not (been )?(bought|charged)|was not sent", re.I
)
# More than the buffers between two programs of this machine hold.
BUFFERS = 8_000_000
OPEN_CODE = re.compile(r"[A-Z0-9]+_GENERATION_(TIMEOUT|FAILED)")
BUSY_CODE = re.compile(r"[A-Z0-9]+_GENERATION_(PROVIDER_UNAVAILABLE|RATE_LIMITED)")
PLATFORM_CODE = re.compile(r"[A-Z0-9]+_GENERATION_[A-Z_]+")


def is_refusal_for_now(status, code):
    """Whether an answer proves that nothing was bought, and allows the same request again."""
    if OPEN_CODE.fullmatch(code or ""):
        return False
    return status == 429 or (status == 503 and bool(BUSY_CODE.fullmatch(code or "")))


def is_refusal(status, code):
    """Whether an answer proves that nothing was bought."""
    if OPEN_CODE.fullmatch(code or ""):
        return False
    if 300 <= status < 400:
        return status not in (302, 303)
    if 400 <= status < 500:
        return status not in (408, 409, 425, 499)
    return is_refusal_for_now(status, code)


def charges(create, gives_up):
    """The charge states that are true of one create. A caller who gives up may miss a refusal."""
    if create.id_sent:
        return {"accepted"}
    if create.missing > BUFFERS and not create.answered:
        # The client has not handed over all of the request, and knows it.
        return {"not_sent"}
    unsent = {"not_sent"} if create.missing > 0 else set()
    if create.answered and is_refusal(*create.answered):
        return {"rejected"} | unsent | ({"unknown"} if create.torn or gives_up else set())
    return {"unknown"} | unsent


def sum_of(words):
    return next(word for word in ("accepted", "unknown", "rejected", "not_sent") if word in words)


def allowed_charges(creates, gives_up):
    """The charge states that are true of a call: the worst of its creates counts."""
    if not creates:
        return {"not_sent"}
    return {
        sum_of(words) for words in itertools.product(*(charges(create, gives_up) for create in creates))
    }


def may_follow(before, create):
    """Whether a create may be sent after another."""
    if before.id_sent:
        return False
    if before.answered is None:
        return before.missing > 0
    status, code = before.answered
    has_no_stream_path = status in (405, 406, 415) or (
        status == 404 and not PLATFORM_CODE.fullmatch(code or ""))
    # The stream path does not exist: the polling path is tried once.
    if before.path == STREAM_PATH != create.path and has_no_stream_path:
        return True
    return is_refusal_for_now(status, code) or before.missing > 0


def check_money(scenario, creates, complain):
    """What the platform received and made."""
    made = sum(create.made for create in creates)
    if made > 1:
        complain(f"{made} jobs were made")
    for before, create in itertools.pairwise(creates):
        if not may_follow(before, create):
            complain(f"sent again after {before.answered}, of {len(creates)} creates")
            break
    if len(creates) > scenario.creates_max:
        complain(f"{len(creates)} creates where {scenario.creates_max} is allowed")
    for create in creates:
        if create.made and not create.id_sent and create.answered and is_refusal(*create.answered):
            complain("the scenario makes a job and refuses it")


def check_id(scenario, id_sent, result, last, complain):
    """A whole id is kept; without one there is none."""
    found = result.get("generation_id")
    if id_sent and found not in scenario.ids:
        complain(f"the id {scenario.ids[0][:60]!r} was sent, the result has {(found or 'none')[:60]!r}")
    if not id_sent and found is not None:
        complain(f"no whole id was sent, the result has {found[:60]!r}")
    if found != last.get("generation_id"):
        complain("the last record has another id than the result")


def check_claims(scenario, creates, result, last, complain):
    """What the client says about money."""
    allowed, charge = allowed_charges(creates, scenario.gives_up), last.get("charge_state")
    if charge not in allowed:
        complain(f"charge {charge} instead of {' or '.join(sorted(allowed))}")
    words = f"{result.get('message')} {last.get('message')} {last.get('remedy')}"
    if NOTHING_BOUGHT.search(words) and charge not in ("not_sent", "rejected"):
        complain(f"says that nothing was bought, with charge {charge}")
    if charge not in ("not_sent", "rejected") and (result.get("retry_after") != -1 or last.get("retryable")):
        complain(f"advises to send again, with charge {charge}")
    if charge == "unknown" and result.get("name") not in OPEN_ENDS:
        complain(f"an unknown outcome has the status {result.get('name')}")


def check_end(scenario, platform, id_sent, result, complain):
    """A job that is known is followed to its end; else the last answer decides."""
    status, last = result.get("name"), platform.creates[-1] if platform.creates else None
    if id_sent and scenario.finishes and (status != "ok" or result.get("outputs") != OUTPUTS):
        complain(f"the job has ended with outputs, the call with {status} and {result.get('outputs')}")
    if status == "ok" and not id_sent:
        complain("ok without an id")
    if platform.polls > scenario.polls_max:
        complain(f"{platform.polls} polls where {scenario.polls_max} are enough")
    answered = last and last.answered and last.answered[0] >= 400 and not last.torn and not id_sent
    if answered and status != "stopped" and result.get("http_status") != last.answered[0]:
        complain(f"HTTP {last.answered[0]} decides, the result has {result.get('http_status')}")


def lines_of(run, complain):
    """The driver's lines: records of events, the results, the last records."""
    found = {"E": [], "R": [], "J": [], "M": []}
    for line in run.lines:
        kind, _, text = line.partition(" ")
        if kind == "!":
            complain(text)
        else:
            try:
                found[kind].append(json.loads(text))
            except (ValueError, KeyError):
                complain(f"not a record: {line[:200]}")
    return found["E"], found["R"], found["J"]


def check(run):
    """The troubles of a run."""
    troubles = list(run.platform.troubles)
    complain = troubles.append
    if run.code != 0 or run.errors:
        complain(f"the driver ended with {run.code} and said {run.errors.strip()[:300]!r}")
    if any(KEY in text for text in [*run.lines, run.errors]):
        complain("the key was printed")
    if run.other.connections:
        complain("there was a connection to the other origin")
    events, results, lasts = lines_of(run, complain)
    names = [record.get("event") for record in events]
    # A warm client has queried its credits before.
    first = max((place for place, name in enumerate(names) if name == "start"), default=0)
    if [name in LAST for name in names[first:]] != [False] * (len(names) - first - 1) + [True]:
        complain(f"not one last event: {names[first:]}")
    check_money(run.scenario, run.platform.creates, complain)
    if not results or not lasts:
        return [*troubles, "the driver printed no result"]
    id_sent = any(create.id_sent for create in run.platform.creates)
    check_id(run.scenario, id_sent, results[-1], lasts[-1], complain)
    check_claims(run.scenario, run.platform.creates, results[-1], lasts[-1], complain)
    check_end(run.scenario, run.platform, id_sent, results[-1], complain)
    return troubles
