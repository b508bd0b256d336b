"""The expected end of each fault in each phase. Data only; run.py runs it.

An expectation is "STATUS CHARGE CREATIONS POSTS GETS": the status name, the charge state, how many jobs the
platform made for the call, how many creates and polls it received. "2+" means two or more: libcurl repeats a
GET by itself when a kept connection turns out to be dead, and how often a wait polls depends on time."""
from terms import (
    ATTACHED,
    BOMBS,
    BOTH,
    CODED,
    CODINGS,
    FEW,
    FIRST_EVENTS,
    GATEWAYS,
    GRACE,
    OURS,
    PAGE,
    PATIENT,
    POLL_TIME,
    POLLING,
    SHAPES,
    SHORT,
    SILENCE,
    STREAM,
    UNTIRING,
    Group,
    after,
    shaped,
)

CREATE = [
    Group("create", "outcome_unknown unknown 1 1 0", BOTH,
          ["close", "reset", "close-headers", "reset-headers", "garbage-chunk=0", "header-flood=300"]),
    Group("create", "outcome_unknown unknown 1 1 0", (STREAM,),
          ["short-length=10"]),
    # Half of the answer is enough to know the id.
    Group("create", "ok accepted 1 1 1+", BOTH, ["cut-inside=0", "reset-inside=0", "truncated-chunk=0"]),
    Group("create", "protocol unknown 1 1 0", (POLLING,), ["short-length=10"]),
    Group("create", "protocol unknown 1 1 0", BOTH, ["no-content"]),
    Group("create", "ok accepted 1 1 0", (STREAM,),
          ["long-length=500", "header-flood=100", "informational=100", "informational=103", "slow-start=100",
           "split-bytes"]),
    Group("create", "ok accepted 1 1 1+", (POLLING,),
          ["long-length=500", "header-flood=100", "informational=100", "informational=103", "slow-start=100",
           "split-bytes"]),
    Group("create", "protocol rejected 0 1 0", BOTH,
          [f"{name}={status}" for name in ("redirect", "redirect-away") for status in (301, 307, 308)]),
    # These two are how a server answers a POST that it has carried out.
    Group("create", "outcome_unknown unknown 0 1 0", BOTH,
          [f"{name}={status}" for name in ("redirect", "redirect-away") for status in (302, 303)]),
    Group("create", "protocol unknown 0 1 0", BOTH, ["captive"]),
    Group("create", "ok accepted 1 1 0", (STREAM,),
          ["content-type=text", "content-type=octet", "content-type=html", "content-type=none"]),
    Group("create", "ok accepted 1 1 1+", (POLLING,),
          ["content-type=text", "content-type=octet", "content-type=html", "content-type=none"]),
    Group("create", "ok accepted 1 1 1+", (STREAM,), ["json=200", "json=202"]),
    Group("create", "ok accepted 1 1 0", (STREAM,), CODINGS),
    Group("create", "ok accepted 1 1 1+", (POLLING,), CODINGS),
    # A first event, or a whole answer, comes before the bomb, and counts.
    Group("create", "ok accepted 1 1 0", (STREAM,), BOMBS),
    Group("create", "ok accepted 1 1 1+", (POLLING,), BOMBS),
    Group("create", "insufficient_credits rejected 0 1 0", BOTH,
          [f"status=402,{coding}" for coding in CODINGS]),
    # What comes under the name of a stream and is none: the job may have been made.
    Group("create", "outcome_unknown unknown 1 1 0", BOTH,
          [f"made-status=200,error-body={shape},content-type=events"
           for shape in ("text", "html", "challenge")]),
    Group("create", "protocol unknown 1 1 0", BOTH,
          ["made-status=200,error-body=newest,content-type=events"]),
    Group("create", "outcome_unknown unknown 0 1 0", BOTH, ["status=304"]),
    # Of a proxy, and of a server that is not the platform's.
    Group("create", "transport rejected 0 1 0", BOTH, ["status=407", "status=421"]),
]

