"""What callers give, as the library takes it: UTF-8 texts, one JSON object of fields, one of options."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping

from . import _raw
from ._errors import SkillsVideoError, local_error
from ._inputs import Body, Files
from ._typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Any, Callable, Dict, Optional, Union

    Payload = Union[Mapping[str, Any], str, bytes]
    OptionValue = Union[str, int, float, bool]
    Options = Mapping[str, OptionValue]


def refuse(message: str) -> SkillsVideoError:
    """An ArgumentError."""
    return local_error(_raw.ERR_ARGUMENT, message)


def encoded(value: Any, what: str) -> bytes:
    """A text for C, which ends at a NUL and is UTF-8."""
    if not isinstance(value, str):
        raise refuse(f"{what} must be a str, not {type(value).__name__}.")
    if "\0" in value:
        raise refuse(f"{what} holds a NUL character, at index {value.index(chr(0))}. Nothing was sent.")
    try:
        return value.encode()
    except UnicodeEncodeError as error:
        raise refuse(f"{what} holds a lone surrogate, at index {error.start}. Nothing was sent.") from None


def payload_body(payload: Optional[Payload], fields: Mapping[str, Any]) -> Body:
    """The body of a create: `payload` with `fields` laid over it. A text is sent as it is when no field is
    added."""
    if isinstance(payload, (str, bytes)):
        text = payload if isinstance(payload, str) else _decoded(payload)
        if not fields:
            return Body(encoded(text, "the payload"), {})
        try:
            payload = json.loads(text)
        except ValueError as error:
            raise refuse(f"the payload is not JSON, so no field can be added to it: {error}.") from None
    if payload is not None and not isinstance(payload, Mapping):
        raise refuse(f"the payload must be an object (a mapping or its JSON), not {type(payload).__name__}.")
    files = Files()
    return Body(_dumped({**(payload or {}), **fields}, "the payload", files), files.named)


def _decoded(payload: bytes) -> str:
    """Never repaired: the platform would make something else than was asked for."""
    try:
        return payload.decode()
    except UnicodeDecodeError as error:
        raise refuse(
            f"the payload holds a byte that is not UTF-8, at byte {error.start}. Nothing was sent."
        ) from None


class CreateOptions(NamedTuple):
    """The options of a create. Its idempotency key is known here from the start, so that it can be named
    whatever becomes of the create.
    """

    json: bytes
    key: str


def job_options(timeout: Optional[float], options: Optional[Options] = None) -> Dict[str, str]:
    """The options of one job, as the library reads them."""
    every = {name: option_text(value) for name, value in (options or {}).items()}
    if timeout is not None:
        every["total_timeout_ms"] = str(milliseconds(timeout, "timeout"))
    return every


def options_json(timeout: Optional[float], options: Optional[Options] = None) -> Optional[bytes]:
    """The JSON of job_options(); None when there are none."""
    every = job_options(timeout, options)
    return _dumped(every, "the options") if every else None


def create_options(options: Mapping[str, str], idempotency_key: Optional[str] = None) -> CreateOptions:
    """The options of a create: those of job_options(), and a key of its own where none is given."""
    every = dict(options)
    if idempotency_key is not None:
        every["idempotency_key"] = idempotency_key
    key = every.setdefault("idempotency_key", os.urandom(16).hex())
    return CreateOptions(_dumped(every, "the options"), str(key))


def milliseconds(value: float, what: str) -> int:
    """Seconds for a budget of the library; infinity is its 0, no bound."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or math.isnan(value) or value <= 0:
        raise refuse(f"{what} must be a number of seconds above 0 (math.inf for no bound), not {value!r}.")
    return 0 if math.isinf(value) else max(1, min(round(value * 1000), 2**53))


def option_text(value: OptionValue) -> str:
    """An option's value as the library reads it."""
    return str(int(value)) if isinstance(value, (bool, float)) and float(value).is_integer() else str(value)


def _dumped(value: Any, what: str, unknown: Optional[Callable[[Any], Any]] = None) -> bytes:
    try:
        return json.dumps(value, allow_nan=False, separators=(",", ":"), default=unknown).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise refuse(f"{what} cannot be written as JSON: {error}.") from None
