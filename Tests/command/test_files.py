"""Saved files: their names, and that nothing is ever lost or replaced."""

import json
import os
import subprocess

from harness import Sandbox, check, finish
from platforms import Recorder, Simulator

PIXEL = b"\x89PNG\r\n\x1a\n" + bytes(64)


class Gallery(Recorder):
    """Serves files under whatever names and types a test wants."""

    def __init__(self, *files):
        self.files = files

    def result(self, **more):
        host = self.base_url.removesuffix("/api/v1")
        images = [{**file, "url": host + file["url"]} for file in self.files]
        return super().result(data={"images": images}, **more)

    def get(self, handler):
        if handler.path.startswith("/api/"):
            return super().get(handler)
        return self.answer(handler, 200, PIXEL, "image/png")


def save(box, *words):
    return box.run("generate", "google/nano-banana-pro", *words, "--save", "out").expect(0)


def test_names():
    cases = [
        # what the platform says of the file, the prompt, the name
        ({"url": "/a/b.png"}, "fox", "fox-1.png"),
        ({"url": "/a/b.apng"}, "fox", "fox-1.png"),
        ({"url": "/a.png", "file_name": "../../../evil.sh"}, "fox", "fox-1.png"),
        ({"url": "/a.png", "file_name": "evil.png/../x.desktop"}, "fox", "fox-1.png"),
        ({"url": "/a.html", "content_type": "text/html"}, "fox", "fox-1.png"),
        # Where the first bytes show a picture, they decide.
        ({"url": "/a/b.png", "file_name": "x.jpg"}, "fox", "fox-1.png"),
        ({"url": "/a/b.png", "content_type": "image/webp; charset=x"}, "fox", "fox-1.png"),
        ({"url": "/a/b.gif?x=.png#.jpg"}, "fox", "fox-1.png"),
        ({"url": "/a"}, "fox", "fox-1.png"),
        ({"url": "/a.exe", "file_name": "b.sh", "content_type": "image/png"}, "fox", "fox-1.png"),
        ({"url": "/a.png"}, "../../etc/passwd", "etc-passwd-1.png"),
        ({"url": "/a.png"}, "-rf /", "rf-1.png"),
        ({"url": "/a.png"}, ".hidden\n\x1b[2J", "hidden-2j-1.png"),
        ({"url": "/a.png"}, "!!!", "gen_00000000000000aa-1.png"),
        ({"url": "/a.png"}, "A  Red--Fox", "a-red-fox-1.png"),
        ({"url": "/a.png"}, "x" * 300, "x" * 48 + "-1.png"),
        ({"url": "/a.png"}, "狐" * 300, "狐" * 40 + "-1.png"),
        ({"url": "/a.png"}, "e" + "\u0301" * 300, "e" + "\u0301" * 59 + "-1.png"),
    ]
    for described, prompt, name in cases:
        with Sandbox() as box, Gallery(described) as platform:
            box.use(platform)
            save(box, f"prompt={prompt}")
            check(box.files() == {f"out/{name}": "png"}, f"{described}, {prompt!r}: {box.files()}, not {name}")


# First bytes, the address and the type of the platform, the ending.
CONTENTS = [
    (b"RIFF\x40\0\0\0WEBPVP8 ", "/a.png", "image/png", ".webp"),
    (b"\xff\xd8\xff\xe0\0\x10JFIF", "/a.png", None, ".jpg"),
    (b"\xff\xd8\xff\xe0\0\x10JFIF", "/a.jpeg", None, ".jpeg"),
    (b"GIF89a", "/a", "image/png", ".gif"),
    (b"\0\0\0\x20ftypisom", "/a.m4a", "audio/mp4", ".m4a"),
    (b"\0\0\0\x20ftypM4A ", "/a.mp3", "audio/mpeg", ".m4a"),
    (b"\x1a\x45\xdf\xa3", "/a.mkv", "video/x-matroska", ".mkv"),
    (b"OggS", "/a.opus", None, ".opus"),
    # Where they show nothing, the platform's word has to do.
    (b"something new", "/a.png", "image/png", ".png"),
    (b"something new", "/a.exe", None, ""),
]


