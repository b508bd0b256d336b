"""What a poll has brought: no interruption and no error of a log handler loses or repeats any of it."""

from __future__ import annotations

import logging

import pytest

from conftest import MODEL
from interruptions import Interruption
from programs import run
from skillsvideo._native import lib

SORTING = {"_engine.py", "_lines.py", "_active_job.py", "_in_flight.py"}


def test_each_event_is_handed_out_once(simulator):
    """Whichever line of the sorting is interrupted."""
    with simulator.client() as client:
        whole = []
        client.submit(MODEL, wait_for_id=False, prompt="a").wait(on_event=whole.append)
        number, is_over = 0, False
        while not is_over:
            number += 3
            events = []
            job = client.submit(MODEL, prompt="a")
            try:
                with Interruption(number, SORTING):
                    job.wait(on_event=events.append)
                is_over = True
            except KeyboardInterrupt:
                job.wait(on_event=events.append)
            assert [event.kind for event in events] == [event.kind for event in whole], number
            # An interruption between an end and this list keeps the id in it until the next poll.
            client._engine.poll(0)
            assert client.unfinished == []
    assert number > 100


class BadHandler(logging.Handler):
    """As with an error in the program's own formatter."""

    def emit(self, record):
        raise LookupError("mine")


def test_a_log_handler_that_raises_ends_no_wait(simulator, capsys):
    logger, handler = logging.getLogger("skillsvideo"), BadHandler()
    logger.addHandler(handler)
    level = logger.level
    logger.setLevel(logging.DEBUG)
    try:
        with simulator.client() as client:
            assert client.generate(MODEL, prompt="a").ok
            job = client.submit(MODEL, prompt="b")
            assert job.wait().ok
    finally:
        logger.setLevel(level)
        logger.removeHandler(handler)
    assert "LookupError: mine" in capsys.readouterr().err


def test_an_error_has_the_id_that_only_the_library_knows(simulator, monkeypatch):
    """The wait ends after the poll that brought the id, before Python has read it."""
    with simulator.client("latency-ms=600000") as client:
        monkeypatch.setattr(client._engine, "_sort", list)
        poll = client._engine.poll

        def interrupted(timeout):
            poll(timeout)
            [active] = client._engine.in_flight.alive()
            if lib.sv_job_generation_id(active.handle) is not None:
                raise KeyboardInterrupt
            return []

        monkeypatch.setattr(client._engine, "poll", interrupted)
        with pytest.raises(KeyboardInterrupt) as caught:
            client.generate(MODEL, prompt="a")
    [job] = simulator.log()["jobs"]
    assert caught.value.generation_ids == (job["id"],)
    assert client.unfinished == [job["id"]]


def test_lines_of_an_unknown_job_keep_their_id(simulator, caplog):
    with simulator.client("latency-ms=600000") as client:
        active = client.submit(MODEL, wait_for_id=False, prompt="a")._active
        in_flight = client._engine.in_flight
        del in_flight.jobs[active.tag]
        while not client.unfinished:
            client._engine.poll(20)
        in_flight.add(active)
    [job] = simulator.log()["jobs"]
    assert client.unfinished == [job["id"]]
    assert f"generation {job['id']} is no longer followed" in caplog.text


DAEMON = """
    import threading, skillsvideo as sv
    client, known = sv.Client(), threading.Event()
    def go():
        client.generate("google/nano-banana-pro", prompt="a", on_accepted=lambda _: known.set())
    threading.Thread(target=go, daemon=True).start()
    known.wait()
    print(client.unfinished[0])
"""


def test_the_end_of_the_process_names_what_a_daemon_thread_waits_for(simulator):
    done = run(DAEMON, environment=simulator.environment("latency-ms=600000"))
    assert f"generation {done.stdout.strip()} (Idempotency-Key " in done.stderr
    assert done.returncode == 0
