"""doctor --live reports what a platform does, however it lies. It buys nothing, and its report has nothing
private."""

import functools
import gzip
import json
import random
import signal
import socket

from harness import KEY, Sandbox, check, finish
from lying import PATHS, Lying, always, endless, head, honest, on_credits, on_ids, whole, with_lines
from platforms import Recorder, Simulator

PAID = 14
SECRETS = [KEY, KEY.lower(), KEY[:10], KEY[-10:], "123456", "session-private", "person@example.com",
           "usr_8812345"]
SHORT = ["--timeout", "0.4"]
PAGE = whole(404, b"<!doctype html><title>Not found</title>", content_type="text/html; charset=utf-8")

# name: (answer, words, exit status, verdicts that must be seen, texts that some evidence has)
CASES = {
    "honest": (
        honest, [], 0,
        {"http_version": "confirmed", "no_redirect": "confirmed", "whole_answers": "confirmed",
         "key_accepted": "confirmed", "wrong_key": "confirmed", "json_type": "confirmed",
         "content_coding": "confirmed", "balance": "confirmed", "unknown_id": "confirmed",
         "error_shape": "confirmed", "error_code": "confirmed", "unknown_path": "confirmed",
         "no_cookies": "confirmed",
         "gateway": "not_seen", "retry_after": "not_seen", "rate_limit": "not_seen", "request_id": "not_seen",
         "idempotency_header": "not_seen", "https": "not_seen"},
        ["shape {credits: number} (1)", "401 {error, message} (2); 404 {error, code, message} (3, 4, 5)"]),
    "wrong content type": (
        lambda path, has_key: honest(path, has_key).replace(b"application/json", b"text/plain"), [], 1,
        {"json_type": "refuted", "balance": "confirmed", "unknown_path": "refuted"}, ["text/plain for JSON"]),
    "HTML for all": (always(PAGE), [], 1, {
        "key_accepted": "refuted", "wrong_key": "refuted", "error_shape": "refuted",
        "unknown_id": "confirmed",
        "unknown_path": "refuted", "error_code": "not_seen", "balance": "not_seen"},
                     ["404 HTML", "404 text/html"]),
    "HTML called JSON": (
        on_ids(PAGE.replace(b"text/html; charset=utf-8", b"application/json")), [], 1,
        {"json_type": "refuted", "error_shape": "refuted"}, ["but the body is not JSON", "404 not JSON"]),
    "200 for an unknown id": (
        on_ids(whole(200, {"id": "gen_0000000000000000", "status": "COMPLETED", "data": {}, "usage": {}})),
        [], 1, {"unknown_id": "refuted", "error_shape": "confirmed"}, ["200 (3, 4, 5)"]),
    "500 for an unknown id": (
        on_ids(whole(500, {"message": "oops"})), [], 1,
        {"unknown_id": "refuted", "error_shape": "confirmed"}, ["500 {message} (3, 4, 5)"]),
    "400 for an unknown id": (
        on_ids(whole(400, {"detail": "bad"})), [], 1,
        {"unknown_id": "refuted", "error_shape": "refuted"}, ["other: {detail: text}"]),
    "nested error": (
        on_ids(whole(404, {"error": {"message": "no"}})), [], 1,
        {"error_shape": "refuted", "unknown_id": "confirmed"}, ["other: {error: {message: text}}"]),
    "sentence as error": (
        on_ids(whole(404, {"error": "there is none", "message": "no"})), [], 0,
        {"error_shape": "confirmed"}, ["401 UNAUTHORIZED (2)"]),
    "any key is good": (lambda path, has_key: honest(path, True), [], 1, {"wrong_key": "refuted"},
                        ["200 (2)"]),
    "key refused": (
        lambda path, has_key: honest(path, False), [], 1,
        {"key_accepted": "refuted", "unknown_id": "not_seen"}, ["401"]),
    "gzip": (
        on_credits(whole(200, gzip.compress(b'{"credits":123456}'), "Content-Encoding: gzip")), [], 0,
        {"content_coding": "confirmed", "balance": "confirmed", "json_type": "confirmed"}, ["gzip (1)"]),
    "brotli that was not asked for": (
        on_credits(whole(200, b"\x0b\x02\x80{\"a\":1}\x03", "Content-Encoding: br")), [], 1,
        {"content_coding": "refuted"}, ["br (1)"]),
    "a balance of no number": (
        on_credits(whole(200, {"plan": "pro", "person@example.com": 1, "usr_8812345": {"a": [None, True]}})),
        [], 1, {"balance": "refuted"}, ["shape {plan: text, (not shown): number, (not shown): {a: [null]}}"]),
    "a list": (on_credits(whole(200, [1, 2])), [], 1, {"balance": "refuted"}, []),
    "empty": (on_credits(whole(204, b"", content_type="")), [], 0,
              {"key_accepted": "not_seen", "balance": "not_seen"}, ["204 (1)"]),
    "cookies": (
        with_lines("Set-Cookie: sid=session-private; Path=/", "Set-Cookie: b=2"), [], 1,
        {"no_cookies": "refuted"}, ["set-cookie (1, 2, 3, 4, 5, 6)"]),
    "a gateway that limits": (
        always(whole(429, {"code": "RATE_LIMITED", "message": "slow"}, "Retry-After: 3600",
                     "X-RateLimit-Limit: 5",
                     "CF-RAY: 8-usr_8812345", "Server: cloudflare", "Via: 1.1 usr_8812345.example",
                     "X-Idempotency-Replayed: false")),
        [], 0,
        {"retry_after": "confirmed", "rate_limit": "confirmed", "request_id": "confirmed",
         "idempotency_header": "confirmed", "gateway": "confirmed", "unknown_id": "not_seen",
         "key_accepted": "not_seen", "unknown_path": "not_seen"},
        ["Cloudflare, server: cloudflare (1, 2, 3, 4, 5, 6)", "x-ratelimit-limit", "cf-ray"]),
    "HTTP/1.0": (
        always(whole(404, {"message": "no"}, version="1.0")), [], 1,
        {"http_version": "refuted"}, ["HTTP/1.0"]),
    "the key everywhere": (
        always(whole(404, {"code": KEY[:12].upper(), "message": KEY, KEY: KEY, KEY[4:]: 1, "error": KEY},
                     f"Server: {KEY}", f"{KEY}: 1", f"X-RateLimit-{KEY[3:]}: 1", f"Content-Encoding: {KEY}",
                     f"Set-Cookie: {KEY}", f"Location: /{KEY}", content_type=f"text/{KEY}")),
        [], 1,
        {"content_coding": "refuted"}, ["(not shown)"]),
    "ill-formed bytes": (
        always(whole(404, b'{"code":"\xff\xfe","message":"\xc3("}', b"X-Bad: \xff\xfe\x01\x1b[31m",
                     b"Server: \x80\x80",
                     content_type="\udcff".encode("utf-8", "surrogateescape").decode("latin-1"))),
        [], 1, {"unknown_id": "confirmed"}, []),
    "a long body": (
        on_credits(whole(200, b'{"credits":1,"more":"' + b"x" * 200_000 + b'"}')), [], 0,
        {"balance": "confirmed"}, ["shape {credits: number, more: text}"]),
    "a body over the limit": (on_credits(whole(200, b'{"credits":1,"more":"' + b"x" * 2_000_000 + b'"}')), [],
                              1, {"whole_answers": "refuted", "balance": "not_seen"}, ["over a limit (1)"]),
    "deep": (on_credits(whole(200, b'{"a":' * 5000 + b"1" + b"}" * 5000)), [], 1, {"balance": "refuted"}, []),
    "cut": (on_credits(head(200, "Content-Type: application/json", "Content-Length: 99") + b'{"credits":1'),
            [], 1, {"whole_answers": "refuted", "balance": "not_seen"}, []),
    "a body that stalls": (
        always([head(404, "Content-Length: 99", "Content-Type: application/json"), b"{", None]), SHORT, 1,
        {"whole_answers": "refuted", "error_shape": "not_seen"}, ["no answer in time (1, 2, 3, 4, 5, 6)"]),
    "a body without end": (
        endless(head(200, "Content-Type: application/json"), b" "), SHORT, 1,
        {"whole_answers": "refuted"}, []),
    "endless headers": (
        endless(b"HTTP/1.1 200 OK\r\n", b"X-A: " + b"a" * 999 + b"\r\n"), [], 12,
        {"whole_answers": "not_seen"}, []),
    "endless small headers": (
        endless(b"HTTP/1.1 200 OK\r\n", b"a:\r\n" * 999), [], 12,
        {"whole_answers": "not_seen"}, []),
    "many headers": (
        with_lines(*(f"X-N{'abcdefghij'[n % 10] * (n // 10 + 1)}: 1" for n in range(400)), "Set-Cookie: a=b"),
        [], 0,
        {"balance": "confirmed", "json_type": "not_seen", "no_cookies": "not_seen",
         "unknown_path": "not_seen"},
        ["more headers than are looked at"]),
    "endless interim answers": (
        endless(b"", b"HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n" * 99), [], 12,
        {"http_version": "not_seen"}, []),
    "silence": (always(None), SHORT, 12, {"key_accepted": "not_seen", "http_version": "not_seen"},
                ["no answer"]),
    "closed": (always(b""), [], 12, {"key_accepted": "not_seen"}, []),
    "no HTTP": (always(b"\x00\x01SSH-2.0-OpenSSH\r\n\r\n"), [], 12, {"key_accepted": "not_seen"}, []),
}