class Contents(Gallery):
    """Serves one file with the bytes that a test wants, under the type that the platform names."""

    def __init__(self, start, url, content_type):
        described = {"url": url, **({"content_type": content_type} if content_type else {})}
        super().__init__(described)
        self.start, self.content_type = start, content_type or ""

    def get(self, handler):
        if handler.path.startswith("/api/"):
            return super().get(handler)
        return self.answer(handler, 200, self.start + bytes(64), self.content_type)


def test_first_bytes_decide_the_ending():
    for start, url, content_type, ending in CONTENTS:
        with Sandbox() as box, Contents(start, url, content_type) as platform:
            box.use(platform)
            run = save(box, "prompt=fox")
            check(list(box.files()) == [f"out/fox-1{ending}"], f"{start}, {url}: {box.files()}, not {ending!r}")
            check(f"saved out/fox-1{ending} (" in run.stdout, run)
            address = platform.base_url.removesuffix("/api/v1") + url
            run = box.run("download", address, "--save", "one", "--json").expect(0)
            path = json.loads(run.stdout.splitlines()[-1])["path"]
            check(path in box.files() and path.startswith("one/a"), f"{path}, {box.files()}")
            check(content_type is None or path == f"one/a{ending}", f"{path}, not {ending}")


def test_a_right_name_that_is_taken():
    """No other file is replaced, and the records have the name that the file has in the end."""
    with Sandbox() as box, Contents(b"GIF89a", "/a.png", "image/png") as platform:
        box.use(platform)
        (box.folder / "out").mkdir()
        (box.folder / "out/fox-1.gif").write_bytes(b"mine")
        run = save(box, "prompt=fox", "--json")
        last = json.loads(run.stdout.splitlines()[-1])
        seen = [last[name] for name in ("event", "path", "detected_type")]
        check(seen == ["downloaded", "out/fox-1-2.gif", "image/gif"], last)
        check((box.folder / "out/fox-1.gif").read_bytes() == b"mine", "it was replaced")
        check(sorted(box.files()) == ["out/fox-1-2.gif", "out/fox-1.gif"], box.files())
        box.run("download", platform.base_url.removesuffix("/api/v1") + "/a.png", "-o", "own.png").expect(0)
        check("own.png" in box.files(), box.files())


PROGRAMS = [
    b"#!/bin/sh\necho hello\n", b"\x7fELF\x02\x01\x01", b"MZ\x90\0", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe",
]


def test_programs_are_no_results():
    for start in PROGRAMS:
        for url in ["/a.exe", "/a.png"] if start == PROGRAMS[0] else ["/a.exe"]:
            with Sandbox() as box, Contents(start, url, "image/png") as platform:
                box.use(platform)
                run = box.run("generate", "google/nano-banana-pro", "prompt=fox", "--save", "out").expect(13)
                check("a program or a script" in run.stderr, run)
                check("is paid, but 1 file was not saved" in run.stderr, run)
                check(not box.files(), box.files())
                address = platform.base_url.removesuffix("/api/v1") + url
                box.run("download", address).expect(12)
                check(not box.files(), box.files())


HOSTILE = ["../../x", "/etc/cron.d/x", "..\\..\\x", "..", ".", "a/../../b", "x\0/../y", "-rf", "~/x", "%2e%2e%2fx",
           "\u2215x"]


def test_nothing_leaves_the_folder():
    """Hostile ids, prompts, addresses and file names: each file is in the folder that was named."""
    for name in HOSTILE:
        described = {"url": "/o/..%2F..%2Fx.png", "file_name": name + ".png"}
        with Sandbox() as box, Gallery(described) as platform:
            platform.generation_id = name
            box.use(platform)
            words = ["--save", "a/b/out"]
            payload = json.dumps({"prompt": name.replace("\0", "/")})
            box.run("generate", "google/nano-banana-pro", "--payload", payload, *words).expect(0)
            box.run("generate", "google/nano-banana-pro", "image_url=https://a.example", *words).expect(0)
            box.run("download", platform.base_url.removesuffix("/api/v1") + described["url"], *words).expect(0)
            files = list(box.files())
            check(len(files) == 3, f"{name!r}: {files}")
            for path in files:
                folder, _, last = path.rpartition("/")
                check(folder == "a/b/out" and not last.startswith((".", "-")), f"{name!r}: {files}")


