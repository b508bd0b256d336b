"""A place without /proc, such as a bare chroot: the arguments count all the same."""

import json
import os

import small_disk
from harness import COMMAND, SIMULATOR, Sandbox, Skip, check


def run(box, program, *words):
    command = small_disk.command("/proc", "size=16k", program, *words)
    return box.run(*command[1:], program=command[0])


def without_proc(test):
    obstacle = small_disk.obstacle()
    if obstacle:
        raise Skip(obstacle)
    with Sandbox() as box:
        box.env["PATH"] += ":/usr/sbin:/sbin"
        check(run(box, "test", "-e", "/proc/self").exit_status == 1, "/proc is still there")
        test(box)


def test_arguments_count():
    def steps(box):
        check("libskillsvideo " in run(box, COMMAND, "--version").expect(0).stdout, "no version")
        said = run(box, COMMAND, "generate", "x", "--nonsense").expect(1)
        check("Unknown option '--nonsense'" in said.stderr and not said.stdout, said)
        said = run(box, COMMAND, "nothing").expect(1)
        check("there is no command 'nothing'" in said.stderr and not said.stdout, said)
        said = run(box, COMMAND, "explain", "--status", "402", "--json").expect(20)
        check(json.loads(said.stdout)["category"] == "insufficient_credits", said)
        check("coding=gzip|" in run(box, SIMULATOR, "--list-faults").expect(0).stdout, "no list")
    without_proc(steps)


def test_a_generation():
    """The simulator and its catalogue are found by the program's own name."""
    def steps(box):
        del box.env["SKILLS_VIDEO_CATALOGUE"]
        box.env["PATH"] = "/usr/bin:/bin:/usr/sbin:/sbin"
        words = ["google/nano-banana-2", "prompt=fox", "--simulate", "--save", "."]
        said = run(box, COMMAND, "generate", *words)
        check(list(said.expect(0).stdout.split()[:1]) == ["id"], said)
        check(box.files() == {"fox-1.png": "png"}, box.files())
    without_proc(steps)


def test_bytes_that_are_not_utf8():
    """Repaired, an id would name another generation and a path another file."""
    with Sandbox() as box:
        for words, number, shown, offset in (
            (["wait", b"gen\xff1", "--json"], 2, "gen\ufffd1", 3),
            (["generate", "google/nano-banana-2", b"prompt=\xe4 fox", "--json"], 3, "prompt=\ufffd fox", 7),
            # The bytes of U+FFFD itself, which stands for what is repaired: whole, and cut.
            (["wait", b"gen\xef1", "--json"], 2, "gen\ufffd1", 3),
            (["wait", b"\xef\xbf\xbdgen\xef\xbf", "--json"], 2, "\ufffdgen\ufffd", 6),
        ):
            said = box.run(*words).expect(1)
            message = json.loads(said.stdout)["message"]
            check(message
                  == f"argument {number}, '{shown}', is not UTF-8 at byte {offset}; nothing was sent.", said)


def test_a_folder_whose_name_is_not_utf8():
    """The program's own name is no argument."""
    with Sandbox() as box:
        folder = os.fsencode(box.folder) + b"/b\xfccher"
        os.mkdir(folder)
        os.symlink(COMMAND, folder + b"/skillsvideo")
        said = box.run("--version", program=folder + b"/skillsvideo").expect(0)
        check("libskillsvideo " in said.stdout, said)


def test_no_command():
    """A script whose words got lost must not take nothing for success."""
    with Sandbox() as box:
        said = box.run().expect(1)
        check(not said.stdout and said.stderr.startswith("skillsvideo: a command is missing.\n"), said)
        check("\nUSAGE: skillsvideo <subcommand>\n" in said.stderr, said)
        box.run("--help").expect(0)
        box.run("help").expect(0)