REFUSALS = [
    Group("create", "validation rejected 0 1 0", BOTH, shaped([400], OURS) + shaped([413], FEW)),
    Group("create", "auth rejected 0 1 0", BOTH, shaped([401], OURS)),
    Group("create", "insufficient_credits rejected 0 1 0", BOTH, shaped([402], OURS)),
    Group("create", "forbidden rejected 0 1 0", BOTH, shaped([403], OURS)),
    Group("create", "protocol rejected 0 1 0", BOTH, shaped([400, 401, 402, 413, 418, 422], PAGE)),
    Group("create", "protocol rejected 0 2 0", (STREAM,), shaped([404, 405, 415], PAGE)),
    Group("create", "protocol rejected 0 1 0", (POLLING,), shaped([404, 405, 415], PAGE)),
    # A filter sends these in place of an answer, too: the platform may have accepted.
    Group("create", "outcome_unknown unknown 0 1 0", BOTH, shaped([403, 406, 451], PAGE)),
    Group("create", "content_rejected rejected 0 1 0", BOTH, shaped([422], CODED)),
    # Without a code, 422 does not tell a wrong request from one that moderation refused.
    Group("create", "validation rejected 0 1 0", BOTH,
          shaped([422], [one for one in OURS if one not in CODED])),
    Group("create", "unknown rejected 0 1 0", BOTH, shaped([418], FEW)),
    Group("create", "outcome_unknown unknown 0 1 0", BOTH, shaped([408, 409, 425, 499], FEW + PAGE)),
    # No stream path: one create on the polling path, which says the same.
    Group("create", "not_found rejected 0 2 0", (STREAM,), shaped([404], OURS)),
    Group("create", "not_found rejected 0 1 0", (POLLING,), shaped([404], OURS)),
    Group("create", "validation rejected 0 2 0", (STREAM,), shaped([405, 406, 415], FEW)),
    Group("create", "validation rejected 0 1 0", (POLLING,), shaped([405, 406, 415], FEW)),
    # A code of the platform is about the model, not about the path.
    Group("create", "validation rejected 0 1 0", BOTH, ["status=404,error-code=UNSUPPORTED_MODEL"]),
    Group("create", "ok accepted 1 2 1+", (STREAM,),
          [f"status={status}*1" for status in (404, 405, 406, 415)]),
    # A gateway answers these after the platform has accepted.
    Group("create", "outcome_unknown unknown 0 1 0", BOTH,
          shaped([500, 501, 502, 504], SHAPES) + shaped([503], [one for one in SHAPES if one not in CODED])),
    Group("create", "rate_limited rejected 0 4 0", BOTH, shaped([429], SHAPES, ",retry-after-ms=20")),
    Group("create", "transient rejected 0 4 0", BOTH, shaped([503], CODED, ",retry-after-ms=20")),
    Group("create", "rate_limited rejected 0 4 0", BOTH,
          ["status=503,error-code=RATE_LIMITED,retry-after-ms=20"]),
    Group("create", "rate_limited rejected 0 1 0", BOTH,
          ["status=429,retry-after=600", "status=429,retry-after-date=600"]),
    Group("create", "transient rejected 0 1 0", BOTH, ["status=503,retry-after=600"]),
    Group("create", "ok accepted 1 2 0", (STREAM,),
          ["status=503*1", "status=429*1,retry-after=1", "status=503*1,retry-after-ms=20"]),
    Group("create", "ok accepted 1 3 1+", (POLLING,),
          ["status=429*2,retry-after-ms=20", "status=503*2,retry-after=1"]),
]

STREAMS = [
    Group("stream without an id", "outcome_unknown unknown 1 1 0", (STREAM,),
          ["end-after=0", "cut-after=0", "reset-after=0", "endless-line=0", "error-event=0"]
          + [f"{first},end-after=0" for first in FIRST_EVENTS]),
    Group("stream", "ok accepted 1 1 0", (STREAM,), FIRST_EVENTS),
    Group("stream", "ok accepted 1 1 1+", (STREAM,),
          [f"{name}={count}" for count in (1, 3) for name in
           ("end-after", "cut-after", "reset-after", "cut-inside", "reset-inside", "truncated-chunk",
            "garbage-chunk", "endless-line", "error-event")]),
    Group("stream", "ok accepted 1 1 1+", (STREAM,),
          [f"{name}={count}" for count in (1, 3) for name in ("stall-after", "stall-inside")], SILENCE),
    # Comments count as life of the connection: only the end of the job, or the total, ends this wait. The job
    # is polled once before the total.
    Group("stream", "timeout accepted 1 1 1", (STREAM,), ["latency-ms=60000,heartbeat-ms=50"],
          {"total_timeout_ms": 3000, "silence_timeout_ms": 1000, "quiet_poll_ms": 0}),
    # The limit of 65,536 bytes is for the line under way, and so for `data: ` too.
    Group("stream", "ok accepted 1 1 0", (STREAM,),
          ["event-bytes=65000", "event-bytes=65530", "bad-utf8", "other-id", "late=COMPLETED", "late=FAILED",
           "late=IN_PROGRESS", "unknown-status", "unknown-status=succeeding", "no-id"]),
    Group("stream", "ok accepted 1 1 1+", (STREAM,), ["event-bytes=65531", "event-bytes=65537"]),
    Group("stream", "job_failed accepted 1 1 0", (STREAM,), ["failed,late=COMPLETED"]),
    Group("stream", "ok accepted 1 1 0", (STREAM,),
          ["words=newest", "words=old", "words=webhook", "words=upper", "numeric-id"]),
    Group("stream", "job_failed accepted 1 1 0", (STREAM,),
          ["failed", "failed=CONTENT_REJECTED", "failed,words=old", "failed,words=upper"]),
    Group("stream", "job_canceled accepted 1 1 0", (STREAM,),
          ["canceled", "canceled,words=old", "canceled,words=upper"]),
]

