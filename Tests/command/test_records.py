"""--json: records of the engine, one a line, flushed as they come, and nothing else on standard output."""

import functools
import json
import os
import resource

from harness import KEY, Sandbox, check, finish, normal
from platforms import Simulator

GENERATE = ["generate", "google/nano-banana-pro", "prompt=a red fox", "image_size=64x64", "--check", "off"]
QUICK = ["--simulate", "--simulator-option", "latency-ms=60"]


def records(text):
    """Every line has to be an object of the schema."""
    found = [json.loads(line) for line in text.splitlines()]
    for record in found:
        check(record["v"] == 1 and record["event"], f"not a record: {record}")
    return found


def names(found):
    return [record["event"] for record in found]


def test_generate():
    with Sandbox() as box:
        run = box.run(*GENERATE, *QUICK, "--json").expect(0)
        found = records(run.stdout)
        check(names(found)[:3] == ["start", "sse_open", "accepted"], f"begins {names(found)[:3]}")
        last = found[-1]
        check(last["event"] == "terminal" and last["ok"] is True, f"ends {last}")
        check(last["generation_id"] == found[2]["generation_id"], "two ids")
        check(len(last["outputs"]) == 1 and last["usage"]["total"] == 10, f"{last}")
        check(run.stderr == "", f"stderr {run.stderr}")


def test_save():
    with Sandbox() as box:
        found = records(box.run(*GENERATE, "n=2", *QUICK, "--json", "--save", "out").expect(0).stdout)
        saved = [record for record in found if record["event"] == "downloaded"]
        check(sorted(record["tag"] for record in saved) == [1, 2], f"{saved}")
        for record in saved:
            path = box.folder / record["path"]
            check(path.stat().st_size == record["size"], f"size of {record}")
        check(sorted(box.files().values()) == ["png", "png"], f"{box.files()}")


def test_failure():
    with Sandbox() as box:
        run = box.run(*GENERATE, *QUICK, "--json", "--fault", "status=402").expect(20)
        last = records(run.stdout)[-1]
        check(last["event"] == "error" and last["error"] == "insufficient_credits", f"{last}")
        check(last["charge_state"] == "rejected", f"{last}")
        check(run.stderr.startswith("skillsvideo: "), "standard error has the message too")


def test_each_line_is_flushed():
    """The id is there for a reader long before the generation has ended."""
    with Sandbox() as box, Simulator("--latency-ms", "60000") as platform:
        box.use(platform)
        process = box.start(*GENERATE, "--json")
        for line in process.stdout:
            if json.loads(line)["event"] == "accepted":
                break
        check(process.poll() is None, "it ended")
        process.terminate()
        finish(process).expect(143)


def test_stream_order():
    """After a lost stream the polls follow it, and the end of polling comes before the end."""
    with Sandbox() as box:
        words = ["--json", "--fault", "end-after=1", "--option", "poll_interval_ms=20"]
        run = box.run(*GENERATE, *QUICK, *words).expect(0)
        order = [name for name in names(records(run.stdout)) if name != "poll"]
        expected = ["start", "sse_open", "accepted", "sse_event", "sse_stream_ended",
                    "fallback_polling_start"]
        expected += ["fallback_polling_end", "terminal"]
        check(order == expected, f"{order}")


def test_trace_goes_to_stderr():
    with Sandbox() as box, Simulator("--latency-ms", "60") as platform:
        box.use(platform)
        run = box.run(*GENERATE, "--json", "--verbose").expect(0)
        check("trace" not in names(records(run.stdout)), "a trace record among the others")
        check("trace: " in run.stderr, f"no trace: {run}")


def test_key_record():
    with Sandbox() as box:
        box.env["SKILLS_VIDEO_API_KEY"] = KEY
        (record,) = records(box.run("key", "--json").expect(0).stdout)
        check(record["ok"] is True and record["env_var"] == "SKILLS_VIDEO_API_KEY", f"{record}")


def test_key_with_line_end():
    """Such a key would smuggle a header; it is refused, and not shown."""
    with Sandbox() as box:
        box.env["SKILLS_VIDEO_API_KEY"] = KEY + "\nX-Smuggled: 1"
        for words in (["key"], ["key", "--json"], ["credits"], GENERATE):
            run = box.run(*words).expect(1)
            check("Smuggled" not in run.stdout + run.stderr, "part of the key is shown")


def test_credits_json_matches_human():
    with Sandbox() as box, Simulator() as platform:
        box.use(platform)
        last = records(box.run("credits", "--json").expect(0).stdout)[-1]
        lines = dict(line.split(" ") for line in box.run("credits").expect(0).stdout.splitlines())
        check({name: str(value) for name, value in last["response"].items()} == lines, f"{last} {lines}")


def test_closed_descriptors():
    """What is opened later must not take the number of a stream that the caller has closed."""
    for closed in (0, 1, 2):
        with Sandbox() as box:
            close = functools.partial(os.close, closed)
            run = finish(box.start(*GENERATE, *QUICK, "--save", "out", preexec_fn=close, stdin=None)).expect(
                0)
            check(list(box.files()) == ["out/a-red-fox-1.png"], f"{closed}: {box.files()}")
            check(closed == 1 or normal(run.stdout).startswith("id gen_ID\n"), f"{closed}: {run}")
            check(closed == 2 or "accepted" in run.stderr, f"{closed}: {run}")


def test_without_a_descriptor():
    """The system's reason, and what to do."""
    with Sandbox() as box:
        box.env["SKILLS_VIDEO_API_KEY"] = KEY
        few = functools.partial(resource.setrlimit, resource.RLIMIT_NOFILE, (4, 4))
        said = finish(box.start("credits", preexec_fn=few)).expect(12)
        check("nothing was sent: Too many open files. Close descriptors" in said.stderr, said)
        check("(ulimit -n)" in said.stderr, said)
