"""Many generations at once in one thread."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Deque, Dict, Iterator, Optional, Tuple

from ._active_job import ActiveJob
from ._arguments import payload_body
from ._errors import SkillsVideoError
from ._interruption import SLICE_MS, forceful, settle
from ._job import Job
from ._map_core import MapCore, Outcome, Request
from ._output import SavableOutput

if TYPE_CHECKING:
    from ._client import Client
    from ._job import OnEvent


class Mapper:
    """Keeps the jobs of one map() in flight and collects their outcomes."""

    def __init__(self, client: Client, core: MapCore[SavableOutput], on_event: Optional[OnEvent]) -> None:
        self._client = client
        self._core = core
        self._on_event = on_event
        # By tag: the request, its index, and its job.
        self._running: Dict[int, Tuple[int, Request, Job]] = {}
        self._ended: Deque[Outcome[SavableOutput]] = deque()

    def run(self) -> Iterator[Outcome[SavableOutput]]:
        """Yields the outcomes."""
        try:
            for outcome in self._as_they_end():
                yield from self._core.take(outcome)
        except BaseException as error:
            self._interrupted(error)
            raise
        finally:
            self._core.close()
            for _, _, job in self._running.values():
                job._leave()
            self._running.clear()

    def _interrupted(self, error: BaseException) -> None:
        """Ends all jobs: after an interruption, an unreadable request, or an error of a callback, or when the
        program leaves the loop.
        """
        newest = error
        tags = {tag for tag, (_, _, job) in self._running.items() if job.id is None}
        try:
            settle(self._client._engine, tags)
        except BaseException as second:
            newest = forceful(error, second)
        self._core.interrupted(self._client._engine, error, newest)

    def _as_they_end(self) -> Iterator[Outcome[SavableOutput]]:
        while True:
            self._fill()
            while self._ended:
                yield self._ended.popleft()
            if self._running:
                for active in self._client._engine.poll(SLICE_MS):
                    self._look_at(active)
            elif self._core.is_exhausted and not self._ended:
                return

    def _fill(self) -> None:
        while True:
            entry = self._core.next_request(len(self._running) + len(self._ended))
            if entry is None:
                return
            self._start(*entry)

    def _start(self, index: int, request: Request) -> None:
        try:
            active = self._client._engine.generate(
                request.endpoint, payload_body(request.payload, {}), self._core.options_of(request)
            )
        except SkillsVideoError as error:
            self._ended.append(Outcome(index, request, None, None, error))
            return
        job = self._client._job_of(active)
        self._running[active.tag] = (index, request, job)
        self._core.started(index, job)
        self._client._engine.in_flight.own(active)

    def _look_at(self, active: ActiveJob) -> None:
        entry = self._running.get(active.tag)
        if entry is None:
            return
        index, request, job = entry
        if self._on_event is None:
            job._discard_rows()
        else:
            for _ in job._deliver_steps(self._on_event):
                pass
        if job._end() is None:
            return
        self._ended.append(self._core.ended(index, request, job))
        del self._running[active.tag]
