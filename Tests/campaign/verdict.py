"""The rules: what a client may say and do, given what the platform received, made and told. Nothing here knows the library."""
import itertools
import json
import re

from scenario import OUTPUTS
from table import KEY, STREAM_PATH

LAST = ("terminal", "timeout", "error")
NOTHING_BOUGHT = re.compile(r"nothing (was|is|has been) (bought|charged)|not (been )?(bought|charged)|costs? nothing", re.I)
OPEN_CODE = re.compile(r"[A-Z0-9]+_GENERATION_(TIMEOUT|FAILED)")
BUSY_CODE = re.compile(r"[A-Z0-9]+_GENERATION_(PROVIDER_UNAVAILABLE|RATE_LIMITED)")
PLATFORM_CODE = re.compile(r"[A-Z0-9]+_GENERATION_[A-Z_]+")


def is_refusal_for_now(status, code):
    """Whether an answer proves that nothing was bought and that the same request may be sent again."""
    if OPEN_CODE.fullmatch(code or ""):
        return False
    return status == 429 or status == 503 and bool(BUSY_CODE.fullmatch(code or ""))


def is_refusal(status, code):
    """Whether an answer proves that nothing was bought."""
    if OPEN_CODE.fullmatch(code or ""):
        return False
    if 300 <= status < 400:
        return status not in (302, 303)
    if 400 <= status < 500:
        return status not in (408, 409, 425, 499)
    return is_refusal_for_now(status, code)


def charges(create):
    """What may be said of one create."""
    if create.told:
        return {"accepted"}
    unsent = set() if create.whole else {"not_sent"}
    if create.said and is_refusal(*create.said):
        return {"rejected"} | unsent | ({"unknown"} if create.torn else set())
    return {"unknown"} | unsent


def sum_of(words):
    return next(word for word in ("accepted", "unknown", "rejected", "not_sent") if word in words)


def allowed_charges(creates):
    """What may be said of a call: of all its creates the worst counts."""
    return {sum_of(words) for words in itertools.product(*map(charges, creates))} if creates else {"not_sent"}


def may_follow(before, create):
    """Whether a create may be sent after another."""
    if before.told:
        return False
    if before.said is None:
        return not before.whole
    status, code = before.said
    if before.path == STREAM_PATH != create.path:
        no_such_path = status in (405, 406, 415) or status == 404 and not PLATFORM_CODE.fullmatch(code or "")
        if no_such_path:
            return True
    return is_refusal_for_now(status, code) or not before.whole


def check_money(platform, complain):
    """What the platform received and made."""
    creates = platform.creates
    if sum(create.made for create in creates) > 1:
        complain(f"{sum(create.made for create in creates)} jobs were made")
    for before, create in itertools.pairwise(creates):
        if not may_follow(before, create):
            complain(f"sent again after {before.said}, of {len(creates)} creates")
            break
    for create in creates:
        if create.made and not create.told and create.said and is_refusal(*create.said):
            complain("the scenario makes a job and refuses it")


def check_claims(scenario, platform, result, last, complain):
    """What the client says, and what it keeps."""
    allowed, told = allowed_charges(platform.creates), any(create.told for create in platform.creates)
    charge, found = last.get("charge_state"), result.get("generation_id")
    if charge not in allowed:
        complain(f"charge {charge} instead of {' or '.join(sorted(allowed))}")
    if told and found not in scenario.ids:
        complain(f"the id {scenario.ids[0][:60]!r} was told, the result has {(found or 'none')[:60]!r}")
    if not told and found is not None:
        complain(f"no id was told, the result has {found[:60]!r}")
    if found != last.get("generation_id"):
        complain("the last record has another id than the result")
    words = f"{result.get('message')} {last.get('message')} {last.get('remedy')}"
    if (NOTHING_BOUGHT.search(words) is not None) > (charge in ("not_sent", "rejected")):
        complain(f"says that nothing was bought, with charge {charge}")
    if charge == "unknown" and (result.get("retry_after") != -1 or last.get("retryable")):
        complain("advises to send again what may have been accepted")
    if charge == "unknown" and result.get("name") not in ("outcome_unknown", "protocol", "stopped"):
        complain(f"an unknown outcome has the status {result.get('name')}")


def check_end(scenario, platform, result, complain):
    """A job that is known and that ends is followed to its end."""
    status, told = result.get("name"), any(create.told for create in platform.creates)
    if told and scenario.finishes and (status != "ok" or result.get("outputs") != OUTPUTS):
        complain(f"the job has ended with outputs, the call with {status} and {result.get('outputs')}")
    if status == "ok" and not told:
        complain("ok without an id")
    if platform.polls > scenario.polls_max:
        complain(f"{platform.polls} polls where {scenario.polls_max} are enough")


def lines_of(run, complain):
    """The driver's lines: records of events, the results, the last records."""
    found = {"E": [], "R": [], "J": []}
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
    ends = sum(record.get("event") in LAST for record in events)
    if ends != 1:
        complain(f"{ends} last events")
    check_money(run.platform, complain)
    if results and lasts:
        check_claims(run.scenario, run.platform, results[-1], lasts[-1], complain)
        check_end(run.scenario, run.platform, results[-1], complain)
    else:
        complain("the driver told no result")
    return troubles
