"""What a scenario is: what a platform does with each create and each poll, and what its caller has set."""

import dataclasses

from table import POLLING_PATH, STREAM_PATH, URL
from wire import ENDS, GIVEN_UP

# Short budgets; each scenario that is to run into one sets it itself.
OPTIONS = {
    "total_timeout_ms": 12000,
    "poll_timeout_ms": 1500,
    "poll_interval_ms": 20,
    "poll_interval_max_ms": 20,
    "poll_failures_max": 3,
    "create_tries_max": 3,
}


@dataclasses.dataclass
class Answer:
    """The steps that answer a create, and how much of it is read before them: all, head or none."""

    steps: list
    read: str = "all"


@dataclasses.dataclass
class Scenario:
    family: str
    name: str
    # The answers to the creates in order; the last one also answers all further ones.
    creates: list
    # The same for polls. None: the first poll reports COMPLETED with outputs.
    polls: list = None
    path: str = STREAM_PATH
    # The id that the platform sends. If it sends several, each of them is right.
    ids: tuple = ("gen_1",)
    options: dict = dataclasses.field(default_factory=dict)
    # Whether a client that knows the id can follow the job to its outputs.
    finishes: bool = True
    # The caller gives up, by a stop or the time limit.
    gives_up: bool = False
    polls_max: int = 1_000_000
    creates_max: int = 1_000_000
    payload: str = '{"prompt":"a red fox"}'
    small_buffer: bool = False
    # The platform closes the connection before it reads anything.
    hangs_up: bool = False

    @property
    def title(self):
        path = "" if self.path == STREAM_PATH else ", polling path"
        return f"{self.family}: {self.name}{path}"


def scenario(family, name, *creates, end=None, ids=("gen_1",), options=None, finishes=True, **more):
    """A scenario whose answers to creates are Answers or lists of steps, ended in one of the ways of ENDS."""
    creates = [one if isinstance(one, Answer) else Answer(one) for one in creates]
    settings = {**(ENDS[end].options if end else {}), **(options or {})}
    more.update(finishes=finishes and end not in GIVEN_UP, gives_up=end in GIVEN_UP)
    return Scenario(family, name, creates, ids=ids, options=settings, **more)


def rotate(choices, *numbers):
    """One of the choices, in rotation: keeps a dimension varied without the product of all."""
    return choices[sum(numbers) % len(choices)]


def rows(family, table, **more):
    """A scenario of each entry of a table: its name, and the answer to its creates, or a tuple of answers."""
    for number, (name, steps) in enumerate(table.items()):
        creates = steps if isinstance(steps, tuple) else (steps,)
        yield scenario(family, name, *creates, **{"path": rotate(PATHS, number), **more})


PATHS = (STREAM_PATH, POLLING_PATH)
OUTPUTS = [URL]
