"""The lines of one poll, sorted by job without reading their JSON."""

from __future__ import annotations

import json
from ctypes import byref, c_size_t, string_at
from io import BytesIO

from . import _raw
from ._active_job import make_part
from ._logging import log_records, wants_records
from ._typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, Callable, Dict, Iterable, List, Optional, Tuple

    from ._active_job import ActiveJob, Part

_WIDTH = len(_raw.LINE)
_TAG, _KIND, _STATUS, _STATUS_LENGTH = map(_raw.LINE.index, ("tag", "kind", "status", "status_length"))


class Arrived:
    """The lines of the last sv_poll_lines.

    jobs: those that get any. strays: the tag of each other line, with the line. An interruption loses nothing
    and duplicates nothing: hand_out() can be called again.
    """

    def __init__(
        self, lib: Any, client: Any, text: bytes, find: Callable[[int], Optional[ActiveJob]]
    ) -> None:
        """text: the lines. find: returns the job with a tag, or None if the program does not hold it."""
        tags, self._kinds, self._lines, statuses = _read(lib, client, text)
        self._parts: List[Tuple[ActiveJob, Part]] = []
        self.strays: List[Tuple[int, bytes]] = []
        for tag, own in _by_tag(tags, [self._kinds, self._lines, statuses]):
            job = find(tag)
            if job is None:
                self.strays += [(tag, line) for line in own[1]]
            else:
                self._parts.append((job, make_part(*own)))
        self.jobs = [job for job, _ in self._parts]

    def hand_out(self) -> None:
        """Gives each line to its job."""
        for job, part in self._parts:
            job.take(part)

    def log(self) -> None:
        """Logs the lines, as far as the logger wants them."""
        if wants_records():
            log_records(self._kinds, self._lines)


def _by_tag(tags: List[int], columns: List[List[Any]]) -> Iterable[Tuple[int, List[List[Any]]]]:
    """The columns of each tag."""
    if len(set(tags)) == 1:
        return [(tags[0], columns)]
    found: Dict[int, List[List[Any]]] = {}
    for tag, *row in zip(tags, *columns):
        own = found.setdefault(tag, [[] for _ in columns])
        for values, value in zip(own, row):
            values.append(value)
    return found.items()


def _read(
    lib: Any, client: Any, text: bytes
) -> Tuple[List[int], List[int], List[bytes], List[Optional[str]]]:
    """Tag, kind, line and status of each line."""
    count = c_size_t()
    table = lib.sv_line_table(client, byref(count))
    columns = memoryview(string_at(table, count.value * _WIDTH * 8)).cast("Q")
    # Three times as fast as split(), which looks at each byte. Every line keeps its LF.
    lines = list(BytesIO(text))
    places = columns[_STATUS::_WIDTH].tolist()
    # Nearly all lines have the place of their status in common with the line before.
    lengths = dict(zip(places, columns[_STATUS_LENGTH::_WIDTH].tolist()))
    known = {place: _decode(text[place : place + length]) for place, length in lengths.items()}
    statuses = list(map(known.__getitem__, places))
    return columns[_TAG::_WIDTH].tolist(), columns[_KIND::_WIDTH].tolist(), lines, statuses


def _decode(status: bytes) -> Optional[str]:
    """A status from between the quotation marks of JSON; None for an empty one."""
    if not status:
        return None
    word = status.decode("utf-8", "replace")
    return str(json.loads(f'"{word}"')) if "\\" in word else word
