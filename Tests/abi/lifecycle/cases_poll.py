"""Polls of a known id: what they survive, what ends them, and that the id is kept."""

import json

from scripted_server import CLOSE, HOLD, RESET
from table import (
    DATA,
    GENERATE,
    POLL_DONE,
    POLL_RUNNING,
    QUEUED,
    QUICK,
    URL,
    WAIT,
    answer,
    case,
    done,
    get,
    html,
    job,
    refused,
    stream,
)

DONE = {"posts": 0, "gets": 2, "charge": "accepted", "source": "poll", "outputs": [URL], "options": QUICK,
        "http": 200}
SURVIVED = ["start", "poll_error", "poll", "terminal"]
ELSEWHERE = "Location: http://127.0.0.1:{other}/elsewhere"


def survives(name, *steps, transient=True, http=None, delay=None, **expected):
    """The first poll fails; the second, after a delay in milliseconds, reports the end."""
    record = {"event": "poll_error", "generation_id": "gen_1", "attempt": 1, "transient": transient}
    if http is not None:
        record["http_status"] = http
    if delay is not None:
        record["delay_ms"] = delay
    options = {**QUICK, **expected.pop("options", {})}
    return case(name, [get(*steps), POLL_DONE], WAIT, DONE, {
        "exactly": SURVIVED, "records": [record], "options": options}, **expected)


def ends(name, status, *steps, **expected):
    """The first poll ends the wait, and the id is kept."""
    wanted = {"posts": 0, "gets": 1, "charge": "accepted", "status": status, "message": ["gen_1"], "events": [
        "poll_error", "error"], "never": ["poll"], **expected}
    return case(name, [get(*steps)], WAIT, wanted)


ORDINARY = [
    case("wait", [POLL_RUNNING, POLL_RUNNING, POLL_DONE], WAIT, DONE, gets=3, exactly=[
        "start", "poll", "poll", "poll", "terminal"], response=json.loads(done()), records=[
            {"event": "start", "mode": "poll", "generation_id": "gen_1"},
            {"event": "poll", "attempt": 1, "http_status": 200, "status": "IN_PROGRESS", "terminal": False,
             "payload": json.loads(job("IN_PROGRESS"))},
            {"event": "poll", "attempt": 2}, {"event": "poll", "attempt": 3, "terminal": True}]),
    case("wait for an id that needs escaping", [get(answer(200, done("a/../ü?")), id="a%2F..%2F%C3%BC%3F")],
         ["wait", "a/../ü?"], DONE, gets=1, id="a/../ü?"),
    case("wait for an id that is none", [], ["wait", "gen_1\t"], posts=0, status="invalid_arguments", id=None,
         message=["generation id"]),
    case("poll without an id in the answer", [get(answer(200, {"status": "COMPLETED", "data": DATA}))], WAIT,
         DONE, gets=1),
    case("poll with a numeric id", [get(answer(200, done(4711)), id="4711")], ["wait", "4711"],
         DONE, gets=1, id="4711"),
    case("poll of several lines", [get(answer(200,
         b'{\n "id": "gen_1",\r\n\t"status": "COMPLETED",\n "data": null\n}\n')), POLL_RUNNING],
         WAIT, DONE, outputs=[], response={"id": "gen_1", "status": "COMPLETED", "data": None},
         exactly=["start", "poll", "poll", "notice", "terminal"]),
    case("addresses whose scheme is in capitals", [get(answer(200, job("COMPLETED", data=[
        {"url": "HTTPS://cdn.example.com/fox.png"}, {"url": "Data:image/png;base64,QUJD"},
        {"url": "FTP://cdn.example.com/fox.png"}])))], WAIT, DONE, gets=1,
         outputs=["HTTPS://cdn.example.com/fox.png", "Data:image/png;base64,QUJD"]),
    case("poll with an unknown status", [get(answer(200, job("DREAMING"))), POLL_DONE], WAIT, DONE, exactly=[
        "start", "poll", "notice", "poll", "terminal"]),
    case("poll reports FAILED", [get(answer(200, job("FAILED", code="IMAGE_GENERATION_INVALID_INPUT",
         message="bad size")))],
         WAIT, posts=0, gets=1, status="job_failed", category="validation", charge="accepted", source="poll",
         code="IMAGE_GENERATION_INVALID_INPUT", message=["bad size"], http=200),
    case("poll reports CANCELED", [get(answer(200, job("CANCELED")))], WAIT, posts=0, gets=1,
         status="job_canceled", charge="accepted", source="poll"),
    case("polls without keep-alive", [
        get(answer(200, job("IN_PROGRESS"), "Connection: close"), CLOSE), POLL_DONE], WAIT, DONE),
    # The client may send a GET again on its own: it buys nothing.
    case("poll on a connection that has died", [get(answer(200, job("IN_PROGRESS")), CLOSE), POLL_DONE], WAIT,
         DONE),
    case("Retry-After between polls", [get(answer(200, job("IN_PROGRESS"), "Retry-After: 1")), POLL_DONE],
         WAIT, DONE),
    case("time limit while polling", [POLL_RUNNING, get(HOLD)], WAIT, posts=0, gets=2, status="timeout",
         charge="accepted",
         options={"total_timeout_ms": 3000, "poll_interval_ms": 60000, "poll_interval_max_ms": 60000},
         message=["skillsvideo wait gen_1"], last_status="IN_PROGRESS", events=["poll", "timeout"]),
    case("time limit during a poll", [get(HOLD)], WAIT, posts=0, gets=1, status="timeout", charge="accepted",
         options={"total_timeout_ms": 2000}, events=["start", "timeout"], message=["skillsvideo wait gen_1"]),
]

