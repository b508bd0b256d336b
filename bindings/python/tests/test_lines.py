"""The library's lines reach the right job."""

from __future__ import annotations

import json
from ctypes import create_string_buffer, string_at
from struct import pack

import pytest

import skillsvideo as sv
from conftest import MODEL
from skillsvideo import _engine, _raw
from skillsvideo._active_job import ActiveJob
from skillsvideo._lines import Arrived
from skillsvideo._native import lib


class InterruptedLibrary:
    """Raises KeyboardInterrupt after a poll with a message of one job, before its lines are sorted."""

    def __init__(self, tag):
        self.tag, self.is_over = tag, False

    def __getattr__(self, name):
        return getattr(lib, name)

    def sv_poll_lines(self, out, length, handle, timeout_ms):
        count = lib.sv_poll_lines(out, length, handle, timeout_ms)
        text = string_at(out._obj.value, length._obj.value) if count > 0 else b""
        records = [json.loads(line) for line in text.splitlines()]
        kinds = {record["event"] for record in records if record["tag"] == self.tag}
        # Before the id is known, the interruption itself would poll and so sort the lines.
        if not self.is_over and "sse_event" in kinds and "accepted" not in kinds:
            self.is_over = True
            raise KeyboardInterrupt
        return count


def test_an_interrupted_poll_gives_no_line_to_another_job(simulator, monkeypatch):
    """The job of the lines is no longer followed, and a single other one is in flight."""
    with simulator.client("latency-ms=400") as client:
        other = client.submit(MODEL, prompt="other")
        library = InterruptedLibrary(other._active.tag + 1)
        monkeypatch.setattr(_engine, "lib", library)
        with pytest.raises(KeyboardInterrupt):
            client.generate(MODEL, prompt="left")
        assert library.is_over
        events = list(other.events())
        assert {event.raw["tag"] for event in events} == {other._active.tag}
        assert {event.generation_id for event in events} - {None} == {other.id}
        assert sum(isinstance(event, sv.Ended) for event in events) == 1
        assert len(client.unfinished) == 1


class LibraryWithoutTable:
    """As while another thread uses the client."""

    def __getattr__(self, name):
        return getattr(lib, name)

    def sv_line_table(self, client, count):
        return None


def test_an_end_without_a_table_is_not_lost(simulator, monkeypatch):
    monkeypatch.setattr(_engine, "lib", LibraryWithoutTable())
    with simulator.client() as client:
        jobs = [client.submit(MODEL, wait_for_id=False, prompt="a") for _ in range(2)]
        assert [job.result(30).ok for job in jobs] == [True, True]
        assert client.unfinished == []


class MadeUpLibrary:
    """Describes these lines: tag, kind, status as JSON writes it, record."""

    def __init__(self, lines):
        self.text, table, places = b"", b"", {}
        for tag, kind, status, record in lines:
            line = record.encode() + b"\n"
            place = 0
            if status:
                place = places.setdefault(status, len(self.text) + line.index(status.encode()))
            entry = {"tag": tag, "kind": kind, "offset": len(self.text), "length": len(line)}
            entry.update(status=place, status_length=len(status.encode()))
            table += pack(f"{len(_raw.LINE)}Q", *(entry[name] for name in _raw.LINE))
            self.text += line
        self.count, self.table = len(lines), create_string_buffer(table)

    def sv_line_table(self, client, count):
        count._obj.value = self.count
        return self.table


# Lines; kind and status of the rows that jobs 1 and 2 get; the newest status and the number of statuses. No
# record contains its tag.
MESSAGE, END = _raw.EVENT_MESSAGE, _raw.EVENT_END
TABLES = [
    ([(1, MESSAGE, "X", '["X"]'), (1, MESSAGE, "X", '["X"]')], {1: [(MESSAGE, "X")] * 2}, "X", 2),
    ([(2, END, "", "{}")], {2: [(END, None)]}, None, 0),
    (
        [
            (1, MESSAGE, "X", '["X"]'),
            (2, MESSAGE, "X", '["X"]'),
            (1, MESSAGE, "Y", '["Y"]'),
            (1, END, "", "{}"),
        ],
        {1: [(MESSAGE, "X"), (MESSAGE, "Y"), (END, None)], 2: [(MESSAGE, "X")]},
        "Y",
        2,
    ),
    ([(1, MESSAGE, '\\u00e9\\"', '["\\u00e9\\""]')], {1: [(MESSAGE, 'é"')]}, 'é"', 1),
    ([(1, MESSAGE, "ü", '["ü"]')], {1: [(MESSAGE, "ü")]}, "ü", 1),
    # Lines of a job that the program does not hold, alone and beside another job.
    ([(3, MESSAGE, "X", '["X"]')], {}, None, 0),
    ([(3, MESSAGE, "X", '["X"]'), (1, MESSAGE, "Y", '["Y"]')], {1: [(MESSAGE, "Y")]}, "Y", 1),
]


@pytest.mark.parametrize(("lines", "rows", "status", "count"), TABLES)
def test_lines_are_sorted_by_the_table(lines, rows, status, count):
    jobs = {tag: ActiveJob(None, None, tag, None) for tag in (1, 2)}
    library = MadeUpLibrary(lines)
    arrived = Arrived(library, None, library.text, jobs.get)
    arrived.hand_out()
    assert sorted(job.tag for job in arrived.jobs) == sorted(rows)
    assert [tag for tag, _ in arrived.strays] == [tag for tag, _, _, _ in lines if tag not in jobs]
    for tag, job in jobs.items():
        assert job.has_unread == (tag in rows)
        got = [row for batch, _ in job.batches for row in batch]
        assert [(kind, word) for kind, _, word in got] == rows.get(tag, [])
        records = [record for owner, _, _, record in lines if owner == tag]
        assert [line.decode().rstrip("\n") for _, line, _ in got] == records
        assert not job.has_unread
    newest = jobs[min(rows)] if rows else jobs[1]
    assert (newest.status, newest.status_count) == (status, count)
