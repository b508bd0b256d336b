"""What the map() of both clients share: requests, outcomes, and the order in which they are yielded."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Dict, Iterable, Iterator, Mapping, Optional, Sized, Tuple, Union

from . import _raw
from ._arguments import create_options, refuse
from ._error_base import NOTHING_BOUGHT
from ._errors import SkillsVideoError, local_error
from ._interruption import Left, name_left, settle_charge
from ._progress import make_bar
from ._remedies import batch_was_begun
from ._results import Result
from ._typing import Generic, OutputT

if TYPE_CHECKING:
    from typing import List

    from ._arguments import CreateOptions, Payload
    from ._engine import Engine
    from ._job_state import JobState

# An ordered map() reads this many times its concurrency ahead.
WINDOW = 4


@dataclass(frozen=True)
class Request:
    """An endpoint and its payload. `idempotency_key` goes with every attempt of the create; by default a
    random one does.
    """

    endpoint: str
    payload: Payload = field(default_factory=dict, hash=False)
    idempotency_key: Optional[str] = None


# A Request, (endpoint, payload), or the payload's fields with "endpoint" among them.
AnyRequest = Union[Request, Tuple[str, "Payload"], Mapping[str, Any]]


def as_request(item: AnyRequest) -> Request:
    """Converts any of the forms to a Request. ArgumentError for anything else."""
    if isinstance(item, Request):
        return item
    if isinstance(item, tuple) and len(item) == 2:
        return Request(*item)
    if isinstance(item, Mapping) and "endpoint" in item:
        return Request(item["endpoint"], {name: value for name, value in item.items() if name != "endpoint"})
    raise refuse(f'map takes Requests, (endpoint, payload) pairs, or mappings with "endpoint", not {item!r}.')


@dataclass(frozen=True)
class Outcome(Generic[OutputT]):
    """How one request of map() ended: `result` if it succeeded, else `error`. `index` is its place among the
    requests."""

    index: int
    request: Request
    id: Optional[str]
    result: Optional[Result[OutputT]]
    error: Optional[SkillsVideoError]

    @property
    def ok(self) -> bool:
        """Whether it succeeded."""
        return self.error is None

    def unwrap(self) -> Result[OutputT]:
        """The result; raises the error if there is one."""
        if self.error is not None:
            raise self.error
        assert self.result is not None
        return self.result


def outcome_of(index: int, request: Request, job: JobState[OutputT]) -> Outcome[OutputT]:
    """The outcome of a job that has ended. Whatever its end is, the other generations go on."""
    try:
        result = job._concluded()
    except SkillsVideoError as error:
        return Outcome(index, request, job.id, None, error)
    except Exception as error:
        message = f"the record of its end cannot be read: {error!r}."
        made = local_error(_raw.ERR_PROTOCOL, message, job.id, "unknown")
        settle_charge(made, [job._left()])
        made.__cause__ = error
        return Outcome(index, request, job.id, None, made)
    return Outcome(index, request, job.id, result if result.ok else None, result.error)


class MapCore(Generic[OutputT]):
    """Reads the requests of one map(), and yields its outcomes as they come or in order. Knows what was
    bought and not handed over.
    """

    def __init__(
        self,
        requests: Iterable[AnyRequest],
        concurrency: int,
        ordered: bool,
        options: Mapping[str, str],
        progress: bool,
    ) -> None:
        if concurrency < 1:
            raise refuse(f"concurrency must be at least 1, not {concurrency}.")
        self._requests = iter(requests)
        self._total = len(requests) if isinstance(requests, Sized) else None
        self._concurrency = concurrency
        self._options = options
        self._bar = make_bar("generations", self._total, "") if progress else None
        self._read = self._ended = self._due = 0
        self._early: Optional[Dict[int, Outcome[OutputT]]] = {} if ordered else None
        self.is_exhausted = False
        # The jobs that are followed, by index.
        self._running: Dict[int, JobState[OutputT]] = {}
        # What is known of generations whose outcomes the program has not got, by index.
        self._kept: Dict[int, Left] = {}
        # The index of the outcome that is being handed over.
        self._offered: Optional[int] = None
        self._was_sent = False

    def next_request(self, running: int) -> Optional[Tuple[int, Request]]:
        """Reads the next request, with its index.

        None if `running` generations are enough, if there are no more requests, or if an ordered map() has
        read far enough after a slow request, so that the outcomes to hold back stay few.
        """
        if self.is_exhausted or running >= self._concurrency:
            return None
        if self._early is not None and self._read >= self._due + WINDOW * self._concurrency:
            return None
        try:
            item = next(self._requests)
        except StopIteration:
            self.is_exhausted = True
            return None
        self._read += 1
        return self._read - 1, as_request(item)

    def options_of(self, request: Request) -> CreateOptions:
        """The options of its create."""
        return create_options(self._options, request.idempotency_key)

    def started(self, index: int, job: JobState[OutputT]) -> None:
        """Notes a job whose create was started."""
        self._running[index] = job

    def ended(self, index: int, request: Request, job: JobState[OutputT]) -> Outcome[OutputT]:
        """The outcome of a job that has ended."""
        self._kept[index] = left = job._left()
        self._was_sent |= left.charge_state not in NOTHING_BOUGHT
        self._running.pop(index, None)
        return outcome_of(index, request, job)

    def left(self, error: BaseException) -> List[Left]:
        """What is known when an exception ends map(): of the jobs that are followed, and of the outcomes that
        the program has not got. Leaves out what bought nothing.
        """
        if isinstance(error, GeneratorExit) and self._offered is not None:
            # The program has left the loop with this outcome.
            self._kept.pop(self._offered, None)
        found = {**{index: job._left() for index, job in self._running.items()}, **self._kept}
        every = [found[index] for index in sorted(found)]
        return [one for one in every if one.charge_state not in NOTHING_BOUGHT]

    def interrupted(self, engine: Engine, error: BaseException, newest: BaseException) -> None:
        """Adds what is known to the exception that ends map(), and to a second one; raises that one."""
        left = self.left(error)
        if isinstance(error, SkillsVideoError) and (left or self._was_sent):
            settle_charge(error, [*left, Left(None, None, batch_was_begun(), "unknown")])
        name_left(engine, left, error, newest)

    def take(self, outcome: Outcome[OutputT]) -> Iterator[Outcome[OutputT]]:
        """Yields the outcomes that are due once this one has come."""
        self._ended += 1
        if self._bar is not None:
            self._bar.update_to(self._ended, self._total)
        if self._early is None:
            yield from self._hand_over(outcome)
            return
        self._early[outcome.index] = outcome
        while self._due in self._early:
            due = self._early.pop(self._due)
            self._due += 1
            yield from self._hand_over(due)

    def _hand_over(self, outcome: Outcome[OutputT]) -> Iterator[Outcome[OutputT]]:
        self._offered = outcome.index
        yield outcome
        self._offered = None
        self._kept.pop(outcome.index, None)

    def close(self) -> None:
        """Ends the progress bar."""
        if self._bar is not None:
            self._bar.close()
