"""Prints JSON lines to standard output, in the order of the events."""

from __future__ import annotations

import json
import math
import os
import sys
from typing import Any, Mapping


def as_json(value: Any, indent: Any = None) -> str:
    """Returns valid JSON. A number beyond the range, which Python reads as infinity, becomes null."""
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
    """Discards further output: Python flushes at exit, which would fail again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def say(value: Any, indent: int = 2) -> None:
    """Prints one object. The exit code does not change if nobody reads the output."""
    try:
        sys.stdout.write(as_json(value, indent) + "\n")
        sys.stdout.flush()
    except OSError:
        _drop_output()


class Lines:
    """Writes each record at once. If the reader closes its end, the generation is still followed to its
    end, because it is paid."""

    def __init__(self) -> None:
        self._open = True

    def write(self, record: Mapping[str, Any]) -> None:
        """Writes one record as one line."""
        if not self._open:
            return
        try:
            sys.stdout.write(as_json(record) + "\n")
            sys.stdout.flush()
        except OSError as error:
            self._close(error)

    def error(self, name: str, message: str, **more: Any) -> None:
        """Writes an error record."""
        self.write({"event": "error", "error": name, "message": message, **more})

    def last(self, record: Mapping[str, Any]) -> None:
        """Writes the last record, to standard error if nobody reads standard output any more."""
        if self._open:
            self.write(record)
        if not self._open:
            sys.stderr.write(as_json(record) + "\n")

    def _close(self, error: OSError) -> None:
        self._open = False
        _drop_output()
        sys.stderr.write(f"Standard output cannot be written ({error.strerror}). The generation is still "
                         f"followed to its end.\n")
