"""Standard output as JSON lines, in the order of what happens."""

from __future__ import annotations

import json
import math
import os
import sys
from typing import Any, Mapping


def as_json(value: Any, indent: Any = None) -> str:
    """Valid JSON whatever the value holds: a number beyond the range, which Python reads as infinity, is
    null."""
    try:
        return json.dumps(value, indent=indent, allow_nan=False)
    except ValueError:
        return json.dumps(_finite(value), indent=indent, allow_nan=False)


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _finite(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_finite(member) for member in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _drop_output() -> None:
    """Python flushes at exit, which would fail once more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def say(value: Any, indent: int = 2) -> None:
    """One object on lines of its own. A reader that has gone changes no exit code."""
    try:
        sys.stdout.write(as_json(value, indent) + "\n")
        sys.stdout.flush()
    except OSError:
        _drop_output()


class Lines:
    """Writes each record at once. A reader that goes away ends no generation: what was paid for is followed
    on."""

    def __init__(self) -> None:
        self._open = True

    def write(self, record: Mapping[str, Any]) -> None:
        """One record as one line."""
        if not self._open:
            return
        try:
            sys.stdout.write(as_json(record) + "\n")
            sys.stdout.flush()
        except OSError as error:
            self._close(error)

    def error(self, name: str, message: str, **more: Any) -> None:
        """A record that says why there is no generation to wait for."""
        self.write({"event": "error", "error": name, "message": message, **more})

    def last(self, record: Mapping[str, Any]) -> None:
        """A record that tells the end; it goes to standard error when nobody reads standard output any
        more."""
        if self._open:
            self.write(record)
        if not self._open:
            sys.stderr.write(as_json(record) + "\n")

    def _close(self, error: OSError) -> None:
        self._open = False
        _drop_output()
        sys.stderr.write(f"The output cannot be written ({error.strerror}); the generation is followed to "
                         f"its end.\n")
