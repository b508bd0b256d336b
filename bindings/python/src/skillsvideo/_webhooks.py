"""Webhooks: whether they are to be believed, and what they say. Needs no client, no key and no network."""

from __future__ import annotations

import json
import time
from ctypes import byref, c_void_p
from dataclasses import dataclass, field
from typing import Any, Dict, Iterable, Optional, Protocol, Tuple, Union

from . import _raw
from ._arguments import encoded
from ._errors import error_of, local_error
from ._follow import Ending, read_ending
from ._native import lib
from ._records import Usage, usage_of


@dataclass(frozen=True)
class Webhook:
    """What a webhook says of a generation. `state` is its word, `terminal` whether it has ended, `ok` whether
    well; `outputs` are the addresses of its files; `category` the kind of failure; `raw` the whole record."""

    type: Optional[str]
    generation_id: Optional[str]
    state: Optional[str]
    terminal: bool
    ok: bool
    category: str
    code: Optional[str]
    message: str
    outputs: Tuple[str, ...]
    raw: Dict[str, Any] = field(repr=False, hash=False)

    @property
    def usage(self) -> Optional[Usage]:
        """Credits that it took, where the webhook tells."""
        return usage_of(self.raw)


class Headers(Protocol):
    """Headers as frameworks give them: a dict, or what has its items()."""

    def items(self) -> Iterable[Tuple[str, str]]:
        """Names and values."""


def verify_webhook(
    headers: Headers,
    body: Union[bytes, str],
    secret: str,
    *,
    tolerance: float = 300,
    now: Optional[float] = None,
) -> Webhook:
    """Makes sure that a webhook comes from the holder of the secret, and says what it says.

    headers: those of the request, in any case, as Flask, Django, Starlette or a dict has them. body: the
    bytes as received, before any parsing. secret: the dashboard's text, "whsec_...". tolerance: seconds that
    it may be old, or ahead. now: seconds since 1970, by default the clock's. Raises SignatureError for one
    that is not to be believed: answer 400 and change nothing because of it. Raises ArgumentError for a secret
    that cannot be one. A webhook may come twice: the header webhook-id is the same each time.
    """
    data = body.encode() if isinstance(body, str) else body
    known = {name.lower(): value for name, value in headers.items()}
    texts = [_header(known.get(f"webhook-{name}")) for name in ("id", "timestamp", "signature")]
    result = c_void_p()
    seconds = int(time.time() if now is None else now)
    secret_text = encoded(secret, "the secret")
    status = lib.sv_webhook_verify(
        byref(result), *texts, data, len(data), secret_text, seconds, int(tolerance)
    )
    _take(status, result)
    return parse_webhook(data)


def parse_webhook(body: Union[bytes, str]) -> Webhook:
    """What a webhook says that was verified already. Raises ProtocolError when the body is no JSON object."""
    data = body.encode() if isinstance(body, str) else body
    result = c_void_p()
    ending = _take(lib.sv_webhook_parse(byref(result), data, len(data)), result)
    record = json.loads(ending.line)
    outputs = record.get("outputs") or ()
    return Webhook(
        type=record.get("type"),
        generation_id=record.get("generation_id"),
        state=record.get("state"),
        terminal=bool(record.get("terminal")),
        ok=bool(record.get("ok")),
        category="ok" if ending.category == _raw.OK else error_of(ending, record, None).category,
        code=record.get("code"),
        message=record.get("message") or "",
        outputs=tuple(entry["url"] for entry in outputs if isinstance(entry, dict) and "url" in entry),
        raw=record,
    )


def webhook_moves(known: Optional[str], state: str) -> bool:
    """Whether a record in the state `known`, None for none yet, is to take `state`: webhooks may come late
    and in any order.
    """
    known_text = None if known is None else encoded(known, "the known state")
    return bool(lib.sv_webhook_moves(known_text, encoded(state, "the state")))


def _header(value: Optional[str]) -> Optional[bytes]:
    """Anyone can send any header: what no text for C can hold becomes one that is refused."""
    return None if value is None else value.encode(errors="replace").replace(b"\0", b"?")


def _take(status: int, result: c_void_p) -> Ending:
    if not result.value:
        raise local_error(status, "the webhook could not be read.")
    try:
        ending = read_ending(result)
    finally:
        lib.sv_result_free(result)
    if status != _raw.OK:
        raise error_of(ending, json.loads(ending.line), None)
    return ending
