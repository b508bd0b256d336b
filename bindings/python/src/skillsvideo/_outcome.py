"""How one of many generations ended."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Generic, Optional

from ._errors import SkillsVideoError
from ._files import OutputT
from ._requests import Request
from ._results import Result


@dataclass(frozen=True)
class Outcome(Generic[OutputT]):
    """One request's end: `result` when it succeeded, else `error`. `index` is its place among the requests."""

    index: int
    request: Request
    id: Optional[str]
    result: Optional[Result[OutputT]]
    error: Optional[SkillsVideoError]

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


def options_with_key(options: Optional[bytes], idempotency_key: Optional[str]) -> Optional[bytes]:
    """The options of one of many jobs: those of all, and its own key."""
    if idempotency_key is None:
        return options
    return json.dumps({**json.loads(options or b"{}"), "idempotency_key": idempotency_key}).encode()
