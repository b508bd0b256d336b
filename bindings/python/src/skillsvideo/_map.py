"""Many generations at once on one thread."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Deque, Dict, Iterable, Iterator, Mapping, Optional, Sized

from ._arguments import create_options, payload_body, refuse
from ._errors import SkillsVideoError
from ._files_sync import SavableOutput
from ._follow import Follow
from ._job import Job
from ._leaving import SLICE_MS, leave_all
from ._outcome import InOrder, Outcome
from ._progress import make_bar
from ._remedies import batch_was_begun
from ._requests import Request, as_request

if TYPE_CHECKING:
    from ._client import Client
    from ._job import OnEvent
    from ._requests import AnyRequest


class Mapper:
    """Keeps up to `concurrency` jobs in flight and collects their ends."""

    def __init__(
        self,
        client: Client,
        requests: Iterable[AnyRequest],
        concurrency: int,
        ordered: bool,
        options: Mapping[str, str],
        on_event: Optional[OnEvent],
        progress: bool,
    ) -> None:
        if concurrency < 1:
            raise refuse(f"concurrency must be at least 1, not {concurrency}.")
        self._client = client
        self._requests = iter(requests)
        self._read = 0
        self._total = len(requests) if isinstance(requests, Sized) else None
        self._concurrency = concurrency
        self._line: Optional[InOrder[SavableOutput]] = InOrder.of(concurrency) if ordered else None
        self._options = options
        self._on_event = on_event
        self._progress = progress
        self._jobs: Dict[int, Job] = {}
        self._all: Dict[int, Request] = {}
        self._by_tag: Dict[int, int] = {}
        self._ended: Deque[Outcome[SavableOutput]] = deque()
        self._exhausted = False
        self._any_ended = False

    def run(self) -> Iterator[Outcome[SavableOutput]]:
        """The outcomes, as they come or in order."""
        bar = make_bar("generations", self._total, "") if self._progress else None
        count = 0
        try:
            for outcome in self._due():
                count += 1
                if bar is not None:
                    bar.update_to(count, self._total)
                yield outcome
        except BaseException as error:
            self._broken_off(error)
            raise
        finally:
            if bar is not None:
                bar.close()
            for job in self._jobs.values():
                job._leave()
            self._jobs.clear()

    def _broken_off(self, error: BaseException) -> None:
        """Ends all: on an interruption, an unreadable request, a callback's error, or leaving the loop."""
        engine, jobs = self._client._engine, list(self._jobs.values())
        tags = {job._follow.tag for job in jobs if job._follow is not None and job.id is None}
        if jobs and (tags or not isinstance(error, GeneratorExit)):
            leave_all(engine, lambda: [(job.id, job._key) for job in jobs if job._may_exist()], tags, error)
        elif isinstance(error, SkillsVideoError) and self._any_ended:
            error._settle_charge("unknown", None, batch_was_begun())

    def _due(self) -> Iterator[Outcome[SavableOutput]]:
        for outcome in self._as_they_end():
            if self._line is None:
                yield outcome
            else:
                yield from self._line.take(outcome)

    def _as_they_end(self) -> Iterator[Outcome[SavableOutput]]:
        while True:
            self._fill()
            while self._ended:
                yield self._ended.popleft()
            if self._jobs:
                self._turn()
            elif self._exhausted and not self._ended:
                return

    def _fill(self) -> None:
        while not self._exhausted and self._has_room():
            try:
                item = next(self._requests)
            except StopIteration:
                self._exhausted = True
                return
            self._read += 1
            self._start(self._read - 1, as_request(item))

    def _has_room(self) -> bool:
        if self._line is not None and not self._line.may_read(self._read):
            return False
        return len(self._jobs) + len(self._ended) < self._concurrency

    def _start(self, index: int, request: Request) -> None:
        try:
            follow = self._client._engine.generate(
                request.endpoint,
                payload_body(request.payload, {}),
                create_options(self._options, request.idempotency_key),
            )
        except SkillsVideoError as error:
            self._ended.append(Outcome(index, request, None, None, error))
            return
        self._by_tag[follow.tag] = index
        self._all[index] = request
        self._jobs[index] = self._client._job_of(follow)

    def _turn(self) -> None:
        for follow in self._client._engine.poll(SLICE_MS):
            self._look_at(follow)

    def _look_at(self, follow: Follow) -> None:
        index = self._by_tag.get(follow.tag)
        job = self._jobs.get(index) if index is not None else None
        if index is None or job is None:
            return
        if self._on_event is None:
            job._discard_lines()
        else:
            job._tell(self._on_event, None, None)
        if job._end() is None:
            return
        del self._jobs[index], self._by_tag[follow.tag]
        self._any_ended = True
        self._ended.append(self._outcome(index, self._all.pop(index), job))

    @staticmethod
    def _outcome(index: int, request: Request, job: Job) -> Outcome[SavableOutput]:
        try:
            return Outcome.of(index, request, job.id, job._concluded())
        except SkillsVideoError as error:
            return Outcome(index, request, job.id, None, error)
