"""What is refused before it costs money: the verdict is the same in a dry run, a real run and validate."""

import json

from harness import KEY, Sandbox, check
from platforms import Simulator
from terminals import Terminal

PARTIAL = "google/nano-banana-pro"
CERTAIN = "google/veo-3.1"
# What the simulator refuses as well.
WRONG = (["prompt=x", "resolution=9000p"], ["prompt:=7"], ["seed=1"])
# Model, fields, and the exit statuses in the modes warn, auto and strict.
VERDICTS = [
    (CERTAIN, ["prompt=x"], 0, 0, 0),
    # A misspelt field, also of a model that the catalogue is not sure of.
    (CERTAIN, ["prompt=x", "aspect=16:9"], 0, 22, 22),
    (PARTIAL, ["prompt=x", "aspect=16:9"], 0, 22, 22),
    # A field that is like no other.
    (CERTAIN, ["prompt=x", "zzzzzz=1"], 0, 0, 22),
    (PARTIAL, ["prompt=x", "zzzzzz=1"], 0, 0, 22),
    # A wrong value.
    (CERTAIN, ["prompt=x", "resolution=9000p"], 0, 22, 22),
    (PARTIAL, ["prompt:=7"], 0, 0, 22),
    # A missing field.
    (CERTAIN, ["seed=1"], 0, 22, 22),
    # A blank text is rarely meant. JSON is.
    (CERTAIN, ["prompt="], 22, 22, 22),
    (PARTIAL, ["prompt=  "], 22, 22, 22),
    (CERTAIN, ['prompt:=""'], 0, 0, 22),
    # A model's last part.
    ("veo-3.1", ["prompt=x"], 22, 22, 22),
]


def test_verdicts():
    with Sandbox() as box, Simulator("--latency-ms", "1") as platform:
        box.use(platform)
        for model, fields, *verdicts in VERDICTS:
            for mode, verdict in zip(("warn", "auto", "strict"), verdicts):
                words = [model, *fields, "--check", mode]
                bought = platform.log()["creations"]["total"]
                box.run("generate", *words, "--dry-run").expect(verdict)
                check(platform.log()["creations"]["total"] == bought, (words, "a dry run bought"))
                posted = len(platform.log()["requests"])
                run = box.run("generate", *words, "--quiet")
                check(run.exit_status == (22 if fields in WRONG else verdict), (words, run))
                bought += verdict == 0 and fields not in WRONG
                check(platform.log()["creations"]["total"] == bought, (words, run))
                is_sent = len(platform.log()["requests"]) > posted
                check(is_sent == (verdict == 0), (words, run))
                check(is_sent or "Nothing was sent" in run.stderr, (words, run))
            # validate has no modes: it is auto, and with --strict strict. An unknown model is not found.
            is_model = model != "veo-3.1"
            box.run("validate", model, *fields).expect(verdicts[1] if is_model else 23)
            box.run("validate", model, *fields, "--strict").expect(verdicts[2] if is_model else 23)
            # Without --check the mode is auto.
            box.run("generate", model, *fields, "--dry-run").expect(verdicts[1])


def test_off_compares_nothing():
    """A blank prompt is refused all the same."""
    with Sandbox() as box:
        for fields in (["prompt=x", "aspect=16:9"], ["seed=1"], ['prompt:=""']):
            box.run("generate", CERTAIN, *fields, "--check", "off", "--dry-run").expect(0)
        box.run("generate", CERTAIN, "prompt=", "--check", "off", "--dry-run").expect(22)


def test_files():
    """A file is allowed where a document describes its address, in a dry run and in validate too."""
    with Sandbox() as box:
        (box.folder / "fox.png").write_bytes(b"\x89PNG")
        words = [CERTAIN, "prompt=x", "first_frame_url@=fox.png"]
        run = box.run("generate", *words, "--dry-run").expect(0)
        check('"file_name":"fox.png"' in run.stdout and "\nvalid\n" in run.stdout, run)
        run = box.run("validate", *words).expect(0)
        check(run.stdout == "valid\n", run)
        box.run("generate", CERTAIN, "prompt=x", "first_frame_url@=none.png", "--dry-run").expect(13)
        run = box.run("validate", CERTAIN, "prompt= ", "seed=1").expect(22)
        check(run.stdout == "not valid\nproblem prompt: required, and blank\n", run)


def test_unsure_models_are_told():
    with Sandbox() as box:
        doubt = "the document is not sure of this model"
        run = box.run("validate", PARTIAL, "prompt=x", "zzzzzz=1").expect(0)
        check(run.stdout.startswith("valid, with 1 warning\n"), run)
        check(run.stdout.count(doubt) == 1 and "unknown /zzzzzz" in run.stdout, run)
        run = box.run("validate", PARTIAL, "prompt=x").expect(0)
        check(run.stdout.startswith("valid\n") and run.stdout.count(doubt) == 1, run)
        run = box.run("validate", CERTAIN, "prompt=x").expect(0)
        check(run.stdout == "valid\n", run)
        record = json.loads(box.run("validate", PARTIAL, "prompt=x", "aspect=1", "--json").expect(22).stdout)
        check(record["event"] == "validated" and record["certainty"] == "partial", record)
        check(not record["valid"] and record["only_misspelt"], record)


def test_part_of_a_models_name():
    """The last part of a model's name leads to the whole name, in every command."""
    with Sandbox() as box:
        box.env["SKILLS_VIDEO_API_KEY"] = KEY
        for words in (["inspect", "veo-3.1"], ["validate", "veo-3.1", "prompt=x"],
                      ["generate", "veo-3.1", "prompt=x"], ["generate", "veo-3.1", "prompt=x", "--dry-run"]):
            run = box.run(*words)
            check(run.exit_status in (22, 23), run)
            check("Did you mean google/veo-3.1?" in run.stderr, run)


# What is typed, the exit status, whether it is bought.
ANSWERS = [("\n", 22, 0), ("n\n", 22, 0), ("what\n", 22, 0), ("\x04", 22, 0), ("\x03", 130, 0),
           ("y\n", 0, 1), ("YES\n", 0, 1)]


def test_a_terminal_is_asked():
    for typed, status, bought in ANSWERS:
        with Sandbox() as box, Simulator("--latency-ms", "1") as platform:
            box.use(platform)
            terminal = Terminal()
            words = ["generate", PARTIAL, "prompt=x", "aspect=16:9"]
            process = terminal.start(box, *words, answers=True)
            terminal.wait_for(b"Send it all the same? [y/N] ")
            check(platform.log()["creations"]["total"] == 0, "sent before the answer")
            terminal.type(typed)
            run, seen = terminal.finish(process)
            check(run.exit_status == status, (typed, run, seen))
            check("unknown /aspect; aspect_ratio was probably meant" in seen, seen)
            check(platform.log()["creations"]["total"] == bought, (typed, run, seen))


def test_nobody_is_asked():
    """With --json or --quiet, and without a terminal to read from, there is only the refusal."""
    for more, answers in ([["--json"], True], [["--quiet"], True], [[], False]):
        with Sandbox() as box:
            box.env["SKILLS_VIDEO_API_KEY"] = KEY
            terminal = Terminal()
            words = ["generate", PARTIAL, "prompt=x", "aspect=16:9", *more]
            run, seen = terminal.finish(terminal.start(box, *words, answers=answers))
            check(run.exit_status == 22 and "Send it" not in seen, (run, seen))
