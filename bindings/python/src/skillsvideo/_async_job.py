"""A generation as a handle or as a stream of events, for asyncio programs."""

from __future__ import annotations

import asyncio
import inspect
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, Any, AsyncIterator, Awaitable, Callable, Optional, Union

from . import _raw
from ._active_job import ActiveJob
from ._errors import SkillsVideoError, local_error
from ._events import Event
from ._interruption import GRACE_S
from ._job_core import JobCore, observer
from ._logging import warn_left
from ._output import AsyncOutput
from ._pump import Pump
from ._remedies import follow_elsewhere, named, unknown_outcome
from ._results import Result
from ._steps import Until, run_async

if TYPE_CHECKING:
    from types import TracebackType

    from ._job_state import MakeOutput
    from ._steps import Steps, T

OnEvent = Callable[[Event], Union[Awaitable[object], object]]
OnAccepted = Callable[[str], Union[Awaitable[object], object]]


class AsyncJob(JobCore[AsyncOutput]):
    """A generation that exists or is being created. To come back to it, its id is enough: `client.job(id)`.

    If the last task that waits for it is cancelled, following stops; a later wait follows it again. While a
    create is open, the cancellation takes until its id is known, 2 seconds at most.
    """

    def __init__(
        self,
        pump: Pump,
        make_output: MakeOutput[AsyncOutput],
        active: Optional[ActiveJob],
        generation_id: Optional[str] = None,
        options: Optional[bytes] = None,
    ) -> None:
        super().__init__(pump.engine, make_output, active, generation_id, options)
        self._pump = pump
        self._was_interrupted = False

    @property
    def status(self) -> Optional[str]:
        """The newest status that has arrived, such as "IN_PROGRESS"; None before the first. refresh() waits
        for one.
        """
        return self._current_status()

    async def refresh(self) -> Optional[str]:
        """Waits for the next status and returns it. Raises SkillsVideoError if following ends without one."""
        return await self._run(self._refresh_steps())

    def events(self) -> AsyncIterator[Event]:
        """Yields each event as it arrives, the last one Ended. Does not raise if the generation fails.

        For a job that has ended it yields the events that were not read yet, at least Ended.
        """
        return self._iterate(raises=False)

    async def wait(
        self,
        timeout: Optional[float] = None,
        *,
        on_event: Optional[OnEvent] = None,
        on_accepted: Optional[OnAccepted] = None,
        progress: bool = False,
    ) -> Result[AsyncOutput]:
        """Waits for the end and returns it, whatever its terminal status. As Job.wait; the callbacks may be
        coroutine functions.
        """
        bar = observer("", progress)
        try:
            return await self._run(self._wait_steps(timeout, on_event, on_accepted, bar))
        finally:
            # Its traceback refers to the job, which must not refer to it.
            self._callback_error = None
            if bar is not None:
                bar.close()

    async def result(self, timeout: Optional[float] = None) -> Result[AsyncOutput]:
        """As wait(), but raises JobFailed or JobCanceled unless the generation succeeded."""
        return (await self.wait(timeout)).raise_for_status()

    async def _iterate(self, raises: bool) -> AsyncIterator[Event]:
        """The events. raises: raise at the end unless the generation succeeded."""
        self._begin()
        last = self._last_event()
        if last is not None:
            yield last
        while True:
            for event in self._arrived():
                yield event
            if self._end() is not None:
                break
            await self._changed()
        if raises:
            self._concluded().raise_for_status()

    async def _run(self, steps: Steps[T]) -> T:
        """Runs steps of the core. An interruption gets what is known of the generation."""
        try:
            return await run_async(steps, self._answer)
        except BaseException as error:
            await self._interrupted(error)
            raise

    async def _answer(self, request: Any) -> None:
        if isinstance(request, Until):
            await self._changed(request.deadline)
        elif inspect.isawaitable(request.value):
            await request.value

    def _begin(self) -> ActiveJob:
        with self._own_errors(), self._pump.starting():
            return self._followed()

    async def _changed(self, deadline: Optional[float] = None) -> None:
        """Waits for new records. If the task is cancelled and no other one waits, following stops."""
        with self._own_errors():
            active = self._followed()
        try:
            with self._own_errors():
                await self._pump.changed(active, None if deadline is None else deadline - monotonic())
        except asyncio.CancelledError as error:
            if not self._is_awaited():
                await self._interrupted(error)
                if self.id is not None and self._is_kept and self._end() is None:
                    self._engine.in_flight.interrupted[self.id] = self._key
                self._leave()
            raise
        if self._engine.closed and self._end() is None:
            raise local_error(_raw.ERR_HANDLE, self._closed_message(), self.id, "unknown")

    async def _interrupted(self, error: BaseException) -> None:
        """Adds the id to an exception from outside that ends a wait. Waits for the id first if a create is
        open, while the loop goes on. A second cancellation ends that wait at once.
        """
        if not self._is_from_outside(error) or (
            isinstance(error, asyncio.CancelledError) and self._is_awaited()
        ):
            return
        if self._is_in_map and self._was_interrupted:
            # It was not annotated, but its id was waited for.
            return
        self._was_interrupted = True
        was_open = self._is_open() and not self._may_come_back(error) and not self._is_awaited()
        if was_open and not isinstance(error, GeneratorExit):
            if not self._is_in_map:
                warn_left(None, self._key)
            with suppress(asyncio.CancelledError, SkillsVideoError):
                await self._settle()
        if not self._is_in_map:
            self._annotate(error, warns=was_open or not self._is_kept)

    def _is_awaited(self) -> bool:
        """Whether another task waits for this job."""
        return self._active is not None and self._pump.waiters(self._active) > 0

    async def _settle(self) -> None:
        """Waits for the id of an open create, GRACE_S at most."""
        active = self._active
        assert active is not None
        # A program that has the job may wait for it again, and the create is sent after all.
        if not self._is_kept:
            active.stop()
        until = monotonic() + GRACE_S
        try:
            while self._is_open() and not self._engine.closed and monotonic() < until:
                await self._pump.changed(active, until - monotonic())
        finally:
            self._was_settled = True
        if self._is_open():
            self._engine.in_flight.give_up([active.tag])

    def _closed_message(self) -> str:
        if self.id is None:
            return (
                "the client was closed before the platform had returned an id; it is not known whether the "
                f"generation was accepted and charged: {unknown_outcome()}."
            )
        return f"the client was closed; generation {named(self.id)} goes on. {follow_elsewhere(self.id)}"


