"""Pictures in the terminal: by a stand-in for chafa that writes down how it was called."""

import os
import pty

from harness import Sandbox, check, finish

COMMAND = ["generate", "google/nano-banana-pro", "prompt=fox", "image_size=64x64", "--save", ".",
           "--simulate", "--quiet", "--simulator-option", "latency-ms=30"]


def calls(*words, on_terminal=True, installed=True, **env):
    """The arguments of every call of chafa."""
    with Sandbox() as box:
        tools = box.folder / "tools"
        tools.mkdir()
        if installed:
            chafa = tools / "chafa"
            chafa.write_text(f'#!/bin/sh\necho "$*" >>{box.folder}/calls\necho picture\n')
            chafa.chmod(0o755)
        # Not the machine's own chafa.
        simulator = next(folder for folder in box.env["PATH"].split(":")
                         if os.path.exists(folder + "/skillsvideo-simulator"))
        box.env |= {"PATH": f"{tools}:{simulator}", **env}
        master, slave = pty.openpty()
        run = finish(box.start(*COMMAND, *words, stdout=slave if on_terminal else -1))
        run.expect(0)
        os.close(slave)
        os.close(master)
        noted = box.folder / "calls"
        return noted.read_text().splitlines() if noted.exists() else []


def test_known_terminals():
    for name, env in (("kitty", {"TERM": "xterm-kitty"}), ("iterm", {"TERM_PROGRAM": "iTerm.app"}),
                      ("sixels", {"TERM": "foot"}), ("kitty", {"KITTY_WINDOW_ID": "1"})):
        seen = calls(**env)
        check(len(seen) == 1 and f"--format {name}" in seen[0] and seen[0].endswith("-- fox-1.png"),
              (name, seen))


def test_nothing_where_it_would_be_noise():
    for words, options in (((), {"TERM": "xterm"}), ((), {"TERM": "xterm-kitty", "TMUX": "x"}),
                           (("--no-preview",), {"TERM": "xterm-kitty"}),
                           ((), {"TERM": "xterm-kitty", "on_terminal": False}),
                           (("--json",), {"TERM": "xterm-kitty"}),
                           ((), {"TERM": "xterm-kitty", "installed": False})):
        seen = calls(*words, **options)
        check(seen == [], (words, options, seen))


def test_wanted():
    seen = calls("--preview", TERM="xterm")
    check(len(seen) == 1 and "--format" not in seen[0], seen)
