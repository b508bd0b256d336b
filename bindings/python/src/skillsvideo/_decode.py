"""Reads the JSON of records. They contain what the platform sent, so they may contain any JSON."""

from __future__ import annotations

import json

from ._typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, Dict

_decode = json.JSONDecoder().raw_decode
# Python refuses to convert integers of thousands of digits. They become floats, as in JavaScript.
_decode_long = json.JSONDecoder(parse_int=float).raw_decode


def decode_record(line: bytes) -> Dict[str, Any]:
    """A record from its line."""
    text = line.decode("utf-8", "replace")
    try:
        found = _decode(text)[0]
    except json.JSONDecodeError:
        raise
    except ValueError:
        found = _decode_long(text)[0]
    record: Dict[str, Any] = found
    return record