class AsyncStream:
    """Yields events, the last one Ended, and then raises unless the generation succeeded. Also a context
    manager.

    Closing it, or leaving the `async with` block, stops following; the generation goes on.
    """

    def __init__(self, job: AsyncJob) -> None:
        self.job = job
        job._is_kept = False
        self._events = job._iterate(raises=True)

    @property
    def id(self) -> Optional[str]:
        """The generation's id; None until the platform has returned it."""
        return self.job.id

    async def result(self) -> Result[AsyncOutput]:
        """The end of the generation; reads the rest of the stream first. Raises unless it succeeded."""
        return await self.job.result()

    async def aclose(self) -> None:
        """Stops following; the generation goes on. Waits for the id of an open create, 2 seconds at most."""
        try:
            await self._events.aclose()  # type: ignore[attr-defined]
            if self.job._has_to_settle():
                await self.job._settle()
        finally:
            self.job._leave()

    def __aiter__(self) -> AsyncIterator[Event]:
        return self._events

    async def __anext__(self) -> Event:
        return await self._events.__anext__()

    async def __aenter__(self) -> AsyncStream:
        return self

    async def __aexit__(
        self, kind: Optional[type], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        try:
            if error is not None:
                await self.job._interrupted(error)
        finally:
            await self.aclose()
