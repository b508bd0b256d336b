"""Converts arguments for the library: UTF-8 strings, the payload as JSON, the options as JSON."""

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
    """A str as UTF-8 for C. ArgumentError for NUL and lone surrogates, which C strings cannot contain."""
    if not isinstance(value, str):
        raise refuse(f"{what} must be a str, not {type(value).__name__}.")
    if "\0" in value:
        raise refuse(f"{what} contains a NUL character, at index {value.index(chr(0))}. Nothing was sent.")
    try:
        return value.encode()
    except UnicodeEncodeError as error:
        raise refuse(f"{what} contains a lone surrogate, at index {error.start}. Nothing was sent.") from None


def payload_body(payload: Optional[Payload], fields: Mapping[str, Any]) -> Body:
    """The body of a create: `payload` updated with `fields`. A JSON text without fields is sent unchanged."""
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
    """A JSON text as str. Bad UTF-8 is refused, not repaired: the generation would differ from what was
    meant.
    """
    try:
        return payload.decode()
    except UnicodeDecodeError as error:
        raise refuse(
            f"the payload contains a byte that is not UTF-8, at byte {error.start}. Nothing was sent."
        ) from None


class CreateOptions(NamedTuple):
    """The options of a create, as JSON, and its idempotency key. The key is known before the create is sent,
    so that every error can name it.
    """

    json: bytes
    key: str


def job_options(timeout: Optional[float], options: Optional[Options] = None) -> Dict[str, str]:
    """The options of one job as strings."""
    every = {name: option_text(value) for name, value in (options or {}).items()}
    if timeout is not None:
        every["total_timeout_ms"] = str(milliseconds(timeout, "timeout"))
    return every


def blank_option(allow_blank: bool) -> Dict[str, str]:
    """The option of one job that lets a blank prompt be sent; none keeps the client's."""
    return {"allow_blank": "1"} if allow_blank else {}


def options_json(timeout: Optional[float], options: Optional[Options] = None) -> Optional[bytes]:
    """job_options() as JSON; None if there are none."""
    every = job_options(timeout, options)
    return _dumped(every, "the options") if every else None


def create_options(options: Mapping[str, str], idempotency_key: Optional[str] = None) -> CreateOptions:
    """The options of a create: those of job_options(), and an idempotency key, by default a random one."""
    every = dict(options)
    if idempotency_key is not None:
        every["idempotency_key"] = idempotency_key
    key = every.setdefault("idempotency_key", os.urandom(16).hex())
    return CreateOptions(_dumped(every, "the options"), str(key))


def milliseconds(value: float, what: str) -> int:
    """Seconds as the library's milliseconds. Infinity is 0, which means no limit."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or math.isnan(value) or value <= 0:
        raise refuse(f"{what} must be a number of seconds above 0 (math.inf for no limit), not {value!r}.")
    return 0 if math.isinf(value) else max(1, min(round(value * 1000), 2**53))


def option_text(value: OptionValue) -> str:
    """The value of an option as a string."""
    return str(int(value)) if isinstance(value, (bool, float)) and float(value).is_integer() else str(value)


def _dumped(value: Any, what: str, unknown: Optional[Callable[[Any], Any]] = None) -> bytes:
    try:
        return json.dumps(value, allow_nan=False, separators=(",", ":"), default=unknown).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise refuse(f"{what} cannot be written as JSON: {error}.") from None
