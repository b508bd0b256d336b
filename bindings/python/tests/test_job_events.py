"""Reading the events of a job: leaving, coming back, and several readers."""

from __future__ import annotations

import skillsvideo as sv
from conftest import MODEL


def test_events_that_are_left_at_the_end_give_the_end_again(client):
    job = client.submit(MODEL, prompt="a")
    for event in job.events():
        if isinstance(event, sv.Ended):
            break
    assert list(job.events()) == [event] == list(job.events())


def test_events_within_events(client):
    """Each event is given once, to the first iterator that asks for it."""
    job = client.submit(MODEL, prompt="a")
    job.wait(on_event=lambda event: None)
    job = client.job(job.id)
    seen = []
    for event in job.events():
        seen += [event, *job.events()]
    assert len(seen) == len({id(event) for event in seen})
    assert [isinstance(event, sv.Ended) for event in seen].count(True) in (1, 2)