LOST_POLLS = [
    survives("poll 503", answer(503, refused("X_PROVIDER_UNAVAILABLE", "down")), http=503),
    survives("poll 500 in HTML", html(500), http=500),
    survives("poll 429 with Retry-After 0", answer(429, b"", "Retry-After: 0"), http=429, delay=0),
    survives("poll 429 with Retry-After 1", answer(429, refused("X_RATE_LIMITED"), "Retry-After: 1"),
         http=429, delay=1000),
    survives("poll 429 with a date that is over",
         answer(429, b"", "Retry-After: Wed, 21 Oct 2015 07:28:00 GMT"), http=429, delay=0),
    survives("poll 429 in milliseconds", answer(429, b"", "Retry-After-Ms: 5", "Retry-After: 3000"), http=429,
         delay=5),
    survives("poll 408", answer(408), http=408),
    survives("poll in HTML", html(200), http=200),
    survives("poll without a body", answer(200, b""), http=200),
    survives("poll 204", answer(204), http=204),
    survives("poll breaks off", answer(200, done()[:30], length=999), CLOSE),
    survives("poll breaks off after its status", answer(200, done()[:-1], length=999), CLOSE),
    survives("poll broken after its status", answer(200, done()[:-1]), http=200),
    survives("poll closed without an answer", CLOSE, http=0),
    survives("poll reset without an answer", RESET, http=0),
    survives("poll of another id", answer(200, job("FAILED", "gen_2")), exactly=None),
    survives("poll without a status", answer(200, {"id": "gen_1"}), http=200),
    survives("poll that is a list", answer(200, b"[" + done() + b"]"), http=200),
    survives("poll without an answer in time", HOLD, options={"poll_timeout_ms": 1500}),
    survives("poll 404 for a job not visible yet", answer(404, {"message": "no such generation"}), http=404),
    survives("poll 404 for a job not visible yet, in HTML", html(404), http=404),
    # Nothing but the platform's own word ends a wait that is paid for.
    *(survives(f"poll {status} in HTML", html(status), http=status)
      for status in (400, 401, 402, 403, 405, 410, 418, 422, 451, 501)),
    survives("poll 401 that is a page by its look",
             answer(401, b"\xef\xbb\xbf \n<!DOCTYPE html>", type="text/plain"), http=401),
    survives("poll 403 that is a page by its type", answer(403, b"", type="Text/HTML; charset=utf-8"),
             http=403),
    *(survives(f"poll {status} to another host", answer(status, b"", ELSEWHERE), http=status)
      for status in (302, 303, 307)),
    *(survives(f"poll {status}", answer(status), http=status) for status in (304, 407, 421, 511)),
    case("a page on every poll", [get(html(401))] * 2, WAIT, posts=0, gets=2, status="protocol",
         charge="accepted", http=401, options={**QUICK, "poll_failures_max": 2}, message=[
             "2 polls in a row", "the answer (HTTP 401) is a web page",
             "begins: <html><body>Bad gateway", "skillsvideo wait gen_1"]),
    case("a rate limit on every poll", [get(answer(429, {"message": "slow"}, "Retry-After-Ms: 20"))] * 2,
         WAIT, posts=0, gets=2,
         status="rate_limited", charge="accepted", http=429, options={**QUICK, "poll_failures_max": 2},
         message=["slow; the platform requests a wait of 20 ms"]),
    case("poll with plain words", [get(answer(200, b"please log in", type="text/plain"))] * 2, WAIT, posts=0,
         gets=2,
         status="protocol", charge="accepted", options={**QUICK, "poll_failures_max": 2},
         message=["begins: please log in"]),
    case("an unknown id and little time",
         [get(answer(404, {"message": "no such generation"})) for _ in range(2)], WAIT, posts=0,
         gets=2, status="not_found", charge="accepted", http=404, message=[
             "time limit of 1500 ms", "no such generation", "Check the id and base_url",
             "skillsvideo wait gen_1"],
         options={"total_timeout_ms": 1500, "poll_interval_ms": 60000, "poll_interval_max_ms": 60000},
         never=["timeout"]),
    case("an unknown id, for as long as a job may be invisible", [get(answer(404)), get(answer(404))], WAIT,
         posts=0, gets=2,
         status="not_found", charge="accepted", http=404,
         options={"poll_interval_ms": 13_000, "poll_interval_max_ms": 13_000},
         exactly=["start", "poll_error", "poll_error", "error"], drives=("blocking",), bound=20, records=[
             {"event": "poll_error", "transient": True}, {"event": "poll_error", "transient": False}]),
    case("an id of its own that is not visible, and little time",
         [stream(QUEUED), *[get(answer(404)) for _ in range(2)]], GENERATE,
         gets=2, status="timeout", charge="accepted",
         message=["the last status was IN_QUEUE; the last poll failed: "],
         options={"total_timeout_ms": 1500, "poll_interval_ms": 60000, "poll_interval_max_ms": 60000}),
    case("poll 404 after a create", [stream(QUEUED), get(answer(404)), POLL_DONE], GENERATE, DONE, posts=1,
         events=[
        "accepted", "sse_stream_ended", "poll_error", "poll", "fallback_polling_end", "terminal"]),
    case("polls that fail up to the limit", [get(answer(500, {"message": "down"}))] * 2, WAIT, posts=0,
         gets=2, status="transient", charge="accepted", http=500, options={**QUICK, "poll_failures_max": 2},
         message=["2 polls in a row", "skillsvideo wait gen_1"],
         exactly=["start", "poll_error", "poll_error", "error"], retry_after=lambda ms: ms == -1),
    case("polls closed up to the limit", [get(CLOSE)] * 2, WAIT, posts=0, gets=2, status="transport",
         charge="accepted", options={**QUICK, "poll_failures_max": 2}, message=["skillsvideo wait gen_1"]),
    case("polls in HTML up to the limit", [get(html(200))] * 2, WAIT, posts=0, gets=2, status="protocol",
         charge="accepted",
         options={**QUICK, "poll_failures_max": 2}, message=["<html>", "skillsvideo wait gen_1"]),
    case("a poll between two that fail starts the count again", [
        get(answer(503)), POLL_RUNNING, get(answer(503)), POLL_DONE], WAIT, **{**DONE, "gets": 4, "options": {
            **QUICK, "poll_failures_max": 2}}),
    case("no connection to poll on", [], WAIT, posts=0, gets=0, status="transport", charge="accepted",
         options={**QUICK, "poll_failures_max": 2, "base_url": "http://127.0.0.1:{unused}/api/v1"},
         exactly=["start", "poll_error", "poll_error", "error"], message=["skillsvideo wait gen_1"]),
]