def test_name_without_prompt():
    with Sandbox() as box, Gallery({"url": "/a.png"}) as platform:
        box.use(platform)
        save(box, "image_url=https://a.example")
        check(box.files() == {"out/gen_00000000000000aa-1.png": "png"}, f"{box.files()}")


def test_name_of_a_hostile_id():
    """Without a prompt the id names the file: it does not leave the folder, hide, or look like an option."""
    cases = [
        ("../../x", "______x-1.png"), ("/etc/passwd", "_etc_passwd-1.png"), ("..", "__-1.png"),
        (".hidden", "_hidden-1.png"), ("a\\b", "a_b-1.png"), ("-rf", "generation-rf-1.png"),
        ("a b;c", "a_b_c-1.png"), ("a\x1b[2J", "a__2J-1.png"), ("größe", "gr__e-1.png"), ("a:b", "a_b-1.png"),
        ("a\u202eb", "a_b-1.png"), ("x" * 300, "x" * 48 + "-1.png"),
    ]
    for generation_id, name in cases:
        with Sandbox() as box, Gallery({"url": "/a.png"}) as platform:
            platform.generation_id = generation_id
            box.use(platform)
            save(box, "image_url=https://a.example")
            check(box.files() == {f"out/{name}": "png"}, f"{generation_id!r}: {box.files()}, not {name}")


def test_name_from_payload_and_text():
    with Sandbox() as box, Gallery({"url": "/a.png"}) as platform:
        box.use(platform)
        save(box, "--payload", '{"text":"Hello there"}')
        check(box.files() == {"out/hello-there-1.png": "png"}, f"{box.files()}")


def test_wait_takes_the_prompt_of_the_answer():
    with Sandbox() as box, Simulator("--latency-ms", "20") as platform:
        box.use(platform)
        said = box.run("generate", "google/nano-banana-pro", "prompt=A red fox").expect(0).stdout
        generation_id = said.split()[1]
        for _ in range(2):
            box.run("wait", generation_id, "--save", "out").expect(0)
        check(list(box.files()) == ["out/a-red-fox-1-2.png", "out/a-red-fox-1.png"], f"{box.files()}")


def test_two_commands_at_once():
    """Both want the same name; both keep their file."""
    with Sandbox() as box, Simulator("--latency-ms", "300") as platform:
        box.use(platform)
        words = ["generate", "google/nano-banana-pro", "prompt=fox", "n=4", "image_size=64x64", "--save", "out"]
        processes = [box.start(*words, stderr=subprocess.DEVNULL) for _ in range(3)]
        said = "".join(finish(process).expect(0).stdout for process in processes)
        files = box.files()
        check(len(files) == 12 and set(files.values()) == {"png"}, f"{files}")
        check(sorted(line.split()[1] for line in said.splitlines() if line.startswith("saved ")) == sorted(files), said)


def words_of(command):
    """A command's words, as a shell reads them."""
    done = subprocess.run(["sh", "-c", f"printf '%s\\0' {command}"], capture_output=True, text=True, check=True)
    return done.stdout.split("\0")[:-1]


def test_the_way_back_can_be_pasted():
    """The printed command is one that a shell takes, whatever the folder and the id are called."""
    folders = ["it's here", "'", "''", "a'b'c", "$(id)", "`id`", "two  words", "a;b", "a\\b", "*", "~", "#x", "größe",
               'say "hi"', "!!"]
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
        run = box.run("generate", "google/nano-banana-pro", "prompt=fox", "--save", "out", "--json").expect(13)
        last = json.loads(run.stdout.splitlines()[-1])
        check(last["event"] == "error" and last["error"] == "file" and last["charge_state"] == "accepted", f"{last}")
        check(last["generation_id"] in last["remedy"] and last["remedy"] in last["message"], f"{last}")
        # Without --save nothing has failed, but a person is told what to do.
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
            failed = self.result(status="FAILED", code="X\x1b[2J", message="bad\x1b]0;title\x07\r\u202eword\nsaved")
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
