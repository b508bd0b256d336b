"""A generation as a handle, for programs that wait."""

from __future__ import annotations

from time import monotonic

from ._engine import Engine
from ._files_sync import SavableOutput
from ._follow import Follow
from ._job_state import JobState
from ._leaving import SLICE_MS, forceful, settle
from ._lines import status_in, tells_status
from ._logging import warn_left
from ._typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Callable, Iterator, Optional

    from ._events import Event
    from ._job_state import MakeOutput
    from ._progress import Progress
    from ._results import Result

    OnEvent = Callable[[Event], object]
    OnAccepted = Callable[[str], object]


def observer(name: str, wanted: bool) -> Optional[Progress]:
    """A bar when it is wanted."""
    if not wanted:
        return None
    from ._progress import Progress

    return Progress(name)


class Job(JobState[SavableOutput]):
    """A generation that exists or is being created. Its id alone is enough to come back to it:
    `client.job(id)`.

    Dropping a job stops following it and nothing else; the id stays in `client.unfinished`.
    """

    def __init__(
        self,
        engine: Engine,
        make_output: MakeOutput[SavableOutput],
        follow: Optional[Follow],
        generation_id: Optional[str] = None,
        options: Optional[bytes] = None,
    ) -> None:
        super().__init__(engine, make_output, follow, generation_id, options)

    @property
    def status(self) -> Optional[str]:
        """The platform's last word, such as "IN_PROGRESS". Looks at what has arrived and waits for nothing; a
        job that is not followed is asked after once. SkillsVideoError when that fails."""
        if self._end() is not None:
            self._note_status()
            return self._known_status()
        if self._follow is None:
            return self.refresh()
        with self._own_errors():
            self._engine.poll(0)
        self._note_status()
        return self._known_status()

    def refresh(self) -> Optional[str]:
        """Waits for the next word on its status and returns it. SkillsVideoError when following ends without
        one."""
        follow = self._ensure()
        seen = len(follow.lines)
        with _Attended(self):
            while self._end() is None:
                self._turn(None)
                fresh = list(follow.lines)[seen:]
                seen = len(follow.lines)
                if any(tells_status(line) and status_in(line) for line in fresh):
                    break
        self._note_status()
        if self._end() is not None:
            self._concluded()
        return self._known_status()

    def events(self) -> Iterator[Event]:
        """Each event as it comes, the last one Ended; ends without raising, however the generation ended. An
        ended job gives what was not read yet, at least Ended. Leaving the loop early leaves the job
        followed."""
        follow = self._ensure()
        if self._end() is not None and not follow.lines:
            yield from filter(None, [self._last_event()])
        while True:
            yield from self._events_here()
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

        timeout: seconds to wait; the job is still followed after it. on_event, on_accepted: called on this
        thread with each event and with the id; what they raise is raised here. progress: show a bar.
        Raises Timeout, and the error by which following ended when it ended without a terminal status.
        """
        bar = observer("", progress)
        try:
            return self._wait(timeout, on_event, on_accepted, bar)
        finally:
            if bar is not None:
                bar.close()

    def result(self, timeout: Optional[float] = None) -> Result[SavableOutput]:
        """As wait(), but raises JobFailed or JobCanceled unless the generation succeeded."""
        return self.wait(timeout).raise_for_status()

    def _wait(
        self,
        timeout: Optional[float],
        on_event: Optional[OnEvent],
        on_accepted: Optional[OnAccepted],
        bar: Optional[Progress],
    ) -> Result[SavableOutput]:
        self._ensure()
        deadline = None if timeout is None else monotonic() + timeout
        silent = on_event is None and on_accepted is None and bar is None
        with _Attended(self):
            while True:
                if silent:
                    self._discard_lines()
                else:
                    self._tell(on_event, on_accepted, bar)
                if self._end() is not None:
                    return self._concluded()
                if deadline is not None and monotonic() >= deadline:
                    raise self._timeout(timeout or 0.0)
                self._turn(deadline)

    def _tell(
        self, on_event: Optional[OnEvent], on_accepted: Optional[OnAccepted], bar: Optional[Progress]
    ) -> None:
        from ._events import Accepted

        for event in self._events_here():
            if bar is not None:
                bar.show(event)
            try:
                if on_accepted is not None and isinstance(event, Accepted) and event.generation_id:
                    on_accepted(event.generation_id)
                if on_event is not None:
                    on_event(event)
            except BaseException as error:
                self._callback_error = error
                raise

    def _accepted(self) -> None:
        """Waits until the id is known or following has ended."""
        with _Attended(self):
            while self.id is None and self._end() is None:
                self._turn(None)

    def _turn(self, deadline: Optional[float]) -> None:
        """One short poll."""
        # Rounded up, so that the last part of a millisecond is waited for, too.
        left = (
            SLICE_MS if deadline is None else min(SLICE_MS, max(0, int((deadline - monotonic()) * 1000) + 1))
        )
        with self._own_errors():
            self._followed()
            self._engine.poll(left)

    def _broken_off(self, error: BaseException) -> None:
        """Puts the id on an exception from outside that ends a wait, and waits for it a moment where a create
        is open. Raises a second interruption if that is the one to go on.
        """
        if not self._is_from_outside(error):
            return
        was_open = self._is_open() and not self._may_come_back(error)
        newest = error
        if was_open and self._follow is not None:
            try:
                # The process may be killed before the id comes.
                warn_left(None, self._key)
                settle(self._engine, {self._follow.tag})
            except BaseException as second:
                newest = forceful(error, second)
            self._take_over()
        self._annotate(error, warns=was_open or not self._is_kept)
        if newest is not error:
            self._annotate(newest, warns=False)
            raise newest


class _Attended:
    """Around a wait for a job: keeps other threads out, and puts what is known on whatever ends the wait."""

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
                self._job._broken_off(error)
        finally:
            self._job._engine.unclaim()
