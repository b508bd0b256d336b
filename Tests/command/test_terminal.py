"""The progress line: on terminals only, within their width, and gone at the end."""

import array
import fcntl
import json
import os
import re
import signal
import termios
import threading
import time

from harness import Sandbox, check, finish
from platforms import Recorder, Simulator
from terminals import Terminal

GENERATE = ["generate", "google/nano-banana-pro", "prompt=a red fox", "image_size=64x64", "--check", "off"]
REDRAW = "\r\x1b[K"


def lines(text):
    """What was drawn, line over line, without colours."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text)
    return [line for line in plain.split(REDRAW) if line]


def watch(*words, columns=100, env=(), platform=("--latency-ms", "400"), expect=0):
    with Sandbox() as box, Simulator(*platform) as platform:
        box.use(platform)
        box.env.update(env)
        terminal = Terminal(columns)
        process = terminal.start(box, *GENERATE, *words)
        run, text = terminal.finish(process)
        run.expect(expect)
        return run, text


def test_line():
    run, text = watch("--save", "out")
    drawn = lines(text)
    check(any(re.fullmatch(r"running  0:0\d  gen_[0-9a-f]{16}  [1-9] events?", line) for line in drawn),
          f"{drawn}")
    check(any(line.startswith("downloading  ") and "1 file" in line for line in drawn), f"{drawn}")
    check(text.endswith(REDRAW), f"not cleared: {text[-40:]!r}")
    check("\n" not in text, "a line end on standard error")
    check(run.stdout.startswith("id gen_"), f"{run}")


def test_at_most_ten_a_second():
    """However many events come."""
    started = time.monotonic()
    _, text = watch(platform=("--latency-ms", "1000", "--events", "500"))
    most = 10 * (time.monotonic() - started) + 1
    check(3 <= len(lines(text)) <= most, f"{len(lines(text))} lines, {most} allowed")


def test_narrow():
    """A line that wraps could not be drawn over."""
    _, text = watch(columns=24)
    longest = max(len(line) for line in lines(text))
    check(longest <= 23, f"{longest} columns of 24")


def test_colour():
    _, coloured = watch()
    check("\x1b[1m" in coloured, "no colour")
    _, plain = watch(env={"NO_COLOR": "1"})
    check("\x1b[1m" not in plain and lines(plain), "colour, or nothing at all")


def test_dumb_terminal():
    """One that cannot move its cursor gets the id and no more, as a file does."""
    _, text = watch(env={"TERM": "dumb"})
    check("\x1b" not in text, repr(text))
    check(re.fullmatch(r"generation gen_\w+ accepted; [^\n]*\n", text.replace("\r", "")), repr(text))


def test_no_line_with_json():
    _, text = watch("--json")
    check(text == "", repr(text))


def test_no_line_in_a_file():
    with Sandbox() as box, Simulator("--latency-ms", "100") as platform:
        box.use(platform)
        run = box.run(*GENERATE).expect(0)
        check("\r" not in run.stderr and "\x1b" not in run.stderr, repr(run.stderr))


def test_polling_is_told():
    class Cut(Recorder):
        polls = 0

        def create(self, handler):
            self.stream(handler, self.result(status="IN_QUEUE"))

        def get(self, handler):
            self.polls += 1
            status = "COMPLETED" if self.polls > 2 else "IN_PROGRESS"
            self.answer(handler, 200, json.dumps(self.result(status=status)).encode())

    with Sandbox() as box, Cut() as platform:
        box.use(platform)
        terminal = Terminal()
        process = terminal.start(box, *GENERATE, "--option", "poll_interval_ms=300")
        run, text = terminal.finish(process)
        run.expect(0)
        check("polling after a lost stream" in text, f"{lines(text)}")


def test_interrupt():
    """The line is gone before the words come."""
    with Sandbox() as box, Simulator("--latency-ms", "60000") as platform:
        box.use(platform)
        terminal = Terminal()
        process = terminal.start(box, *GENERATE)
        terminal.wait_for(b"gen_")
        process.send_signal(signal.SIGINT)
        run, text = terminal.finish(process)
        run.expect(130)
        words = re.escape(REDRAW) + r"skillsvideo: interrupted\.[^\n]*skillsvideo wait gen_\w+\r\n$"
        check(re.search(words, text), repr(text[-200:]))


def test_second_interrupt_ends_at_once():
    """Here the first one is not noticed, because a full pipe holds the command up."""
    with Sandbox() as box, Simulator("--latency-ms", "60000", "--events", "2000") as platform:
        box.use(platform)
        reading, writing = os.pipe()
        fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, 4096)
        process = box.start(*GENERATE, "--json", "--option", "trace=1", stdout=writing)
        os.close(writing)
        until_asleep_in_write(process, reading)
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGTERM)
        # The kernel decides which of the two is handled first.
        run = finish(process)
        check(run.exit_status in (130, 143), run)
        check(re.search(r"skillsvideo wait gen_[0-9a-f]{16}\n$", run.stderr), f"the id is lost: {run}")
        os.close(reading)


def until_asleep_in_write(process, reading):
    """/proc says when a process sleeps in the kernel's pipe_write; without that file a full pipe has to
    do."""
    waiting = array.array("i", [0])
    for _ in range(3000):
        fcntl.ioctl(reading, termios.FIONREAD, waiting)
        with open(f"/proc/{process.pid}/syscall", encoding="ascii") as call:
            if call.read().startswith("1 0x1 "):
                return
        threading.Event().wait(0.01)
    check(False, f"it never filled the pipe: {waiting[0]} bytes in it")
