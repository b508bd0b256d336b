"""The names of saved files: after the prompt, and never outside the folder."""

import json

from gallery import Contents, Gallery, save
from harness import Sandbox, check
from platforms import Simulator

# What the platform says of a file whose bytes are of no known type, the ending: by the name, else the type,
# else the address, and never that of a program or a page.
ENDINGS = [
    ({"url": "/a/b.png", "file_name": "x.jpg"}, ".jpg"),
    ({"url": "/a/b.png", "file_name": "x.jpg", "content_type": "image/webp"}, ".jpg"),
    ({"url": "/a/b.png", "content_type": "image/webp; charset=x"}, ".webp"),
    ({"url": "/a/b.png"}, ".png"),
    ({"url": "/a/b.apng"}, ".apng"),
    ({"url": "/a/b.gif?x=.png#.jpg"}, ".gif"),
    ({"url": "/a"}, ""),
    ({"url": "/a.exe", "file_name": "b.sh", "content_type": "image/png"}, ".png"),
    ({"url": "/a.png", "file_name": "../../../evil.sh"}, ".png"),
    ({"url": "/a.png", "file_name": "evil.png/../x.desktop"}, ".png"),
    ({"url": "/a.html", "content_type": "text/html"}, ""),
]


def test_endings():
    for described, ending in ENDINGS:
        with Sandbox() as box, Contents(b"something new", **described) as platform:
            box.use(platform)
            save(box, "prompt=fox")
            check(list(box.files()) == [f"out/fox-1{ending}"], f"{described}: {box.files()}, not {ending!r}")


def test_names():
    cases = [
        # what the platform says of the file, the prompt, the name
        ({"url": "/a.png"}, "fox", "fox-1.png"),
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
            check(box.files() == {f"out/{name}": "png"},
                  f"{described}, {prompt!r}: {box.files()}, not {name}")


HOSTILE = ["../../x", "/etc/cron.d/x", "..\\..\\x", "..", ".", "a/../../b", "x\0/../y", "-rf", "~/x",
           "%2e%2e%2fx", "\u2215x"]


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
            fields = ["image_url=https://a.example", "--check", "off"]
            box.run("generate", "google/nano-banana-pro", *fields, *words).expect(0)
            box.run("download", platform.base_url.removesuffix("/api/v1") + described["url"],
                    *words).expect(0)
            files = list(box.files())
            check(len(files) == 3, f"{name!r}: {files}")
            for path in files:
                folder, _, last = path.rpartition("/")
                check(folder == "a/b/out" and not last.startswith((".", "-")), f"{name!r}: {files}")


def test_name_without_prompt():
    with Sandbox() as box, Gallery({"url": "/a.png"}) as platform:
        box.use(platform)
        save(box, "image_url=https://a.example", "--check", "off")
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
            save(box, "image_url=https://a.example", "--check", "off")
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
