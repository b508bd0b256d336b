"""What can be seen in a record's line without making an event of it."""

from __future__ import annotations

import json

from ._typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, Optional

# Every record begins so, then comes the name of its event and a quotation mark.
_HEAD = len(b'{"v":1,"event":"')
_QUOTE = ord('"')
_WORDS = {b"null": None, b"true": True, b"fals": False}
MISSING = object()


def tells_status(line: bytes) -> bool:
    """Whether a record is of a kind that tells a status word, if it has one."""
    return line[_HEAD : line.find(b'"', _HEAD)] in (b"sse_event", b"poll", b"terminal")


def quick_value(line: bytes, mark: bytes) -> Any:
    """The text or the word behind the first `"key":`, without parsing the record; MISSING when that will not
    do.

    Before a record's payload no value holds such a mark: in a text its quotation marks would have
    backslashes.
    """
    at = line.find(mark) + len(mark)
    if line[at] != _QUOTE:
        return _WORDS.get(line[at : at + 4], MISSING)
    text = line[at + 1 : line.find(b'"', at + 1)]
    return MISSING if b"\\" in text else text.decode("utf-8", "replace")


def status_in(line: bytes) -> Optional[str]:
    """The status word that a record tells, if it tells one."""
    status = json.loads(line).get("status")
    return status if isinstance(status, str) else None
