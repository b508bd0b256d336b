"""A generation as an iteration over its events."""

from __future__ import annotations

from ._files_sync import SavableOutput
from ._job import Job
from ._typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Iterator, Optional

    from ._events import Event
    from ._results import Result


class Stream:
    """Yields events, the last one Ended, and raises after it unless the generation succeeded. Also a context
    manager.
    """

    def __init__(self, job: Job) -> None:
        self.job = job
        job._is_kept = False
        self._events = self._iterate()

    @property
    def id(self) -> Optional[str]:
        """The generation's id; None while the platform has not told it."""
        return self.job.id

    @property
    def result(self) -> Result[SavableOutput]:
        """The end, once it was reached; reads the rest of the stream when it was not. Raises unless the
        generation succeeded.
        """
        return self.job.result()

    def close(self) -> None:
        """Stops following; the generation goes on."""
        self._events.close()  # type: ignore[attr-defined]
        self.job._leave()

    def _iterate(self) -> Iterator[Event]:
        try:
            yield from self.job.events()
        except GeneratorExit as leaving:
            # Left before the end. With an id that is no loss, and the program's own decision.
            if self.job._is_open():
                self.job._broken_off(leaving)
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
                self.job._broken_off(error)
        finally:
            self.close()
