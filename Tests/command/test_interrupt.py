"""Ctrl-C stops following, says how to go on, and never stops twice."""

import array
import fcntl
import json
import re
import signal
import termios
import threading

from harness import Sandbox, check, finish
from platforms import Recorder, Simulator

GENERATE = ["generate", "google/nano-banana-pro", "prompt=a red fox", "image_size=64x64", "--check", "off",
            "--save", "my pictures"]

SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


def started(box, *words):
    """A run of which the id is known."""
    process = box.start(*GENERATE, *words)
    line = process.stderr.readline().decode()
    return process, re.search(r"gen_[0-9a-f]{16}", line).group(), line


def stop(box, sent, *words):
    process, generation_id, line = started(box, *words)
    process.send_signal(sent)
    run = finish(process).expect(128 + sent)
    return run, generation_id, line


def test_resumes():
    """What is said at the start and at the end is a command that works."""
    with Sandbox() as box, Simulator("--latency-ms", "1500") as platform:
        box.use(platform)
        run, generation_id, line = stop(box, signal.SIGINT)
        command = f"skillsvideo wait {generation_id} --save 'my pictures'"
        check(line.rstrip().endswith(command), f"first said: {line}")
        check(run.stderr.rstrip().endswith(command), f"last said: {run.stderr}")
        check(run.stdout == f"id {generation_id}\n", f"{run}")
        again = box.run_line(command).expect(0)
        check(list(box.files()) == ["my pictures/a-red-fox-1.png"], f"{box.files()}")
        check("used 10 credits" in again.stdout, f"{again}")
        check(platform.log()["creations"]["total"] == 1, "created more than once")


def test_base_url_is_part_of_the_way_back():
    with Sandbox() as box, Simulator("--latency-ms", "60000") as platform:
        box.env["SKILLS_VIDEO_API_KEY"] = platform.key
        run, _, _ = stop(box, signal.SIGINT, "--base-url", platform.base_url)
        check(f"--base-url {platform.base_url}" in run.stderr, f"{run}")


def test_terminate_and_hangup():
    with Sandbox() as box, Simulator("--latency-ms", "60000") as platform:
        box.use(platform)
        for sent in SIGNALS[1:]:
            run, generation_id, _ = stop(box, sent)
            check(f"skillsvideo wait {generation_id}" in run.stderr, f"{run}")


def test_ignored_interrupt_stays_ignored():
    """A shell starts background commands with Ctrl-C ignored."""
    with Sandbox() as box, Simulator("--latency-ms", "600") as platform:
        box.use(platform)
        process = box.start(*GENERATE, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN))
        process.stderr.readline()
        process.send_signal(signal.SIGINT)
        finish(process).expect(0)


def stopped_at(box, event):
    """The last record of a run that was interrupted when an event of this name came."""
    process = box.start(*GENERATE, "--json")
    for line in process.stdout:
        if json.loads(line)["event"] == event:
            break
    process.send_signal(signal.SIGINT)
    return json.loads(finish(process).expect(130).stdout.splitlines()[-1])


def test_json_ends_with_a_record():
    with Sandbox() as box, Simulator("--latency-ms", "60000") as platform:
        box.use(platform)
        last = stopped_at(box, "accepted")
        check(last["event"] == "error" and last["error"] == "stopped", f"{last}")


def test_simulated():
    """The simulated platform is in no terminal's process group, so that it is still there to be left
    properly."""
    with Sandbox() as box:
        run, _, line = stop(box, signal.SIGINT, "--simulate", "--simulator-option", "latency-ms=60000")
        check(line.endswith("accepted by the simulation\n"), line)
        check("skillsvideo wait" not in run.stderr.replace(line, ""), f"{run}")


class Silent(Recorder):
    """Takes the request and never answers."""

    def __enter__(self):
        super().__enter__()
        self.seen, self.done = threading.Event(), threading.Event()
        return self

    def create(self, handler):
        self.seen.set()
        self.done.wait(60)

    def __exit__(self, *details):
        self.done.set()
        super().__exit__(*details)


def requested(box, platform, *words):
    """A run whose request the platform has received."""
    box.use(platform)
    process = box.start(*words)
    check(platform.seen.wait(30), "no request came")
    return process


def test_before_the_id_is_known():
    """Then nobody knows whether it was accepted, and that is what is said."""
    with Sandbox() as box, Silent() as platform:
        process = requested(box, platform, *GENERATE)
        process.send_signal(signal.SIGINT)
        run = finish(process).expect(130)
        check("not known" in run.stderr and "https://skills.video/dashboard" in run.stderr, f"{run}")
        check(len(platform.bodies) == 1, "created more than once")


