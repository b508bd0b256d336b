"""Functions that need no client, no key and no network."""

from __future__ import annotations

import json
from ctypes import byref, c_char_p, c_void_p
from dataclasses import dataclass, field
from typing import Any, Dict, List, NamedTuple, Optional, Tuple, Union

from . import _raw
from ._errors import local_error, status_name
from ._follow import read_ending
from ._native import lib, text


@dataclass(frozen=True)
class Classification:
    """What an answer of the platform means. `category` is "ok" when it is no error; `guidance` are sentences for
    people.
    """

    category: str
    http_status: int
    code: Optional[str]
    message: str
    retryable: bool
    charge_state: str
    remedy: str
    guidance: Tuple[str, ...]
    raw: Dict[str, Any] = field(repr=False, hash=False)


class OptionInfo(NamedTuple):
    """One option of the library."""

    name: str
    default: str
    help: str


def classify_error(http_status: int = 0, body: Union[bytes, str, None] = None) -> Classification:
    """Says what an answer means: by its code, then by its status, then by its words.

    http_status: 0 where only the body is known. body: as it came. Raises ArgumentError for a status beyond 0 to 999.
    """
    data = body.encode("utf-8", "replace") if isinstance(body, str) else body
    result = c_void_p()
    if not 0 <= http_status <= 999:
        raise local_error(_raw.ERR_ARGUMENT, f"an HTTP status goes from 0 to 999, not {http_status}.")
    status = lib.sv_classify_error(byref(result), http_status, data, len(data or b""))
    if status != _raw.OK:
        raise local_error(status, "the answer could not be classified.")
    try:
        ending = read_ending(result)
    finally:
        lib.sv_result_free(result)
    record = json.loads(ending.line)
    return Classification(
        category=status_name(ending.category),
        http_status=http_status,
        code=record.get("code"),
        message=record.get("message") or "",
        retryable=bool(record.get("should_retry")),
        charge_state=record.get("charge_state") or "unknown",
        remedy=record.get("remedy") or "",
        guidance=tuple(record.get("guidance") or ()),
        raw=record,
    )


def options() -> List[OptionInfo]:
    """Every option that `options=` takes. Those whose help begins with "Client:" belong to a client, not to one job."""
    found: List[OptionInfo] = []
    name, fallback, help_text = c_char_p(), c_char_p(), c_char_p()
    while lib.sv_option_info(len(found), byref(name), byref(fallback), byref(help_text)) == _raw.OK:
        found.append(OptionInfo(text(name.value), text(fallback.value), text(help_text.value)))
    return found
