"""Ctrl-C: noticed soon, says how to go on, and loses no id."""

from __future__ import annotations

import signal

import pytest
from programs import start

import skillsvideo as sv
from skillsvideo import _engine, _native

ENDLESS = "latency-ms=600000"

INTERRUPTED = """
    import sys, skillsvideo as sv
    client = sv.Client()
    M = "google/nano-banana-pro"
    def told(event):
        if isinstance(event, sv.Accepted):
            print(event.generation_id, flush=True)
    def go(how):
        if how == "generate":
            client.generate(M, prompt="a", on_event=told)
        elif how == "wait":
            client.submit(M, prompt="a").wait(on_event=told)
        elif how == "stream":
            for event in client.stream(M, prompt="a"): told(event)
        elif how == "map":
            for outcome in client.map([(M, {"prompt": "a"})] * 3, on_event=told): pass
        elif how == "create":
            print("sent", flush=True); client.generate(M, prompt="a")
        elif how == "refused":
            client.generate(M, prompt="a", on_event=lambda event: event.kind == "retry" and print("no", flush=True))
        elif how == "again":
            job = client.submit(M, prompt="a", wait_for_id=False)
            try:
                print("sent", flush=True); job.wait()
            except KeyboardInterrupt as error:
                print(error.generation_id, job.wait().status, flush=True)
        elif how == "uncaught":
            client.generate(M, prompt="a", on_event=told)
    if sys.argv[1] == "uncaught":
        go("uncaught")
    try:
        go(sys.argv[1])
    except KeyboardInterrupt as error:
        assert type(error) is KeyboardInterrupt, repr(error)
        print("interrupted", error.generation_id, client.unfinished, flush=True)
        print(error, flush=True)
        client.close()
"""


def until_it_waits(pid):
    """Until the program sleeps in the system, which it does in a poll."""
    while True:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            if file.read().rpartition(")")[2].split()[0] == "S":
                return


def interrupted(simulator, how, fault=ENDLESS):
    with start(INTERRUPTED, how, environment=simulator.environment(fault)) as program:
        first = program.stdout.readline().strip()
        if how in ("create", "again"):
            while not simulator.log()["requests"]:
                pass
        until_it_waits(program.pid)
        program.send_signal(signal.SIGINT)
        rest, said = program.communicate(timeout=60)
    return first, rest.splitlines(), said, program.returncode


@pytest.mark.parametrize("how", ["generate", "wait", "stream"])
def test_control_c(simulator, how):
    generation_id, lines, said, code = interrupted(simulator, how)
    assert generation_id.startswith("gen_")
    assert lines[0] == f"interrupted {generation_id} ['{generation_id}']"
    assert f'client.job("{generation_id}")' in lines[1]
    assert (said, code) == ("", 0)


def test_control_c_in_map(simulator):
    generation_id, lines, _, code = interrupted(simulator, "map")
    assert lines[-2].startswith("interrupted None [")
    assert generation_id in lines[-1]
    assert code == 0


def test_control_c_before_the_id_is_known(simulator):
    """It waits a moment for the id of the create that is open."""
    _, lines, _, code = interrupted(simulator, "create", "slow-start=500," + ENDLESS)
    [job] = simulator.log()["jobs"]
    assert lines[0] == f"interrupted {job['id']} ['{job['id']}']"
    assert code == 0


def test_control_c_between_two_tries(simulator):
    """Nothing is bought any more, and that is what is said."""
    _, lines, _, code = interrupted(simulator, "refused", "status=429,retry-after=2")
    assert lines[0] == "interrupted None []"
    assert "nothing was bought" in lines[1]
    assert len(simulator.log()["requests"]) == 1
    assert code == 0


def test_waiting_again_after_control_c(simulator):
    """The id came after Ctrl-C: the same job goes on to be followed."""
    _, lines, _, code = interrupted(simulator, "again", "slow-start=500,latency-ms=300")
    [job] = simulator.log()["jobs"]
    assert lines == [f"{job['id']} COMPLETED"]
    assert code == 0


def test_control_c_that_nobody_catches(simulator):
    generation_id, _, said, code = interrupted(simulator, "uncaught")
    assert code == -signal.SIGINT
    assert f'client.job("{generation_id}")' in said.splitlines()[-1]


def test_waiting_sleeps(simulator, monkeypatch):
    """A poll that brought nothing is followed by one that waits, so that waiting costs no time of the processor."""
    polls = []

    class Watched:
        def __getattr__(self, name):
            return getattr(_native.lib, name)

        def sv_poll_lines(self, out, length, handle, timeout_ms):
            polls.append((timeout_ms, _native.lib.sv_poll_lines(out, length, handle, timeout_ms)))
            return polls[-1][1]

    monkeypatch.setattr(_engine, "lib", Watched())
    with simulator.faults(ENDLESS), sv.Client() as client:
        with pytest.raises(sv.Timeout):
            client.submit("google/nano-banana-pro", prompt="a").wait(0.5)
    idle = [now for before, now in zip(polls, polls[1:]) if before[1] == 0 and now[0] == 0]
    assert not idle, f"{len(idle)} of {len(polls)} polls"