QUIET = {"quiet_poll_ms": 100}
FIRST_BYTE = {"first_byte_timeout_ms": 300}
SMALL = {"body_bytes_max": 65536}
# Of an answer that does not end, all that is to come must have come by then. Where the machine is too busy
# for that, another try is as good: what they end with counts, not how many there are.
UNENDED = {"poll_timeout_ms": 2000, **UNTIRING}
# The last tenth of it is for the last poll.
BRIEF = {"total_timeout_ms": 20000, "poll_timeout_ms": 4000}


def lie(phase, expected, paths, specs, budgets=None, lacks_outputs=False):
    return Group(phase, expected, paths, specs, budgets, lacks_outputs, in_python=True)


# A job is made, and what arrives hides it, or says something else.
LIES = [
    lie("create", "outcome_unknown unknown 1 1 0", BOTH,
        [f"made-status=503,error-body={body}" for body in [*GATEWAYS, "old", "html", "empty"]]
        + [f"made-status={status}" for status in (408, 409, 425, 499, 500, 501, 502, 504, 520, 524, 600, 999)]
        + [f"made-status={status},error-code={code}" for status, code in
           ((400, "TIMEOUT"), (429, "FAILED"), (503, "TIMEOUT"), (504, "TIMEOUT"), (502, "FAILED"))]),
    lie("create", "outcome_unknown unknown 1 1 0", BOTH, ["stall-start"], FIRST_BYTE),
    lie("create", "ok accepted 1 1 1+", BOTH, ["made-status=504,error-id", "made-status=429,error-id"]),
    lie("create", "ok accepted 1 1 1+", BOTH,
        [f"{manner}-{place}=0" for manner in ("end", "cut", "reset")
         for place in ("unfinished", "after-id")]),
    lie("create", "ok accepted 1 1 1+", BOTH, ["stall-unfinished=0", "stall-after-id=0"], SILENCE),
    lie("create", "outcome_unknown unknown 1 1 0", (STREAM,), ["nested-id,cut-after-id=0"]),
    lie("create", "ok accepted 1 1 1+", (STREAM,), ["bare-json=0", "bare-json=3", "json=200,unended=close"]),
    lie("create", "ok accepted 1 1 1+", (STREAM,), ["bare-json=0,unended=stall", "json=200,unended=stall"],
        SILENCE),
    lie("create", "ok accepted 1 1 1+", (POLLING,), ["unended=close"]),
    lie("create", "ok accepted 1 1 1+", (POLLING,), ["unended=stall"], SILENCE),
    lie("create", "insufficient_credits rejected 0 1 0", BOTH,
        ["status=402,unended=stall", "status=402,unframed,unended=stall", "status=402,stall"], UNENDED),
    lie("create", "outcome_unknown unknown 1 1 0", BOTH, ["made-status=504,unended=stall"], UNENDED),
    lie("stream", "ok accepted 1 1 1+", (STREAM,),
        ["cut-unfinished=4", "end-unfinished=4", "reset-unfinished=4"]),
    lie("stream", "ok accepted 1 1 1+", (STREAM,), ["comments-after=1,heartbeat-ms=20"], QUIET),
    lie("stream", "ok accepted 1 1 0", (STREAM,),
        [f"bad-json={token}-beside" for token in ("nan", "infinity")]),
    lie("stream", "ok accepted 1 1 1", (STREAM,),
        [f"bad-json={token}-inside" for token in ("nan", "infinity", "comma", "escape")]
        + ["no-outputs=null", "no-outputs=empty", "no-outputs=missing"]),
    lie("stream", "ok accepted 1 1 1", (STREAM,),
        ["bad-json=nan-inside,poll-bad-json=nan-inside", "no-outputs=null,poll-no-outputs=null",
         "no-outputs=empty,poll-no-outputs=empty"], lacks_outputs=True),
    lie("stream", "ok accepted 1 1 1+", (STREAM,), ["terminal-bytes=70000"]),
    lie("stream", "protocol accepted 1 1 1", (STREAM,), ["terminal-bytes=70000,poll-bytes=70000"], SMALL),
    lie("poll", "ok accepted 1 1 1+", (POLLING, ATTACHED),
        ["poll-unended=close", "poll-unended=reset", "poll-long=7", "poll-bad-json=nan-beside"]),
    lie("poll", "ok accepted 1 1 1+", (POLLING, ATTACHED),
        ["poll-unended=stall", "poll-long=7,poll-unended=stall"], UNENDED),
    lie("poll", "ok accepted 1 1 2+", (POLLING, ATTACHED),
        ["poll-bad-json=nan-inside,poll-fail=1", "poll-no-outputs=null,poll-fail=1"]),
    lie("poll", "ok accepted 1 1 2", (POLLING, ATTACHED), ["poll-no-outputs=empty"], lacks_outputs=True),
    lie("poll", "protocol accepted 1 1 1", (POLLING, ATTACHED), ["poll-bytes=70000"], SMALL),
    lie("poll", "ok accepted 1 1 1+", (POLLING, ATTACHED),
        ["poll-bomb=20000000", "poll-bomb=20000000,poll-coding=zstd"]),
    lie("poll", "auth accepted 1 1 1+", (POLLING, ATTACHED), ["poll-status=401,poll-unended=stall"], UNENDED),
    lie("floor of credits", "ok accepted 1 1 0", (STREAM,),
        ["credits-unended=close", "credits-long=7"], {"min_credits": 1}),
    lie("floor of credits", "ok accepted 1 1 0", (STREAM,), ["credits-unended=stall"],
        dict(UNENDED, min_credits=1)),
]

