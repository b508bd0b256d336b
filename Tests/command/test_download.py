"""One file by its address: without the key, whole or not at all, and never over another."""

import json
import urllib.request

import small_disk
from harness import COMMAND, KEY, Sandbox, Skip, check
from platforms import Simulator


def address(box):
    """The address of a picture that was just made."""
    run = box.run("generate", "google/nano-banana-pro", "prompt=fox", "image_size=64x64", "--quiet").expect(0)
    return run.stdout.split("url ")[1].split("\n")[0]


def with_picture(test):
    with Sandbox() as box, Simulator("--latency-ms", "30") as platform:
        box.use(platform)
        url = address(box)
        # What is shown next needs no key.
        del box.env["SKILLS_VIDEO_API_KEY"]
        test(box, url, platform)


def test_named_after_the_address():
    def steps(box, url, platform):
        run = box.run("download", url).expect(0)
        check(run.stdout.startswith("saved 0.png ("), run)
        run = box.run("download", url).expect(0)
        check(run.stdout.startswith("saved 0-2.png ("), run)
        run = box.run("download", url, "--save", "new/folder").expect(0)
        check(run.stdout.startswith("saved new/folder/0.png ("), run)
        check(box.files() == {"0.png": "png", "0-2.png": "png", "new/folder/0.png": "png"}, box.files())
        with urllib.request.urlopen(url, timeout=10) as answer:
            check((box.folder / "0.png").read_bytes() == answer.read(), "the bytes differ")
        check(KEY not in json.dumps(platform.log()["downloads"]) and not platform.log()["key_leaks"],
              "the key was sent")
    with_picture(steps)


def test_named_file():
    def steps(box, url, _platform):
        box.run("download", url, "-o", "fox.png").expect(0)
        run = box.run("download", url, "--output", "fox.png").expect(13)
        check("fox.png" in run.stderr, run)
        (box.folder / "fox.png").write_text("old")
        box.run("download", url, "--output", "fox.png", "--overwrite").expect(0)
        check(box.files() == {"fox.png": "png"}, box.files())
        box.run("download", url, "--output", "nowhere/fox.png").expect(13)
    with_picture(steps)


def test_records():
    def steps(box, url, _platform):
        run = box.run("download", url, "--json").expect(0)
        records = [json.loads(line) for line in run.stdout.splitlines()]
        check(records[0]["event"] == "start" and records[-1]["event"] == "downloaded", run)
        check(records[-1]["path"] == "0.png" and not run.stderr, run)
    with_picture(steps)


def test_option_of_jobs():
    """An option that only jobs have works with each command, and replaces the announced type."""
    def steps(box, url, _platform):
        run = box.run("download", url, "--option", "expected_type=video/mp4").expect(12)
        check("the expected type is video/mp4" in run.stderr and not box.files(), run)
        check("set the option expected_type" in run.stderr, run)
        box.run("download", url, "--option", "expected_type=image/png").expect(0)
    with_picture(steps)
    with Sandbox() as box, Simulator("--latency-ms", "30") as platform:
        box.use(platform)
        address(box)
        words = ["wait", platform.log()["jobs"][0]["id"], "--save", "out"]
        run = box.run(*words, "--option", "expected_type=audio/wav").expect(13)
        check("the expected type is audio/wav" in run.stderr, run)
        run = box.run(*words, "--option", "expected_type=" + "a" * 256).expect(1)
        check("expected_type" in run.stderr, run)


def test_not_there():
    def steps(box, url, _platform):
        run = box.run("download", url + "x").expect(23)
        check(not run.stdout and run.stderr.startswith("skillsvideo: "), run)
        check(not box.files(), box.files())
    with_picture(steps)


def on_small_disk(box, *words):
    """Runs the command where `out` is a tmpfs of 16 KiB, and shows what is in there afterwards."""
    script = '"$@"; status=$?; ls -A out; exit $status'
    program, *rest = small_disk.command("out", "size=16k", "sh", "-c", script, "sh", COMMAND, *words)
    return box.run(*rest, program=program)


def test_full_disk():
    """No part of a file is left, and what to do is said: the generation is paid for."""
    obstacle = small_disk.obstacle()
    if obstacle:
        raise Skip(obstacle)
    with Sandbox() as box, Simulator("--latency-ms", "30") as platform:
        box.use(platform)
        box.env["PATH"] += ":/usr/sbin:/sbin"
        (box.folder / "out").mkdir()
        run = on_small_disk(box, "generate", "google/nano-banana-pro", "prompt=fox", "image_size=1024x1024",
                            "--save", "out").expect(13)
        generation_id = platform.log()["jobs"][0]["id"]
        check(run.stdout == f"id {generation_id}\nused 10 credits\n", run)
        check("No space left on device" in run.stderr, run)
        way = f"Fetch its files again, at no cost, with: skillsvideo wait {generation_id} --save out"
        check(f"is paid, but 1 file was not saved. {way}" in run.stderr, run)
        box.run("wait", generation_id, "--save", "out").expect(0)
        check(box.files() == {"out/fox-1.png": "png"}, box.files())
        check(platform.log()["creations"]["total"] == 1, "bought twice")
