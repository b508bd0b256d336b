"""When map() ends early, no id of a generation is lost, ended or not."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler

import pytest

import interruptions
import skillsvideo as sv
from conftest import MODEL, served

ENDLESS = "endless"
LOST = "lost"
REFUSED = sv.ArgumentError
BEGUN = "do not repeat all of it"


class Platform(BaseHTTPRequestHandler):
    """Prompts: ENDLESS is accepted and never ends; LOST gets no answer; any other one ends at once. The id is
    made of the prompt.
    """

    ends: threading.Event

    def do_POST(self):
        prompt = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["prompt"]
        if prompt == LOST:
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        self.say(prompt, "IN_PROGRESS")
        if prompt == ENDLESS:
            assert self.ends.wait(60)
        else:
            self.say(prompt, "COMPLETED", outputs=[{"url": "https://files.example/a.png"}])

    def say(self, prompt, status, **more):
        event = {"id": f"gen_{prompt}", "status": status, **more}
        self.wfile.write(f"data: {json.dumps(event)}\n\n".encode())

    def log_message(self, *words):
        pass


@pytest.fixture
def address():
    handler = type("Ending", (Platform,), {"ends": threading.Event()})
    with served(handler, before_end=handler.ends.set) as url:
        yield url


class Interruption(BaseException):
    """As Ctrl-C."""


class Case:
    """One map(): what it sends, how it is left, and what is then known.

    stop_on: the callback raises Interruption once these prompts have ended, and ENDLESS is accepted if it was
    sent. leave_after: the program leaves the loop after so many outcomes.
    """

    def __init__(self, name, requests, *, ids, error=None, charge=None, at_once=3, stop_on=(), leave=None):
        self.name, self.requests, self.at_once, self.leave = name, requests, at_once, leave
        self.ids = {f"gen_{prompt}" for prompt in ids}
        self.error, self.charge = error, charge
        self.stop_on = frozenset(f"gen_{prompt}" for prompt in stop_on)

    def events(self):
        waited = set(self.stop_on)
        if ENDLESS in self.requests and waited:
            waited.add(f"gen_{ENDLESS}")

        def on_event(event):
            is_due = isinstance(event, sv.Accepted if event.generation_id == f"gen_{ENDLESS}" else sv.Ended)
            if is_due and event.generation_id in waited:
                waited.discard(event.generation_id)
                if not waited:
                    raise Interruption

        return on_event if waited else None

    def arguments(self):
        requests = [(MODEL, {"prompt": one}) if isinstance(one, str) else one for one in self.requests]
        return {
            "requests": requests,
            "concurrency": self.at_once,
            "ordered": self.name == "held back",
            "on_event": self.events(),
        }


CASES = [
    Case("held back", [ENDLESS, "1", "2"], ids=[ENDLESS, "1", "2"], error=Interruption, stop_on="12"),
    Case("an ended one", ["1"], ids=["1"], error=Interruption, stop_on="1"),
    Case("a bad request", [ENDLESS, "1", 5], ids=[ENDLESS], error=REFUSED, charge="accepted", at_once=2),
    Case("a bad request later", ["1", 5], ids=[], error=REFUSED, charge="unknown", at_once=1),
    Case("a lost one", [LOST, 5], ids=[], error=REFUSED, charge="unknown", at_once=1),
    Case("left early", ["1", "2", "3"], ids=["1", "2", "3"], leave=1),
]
every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def check(case, client, error, handed_over, log):
    left = case.ids - set(handed_over)
    assert set(client.unfinished) == left
    warned = " ".join(record.getMessage() for record in log if record.levelname == "WARNING")
    for one in left:
        assert warned.count(f"generation {one} ") == 1
    for one in left - {f"gen_{ENDLESS}"}:
        assert case.leave or f"generation {one} has ended" in warned
    if case.error is not None:
        assert isinstance(error, case.error)
        assert sorted(error.generation_ids) == sorted(left)
    if case.charge is not None:
        assert (error.charge_state, error.retryable) == (case.charge, False)
        assert BEGUN in str(error)


def synchronous(address, case):
    handed_over, error = [], None
    client = sv.Client("sk-local", base_url=address)
    outcomes = client.map(**case.arguments())
    try:
        for outcome in outcomes:
            handed_over.append(outcome.id)
            if len(handed_over) == case.leave:
                break
    except BaseException as caught:
        error = caught
    outcomes.close()
    return client, error, handed_over


async def asynchronous(address, case):
    handed_over, error = [], None
    client = sv.AsyncClient("sk-local", base_url=address)
    outcomes = client.map(**case.arguments())
    try:
        async for outcome in outcomes:
            handed_over.append(outcome.id)
            if len(handed_over) == case.leave:
                break
    except BaseException as caught:
        error = caught
    await outcomes.aclose()
    return client, error, handed_over


@every_case
def test_map(address, caplog, case):
    client, error, handed_over = synchronous(address, case)
    with client:
        check(case, client, error, handed_over, caplog.records)


@every_case
def test_asynchronous_map(run, address, caplog, case):
    async def main():
        client, error, handed_over = await asynchronous(address, case)
        check(case, client, error, handed_over, caplog.records)
        await client.aclose()

    run(main())


@pytest.mark.parametrize("ordered", [False, True])
def test_interruption_at_each_line_after_an_end(address, ordered):
    """The program has the outcome, or the exception and `unfinished` name the generation."""
    with sv.Client("sk-local", base_url=address) as client:
        list(client.map([(MODEL, {"prompt": "1"})]))  # Imports the modules that it needs.
    number, reported = 0, set()
    while True:
        number += 1
        handed_over = []
        with sv.Client("sk-local", base_url=address) as client:
            try:
                with interruptions.Interruption(number, after="ended"):
                    for outcome in client.map([(MODEL, {"prompt": "1"})], ordered=ordered):
                        handed_over.append(outcome.id)
                break
            except KeyboardInterrupt as error:
                named = [*getattr(error, "generation_ids", ())]
        assert "gen_1" in handed_over or ["gen_1"] == named == [*client.unfinished], f"line {number}"
        reported.add(bool(handed_over))
    assert handed_over == ["gen_1"]
    assert reported == {False, True}
