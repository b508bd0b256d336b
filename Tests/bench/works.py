"""What the benchmark measures: the works, and what is read of each. The aims are ratios to the floor."""
from collections.abc import Callable
from dataclasses import dataclass, field

from measuring import Usage


@dataclass
class Measure:
    name: str
    unit: str
    value: Callable[[Usage], float]
    aim: str
    digits: int = 1


@dataclass
class Work:
    """A floor and a client that each get the URL of the server and the arguments."""
    title: str
    kind: str
    arguments: list[str]
    server_arguments: list[str]
    events: int
    rounds: int
    measures: list[Measure]
    floor_arguments: list[str] = field(default_factory=list)

    @property
    def client(self):
        return f"client{self.kind}"

    @property
    def floor(self):
        return f"floor{self.kind}"

    @property
    def server(self):
        return {"": "server", "_many": "server_paced", "_polls": "server_polls"}[self.kind]


def cpu(aim, unit="ms", scale=1e3, digits=1):
    return Measure("CPU", unit, lambda usage: usage.seconds * scale, aim, digits)


def flood(title, count, size, rounds, measures, buffer=None):
    """One stream, as fast as it is read; `buffer` replaces the size of the floor's receive buffer."""
    return Work(title, "", [], [str(count), str(size)], count + 1, rounds, measures,
                [str(buffer)] if buffer else [])


def many(title, streams, events, interval, rounds, measures):
    """`interval` microseconds lie between two events."""
    return Work(title, "_many", [str(streams), str(events)], [str(streams), str(events), str(interval)],
                streams * events, rounds, measures)


def per_event(count, aim):
    return cpu(aim, "us each", 1e6 / count, 3)


def of_streams(count, aim_delay):
    measures = [cpu("1.15"),
                Measure("memory a stream", "KiB", lambda usage: usage.grown / count, "20 KiB")]
    if aim_delay:
        measures.append(Measure("delay, p99", "ms", lambda usage: usage.late / 1e3, aim_delay))
    return measures


POLLS, WAIT = 400, 5
WORKS = {
    "small": flood("2,000,000 events of 200 B", 2_000_000, 200, 9, [per_event(2_000_001, "1.1")]),
    "small-256": flood("  floor with a 256 KiB buffer", 2_000_000, 200, 9, [per_event(2_000_001, "")],
                       256 << 10),
    "middle": flood("20,000 events of 10 KB", 20_000, 10_000, 15, [per_event(20_001, "0.7")]),
    "middle-256": flood("  floor with a 256 KiB buffer", 20_000, 10_000, 15, [per_event(20_001, "")],
                        256 << 10),
    "large": flood("one event of 50 MB", 1, 50_000_000, 9, [
        cpu("1.2"), Measure("memory", "MiB", lambda usage: usage.peak / 1024, "payload + 15")]),
    "delay": many("one stream, 2,000 events", 1, 2000, 500, 5, [
        Measure("delay, p50", "us", lambda usage: usage.middle, "1.15")]),
    "1000": many("1,000 streams of 20 events", 1000, 20, 50, 5, of_streams(1000, "10 ms")),
    "5000": many("5,000 streams of 20 events", 5000, 20, 50, 3, of_streams(5000, None)),
    "polls": Work(f"{POLLS} polls, {WAIT} ms apart", "_polls", [str(POLLS), str(WAIT)], [str(POLLS)], POLLS,
                  5, [per_event(POLLS, "1.2")]),
}