def reported(run):
    (record,) = [json.loads(line) for line in run.stdout.splitlines()]
    check(record["event"] == "live_report" and record["v"] == 1, run)
    found = {each["name"]: each for each in record["assumptions"]}
    for verdict in ("confirmed", "refuted", "not_seen"):
        check(record[verdict] == sum(each["verdict"] == verdict for each in found.values()), record)
    check(sum(each["needs_payment"] and each["verdict"] == "not_seen" for each in found.values()) == PAID,
          record)
    return record, found


def clean(text):
    for secret in SECRETS:
        check(secret.lower() not in text.lower(), f"{secret} is in {text}")


def only_gets(platform):
    check(not platform.bodies, "a POST was sent")
    check(platform.paths == [f"/api/v1{path}" for path in PATHS[:len(platform.paths)]], platform.paths)


def tell(name):
    answer, words, status, verdicts, texts = CASES[name]
    with Sandbox() as box, Lying(answer) as platform:
        box.use(platform)
        run = box.run("doctor", "--live", "--json", *words).expect(status)
        record, found = reported(run)
        only_gets(platform)
        seen = {each: found[each]["verdict"] for each in verdicts}
        check(seen == verdicts, f"{name}: {seen}; {record}")
        evidence = " | ".join(each["evidence"] for each in found.values())
        for text in texts:
            check(text in evidence, f"{name}: {text!r} is not in {evidence}")
        check(record["ok"] == (status == 0), record)
        clean(run.stdout + run.stderr)


