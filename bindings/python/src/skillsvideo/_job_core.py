"""The waits of a job, as steps that both clients run."""

from __future__ import annotations

from time import monotonic

from . import _raw
from ._errors import Timeout, end_or_error
from ._job_state import JobState
from ._remedies import named, wait_again
from ._steps import Returned, Until
from ._typing import TYPE_CHECKING, OutputT

if TYPE_CHECKING:
    from typing import Any, Callable, Iterator, Optional

    from ._active_job import JobEnd
    from ._events import Event
    from ._progress import Progress
    from ._results import Result
    from ._steps import Steps


def observer(name: str, wanted: bool) -> Optional[Progress]:
    """A progress bar if it is wanted."""
    if not wanted:
        return None
    from ._progress import Progress

    return Progress(name)


class JobCore(JobState[OutputT]):
    """A job with its waits. Job and AsyncJob run their steps."""

    def _wait_steps(
        self,
        timeout: Optional[float],
        on_event: Optional[Callable[[Event], object]],
        on_accepted: Optional[Callable[[str], object]],
        bar: Optional[Progress],
    ) -> Steps[Result[OutputT]]:
        """Waits for the end and returns it."""
        yield from self._follow_steps(timeout, on_event, on_accepted, bar)
        return self._concluded()

    def _follow_steps(
        self,
        timeout: Optional[float],
        on_event: Optional[Callable[[Event], object]],
        on_accepted: Optional[Callable[[str], object]],
        bar: Optional[Progress],
    ) -> Steps[None]:
        """Waits for the end. on_event, on_accepted: may return coroutines."""
        self._begin()
        deadline = None if timeout is None else monotonic() + timeout
        is_silent = on_event is None and on_accepted is None and bar is None
        while True:
            if is_silent:
                self._discard_rows()
            else:
                yield from self._deliver_steps(on_event, on_accepted, bar)
            if self._end() is not None:
                return
            if deadline is not None and monotonic() >= deadline:
                raise self._timeout(timeout or 0.0)
            yield Until(deadline)

    def _deliver_steps(
        self,
        on_event: Optional[Callable[[Event], object]],
        on_accepted: Optional[Callable[[str], object]] = None,
        bar: Optional[Progress] = None,
    ) -> Steps[None]:
        """Passes the events that have arrived to the program."""
        from ._events import Accepted

        for event in self._arrived():
            if bar is not None:
                bar.show(event)
            try:
                if on_accepted is not None and isinstance(event, Accepted) and event.generation_id:
                    yield Returned(on_accepted(event.generation_id))
                if on_event is not None:
                    yield Returned(on_event(event))
            except BaseException as error:
                self._callback_error = error
                raise

    def _refresh_steps(self) -> Steps[Optional[str]]:
        """Waits for the next status, or for the end."""
        seen_in = self._begin()
        seen = seen_in.status_count
        while self._end() is None:
            active = self._active
            if active is not None and active.status_count > (seen if active is seen_in else 0):
                break
            yield Until(None)
        if self._end() is not None:
            self._concluded()
        return self._current_status()

    def _accepted_steps(self) -> Steps[None]:
        """Waits until the id is known. Raises the error by which the create failed."""
        self._is_kept = False
        self._begin()
        while self.id is None and self._end() is None:
            yield Until(None)
        if self.id is None:
            self._concluded()
        self._is_kept = True

    def _free_steps(self, bar: Any) -> Steps[JobEnd]:
        """Waits for the end of a download or a balance query. Raises its error."""
        active = self._begin()
        try:
            while active.end is None:
                yield Until(None)
                if bar is not None:
                    for event in self._arrived():
                        bar.show(event)
        finally:
            self._engine.in_flight.release(active)
        return end_or_error(active.end)

    def _discard_rows(self) -> None:
        if self._active is not None:
            self._active.batches.clear()

    def _arrived(self) -> Iterator[Event]:
        """Takes the events that have arrived, one by one."""
        from ._events import take_events

        return iter(()) if self._active is None else take_events(self._active.batches)

    def _last_event(self) -> Optional[Event]:
        """The end as an event, for a job whose events were all taken before."""
        from ._events import make_event

        end = self._end()
        if end is None or (self._active is not None and self._active.has_unread):
            return None
        return make_event(_raw.EVENT_END, end.line)

    def _timeout(self, seconds: float) -> Timeout:
        advice = wait_again(self.id)
        name = f"Generation {named(self.id)}" if self.id else "The generation"
        return Timeout(
            f"{name} has not ended within {seconds:g} s. {advice}",
            category="timeout",
            generation_id=self.id,
            record={"remedy": advice, "idempotency_key": self._key},
            charge_state="accepted" if self.id else "unknown",
        )
