"""A generation as a handle or as a stream of events, for programs that wait."""

from __future__ import annotations

from time import monotonic

from ._interruption import SLICE_MS, forceful, settle
from ._job_core import JobCore, observer
from ._logging import warn_left
from ._output import SavableOutput
from ._steps import Until, run
from ._typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Any, Callable, Iterator, Optional

    from ._events import Event
    from ._results import Result
    from ._steps import Steps, T

    OnEvent = Callable[[Event], object]
    OnAccepted = Callable[[str], object]


class Job(JobCore[SavableOutput]):
    """A generation that exists or is being created. To come back to it, its id is enough: `client.job(id)`.

    When a job is garbage-collected, following stops; the generation goes on and its id stays in
    `client.unfinished`.
    """

    @property
    def status(self) -> Optional[str]:
        """The newest status that has arrived, such as "IN_PROGRESS". Does not wait, unless the job is not
        followed: then it queries the platform once. Raises SkillsVideoError if that fails."""
        if self._end() is None:
            if self._active is None:
                return self.refresh()
            with self._own_errors():
                self._engine.poll(0)
        return self._current_status()

    def refresh(self) -> Optional[str]:
        """Waits for the next status and returns it. Raises SkillsVideoError if following ends without one."""
        return self._run(self._refresh_steps())

    def events(self) -> Iterator[Event]:
        """Yields each event as it arrives, the last one Ended. Does not raise if the generation fails.

        For a job that has ended it yields the events that were not read yet, at least Ended. If you leave the
        loop early, the job is still followed.
        """
        self._begin()
        last = self._last_event()
        if last is not None:
            yield last
        while True:
            yield from self._arrived()
            if self._end() is not None:
                return
            with _Attended(self):
                self._turn(None)

    def wait(
        self,
        timeout: Optional[float] = None,
        *,
        on_event: Optional[OnEvent] = None,
        on_accepted: Optional[OnAccepted] = None,
        progress: bool = False,
    ) -> Result[SavableOutput]:
        """Waits for the end and returns it, whatever its terminal status.

        timeout: seconds to wait; after it the job is still followed. on_event, on_accepted: called in this
        thread with each event and with the id; what they raise is raised here. progress: show a bar.
        Raises Timeout, and the error by which following ended if there is no terminal status.
        """
        bar = observer("", progress)
        try:
            return self._run(self._wait_steps(timeout, on_event, on_accepted, bar))
        finally:
            if bar is not None:
                bar.close()

    def result(self, timeout: Optional[float] = None) -> Result[SavableOutput]:
        """As wait(), but raises JobFailed or JobCanceled unless the generation succeeded."""
        return self.wait(timeout).raise_for_status()

    def _run(self, steps: Steps[T]) -> T:
        """Runs steps of the core. An interruption gets what is known of the generation."""
        with _Attended(self):
            return run(steps, self._answer)

    def _answer(self, request: Any) -> None:
        if isinstance(request, Until):
            self._turn(request.deadline)

    def _turn(self, deadline: Optional[float]) -> None:
        """One short poll."""
        left = SLICE_MS
        if deadline is not None:
            # Rounded up, so that the last part of a millisecond is waited for.
            left = min(SLICE_MS, max(0, int((deadline - monotonic()) * 1000) + 1))
        with self._own_errors():
            self._followed()
            self._engine.poll(left)

    def _interrupted(self, error: BaseException) -> None:
        """Adds the id to an exception from outside that ends a wait. Waits for the id first if a create is
        open. Raises a second interruption if that one is stronger.
        """
        if not self._is_from_outside(error):
            return
        was_open = self._is_open() and not self._may_come_back(error)
        newest = error
        if was_open and self._active is not None:
            try:
                # First of all, since the process may be killed before the id comes.
                warn_left(None, self._key)
                settle(self._engine, {self._active.tag})
            except BaseException as second:
                newest = forceful(error, second)
            self._take_over()
        self._annotate(error, warns=was_open or not self._is_kept)
        if newest is not error:
            self._annotate(newest, warns=False)
            raise newest


class _Attended:
    """Surrounds a wait: keeps other threads out, and adds what is known to any exception."""

    def __init__(self, job: Job) -> None:
        self._job = job

    def __enter__(self) -> None:
        with self._job._own_errors():
            self._job._engine.claim()

    def __exit__(
        self, kind: Optional[type], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        try:
            if error is not None:
                self._job._interrupted(error)
        finally:
            # Its traceback refers to the job, which must not refer to it.
            self._job._callback_error = None
            self._job._engine.unclaim()


class Stream:
    """Yields events, the last one Ended, and then raises unless the generation succeeded. Also a context
    manager.

    Closing it, or leaving the `with` block, stops following; the generation goes on.
    """

    def __init__(self, job: Job) -> None:
        self.job = job
        job._is_kept = False
        self._events = self._iterate()

    @property
    def id(self) -> Optional[str]:
        """The generation's id; None until the platform has returned it."""
        return self.job.id

    @property
    def result(self) -> Result[SavableOutput]:
        """The end of the generation; reads the rest of the stream first. Raises unless it succeeded."""
        return self.job.result()

    def close(self) -> None:
        """Stops following; the generation goes on."""
        try:
            self._events.close()  # type: ignore[attr-defined]
            # A generator that has not started runs nothing when it is closed.
            if self.job._has_to_settle():
                self.job._interrupted(GeneratorExit())
        finally:
            self.job._leave()

    def _iterate(self) -> Iterator[Event]:
        try:
            yield from self.job.events()
        except GeneratorExit as leaving:
            # The program has left the loop. That loses nothing unless the id is still unknown.
            if self.job._has_to_settle():
                self.job._interrupted(leaving)
            raise
        self.job._concluded().raise_for_status()

    def __iter__(self) -> Iterator[Event]:
        return self._events

    def __next__(self) -> Event:
        return next(self._events)

    def __enter__(self) -> Stream:
        return self

    def __exit__(
        self, kind: Optional[type], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        try:
            if error is not None:
                self.job._interrupted(error)
        finally:
            self.close()