TESTS = {name: functools.partial(tell, name) for name in CASES}


def test_no_redirect_is_followed():
    with Sandbox() as box, Recorder() as elsewhere:
        with Lying(always(whole(302, b"", f"Location: {elsewhere.base_url}/credits"))) as platform:
            box.use(platform)
            _, found = reported(box.run("doctor", "--live", "--json").expect(1))
            only_gets(platform)
            seen = found["no_redirect"]
            check(seen["verdict"] == "refuted" and "302, not followed" in seen["evidence"], found)
            check(elsewhere.paths == [], "a redirect was followed")


def test_random_answers():
    """Bytes changed at random: it always ends with a whole report."""
    for seed in range(12):
        chance = random.Random(seed)

        def answer(path, has_key, chance=chance):
            made = bytearray(with_lines("Server: x", "Set-Cookie: a=b", "Retry-After: 1")(path, has_key))
            for _ in range(chance.randrange(1, 12)):
                made[chance.randrange(len(made))] = chance.randrange(256)
            return bytes(made[:chance.randrange(len(made) // 2, len(made) + 1)])

        with Sandbox() as box, Lying(answer) as platform:
            box.use(platform)
            run = box.run("doctor", "--live", "--json", *SHORT)
            check(run.exit_status in (0, 1, 12), f"seed {seed}: {run.exit_status}")
            reported(run)
            only_gets(platform)
            text = box.run("doctor", "--live", *SHORT).stdout
            check(all(ord(char) >= 32 or char == "\n" for char in text), f"seed {seed}: {text!r}")


def test_says_first_what_it_does():
    with Sandbox() as box, Lying(honest) as platform:
        box.use(platform)
        run = box.run("doctor", "--live").expect(0)
        lines = run.stdout.splitlines()
        check("buys nothing" in lines[0] and platform.base_url in lines[1], run)
        check([line.split()[2] for line in lines[2:8]] == PATHS, run)
        check("13 confirmed, 0 refuted, 20 not seen" in lines and "Linux" in run.stdout, run)
        clean(run.stdout)
        check("buys nothing" in box.run("doctor", "--live", "--json").expect(0).stderr,
              "a program is not warned")
        check(box.run("doctor", "--live", "--json", "--quiet").expect(0).stderr == "", "it is not quiet")


def test_simulator():
    with Sandbox() as box, Simulator() as platform:
        box.use(platform)
        _, found = reported(box.run("doctor", "--live", "--json").expect(0))
        check(found["balance"]["verdict"] == found["unknown_id"]["verdict"] == "confirmed", found)
        log = platform.log()
        check(log["creations"]["total"] == 0 and not log["key_leaks"], log)
        sent = [(each["method"], each["path"]) for each in log["requests"]]
        check(sent == [("GET", f"/api/v1{path}") for path in PATHS], log)


def test_report_to_a_file():
    with Sandbox() as box, Lying(honest) as platform:
        box.use(platform)
        run = box.run("doctor", "--live", "--report", "report.txt").expect(0)
        check("The report is in report.txt" in run.stdout, run)
        text = (box.folder / "report.txt").read_text()
        check("confirmed  balance" in text and "needs" not in text.splitlines()[0], text)
        clean(text)
        again = box.run("doctor", "--live", "--report", "report.txt").expect(13)
        check("is there already" in again.stderr and len(platform.paths) == 6, again)
        check((box.folder / "report.txt").read_text() == text, "the first report is gone")
        run = box.run("doctor", "--live", "--json", "--report", "report.json").expect(0)
        check(json.loads(run.stdout)["event"] == "report_written", run)
        check(json.loads((box.folder / "report.json").read_text())["ok"], run)
        box.run("doctor", "--live", "--report", "no/where").expect(13)
        check(len(platform.paths) == 12, "something was sent before the file was there")


def test_interrupted():
    with Sandbox() as box, Lying(always(None)) as platform:
        box.use(platform)
        process = box.start("doctor", "--live", "--report", "report.txt")
        check(platform.asked.wait(30), "no request came")
        process.send_signal(signal.SIGINT)
        finish(process).expect(130)
        check(box.files() == {}, "an empty report stays")


def test_refused():
    with Sandbox() as box, socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        box.env["SKILLS_VIDEO_BASE_URL"] = f"http://127.0.0.1:{closed.getsockname()[1]}/api/v1"
        check("skillsvideo: SKILLS_VIDEO_API_KEY is not set" in box.run("doctor", "--live").expect(1).stderr,
              "no key")
        box.env["SKILLS_VIDEO_API_KEY"] = KEY
        for words in (["--offline"], ["--report", ""]):
            box.run("doctor", "--live", *words).expect(1)
        box.run("doctor", "--report", "a").expect(1)
        box.run("doctor", "--live", "--base-url", "http://example.com/api/v1").expect(1)
        _, found = reported(box.run("doctor", "--live", "--json").expect(12))
        check(found["https"]["verdict"] == "not_seen", found)