FLOOR = {"min_credits": 1, "create_tries_max": 2}
STALLED = {"poll_timeout_ms": 300}
# Balances that are clear, and answers without one.
CLEAR = [f"credits-shape={shape}" for shape in ("usage", "credits", "text", "nested", "decimals")]
UNCLEAR = [f"credits-shape={shape}" for shape in ("used", "two", "none", "list", "page")]
BROKEN = ["credits-close", "credits-reset", "credits-cut"]
REFUSED = {400: "validation", 401: "auth", 402: "insufficient_credits", 403: "forbidden", 404: "not_found",
           429: "rate_limited", 503: "transient"}

CREDITS = [
    Group("floor of credits", "ok accepted 1 1 0", (STREAM,),
          [*CLEAR, "credits-slow=100", *(f"credits-{coding}" for coding in CODINGS)],
          FLOOR),
    Group("floor of credits", "ok accepted 1 1 1+", (POLLING,), CLEAR[:1], FLOOR),
    Group("floor of credits", "insufficient_credits not_sent 0 0 0", BOTH, ["latency-ms=1"],
          {"min_credits": 10**15}),
    Group("floor of credits", "protocol not_sent 0 0 0", (STREAM,), UNCLEAR, FLOOR),
    Group("floor of credits", "transport not_sent 0 0 0", (STREAM,), BROKEN, FLOOR),
    Group("floor of credits", "transport not_sent 0 0 0", (STREAM,), ["credits-stall"],
          dict(FLOOR, **STALLED)),
    *(Group("floor of credits", f"{name} not_sent 0 0 0", (STREAM,), [f"credits-status={status}"], FLOOR)
      for status, name in REFUSED.items()),
    Group("report of credits", "ok accepted 1 1 0", (STREAM,),
          [*UNCLEAR, *BROKEN, *(f"credits-status={status}" for status in REFUSED)], {"report_credits": 1}),
    Group("report of credits", "ok accepted 1 1 0", (STREAM,), ["credits-stall"],
          dict(STALLED, report_credits=1)),
    Group("report of credits", "outcome_unknown unknown 1 1 0", (STREAM,), ["close,credits-close"],
          {"report_credits": 1}),
]

