"""Progress bars: tqdm's if it is installed, also in notebooks; else one plain line."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from time import monotonic
from typing import Any, Iterator, Optional, TextIO

from ._events import Accepted, Ended, Event, Fallback, Message, Poll, Retry
from ._events import Progress as Bytes

_INTERVAL_S = 0.1


class PlainBar:
    """One line that is rewritten in place; if the file is not a terminal, one line for each change of the
    text.
    """

    def __init__(self, text: str, total: Optional[int], file: Optional[TextIO] = None) -> None:
        self._file = file or sys.stderr
        self._on_terminal = self._file.isatty()
        self._text, self._total, self._done = text, total, 0
        self._started, self._shown_at, self._shown = monotonic(), 0.0, ""
        self._write(force=True)

    def set_description_str(self, text: str) -> None:
        """Changes the text."""
        if text != self._text:
            self._text = text
            self._write(force=True)

    def update_to(self, done: int, total: Optional[int]) -> None:
        """Sets how much is done."""
        self._done, self._total = done, total
        if self._on_terminal:
            self._write(force=total is not None and done >= total)

    def close(self) -> None:
        """Ends the bar and keeps its last state."""
        self._write(force=True)
        if self._on_terminal:
            self._file.write("\n")
        self._file.flush()

    def _write(self, force: bool) -> None:
        now = monotonic()
        if not force and now - self._shown_at < _INTERVAL_S:
            return
        self._shown_at = now
        amount = f" {self._done}/{self._total}" if self._total else f" {self._done}" if self._done else ""
        text = f"{self._text}{amount}"
        if self._on_terminal:
            self._file.write(f"\r\x1b[K{text} {now - self._started:.0f} s")
        elif text != self._shown:
            self._file.write(text + "\n")
        self._shown = text
        self._file.flush()


class GuardedBar:
    """A bar that its first error switches off: a closed terminal must not end a wait for a generation."""

    def __init__(self, text: str, total: Optional[int], unit: str) -> None:
        self._bar: Any = None
        with self._guarded():
            self._bar = _any_bar(text, total, unit)

    def set_description_str(self, text: str) -> None:
        """Changes the text."""
        with self._guarded():
            if self._bar is not None:
                self._bar.set_description_str(text)

    def update_to(self, done: int, total: Optional[int]) -> None:
        """Sets how much is done."""
        with self._guarded():
            if self._bar is not None:
                self._bar.update_to(done, total)

    def close(self) -> None:
        """Ends the bar and keeps its last state."""
        with self._guarded():
            if self._bar is not None:
                self._bar.close()

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        try:
            yield
        except Exception:
            self._bar = None


def make_bar(text: str, total: Optional[int], unit: str) -> GuardedBar:
    """tqdm's bar for a terminal or a notebook, else a PlainBar."""
    return GuardedBar(text, total, unit)


def _any_bar(text: str, total: Optional[int], unit: str) -> Any:
    try:
        from tqdm.auto import tqdm
    except ImportError:
        return PlainBar(text, total)

    class Bar(tqdm):  # type: ignore[misc, type-arg, unused-ignore]
        def update_to(self, done: int, of: Optional[int]) -> None:
            self.total = of
            self.update(done - self.n)

    if unit == "B":
        return Bar(desc=text, total=total, unit="B", unit_scale=True)
    if total is None:
        return Bar(desc=text, bar_format="{desc} {elapsed}")
    return Bar(desc=text, total=total, unit=unit)


class Progress:
    """A bar that shows the state of one job."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._bar = make_bar(name or "generation", None, "")

    def show(self, event: Event) -> None:
        """Shows one event."""
        word = self._word(event)
        if word:
            known = self._name or event.generation_id or "generation"
            self._bar.set_description_str(f"{known}: {word}")

    def close(self) -> None:
        """Ends the bar and keeps its last state."""
        self._bar.close()

    @staticmethod
    def _word(event: Event) -> Optional[str]:
        if isinstance(event, Accepted):
            return f"accepted as {event.generation_id}"
        if isinstance(event, (Message, Poll)):
            return event.status
        if isinstance(event, Bytes):
            return f"sending {event.done * 100 // event.total} %" if event.total else "sending"
        if isinstance(event, Retry):
            return f"sent again in {event.delay:.0f} s ({event.reason})"
        if isinstance(event, Fallback):
            return "polling" if event.ok is None else None
        if isinstance(event, Ended):
            return event.status or event.error
        return None


class DownloadProgress:
    """A bar of bytes."""

    def __init__(self, name: str) -> None:
        self._bar = make_bar(name, None, "B")

    def show(self, event: Event) -> None:
        """Shows one event."""
        if isinstance(event, Bytes):
            self._bar.update_to(event.done, event.total)

    def close(self) -> None:
        """Ends the bar and keeps its last state."""
        self._bar.close()
