"""Webhooks: their signatures and their content. Needs no client, no key and no network."""

from __future__ import annotations

import time
from ctypes import byref, c_void_p
from dataclasses import dataclass, field
from typing import Any, Dict, Iterable, Optional, Protocol, Tuple, Union

from . import _raw
from ._active_job import JobEnd, read_end
from ._arguments import encoded
from ._decode import decode_record
from ._errors import error_of, local_error
from ._native import lib
from ._records import Usage, usage_of


@dataclass(frozen=True)
class Webhook:
    """The content of a webhook. `state` is the generation's status, `terminal` whether it has ended, `ok`
    whether it succeeded; `outputs` are the URLs of its files; `category` is the kind of failure; `raw` is the
    whole record.
    """

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
        """The credits used; None if the webhook does not say."""
        return usage_of(self.raw)


class Headers(Protocol):
    """Headers of a web framework: a dict, or anything with items()."""

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
    """Verifies the signature and returns a Webhook.

    headers: those of the request, as Flask, Django, Starlette or a dict has them; names in upper or lower
    case. body: the bytes as received, before any parsing. secret: from the dashboard, "whsec_...". tolerance:
    largest difference in seconds between the webhook's time and now. now: seconds since 1970, by default the
    clock's. Raises SignatureError if the signature is wrong: answer with HTTP 400 and ignore the content.
    Raises ArgumentError for a malformed secret. A webhook may be delivered twice; its header webhook-id is
    then the same.
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
    """Reads a webhook that was verified already. Raises ProtocolError if the body is no JSON object."""
    data = body.encode() if isinstance(body, str) else body
    result = c_void_p()
    end = _take(lib.sv_webhook_parse(byref(result), data, len(data)), result)
    record = decode_record(end.line)
    outputs = record.get("outputs") or ()
    return Webhook(
        type=record.get("type"),
        generation_id=record.get("generation_id"),
        state=record.get("state"),
        terminal=bool(record.get("terminal")),
        ok=bool(record.get("ok")),
        category="ok" if end.category == _raw.OK else error_of(end, record, None).category,
        code=record.get("code"),
        message=record.get("message") or "",
        outputs=tuple(entry["url"] for entry in outputs if isinstance(entry, dict) and "url" in entry),
        raw=record,
    )


def webhook_moves(known: Optional[str], state: str) -> bool:
    """Whether a webhook with `state` is news for a generation in the state `known` (None: no state yet).
    Webhooks may arrive late and in any order.
    """
    known_text = None if known is None else encoded(known, "the known state")
    return bool(lib.sv_webhook_moves(known_text, encoded(state, "the state")))


def _header(value: Optional[str]) -> Optional[bytes]:
    """A header as C text. Anyone can send any header: NUL and lone surrogates become refused bytes."""
    return None if value is None else value.encode(errors="replace").replace(b"\0", b"?")


def _take(status: int, result: c_void_p) -> JobEnd:
    if not result.value:
        raise local_error(status, "the webhook could not be read.")
    try:
        end = read_end(result)
    finally:
        lib.sv_result_free(result)
    if status != _raw.OK:
        raise error_of(end, decode_record(end.line), None)
    return end
