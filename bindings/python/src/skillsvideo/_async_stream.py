"""A generation as an asynchronous iteration over its events."""

from __future__ import annotations

from typing import TYPE_CHECKING, AsyncIterator, Optional

from ._async_job import AsyncJob
from ._events import Event
from ._files_async import AsyncOutput
from ._results import Result

if TYPE_CHECKING:
    from types import TracebackType


class AsyncStream:
    """Yields events, the last one Ended, and raises after it unless the generation succeeded. Also a context
    manager.
    """

    def __init__(self, job: AsyncJob) -> None:
        self.job = job
        job._is_kept = False
        self._events = self._iterate()

    @property
    def id(self) -> Optional[str]:
        """The generation's id; None while the platform has not told it."""
        return self.job.id

    async def result(self) -> Result[AsyncOutput]:
        """The end; reads the rest of the stream first. Raises unless the generation succeeded."""
        return await self.job.result()

    async def aclose(self) -> None:
        """Stops following; the generation goes on. Waits for the id of an open create, 2 seconds at most."""
        await self._events.aclose()  # type: ignore[attr-defined]
        if self.job._is_open():
            await self.job._settle()
        self.job._leave()

    async def _iterate(self) -> AsyncIterator[Event]:
        async for event in self.job.events():
            yield event
        self.job._concluded().raise_for_status()

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
                await self.job._broken_off(error)
        finally:
            await self.aclose()
