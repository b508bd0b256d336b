"""The doctor: every cause is named, with what to do about it, and nothing is sent that could cost something
or tell the key."""

import json
import socket

from harness import KEY, Sandbox, check
from platforms import Simulator


def findings(box, *words, expect):
    run = box.run("doctor", "--json", *words).expect(expect)
    records = [json.loads(line) for line in run.stdout.splitlines()]
    check(all(record["v"] == 1 for record in records) and records[-1]["event"] == "doctor", run)
    found = {record["name"]: record for record in records[:-1]}
    failed = [name for name, record in found.items() if record["state"] == "failure"]
    check(records[-1]["ok"] == (not failed) and records[-1]["failures"] == len(failed), run)
    check(all(found[name]["message"] for name in found), run)
    return found, failed


def test_all_well():
    with Sandbox() as box, Simulator() as platform:
        box.use(platform)
        found, failed = findings(box, expect=0)
        check(failed == [] and found["connection"]["state"] == "ok" and found["account"]["state"] == "ok",
              found)
        check(found["address"]["message"] == f"{platform.base_url}, from SKILLS_VIDEO_BASE_URL", found)
        log = platform.log()
        check(log["creations"]["total"] == 0 and not log["key_leaks"], log)
        check(not list(box.folder.iterdir()), "it left something behind")
        text = box.run("doctor").expect(0).stdout
        check("FAIL" not in text and all(line[:4] in ("ok  ", "note") for line in text.splitlines()), text)


def test_nothing_is_sent_offline():
    with Sandbox() as box, Simulator() as platform:
        box.use(platform)
        found, _ = findings(box, "--offline", expect=0)
        check("connection" not in found and platform.log()["requests_total"] == 0, found)


def test_no_key():
    with Sandbox() as box, Simulator() as platform:
        box.use(platform)
        del box.env["SKILLS_VIDEO_API_KEY"]
        found, failed = findings(box, expect=1)
        check(failed == ["key"] and "skillsvideo key" in found["key"]["remedy"], found)
        check(found["connection"]["state"] == "ok" and "account" not in found, found)


def test_key_not_accepted():
    with Sandbox() as box, Simulator() as platform:
        box.use(platform)
        box.env["SKILLS_VIDEO_API_KEY"] = KEY + "-no"
        found, failed = findings(box, expect=1)
        check(failed == ["account"] and "SKILLS_VIDEO_API_KEY" in found["account"]["message"], found)


def test_nobody_answers():
    with Sandbox() as box, socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        box.env |= {"SKILLS_VIDEO_API_KEY": KEY,
                    "SKILLS_VIDEO_BASE_URL": f"http://127.0.0.1:{closed.getsockname()[1]}/api/v1"}
        found, failed = findings(box, expect=1)
        check(failed == ["connection"] and found["connection"]["remedy"], found)
        check("paid" not in found["connection"]["message"], found)


def test_bad_surroundings():
    with Sandbox() as box:
        box.env |= {"SKILLS_VIDEO_API_KEY": KEY, "SKILLS_VIDEO_BASE_URL": "http://example.com",
                    "SSL_CERT_FILE": "/nowhere.pem",
                    "https_proxy": "http://me:hidden@proxy.example:3128",
                    "SKILLS_VIDEO_CATALOGUE": "/nowhere"}
        found, failed = findings(box, expect=1)
        check(failed == ["address", "certificates"], failed)
        check("hidden" not in json.dumps(found)
              and "http://***@proxy.example:3128" in found["proxy"]["message"], found["proxy"])
        check(found["catalogue"]["state"] == "note" and "/nowhere.pem" in found["certificates"]["message"],
              found)
        run = box.run("doctor", "--quiet").expect(1)
        check([line[:4] for line in run.stdout.splitlines() if line[0] != " "] == ["FAIL", "FAIL"], run)