class Late(Silent):
    """Answers when it is told to."""

    def create(self, handler):
        super().create(handler)
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.end_headers()
        handler.wfile.write(f'data: {{"id":"{self.generation_id}","status":"IN_QUEUE"}}\n\n'.encode())


def test_while_the_answer_is_on_its_way():
    """The command waits for the id of what was bought and prints it, whatever signal stops it."""
    for sent in SIGNALS:
        with Sandbox() as box, Late() as platform:
            process = requested(box, platform, *GENERATE)
            process.send_signal(sent)
            # It says that it waits, so that the answer comes while it does.
            line = process.stderr.readline().decode()
            check("waiting some seconds" in line and "second signal" in line, line)
            platform.done.set()
            run = finish(process).expect(128 + sent)
            check(f"skillsvideo wait {platform.generation_id} --save 'my pictures'" in run.stderr, f"{run}")
            check(run.stdout == f"id {platform.generation_id}\n", f"{run}")
            check(len(platform.paths) == 1, f"{platform.paths}")


def test_second_signal_ends_at_once():
    """Even while an answer is waited for; what is not known is said."""
    for sent in SIGNALS:
        with Sandbox() as box, Silent() as platform:
            process = requested(box, platform, *GENERATE)
            process.send_signal(signal.SIGTERM)
            process.stderr.readline()
            process.send_signal(sent)
            # The platform is still silent, so that only the signal can have ended it.
            run = finish(process).expect(143)
            check(run.stderr.startswith("skillsvideo: interrupted. It is not known"), f"{run}")
            check(len(platform.bodies) == 1, f"{run}")


class Running(Silent):
    """Has a generation that is polled, and never ends."""

    def get(self, handler):
        body = {"id": self.generation_id, "status": "IN_PROGRESS", "data": None}
        self.answer(handler, 200, json.dumps(body).encode())
        self.seen.set()


def test_wait_is_interrupted():
    for sent in SIGNALS:
        with Sandbox() as box, Running() as platform:
            process = requested(box, platform, "wait", platform.generation_id, "--save", "out")
            process.send_signal(sent)
            run = finish(process).expect(128 + sent)
            way = f"Follow it again with: skillsvideo wait {platform.generation_id} --save out\n"
            check(way in run.stderr, f"{run}")
            check(run.stdout == f"id {platform.generation_id}\n" and not platform.bodies, f"{run}")


def test_between_two_tries():
    """Nothing is bought any more."""
    with Sandbox() as box, Simulator("--fault", "status=429", "--fault", "retry-after=2") as platform:
        box.use(platform)
        last = stopped_at(box, "retry")
        check(last["error"] == "stopped" and last["charge_state"] == "rejected", f"{last}")
        check(platform.log()["requests_total"] == 1, f"{platform.log()}")


class Slow(Silent):
    """Has a file that never comes to its end."""

    def create(self, handler):
        host = self.base_url.removesuffix("/api/v1")
        self.stream(handler, self.result(data={"image": {"url": f"{host}/a.png"}}))

    def get(self, handler):
        handler.send_response(200)
        handler.send_header("Content-Length", "1000000")
        handler.end_headers()
        handler.wfile.write(bytes(1000))
        handler.wfile.flush()
        self.seen.set()
        self.done.wait(60)


def test_while_files_come():
    """No part of a file stays, and the way to the files is shown."""
    with Sandbox() as box, Slow() as platform:
        process = requested(box, platform, *GENERATE)
        process.send_signal(signal.SIGINT)
        run = finish(process).expect(130)
        check(box.files() == {}, f"{box.files()}")
        check("has succeeded and is paid. Fetch its files with: skillsvideo wait gen_" in run.stderr,
              f"{run}")


def test_reading_standard_input():
    """While a payload is typed nothing was sent."""
    with Sandbox() as box, Recorder() as platform:
        box.use(platform)
        process = box.start("generate", "google/nano-banana-pro", "--payload", "-", stdin=-1)
        until_it_reads(process)
        process.send_signal(signal.SIGINT)
        run = finish(process).expect(130)
        check("before anything was sent" in run.stderr and not platform.bodies, f"{run}")


def until_it_reads(process):
    """A pipe of which half a kilobyte has gone has a reader at work."""
    process.stdin.write(b" " * 512)
    process.stdin.flush()
    waiting = array.array("i", [1])
    while waiting[0]:
        fcntl.ioctl(process.stdin, termios.FIONREAD, waiting)
