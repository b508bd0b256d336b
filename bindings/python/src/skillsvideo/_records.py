"""Parts of the last record that results and errors share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict, Mapping, Optional, Tuple


@dataclass(frozen=True)
class Usage:
    """The credits that a generation used. An amount is None if the platform did not report it. The amounts
    are final only if the generation succeeded.
    """

    total: Optional[float]
    subscription: Optional[float]
    permanent: Optional[float]
    raw: Dict[str, Any] = field(repr=False, hash=False)


@dataclass(frozen=True)
class CreditReport:
    """The credit balance before and after a generation; None if it was not queried or not in the answer.

    Other work of the workspace may change the balance in between. `raw` has both as the platform sent them.
    """

    before: Optional[float]
    after: Optional[float]
    raw: Dict[str, Any] = field(repr=False, hash=False)


@dataclass(frozen=True)
class Attempt:
    """One request of a generation, or `count` equal ones in a row: what was sent, when, and how it ended.

    `request` is "create_stream", "create", "poll" or "credits". `started`: seconds since the start of the
    job. `waited`: seconds of the pause before the request. `http_status` is 0 if no answer came. `outcome`
    says how it ended.
    """

    request: str
    started: float
    waited: float
    http_status: int
    outcome: str
    count: int = 1


def usage_of(record: Mapping[str, Any]) -> Optional[Usage]:
    """The usage in a last record; None if there is none."""
    raw = record.get("usage")
    if not isinstance(raw, dict):
        return None
    return Usage(
        _number(raw.get("total")), _number(raw.get("subscription")), _number(raw.get("permanent")), raw
    )


def credits_of(record: Mapping[str, Any]) -> Optional[CreditReport]:
    """The credit balance in a last record; None if it was not queried."""
    raw = record.get("credits")
    if not isinstance(raw, dict):
        return None
    return CreditReport(_balance(raw.get("before")), _balance(raw.get("after")), raw)


def ledger_of(record: Mapping[str, Any]) -> Tuple[Attempt, ...]:
    """The attempts in a last record, in order."""
    attempts = record.get("ledger") or ()
    return tuple(
        Attempt(
            request=str(entry.get("request")),
            started=seconds(entry.get("started_ms")) or 0.0,
            waited=seconds(entry.get("waited_ms")) or 0.0,
            http_status=int(entry.get("http_status") or 0),
            outcome=str(entry.get("outcome")),
            count=int(entry.get("count") or 1),
        )
        for entry in attempts
    )


def seconds(milliseconds: Any) -> Optional[float]:
    """Milliseconds as seconds; None stays None."""
    return None if milliseconds is None else milliseconds / 1000


def _balance(value: Any) -> Optional[float]:
    """A number, or a text that contains one: the library reports balances in both forms."""
    if not isinstance(value, str):
        return _number(value)
    try:
        return float(value)
    except ValueError:
        return None


def _number(value: Any) -> Optional[float]:
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None
