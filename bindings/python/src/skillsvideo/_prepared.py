"""A dry run: what would be sent."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Dict, Optional, Tuple

from . import _raw
from ._errors import error_of
from ._follow import Ending


@dataclass(frozen=True)
class Prepared:
    """The first request that a generation would make. Nothing was sent.

    `headers` show no key; `would_send` is False where the client's OpenAPI document (option openapi_file)
    forbids the payload, and `message` then says why; `report` is what that document says of it, None without
    one.
    """

    method: str
    url: str
    headers: Any = field(hash=False)
    body: Any = field(hash=False)
    has_key: bool
    would_send: bool
    message: str
    warnings: Tuple[Any, ...] = field(hash=False)
    report: Optional[Dict[str, Any]] = field(hash=False)
    raw: Dict[str, Any] = field(repr=False, hash=False)


def prepared(ending: Ending) -> Prepared:
    """The record "prepared" as an object; any other end is raised."""
    record = json.loads(ending.line)
    if ending.status not in (_raw.OK, _raw.ERR_VALIDATION) or record.get("event") != "prepared":
        raise error_of(ending, record, None, "not_sent")
    return Prepared(
        method=record["method"],
        url=record["url"],
        headers=record["headers"],
        body=record.get("body"),
        has_key=bool(record.get("has_key")),
        would_send=bool(record.get("would_send")),
        message=record.get("message") or "",
        warnings=tuple(record.get("warnings") or ()),
        report=record.get("report"),
        raw=record,
    )
