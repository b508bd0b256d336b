"""A generation as a handle, for asyncio programs."""

from __future__ import annotations

import asyncio
import inspect
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, AsyncIterator, Awaitable, Callable, Optional, Union

from . import _raw
from ._async_pump import Pump
from ._errors import SkillsVideoError, local_error
from ._events import Accepted, Event
from ._files_async import AsyncOutput
from ._follow import Follow
from ._job import observer
from ._job_state import JobState
from ._leaving import GRACE_S
from ._lines import status_in, tells_status
from ._logging import warn_left
from ._remedies import follow_elsewhere, unknown_outcome
from ._results import Result

if TYPE_CHECKING:
    from ._job_state import MakeOutput
    from ._progress import Progress

OnEvent = Callable[[Event], Union[Awaitable[object], object]]
OnAccepted = Callable[[str], Union[Awaitable[object], object]]


class AsyncJob(JobState[AsyncOutput]):
    """A generation that exists or is being created. Its id alone is enough to come back to it:
    `client.job(id)`.

    Cancelling the last task that waits for it stops following; waiting again follows it again. Where a create
    is open, the cancellation takes until its id is known, 2 seconds at most.
    """

    def __init__(
        self,
        pump: Pump,
        make_output: MakeOutput[AsyncOutput],
        follow: Optional[Follow],
        generation_id: Optional[str] = None,
        options: Optional[bytes] = None,
    ) -> None:
        super().__init__(pump.engine, make_output, follow, generation_id, options)
        self._pump = pump

    @property
    def status(self) -> Optional[str]:
        """The platform's last word that has arrived, such as "IN_PROGRESS"; None before the first. refresh()
        asks for one.
        """
        self._note_status()
        return self._known_status()

    async def refresh(self) -> Optional[str]:
        """Waits for the next word on its status and returns it. SkillsVideoError when following ends without
        one."""
        follow = self._start()
        seen = len(follow.lines)
        while self._end() is None:
            await self._changed()
            fresh = list(follow.lines)[seen:]
            seen = len(follow.lines)
            if any(tells_status(line) and status_in(line) for line in fresh):
                break
        if self._end() is not None:
            self._concluded()
        return self.status

    async def events(self) -> AsyncIterator[Event]:
        """Each event as it comes, the last one Ended; ends without raising, however the generation ended. An
        ended job gives what was not read yet, at least Ended."""
        follow = self._start()
        if self._end() is not None and not follow.lines:
            last = self._last_event()
            if last is not None:
                yield last
        while True:
            for event in self._events_here():
                yield event
            if self._end() is not None:
                return
            await self._changed()

    async def wait(
        self,
        timeout: Optional[float] = None,
        *,
        on_event: Optional[OnEvent] = None,
        on_accepted: Optional[OnAccepted] = None,
        progress: bool = False,
    ) -> Result[AsyncOutput]:
        """Waits for the end and returns it, whatever its terminal status. As Job.wait; the callbacks may be
        coroutines.
        """
        bar = observer("", progress)
        try:
            return await self._wait(timeout, on_event, on_accepted, bar)
        finally:
            if bar is not None:
                bar.close()

    async def result(self, timeout: Optional[float] = None) -> Result[AsyncOutput]:
        """As wait(), but raises JobFailed or JobCanceled unless the generation succeeded."""
        return (await self.wait(timeout)).raise_for_status()

    async def _wait(
        self,
        timeout: Optional[float],
        on_event: Optional[OnEvent],
        on_accepted: Optional[OnAccepted],
        bar: Optional[Progress],
    ) -> Result[AsyncOutput]:
        self._start()
        deadline = None if timeout is None else monotonic() + timeout
        silent = on_event is None and on_accepted is None and bar is None
        while True:
            if silent:
                self._discard_lines()
            else:
                await self._tell(on_event, on_accepted, bar)
            if self._end() is not None:
                return self._concluded()
            if deadline is not None and monotonic() >= deadline:
                raise self._timeout(timeout or 0.0)
            await self._changed(deadline)

    async def _tell(
        self, on_event: Optional[OnEvent], on_accepted: Optional[OnAccepted], bar: Optional[Progress]
    ) -> None:
        for event in self._events_here():
            if bar is not None:
                bar.show(event)
            try:
                if on_accepted is not None and isinstance(event, Accepted) and event.generation_id:
                    await _finished(on_accepted(event.generation_id))
                if on_event is not None:
                    await _finished(on_event(event))
            except BaseException as error:
                self._callback_error = error
                raise

    async def _accepted(self) -> None:
        """Waits until the id is known or following has ended."""
        while self.id is None and self._end() is None:
            await self._changed()

    def _start(self) -> Follow:
        with self._own_errors():
            self._pump.enter()
            return self._followed()

    async def _changed(self, deadline: Optional[float] = None) -> None:
        """Waits for new records. A cancelled task stops following when no other one waits."""
        follow = self._ensure()
        try:
            with self._own_errors():
                await self._pump.changed(follow, None if deadline is None else deadline - monotonic())
        except asyncio.CancelledError as error:
            if self._pump.waiters(follow) == 0:
                await self._broken_off(error)
                if self.id is not None and self._is_kept and self._end() is None:
                    self._engine.in_flight.interrupted[self.id] = self._key
                self._leave()
            raise
        if self._engine.closed and self._end() is None:
            raise local_error(_raw.ERR_HANDLE, self._closed_message(), self.id, "unknown")

    async def _broken_off(self, error: BaseException) -> None:
        """Puts the id on an exception from outside that ends a wait, and waits for it a moment where a create
        is open; the loop goes on meanwhile. A second cancellation ends that at once.
        """
        if not self._is_from_outside(error):
            return
        was_open = self._is_open() and not self._may_come_back(error)
        if was_open and not isinstance(error, GeneratorExit):
            warn_left(None, self._key)
            with suppress(asyncio.CancelledError, SkillsVideoError):
                await self._settle()
        self._annotate(error, warns=was_open or not self._is_kept)

    async def _settle(self) -> None:
        """Waits for the id of a create that is open, GRACE_S at most."""
        follow = self._follow
        assert follow is not None
        # Who has the job may come back to it and have it created after all.
        if not self._is_kept:
            follow.stop()
        until = monotonic() + GRACE_S
        while self._is_open() and not self._engine.closed and monotonic() < until:
            await self._pump.changed(follow, until - monotonic())
        if self._is_open():
            self._engine.in_flight.give_up([follow.tag])

    def _closed_message(self) -> str:
        if self.id is None:
            return (
                "the client was closed before the platform had returned an id; it is not known whether the "
                f"generation was accepted and charged: {unknown_outcome()}."
            )
        return f"the client was closed; generation {self.id} goes on. {follow_elsewhere(self.id)}"


async def _finished(value: object) -> None:
    if inspect.isawaitable(value):
        await value
