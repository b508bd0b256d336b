"""What can be seen in a record's line without making an event of it."""

from __future__ import annotations

import json
from typing import Optional

# Every record begins so, then comes the name of its event and a quotation mark.
_HEAD = len(b'{"v":1,"event":"')


def tells_status(line: bytes) -> bool:
    """Whether a record is of a kind that tells a status word, if it has one."""
    return line[_HEAD : line.find(b'"', _HEAD)] in (b"sse_event", b"poll", b"terminal")


def status_in(line: bytes) -> Optional[str]:
    """The status word that a record tells, if it tells one."""
    status = json.loads(line).get("status")
    return status if isinstance(status, str) else None
