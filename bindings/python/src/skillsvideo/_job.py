"""A generation as a handle, for programs that wait."""

from __future__ import annotations

from time import monotonic

from . import _raw
from ._engine import Engine
from ._errors import interrupted
from ._files_sync import SavableOutput
from ._follow import Follow
from ._job_state import JobState
from ._lines import status_in, tells_status
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

# Ctrl-C is noticed between polls, so that no poll is longer than this.
SLICE_MS = 200
# How long Ctrl-C waits for the id of a create that is open. A second one ends it at once.
GRACE_S = 2.0


def observer(name: str, wanted: bool) -> Optional[Progress]:
    """A bar when it is wanted."""
    if not wanted:
        return None
    from ._progress import Progress

    return Progress(name)


class Job(JobState[SavableOutput]):
    """A generation that exists or is being created. Its id alone is enough to come back to it: `client.job(id)`.

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
        """The platform's last word, such as "IN_PROGRESS". Looks at what has arrived and waits for nothing; a job that
        is not followed is asked after once. SkillsVideoError when that fails."""
        if self._end() is not None:
            self._note_status()
            return self._known_status()
        if self._follow is None:
            return self.refresh()
        self._engine.poll(0)
        self._note_status()
        return self._known_status()

    def refresh(self) -> Optional[str]:
        """Waits for the next word on its status and returns it. SkillsVideoError when following ends without one."""
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
        """Each event as it comes, the last one Ended; ends without raising, however the generation ended. An ended job
        gives what was not read yet, at least Ended. Leaving the loop early leaves the job followed."""
        follow = self._ensure()
        if self._end() is not None and not follow.lines:
            yield from filter(None, [self._last_event()])
        while True:
            yield from self._events_here()
            if self._end() is not None:
                return
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

        timeout: seconds to wait; the job is still followed after it. on_event, on_accepted: called on this thread with
        each event and with the id; what they raise is raised here. progress: show a bar.
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

    def _tell(self, on_event: Optional[OnEvent], on_accepted: Optional[OnAccepted], bar: Optional[Progress]) -> None:
        from ._events import Accepted

        for event in self._events_here():
            if bar is not None:
                bar.show(event)
            if on_accepted is not None and isinstance(event, Accepted) and event.generation_id:
                on_accepted(event.generation_id)
            if on_event is not None:
                on_event(event)

    def _accepted(self) -> None:
        """Waits until the id is known or following has ended."""
        with _Attended(self):
            while self.id is None and self._end() is None:
                self._turn(None)

    def _turn(self, deadline: Optional[float]) -> None:
        """One short poll."""
        # Rounded up, so that the last part of a millisecond is waited for, too.
        left = SLICE_MS if deadline is None else min(SLICE_MS, max(0, int((deadline - monotonic()) * 1000) + 1))
        self._ensure()
        with _Attended(self):
            self._engine.poll(left)

    def _interrupted(self) -> KeyboardInterrupt:
        until = monotonic() + GRACE_S
        stopped = self._follow if self.id is None else None
        try:
            # Nothing is bought any more; what is on its way is waited for.
            if stopped is not None:
                stopped.cancel()
            while self.id is None and self._end() is None and monotonic() < until:
                self._engine.poll(SLICE_MS)
        except KeyboardInterrupt:
            pass
        ending = self._end()
        if self.id is not None:
            if stopped is not None and (ending is None or ending.status == _raw.ERR_STOPPED):
                # Whoever waits again follows it from here.
                self._engine.release(stopped)
                self._follow = self._ending = None
            return interrupted(
                f'Generation {self.id} goes on and may be billed. Resume with client.job("{self.id}").wait() or '
                f"`skillsvideo wait {self.id}`.",
                self.id,
            )
        if ending is not None:
            return interrupted(ending.message)
        return interrupted(
            "The platform had not told an id yet. It is not known whether the generation was accepted and charged: "
            "look at https://skills.video/dashboard before you send it again."
        )


class _Attended:
    """Around what waits for a job: keeps other threads out, and lets Ctrl-C say how to come back."""

    def __init__(self, job: Job) -> None:
        self._job = job

    def __enter__(self) -> None:
        self._job._engine.claim()

    def __exit__(self, kind: Optional[type], error: Optional[BaseException], trace: Optional[TracebackType]) -> None:
        told = None
        if isinstance(error, KeyboardInterrupt) and not hasattr(error, "generation_id"):
            told = self._job._interrupted()
        self._job._engine.unclaim()
        if told is not None:
            raise told from None
