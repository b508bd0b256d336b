"""Where the command finds what belongs to it, and what it hands to the engine."""

import os
import shutil

from harness import CATALOGUE, COMMAND, KEY, SIMULATOR, Sandbox, check, children
from platforms import Recorder, Simulator

GENERATE = ["generate", "google/nano-banana-pro", "prompt=a red fox", "image_size=64x64"]


def install(box, simulator=None):
    """The command in a prefix of its own, with the catalogue, and the simulator in the given folder of the
    prefix."""
    del box.env["SKILLS_VIDEO_CATALOGUE"]
    box.env["PATH"] = "/usr/bin:/bin"
    prefix = box.folder / "prefix"
    (prefix / "bin").mkdir(parents=True)
    shutil.copy(COMMAND, prefix / "bin/skillsvideo")
    shutil.copytree(CATALOGUE, prefix / "share/skillsvideo/catalogue")
    if simulator:
        (prefix / simulator).mkdir(exist_ok=True)
        shutil.copy(SIMULATOR, prefix / simulator / "skillsvideo-simulator")
    return prefix / "bin/skillsvideo"


def test_installed_catalogue():
    with Sandbox() as box, Recorder() as platform:
        box.use(platform)
        box.run("generate", "google/veo-3.1", "prompt=x", "generate_audio=true", program=install(box)).expect(
            0)
        check(platform.bodies == [b'{"prompt":"x","generate_audio":true}'], f"{platform.bodies}")


def test_installed_simulator():
    for place in ("bin", "libexec"):
        with Sandbox() as box:
            program = install(box, place)
            link = box.folder / "link"
            link.symlink_to(program)
            for way in (program, link):
                box.run(*GENERATE, "--simulate", "--save", "out", program=way).expect(0)
            found = [name for name in box.files() if name.startswith("out/")]
            check(found == ["out/a-red-fox-1-2.png", "out/a-red-fox-1.png"], f"{found}")


def test_simulator_is_missing():
    with Sandbox() as box:
        run = box.run(*GENERATE, "--simulate", program=install(box)).expect(1)
        check("skillsvideo-simulator was not found" in run.stderr, f"{run}")


def test_what_the_simulator_is_given():
    """A real key in the environment is neither needed nor shown to it, and it is in no terminal's process
    group."""
    with Sandbox() as box:
        box.env["SKILLS_VIDEO_API_KEY"] = KEY
        process = box.start(*GENERATE, "--simulate", "--simulator-option", "latency-ms=60000")
        process.stderr.readline()
        (child,) = children(process.pid)
        with open(f"/proc/{child}/environ", "rb") as environ:
            check(KEY.encode() not in environ.read(), "it has the key")
        check(os.getpgid(child) != os.getpgid(process.pid), "Ctrl-C on the terminal would reach it")
        process.kill()
        process.communicate()


def test_simulation_uses_no_proxy():
    with Sandbox() as box:
        box.env.update({"http_proxy": "http://127.0.0.1:9", "all_proxy": "http://127.0.0.1:9"})
        box.run(*GENERATE, "--simulate", "--save", "out").expect(0)


def test_options():
    with Sandbox() as box:
        listed = box.run("options").expect(0).stdout
        check("total_timeout_ms [3600000] ms, 0 to 31536000000\n" in listed and "api_key" not in listed,
              listed)
        check("trace [0] flag\n" in listed and "proxy [] url\n" in listed, listed)


def test_option_of_a_job():
    with Sandbox() as box, Recorder() as platform:
        box.use(platform)
        box.run(*GENERATE, "--option", "idempotency_key=mine", "--option", "user_agent=me/1").expect(0)
        check(platform.headers[0]["Idempotency-Key"] == "mine", f"{platform.headers}")
        check(platform.headers[0]["User-Agent"].startswith("me/1 "), f"{platform.headers}")


def test_version():
    with Sandbox() as box:
        check(" libcurl/" in box.run("--version").expect(0).stdout, "no version of libcurl")


def test_answer_that_is_not_the_platforms():
    class Portal(Recorder):
        def create(self, handler):
            self.answer(handler, 200, b"<html>Please log in</html>", "text/html")

    with Sandbox() as box, Portal() as platform:
        box.use(platform)
        run = box.run(*GENERATE).expect(12)
        check("Please log in" in run.stderr, f"{run}")


def test_refusal_then_acceptance():
    """A 429 is tried again by itself, under one idempotency key; a person sees one generation."""

    class Busy(Recorder):
        def create(self, handler):
            if len(self.bodies) == 1:
                return self.answer(handler, 429, b'{"code":"IMAGE_GENERATION_RATE_LIMITED","message":"busy"}')
            return super().create(handler)

    with Sandbox() as box, Busy() as platform:
        box.use(platform)
        run = box.run(*GENERATE).expect(0)
        keys = {headers["Idempotency-Key"] for headers in platform.headers}
        check(len(platform.bodies) == 2 and len(keys) == 1, f"{keys}")
        check(run.stdout.count("gen_") == 1, f"{run}")


def test_the_key_goes_to_the_platform():
    with Sandbox() as box, Simulator("--latency-ms", "20") as platform:
        box.use(platform)
        box.run(*GENERATE).expect(0)
        box.env["SKILLS_VIDEO_API_KEY"] = "sk-another"
        run = box.run(*GENERATE).expect(21)
        check("sk-another" not in run.stdout + run.stderr, "the key is shown")
