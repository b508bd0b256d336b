"""Suites that run side by side: their order, what they must not overlap, and how all are ended."""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import side_by_side
from suite import check

COMMON = Path(side_by_side.__file__).parent
# Runs two suites that tell the FIFO their process ids and would go on for ever.
INTERRUPTED = """if True:
    import sys
    sys.path.insert(0, sys.argv[1])
    import side_by_side
    side_by_side.handle_signals()
    shell = 'echo $$ >{fifo}; exec sleep 1000'.format(fifo=sys.argv[2])
    suites = [(name, ['sh', '-c', shell], 5) for name in 'ab']
    try:
        side_by_side.run(suites, 2, lambda one, other: False, print)
    except side_by_side.Interrupt as interrupt:
        sys.exit(128 + interrupt.number)
"""


def reported(scripts, minutes=1, apart=lambda one, other: False):
    """What is reported of these shell scripts by name: name, output and status. They share a folder with a
    FIFO."""
    told = []
    with tempfile.TemporaryDirectory() as folder:
        os.mkfifo(os.path.join(folder, "fifo"))
        suites = [(name, ["sh", "-c", script], minutes) for name, script in scripts.items()]
        side_by_side.run(suites, 2, apart, lambda name, output, status,
                         _: told.append((name, output, status)), cwd=folder)
    return told


def test_the_list_gives_the_order():
    """The first suite ends after the second one, which it waits for: so both run at once."""
    told = reported({"a": "read go <fifo; echo A1; echo A2; exit 3", "b": "echo B; echo go >fifo",
                     "c": "echo C"})
    check(told == [("a", "A1\nA2\n", 3), ("b", "B\n", 0), ("c", "C\n", 0)], told)


def test_what_is_apart_does_not_overlap():
    """b has to wait for a, which waits for c: so c comes before b."""
    scripts = {"a": "read go <fifo; touch done", "b": "test -e done; echo $?", "c": "echo go >fifo"}
    told = reported(scripts, apart=lambda one, other: {one, other} == {"a", "b"})
    check(told == [("a", "", 0), ("b", "0\n", 0), ("c", "", 0)], told)


def test_a_suite_that_does_not_end_is_ended():
    [(_, output, status)] = reported({"a": "echo A; exec sleep 1000"}, minutes=0)
    check(status == 1 and output.endswith("a did not end within 0 minutes"), (output, status))


def test_an_interrupt_ends_all():
    for number in (signal.SIGINT, signal.SIGTERM):
        with tempfile.TemporaryDirectory() as folder:
            fifo = os.path.join(folder, "fifo")
            os.mkfifo(fifo)
            words = [sys.executable, "-c", INTERRUPTED, str(COMMON), fifo]
            with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
                pids = []
                while len(pids) < 2:
                    with open(fifo, encoding="ascii") as file:
                        pids += map(int, file.read().split())
                process.send_signal(number)
                printed = process.communicate(timeout=60)[0]
        check(process.returncode == 128 + number and printed == "", (process.returncode, printed))
        check(not [pid for pid in pids if os.path.exists(f"/proc/{pid}")], f"{pids} go on")


def test_the_suites_of_the_list():
    """Each name of the rules is one of the list, and no suite has to wait for itself."""
    text = (COMMON.parent / "run.py").read_text(encoding="utf-8")
    space = {"__name__": "list", "__file__": str(COMMON.parent / "run.py")}
    exec(compile(text.partition("\ndef counts(")[0], "run.py", "exec"), space)  # pylint: disable=exec-used
    names = {suite[0] for suite in space["SUITES"] + space["LONG_SUITES"]}
    others = {name for found in space["APART"].values() for name in found}
    check(set(space["APART"]) | others <= names, (set(space["APART"]) | others) - names)
    check(space["apart"]("swift", "abi") and space["apart"]("abi", "swift")
          and space["apart"]("simulate", "lint"), "apart")
    check(not space["apart"]("abi", "python"), "abi and python, the longest, may overlap")
