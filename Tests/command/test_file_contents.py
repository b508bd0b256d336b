"""Saved files: the first bytes decide what they are."""

import json
import subprocess
from pathlib import Path

from gallery import Contents, save
from harness import Sandbox, check

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


def test_first_bytes_decide_the_ending():
    for start, url, content_type, ending in CONTENTS:
        with Sandbox() as box, Contents(start, url, content_type) as platform:
            box.use(platform)
            run = save(box, "prompt=fox")
            check(list(box.files()) == [f"out/fox-1{ending}"],
                  f"{start}, {url}: {box.files()}, not {ending!r}")
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


def preload_taker(box):
    """Another program takes a name just before a file gets it; TAKEN has the ending of that name."""
    made = box.folder.parent / (box.folder.name + ".so")
    source = Path(__file__).with_name("taken.c")
    flags = ["-shared", "-fPIC", "-Wall", "-Wextra", "-Werror"]
    subprocess.run(["cc", *flags, source, "-o", made, "-ldl"], check=True)
    box.env["LD_PRELOAD"] = str(made)
    return made


def test_a_name_that_is_taken_meanwhile():
    """The first file is moved to its right name, the second is published under it. Both get the next name,
    also where one file is fetched by its address."""
    for start, ending in ((b"GIF89a", ".gif"), (b"\x89PNG\r\n\x1a\n", ".png")):
        with Sandbox() as box, Contents(start, "/a.png", "image/png") as platform:
            box.use(platform)
            box.env["TAKEN"] = ending
            made = preload_taker(box)
            address = platform.base_url.removesuffix("/api/v1") + "/a.png"
            try:
                runs = [
                    save(box, "prompt=fox", "--json"),
                    box.run("download", address, "--save", "one", "--json").expect(0),
                    box.run("download", address, "--output", f"own{ending}").expect(13),
                ]
            finally:
                made.unlink()
            for run, stem in zip(runs, ("out/fox-1", "one/a")):
                last = json.loads(run.stdout.splitlines()[-1])
                check(last["path"] == f"{stem}-2{ending}", last)
                check((box.folder / f"{stem}{ending}").read_bytes() == b"theirs", "it was replaced")
            check(len(box.files()) == 5, box.files())


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
