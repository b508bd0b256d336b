"""Runs suites of tests side by side. The output of each is kept together, and reported in the order of the
list."""

import contextlib
import os
import signal
import subprocess
import tempfile
import time
from concurrent import futures

# How long a suite may take to clean up after a signal.
PATIENCE = 10
# How often signals are checked, in seconds.
SLICE = 0.2
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
received = []


class Interrupt(Exception):
    """A signal that asks this program to end."""

    def __init__(self, number):
        super().__init__(signal.Signals(number).name)
        self.number = number


def handle_signals():
    """Makes run() end with Interrupt after one of these signals. The handler itself does not raise: it could
    do so between the start of a suite and the line that records it."""
    for number in SIGNALS:
        signal.signal(number, lambda number, _: received.append(number))


class Run:
    """A running suite. It has its own process group, so that all its processes can be ended."""

    def __init__(self, name, command, minutes, **more):
        self.name, self._minutes = name, minutes
        self._output = tempfile.TemporaryFile()  # noqa: SIM115  wait() closes it.
        self._started = time.monotonic()
        self._process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=self._output, stderr=subprocess.STDOUT,
            start_new_session=True, **more)

    def wait(self):
        """Returns its output, exit status and seconds."""
        note = ""
        try:
            status = self._process.wait(self._minutes * 60)
        except subprocess.TimeoutExpired:
            end([self])
            note, status = f"\n{self.name} did not end within {self._minutes} minutes", 1
        seconds = time.monotonic() - self._started
        with self._output:
            self._output.seek(0)
            return self._output.read().decode(errors="replace") + note, status, seconds

    def signal(self, number):
        """Sends a signal to every process of its group."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, number)

    def await_end(self, deadline):
        """Returns when it has ended, or at this time."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(max(0, deadline - time.monotonic()))


def end(runs):
    """Ends them as Ctrl-C does, then kills the rest."""
    for one in runs:
        one.signal(signal.SIGINT)
    deadline = time.monotonic() + PATIENCE
    for one in runs:
        one.await_end(deadline)
        one.signal(signal.SIGKILL)


def run(suites, at_once, apart, report, **more):
    """Starts each suite (name, command, minutes) as soon as there is room and nothing runs that it must not
    overlap, the first of the list first. `apart` gives for two names whether these must not overlap. Calls
    report(name, output, status, seconds) in the order of the list. When it is interrupted it ends all that
    run."""
    waiting, running, ended = list(suites), {}, {}
    names = [suite[0] for suite in suites]
    with futures.ThreadPoolExecutor(at_once) as pool:
        try:
            while waiting or running:
                while len(running) < at_once and (suite := _startable(waiting, running.values(), apart)):
                    waiting.remove(suite)
                    one = Run(*suite, **more)
                    running[pool.submit(one.wait)] = one
                for done in futures.wait(running, SLICE, futures.FIRST_COMPLETED).done:
                    ended[running.pop(done).name] = done.result()
                while names and names[0] in ended:
                    report(names[0], *ended[names.pop(0)])
                if received:
                    raise Interrupt(received[0])
        except BaseException:
            end(list(running.values()))
            raise


def _startable(waiting, running, apart):
    for suite in waiting:
        if not any(apart(suite[0], one.name) for one in running):
            return suite
    return None
