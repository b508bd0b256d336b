"""Ctrl-C while a generation runs: the command stops following and says how to go on, a script that lives on
finds it in the variables, and nothing stays behind."""

import os
import signal
import subprocess
import tempfile

from local_simulator import LocalSimulator

SCRIPT = """. "$LIBRARY"
hook() { [ "$1" = accepted ] && echo "$SV_ID" || :; }
SV_ON_EVENT=hook
sv_generate google/nano-banana-pro prompt=fox
echo "exit $SV_EXIT $SV_ERROR $SV_ID"
"""


# A script of its own traps the signal, and goes on with what the variables say.
TRAPPING = "trap : INT\n"


def run(shell, environment):
    """What went wrong, or ""; with a script that ends by Ctrl-C, and with one that does not."""
    return run_script(SCRIPT, shell, environment) or run_script(
        TRAPPING + SCRIPT, shell, environment, lives_on=True
    )


def run_script(script, shell, environment, lives_on=False):
    with tempfile.TemporaryDirectory() as folder, LocalSimulator("--latency-ms", "1000000") as simulator:
        process = subprocess.Popen(
            [*shell, "-c", script],
            cwd=folder,
            env=environment(simulator, folder),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        generation = process.stdout.readline().strip()
        # As a terminal does: to everyone in the foreground.
        os.killpg(process.pid, signal.SIGINT)
        # Both ends are read to their end, so that every program that holds them has to have gone.
        stdout, stderr = process.communicate(timeout=60)
    if not generation.startswith("gen_"):
        return f"no id before the interrupt: {generation!r} {stderr!r}"
    if f"skillsvideo wait {generation}" not in stderr:
        return f"the way back is not said: {stderr!r}"
    if lives_on or process.returncode == 0:
        told = f"exit 130 stopped {generation}" in stdout
        return "" if told else f"the script went on without the truth: {process.returncode} {stdout!r}"
    if process.returncode not in (130, -signal.SIGINT):
        return f"the shell ended with {process.returncode}"
    return ""
