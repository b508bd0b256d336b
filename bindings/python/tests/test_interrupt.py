"""Interruptions of a wait: they are noticed soon, say how to go on, and lose no id."""

from __future__ import annotations

import signal

import pytest

import skillsvideo as sv
from programs import start, until_it_waits, until_sent
from skillsvideo import _engine, _native

ENDLESS = "latency-ms=600000"
# The create is in flight when the interruption comes, and its id comes afterwards.
IN_FLIGHT = "slow-start=500," + ENDLESS
KEY = "mine"

# What interrupts a service: the signal, and what its handler raises.
PRELUDE = """
    import ctypes, select, signal, sys, threading, skillsvideo as sv
    from skillsvideo import _interruption
    M, KEY = "google/nano-banana-pro", "mine"
    class SoftTimeLimitExceeded(Exception): pass  # As Celery's, raised by its handler in the waiting thread.
    def raising(error):
        def handler(number, frame): raise error
        return handler
    signal.signal(signal.SIGTERM, raising(SystemExit(143)))           # docker stop
    signal.signal(signal.SIGABRT, raising(SystemExit(1)))             # gunicorn's worker time-out
    signal.signal(signal.SIGUSR1, raising(SoftTimeLimitExceeded(30)))
    def from_another_thread(ident):
        if not sys.stdin.readline(): return
        error = ctypes.py_object(SoftTimeLimitExceeded)
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(ident), error)
    def until_asked(job):
        while not select.select([sys.stdin], [], [], 0)[0]:
            job._engine.poll(20)
    def show(event):
        if isinstance(event, sv.Accepted):
            print(event.generation_id, flush=True)
"""
WAYS = (
    PRELUDE
    + """
    client = sv.Client()
    def go(how):
        if how == "generate":
            client.generate(M, prompt="a", on_event=show, idempotency_key=KEY)
        elif how == "submit":
            client.submit(M, prompt="a", idempotency_key=KEY)
        elif how == "wait":
            kept.append(client.submit(M, prompt="a", idempotency_key=KEY, wait_for_id=False))
            kept[0].wait(on_event=show)
        elif how == "stream":
            for event in client.stream(M, prompt="a", idempotency_key=KEY): show(event)
        elif how == "map":
            for outcome in client.map([sv.Request(M, {"prompt": "a"}, KEY)] * 3, on_event=show): pass
        elif how == "refused":
            on_retry = lambda event: event.kind == "retry" and print("no", flush=True)
            client.generate(M, prompt="a", on_event=on_retry)
    kept = []
    threading.Thread(target=from_another_thread, args=(threading.get_ident(),), daemon=True).start()
    if sys.argv[2:] == ["uncaught"]:
        go(sys.argv[1])
    try:
        go(sys.argv[1])
    except BaseException as error:
        print(type(error).__name__, error.args, flush=True)
        print(error.generation_id, error.idempotency_key, error.generation_ids, client.unfinished, flush=True)
        print(" ".join(getattr(error, "__notes__", ["no note"])), flush=True)
        for job in kept:
            print(job.id == error.generation_id, client.job(job.id).refresh(), flush=True)
        client.close()
"""
)
KINDS = {
    "Ctrl-C": (signal.SIGINT, "KeyboardInterrupt ()"),
    "SIGTERM": (signal.SIGTERM, "SystemExit (143,)"),
    "gunicorn": (signal.SIGABRT, "SystemExit (1,)"),
    "Celery": (signal.SIGUSR1, "SoftTimeLimitExceeded (30,)"),
    "another thread": (None, "SoftTimeLimitExceeded ()"),
}


def interrupt(program, number):
    until_it_waits(program.pid)
    if number is None:
        program.stdin.write("now\n")
        program.stdin.flush()
    else:
        program.send_signal(number)


def interrupted(simulator, how, fault, number, *more, code=WAYS):
    """What a program printed that was interrupted: after its first line where the id is known first, else
    once the platform has its create.
    """
    with start(code, how, *more, environment=simulator.environment(fault)) as program:
        first = "" if fault.startswith("slow") else program.stdout.readline().strip()
        until_sent(simulator)
        interrupt(program, number)
        rest, said = program.communicate(timeout=60)
    return first, rest.splitlines(), said, program.returncode


@pytest.mark.parametrize("how", ["generate", "wait", "stream", "submit"])
@pytest.mark.parametrize("kind", KINDS)
def test_create_in_flight(simulator, kind, how):
    """The id is waited for, and is on the exception and in the log, with the key."""
    number, name = KINDS[kind]
    _, lines, said, code = interrupted(simulator, how, IN_FLIGHT, number)
    [job] = simulator.log()["jobs"]
    assert lines[0] == name
    assert lines[1] == f"{job['id']} {KEY} ('{job['id']}',) ['{job['id']}']"
    assert f'client.job("{job["id"]}").wait()' in lines[2]
    assert lines[3:] == (["True IN_QUEUE"] if how == "wait" else [])
    assert f"a create (Idempotency-Key {KEY})" in said.splitlines()[0]
    assert f"generation {job['id']} (Idempotency-Key {KEY}) is no longer followed" in said.splitlines()[1]
    assert len([one for one in simulator.log()["requests"] if one["method"] == "POST"]) == 1
    assert code == 0


