"""How one of many generations ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, Iterator, Optional

from ._errors import SkillsVideoError
from ._requests import Request
from ._results import Result
from ._typing import Generic, OutputT

# How many times its concurrency an ordered map() reads ahead.
WINDOW = 4


@dataclass(frozen=True)
class Outcome(Generic[OutputT]):
    """One request's end: `result` when it succeeded, else `error`. `index` is its place among the
    requests."""

    index: int
    request: Request
    id: Optional[str]
    result: Optional[Result[OutputT]]
    error: Optional[SkillsVideoError]

    @classmethod
    def of(cls, index: int, request: Request, id: Optional[str], result: Result[OutputT]) -> Outcome[OutputT]:
        """The end of a generation that was followed to it."""
        return cls(index, request, id, result if result.ok else None, result.error)

    @property
    def ok(self) -> bool:
        """Whether it succeeded."""
        return self.error is None

    def unwrap(self) -> Result[OutputT]:
        """The result; raises the error when there is one."""
        if self.error is not None:
            raise self.error
        assert self.result is not None
        return self.result


class InOrder(Generic[OutputT]):
    """Holds back outcomes that come before earlier ones have. `window` requests may be read from the next one
    that is due on, so that a slow one does not make the program hold the outcomes of all others.
    """

    def __init__(self, window: int) -> None:
        self._early: Dict[int, Outcome[OutputT]] = {}
        self._due = 0
        self._window = window

    @classmethod
    def of(cls, concurrency: int) -> InOrder[OutputT]:
        """The line of a map() with so many generations at once."""
        return cls(WINDOW * concurrency)

    def may_read(self, index: int) -> bool:
        """Whether the request with this index may be read and started."""
        return index < self._due + self._window

    def take(self, outcome: Outcome[OutputT]) -> Iterator[Outcome[OutputT]]:
        """Those that are due once this one has come."""
        self._early[outcome.index] = outcome
        while self._due in self._early:
            yield self._early.pop(self._due)
            self._due += 1