# What the polls of a job meet.
POLLS = [
    ("ok accepted 1 1 1+", None,
     ["words=newest", "words=old", "words=webhook", "words=upper", "numeric-id", "unknown-status",
      *(f"poll-{coding}" for coding in CODINGS)]),
    ("job_failed accepted 1 1 1+", None, ["failed", "failed=TIMEOUT", "failed,words=old"]),
    ("job_canceled accepted 1 1 1+", None, ["canceled", "canceled,words=upper"]),
    ("ok accepted 1 1 4+", None, ["poll-status=404,poll-fail=3"]),
    ("ok accepted 1 1 2+", None,
     [f"poll-status={status},poll-fail=1" for status in (408, 425, 429, 500, 502, 503, 504)]
     + [f"poll-status=502,poll-fail=1,error-body={shape}" for shape in [*SHAPES, "challenge"]]
     + [f"poll-status=429,poll-fail=2,{pause}" for pause in ("retry-after=1", "retry-after-ms=20",
                                                             "retry-after-date=1")]
     + [f"{name},poll-fail=1" for name in
        ("poll-close", "poll-reset", "poll-cut", "poll-captive", "poll-other-id", "poll-body=newest",
         "poll-body=empty", "poll-body=broken", "poll-body=html")]),
    ("ok accepted 1 1 2+", dict(POLL_TIME, **UNTIRING),
     ["poll-stall,poll-fail=1", "poll-stall-start,poll-fail=1"]),
    ("transport accepted 1 1 3+", None, ["poll-close", "poll-reset", "poll-cut"]),
    ("transport accepted 1 1 3+", POLL_TIME, ["poll-stall", "poll-stall-start"]),
    ("protocol accepted 1 1 3+", None, ["poll-captive", "poll-other-id"]
     + [f"poll-body={shape}" for shape in SHAPES]),
    ("rate_limited accepted 1 1 3+", None, ["poll-status=429,retry-after-ms=20"]),
    ("transient accepted 1 1 3+", None,
     [f"poll-status={status},retry-after-ms=20" for status in (408, 425, 500, 502, 503, 504)]),
    ("validation accepted 1 1 1", None, ["poll-status=400"]),
    ("auth accepted 1 1 1", None, ["poll-status=401"]),
    ("insufficient_credits accepted 1 1 1", None, ["poll-status=402"]),
    ("forbidden accepted 1 1 1", None, ["poll-status=403"]),
    ("content_rejected accepted 1 1 1", None, ["poll-status=422"]),
    ("protocol accepted 1 1 1", None,
     [f"{name}={status}" for name in ("poll-redirect", "poll-redirect-away") for status in (301, 308)]),
    # Of a login page or a proxy: nothing but the platform's own word ends a wait that is paid for.
    ("protocol accepted 1 1 3+", None,
     [f"{name}={status}" for name in ("poll-redirect", "poll-redirect-away") for status in (302, 307)]
     + [f"poll-status={status},error-body=html" for status in (400, 401, 402, 403, 404, 422)]),
    ("ok accepted 1 1 2+", None,
     [f"poll-status={status},poll-fail=1,error-body=html" for status in (401, 403, 404)]),
]

LONG = [
    # Ends by a time limit come first, so that they run beside everything else.
    lie("stream", "ok accepted 1 1 1", (STREAM,), ["comments-after=1,heartbeat-ms=20"],
        dict(BRIEF, quiet_poll_ms=0)),
    lie("poll", "ok accepted 1 1 2", (POLLING, ATTACHED), ["poll-status=429,poll-fail=1,retry-after=3600"],
        BRIEF),
    Group("poll after a lost stream", "not_found accepted 1 1 2+", (STREAM,), ["end-after=1,poll-status=404"],
          GRACE),
    Group("poll", "not_found accepted 1 1 2+", (POLLING, ATTACHED), ["poll-status=404"], GRACE),
    Group("create", "outcome_unknown unknown 1 1 0", BOTH, ["stall-start", "stall"], SHORT),
    # Before the time limit the half that came is searched for an id, and the id is polled.
    Group("create", "ok accepted 1 1 1+", BOTH, ["stall-inside=0"], SHORT),
    Group("stream without an id", "outcome_unknown unknown 1 1 0", (STREAM,),
          ["stall-after=0", "heartbeats-only=20", "slow-bytes=1000"], SHORT),
    Group("poll after a lost stream", "timeout accepted 1 1 2+", (STREAM,), ["end-after=1,latency-ms=60000"],
          PATIENT),
    Group("poll", "timeout accepted 1 1 2+", (POLLING, ATTACHED), ["latency-ms=60000"], PATIENT),
    Group("create", "rate_limited rejected 0 3 0", BOTH, ["status=429"], SHORT),
    Group("create", "rate_limited rejected 0 4 0", BOTH, ["status=429,retry-after-date=2"]),
    Group("create", "transient rejected 0 3 0", BOTH, ["status=503"], SHORT),
]

GROUPS = (
    LONG + CREATE + REFUSALS + STREAMS + CREDITS + LIES
    + [Group("poll after a lost stream", expected, (STREAM,), after(1, specs), budgets) for expected, budgets,
       specs in POLLS]
    + [Group("poll", expected, (POLLING, ATTACHED), specs, budgets) for expected, budgets, specs in POLLS])
