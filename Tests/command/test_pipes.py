"""A reader that leaves never ends a paid generation."""

import os
import select

from harness import Failure, Sandbox, check, children, finish
from platforms import Simulator

GENERATE = ["generate", "google/nano-banana-pro", "prompt=a red fox", "image_size=64x64", "--save", "out"]
QUICK = ["--simulate", "--simulator-option", "latency-ms=60"]


def closed_pipe():
    """The writing end of a pipe that nobody reads."""
    reading, writing = os.pipe()
    os.close(reading)
    return writing


def run_with(box, words, **streams):
    try:
        process = box.start(*words, **streams)
    finally:
        for stream in streams.values():
            if stream >= 0:
                os.close(stream)
    return finish(process)


def test_closed_stdout():
    with Sandbox() as box:
        run_with(box, GENERATE + QUICK, stdout=closed_pipe()).expect(0)
        check(box.files() == {"out/a-red-fox-1.png": "png"}, f"{box.files()}")


def test_closed_stdout_json():
    """Where no record can be read any more, the id goes to standard error."""
    with Sandbox() as box, Simulator("--latency-ms", "60") as platform:
        box.use(platform)
        run = run_with(box, [*GENERATE, "--json"], stdout=closed_pipe()).expect(0)
        check(box.files() == {"out/a-red-fox-1.png": "png"}, f"{box.files()}")
        check("skillsvideo wait gen_" in run.stderr, f"{run}")


def test_closed_stderr():
    with Sandbox() as box:
        run = run_with(box, GENERATE + QUICK, stderr=closed_pipe()).expect(0)
        check("saved out/a-red-fox-1.png" in run.stdout, f"{run}")


def test_closed_stdout_keeps_the_jobs_status():
    with Sandbox() as box:
        run_with(box, GENERATE + QUICK + ["--fault", "failed"], stdout=closed_pipe()).expect(10)


def test_pipe_closed_in_the_middle():
    """`skillsvideo generate --json | head -n 1`."""
    with Sandbox() as box, Simulator("--latency-ms", "300") as platform:
        box.use(platform)
        process = box.start(*GENERATE, "--json")
        process.stdout.readline()
        process.stdout.close()
        process.stdout = None
        finish(process).expect(0)
        check(box.files() == {"out/a-red-fox-1.png": "png"}, f"{box.files()}")
        check(platform.log()["creations"]["total"] == 1, "created more than once")


def test_full_disk():
    """Results that cannot be written are a failure of their own, once the files are safe."""
    with Sandbox() as box:
        full = os.open("/dev/full", os.O_WRONLY)
        run = run_with(box, GENERATE + QUICK, stdout=full).expect(13)
        check(box.files() == {"out/a-red-fox-1.png": "png"}, f"{box.files()}")
        check("standard output could not be written" in run.stderr, f"{run}")


def test_simulator_ends_with_the_command():
    """Killed without a chance to clean up, the command takes its simulator along."""
    with Sandbox() as box:
        process = box.start(*GENERATE, "--simulate", "--simulator-option", "latency-ms=60000")
        process.stderr.readline()
        (child,) = children(process.pid)
        process.kill()
        finish(process)
        descriptor = os.pidfd_open(child)
        ended, _, _ = select.select([descriptor], [], [], 30)
        os.close(descriptor)
        if not ended:
            raise Failure("the simulator lives on")
