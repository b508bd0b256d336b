"""The lines of one poll, sorted by job without reading their JSON."""

from __future__ import annotations

import json
from ctypes import byref, c_size_t, string_at
from io import BytesIO

from . import _raw
from ._logging import log_records, wants_records
from ._typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, Callable, Dict, Iterable, List, Optional, Tuple

    from ._active_job import ActiveJob

_WIDTH = len(_raw.LINE)
_TAG, _KIND, _STATUS, _STATUS_LENGTH = map(_raw.LINE.index, ("tag", "kind", "status", "status_length"))


def hand_out(
    lib: Any, client: Any, text: bytes, find: Callable[[int], Optional[ActiveJob]]
) -> List[ActiveJob]:
    """Gives each line of the last sv_poll_lines to its job. Returns the jobs that got any.

    text: the lines. find: returns the job with a tag, or None if the program does not hold it; its lines are
    dropped.
    """
    tags, kinds, lines, statuses = _read(lib, client, text)
    if wants_records():
        log_records(kinds, lines)
    touched: List[ActiveJob] = []
    for tag, own in _by_tag(tags, [kinds, lines, statuses]):
        job = find(tag)
        if job is not None:
            job.take(*own)
            touched.append(job)
    return touched


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