REFUSED_POLLS = [
    ends("poll 400", "validation", answer(400, {"message": "bad id"}), http=400),
    ends("poll 401", "auth", answer(401, {"message": "no key"}), http=401, message=["no key",
         "skillsvideo wait gen_1"]),
    ends("poll 402", "insufficient_credits", answer(402), http=402),
    ends("poll 403", "forbidden", answer(403, {"message": "not yours"}), http=403),
    ends("poll 410", "not_found", answer(410), http=410),
    ends("poll 422", "validation", answer(422, refused("X", "bad id")), http=422),
    # Another poll would bring the same.
    ends("poll over the limit", "protocol", answer(200, b" " * 5000 + done()),
         options={"body_bytes_max": 1024},
         message=["Raise the option body_bytes_max", "gen_1"]),
    ends("poll 501", "unknown", answer(501), http=501),
    *(ends(f"poll {status} to another host", "protocol", answer(status, b"", ELSEWHERE), http=status,
         message=["redirects (HTTP %d) to http://127.0.0.1;" % status])
      for status in (301, 308)),
    case("poll 401 after a create", [stream(QUEUED), get(answer(401, {"message": "no key"}))], GENERATE,
         gets=1, status="auth", charge="accepted", message=["skillsvideo wait gen_1"], events=[
             "accepted", "poll_error", "fallback_polling_end", "error"]),
]

POLL_CASES = ORDINARY + LOST_POLLS + REFUSED_POLLS
