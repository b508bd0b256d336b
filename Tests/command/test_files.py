"""Saved files: nothing is ever lost or replaced, and the way back to what is missing is shown."""

import json
import os
import subprocess

from gallery import Gallery, save
from harness import Sandbox, check, finish
from platforms import Recorder, Simulator


def test_two_commands_at_once():
    """Both want the same name; both keep their file."""
    with Sandbox() as box, Simulator("--latency-ms", "300") as platform:
        box.use(platform)
        words = ["generate", "google/nano-banana-pro", "prompt=fox", "n=4", "image_size=64x64", "--save",
                 "out"]
        processes = [box.start(*words, stderr=subprocess.DEVNULL) for _ in range(3)]
        said = "".join(finish(process).expect(0).stdout for process in processes)
        files = box.files()
        check(len(files) == 12 and set(files.values()) == {"png"}, f"{files}")
        check(sorted(line.split()[1] for line in said.splitlines() if line.startswith("saved "))
              == sorted(files), said)


def words_of(command):
    """A command's words, as a shell reads them."""
    done = subprocess.run(["sh", "-c", f"printf '%s\\0' {command}"], capture_output=True, text=True,
                          check=True)
    return done.stdout.split("\0")[:-1]


def test_the_way_back_can_be_pasted():
    """The printed command is one that a shell takes, whatever the folder and the id are called."""
    folders = ["it's here", "'", "''", "a'b'c", "$(id)", "`id`", "two  words", "a;b", "a\\b", "*", "~", "#x",
               "größe", 'say "hi"', "!!"]
    names = ["it's", "$HOME", "a b", "a'; id; '"]
    cases = [(folder, "gen_00000000000000aa") for folder in folders] + [("out", name) for name in names]
    for folder, generation_id in cases:
        with Sandbox() as box, Gallery({"url": "/a.png"}) as platform:
            platform.generation_id = generation_id
            box.use(platform)
            run = box.run("generate", "google/nano-banana-pro", "prompt=fox", "--save", folder).expect(0)
            [line] = [line for line in run.stderr.splitlines() if "if this is interrupted: " in line]
            words = words_of(line.partition("if this is interrupted: ")[2])
            wanted = ["skillsvideo", "wait", generation_id, "--save", folder]
            check(words == wanted, f"{folder!r} {generation_id!r}: {words}")


class Partial(Gallery):
    """The second of its files is not to be had."""

    def get(self, handler):
        if handler.path == "/2.png":
            return self.answer(handler, 404, b"gone", "text/plain")
        return super().get(handler)


def test_one_of_several_fails():
    """The others are saved, and the way to the missing one is shown."""
    with Sandbox() as box, Partial({"url": "/1.png"}, {"url": "/2.png"}, {"url": "/3.png"}) as platform:
        box.use(platform)
        run = box.run("generate", "google/nano-banana-pro", "prompt=fox", "--save", "out").expect(13)
        check(sorted(box.files()) == ["out/fox-1.png", "out/fox-3.png"], f"{box.files()}")
        check("/2.png failed: " in run.stderr, f"{run}")
        way = "Fetch its files again, at no cost, with: skillsvideo wait gen_00000000000000aa --save out"
        check(f"is paid, but 1 file was not saved. {way}" in run.stderr, f"{run}")
        check("used 1 credit\n" in run.stdout, f"{run}")


def test_nothing_to_save():
    with Sandbox() as box, Recorder() as platform:
        box.use(platform)
        run = box.run("generate", "google/nano-banana-pro", "prompt=fox", "--save", "out").expect(13)
        check("is paid, but its answer names no file" in run.stderr, f"{run}")
        check("at no cost, with: skillsvideo wait gen_00000000000000aa --save out\n" in run.stderr, f"{run}")
        run = box.run("generate", "google/nano-banana-pro", "prompt=fox", "--save", "out",
                      "--json").expect(13)
        last = json.loads(run.stdout.splitlines()[-1])
        check(last["event"] == "error" and last["error"] == "file" and last["charge_state"] == "accepted",
              f"{last}")
        check(last["generation_id"] in last["remedy"] and last["remedy"] in last["message"], f"{last}")
        # Without --save nothing has failed, but the next step is printed.
        run = box.run("generate", "google/nano-banana-pro", "prompt=fox").expect(0)
        check("skillsvideo wait gen_00000000000000aa --save DIR\n" in run.stderr, f"{run}")


def test_more_files_than_are_fetched_at_once():
    with Sandbox() as box, Gallery(*({"url": f"/{number}.png"} for number in range(11))) as platform:
        box.use(platform)
        run = save(box, "prompt=fox")
        check(len(box.files()) == 11, f"{box.files()}")
        order = [line.split()[1] for line in run.stdout.splitlines() if line.startswith("saved ")]
        check(order == [f"out/fox-{number + 1}.png" for number in range(11)], f"{order}")


def test_hostile_words_of_the_platform():
    """Text of the platform cannot move the cursor or forge a line."""

    class Hostile(Recorder):
        def create(self, handler):
            failed = self.result(status="FAILED", code="X\x1b[2J",
                                 message="bad\x1b]0;title\x07\r\u202eword\nsaved")
            self.stream(handler, failed)

    with Sandbox() as box, Hostile() as platform:
        box.use(platform)
        run = box.run("generate", "google/nano-banana-pro", "prompt=fox").expect(10)
        for control in "\x1b\x07\r\u202e":
            check(control not in run.stderr, f"{run.stderr!r}")
        check("\nsaved" not in run.stderr, f"{run.stderr!r}")


def test_the_key_stays_with_the_platform():
    with Sandbox() as box, Simulator("--latency-ms", "20") as platform:
        box.use(platform)
        save(box, "prompt=fox")
        log = platform.log()
        check(len(log["downloads"]) == 1 and log["key_leaks"] == [], f"{log['downloads']}")


def test_unwritable_folder():
    """Found out before anything is bought."""
    if os.geteuid() == 0:
        return
    with Sandbox() as box, Recorder() as platform:
        box.use(platform)
        (box.folder / "out").mkdir(mode=0o500)
        box.run("generate", "google/nano-banana-pro", "prompt=fox", "--save", "out").expect(13)
        check(not platform.bodies, "it was bought")