@pytest.mark.parametrize("how", ["generate", "wait", "stream"])
@pytest.mark.parametrize("kind", KINDS)
def test_id_that_is_known(simulator, kind, how):
    number, name = KINDS[kind]
    generation_id, lines, said, code = interrupted(simulator, how, ENDLESS, number)
    assert lines[0] == name
    assert lines[1] == f"{generation_id} {KEY} ('{generation_id}',) ['{generation_id}']"
    assert f'client.job("{generation_id}").wait()' in lines[2]
    assert f"generation {generation_id} (Idempotency-Key {KEY}) is no longer followed" in said
    assert code == 0


@pytest.mark.parametrize("kind", ["SIGTERM", "Celery"])
@pytest.mark.parametrize("fault", [IN_FLIGHT, ENDLESS])
def test_map(simulator, kind, fault):
    number, name = KINDS[kind]
    with start(WAYS, "map", environment=simulator.environment(fault)) as program:
        until_sent(simulator, 3)
        interrupt(program, number)
        out, said = program.communicate(timeout=60)
    ids = [job["id"] for job in simulator.log()["jobs"]]
    lines = [line for line in out.splitlines() if not line.startswith("gen_")]
    assert len(ids) == 3
    assert lines[0] == name
    assert lines[1].startswith("None None (")
    for one in ids:
        assert one in lines[1].partition("[")[0]
        assert one in lines[2] + lines[3] + lines[4]
        assert f"generation {one} (Idempotency-Key {KEY})" in said


@pytest.mark.parametrize("kind", ["Ctrl-C", "SIGTERM"])
def test_that_nobody_catches(simulator, kind):
    number, _ = KINDS[kind]
    generation_id, _, said, code = interrupted(simulator, "generate", ENDLESS, number, "uncaught")
    assert code == {"Ctrl-C": -signal.SIGINT, "SIGTERM": 143}[kind]
    assert f'client.job("{generation_id}").wait()' in said


def test_between_two_tries(simulator):
    """No create is sent any more, and the error says that nothing was bought."""
    _, lines, _, code = interrupted(simulator, "refused", "status=429,retry-after=2", signal.SIGINT)
    assert lines[1].startswith("None ")
    assert lines[1].endswith(" () []")
    assert "nothing was bought" in lines[2]
    assert len(simulator.log()["requests"]) == 1
    assert code == 0


TWICE = (
    PRELUDE
    + """
    _interruption.GRACE_S = 3600
    client = sv.Client()
    try:
        client.generate(M, prompt="a", idempotency_key=KEY)
    except BaseException as error:
        print(type(error).__name__, error.generation_id, error.idempotency_key, error.__notes__, flush=True)
"""
)
FORCEFUL = [
    (signal.SIGTERM, signal.SIGTERM, "SystemExit"),
    (signal.SIGUSR1, signal.SIGTERM, "SystemExit"),
    (signal.SIGTERM, signal.SIGUSR1, "SystemExit"),
    (signal.SIGINT, signal.SIGINT, "KeyboardInterrupt"),
]


@pytest.mark.parametrize(("first", "second", "name"), FORCEFUL)
def test_a_second_one_ends_the_wait_at_once(simulator, first, second, name):
    """The second one ends the wait for the answer, also at the end of the process; the key is shown."""
    with start(TWICE, environment=simulator.environment("stall-start")) as program:
        until_sent(simulator)
        interrupt(program, first)
        begun = program.stderr.readline()
        interrupt(program, second)
        out, said = program.communicate(timeout=60)
    assert f"a create (Idempotency-Key {KEY})" in begun
    assert f"a create (Idempotency-Key {KEY})" in said
    assert out.startswith(f"{name} None {KEY} [")
    assert "look at https://skills.video/dashboard" in out


CLOSED = (
    PRELUDE
    + """
    with sv.Client() as client:
        job = client.submit(M, prompt="a", idempotency_key=KEY, wait_for_id=False)
        until_asked(job)
    print(job.id, client.unfinished)
"""
)


def test_close_waits_for_the_id(simulator):
    with start(CLOSED, "close", environment=simulator.environment(IN_FLIGHT)) as program:
        until_sent(simulator)
        out, said = program.communicate("\n", timeout=60)
    [job] = simulator.log()["jobs"]
    assert out == f"{job['id']} ['{job['id']}']\n"
    assert f"generation {job['id']} (Idempotency-Key {KEY})" in said


LEFT_OPEN = (
    PRELUDE
    + """
    client = sv.Client()
    job = client.submit(M, prompt="a", idempotency_key=KEY, wait_for_id=False)
    until_asked(job)
"""
)


def test_end_of_the_process_waits_for_the_id(simulator):
    with start(LEFT_OPEN, environment=simulator.environment(IN_FLIGHT)) as program:
        until_sent(simulator)
        _, said = program.communicate("\n", timeout=60)
    [job] = simulator.log()["jobs"]
    assert f"generation {job['id']} (Idempotency-Key {KEY})" in said
    assert program.returncode == 0


def test_waiting_sleeps(simulator, monkeypatch):
    """After a poll without lines the next one waits, so that waiting uses no CPU time."""
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
