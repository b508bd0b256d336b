"""Parts of records that results and errors share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict, Mapping, Optional, Tuple


@dataclass(frozen=True)
class Usage:
    """Credits that a generation took; an amount is None where the platform named none. Final on success
    only."""

    total: Optional[float]
    subscription: Optional[float]
    permanent: Optional[float]
    raw: Dict[str, Any] = field(repr=False, hash=False)


@dataclass(frozen=True)
class CreditReport:
    """The credit balance before and after a generation; None where it was not asked for or not told.

    Other work of the workspace counts in between. `raw` has both as they stood in the platform's answers.
    """

    before: Optional[float]
    after: Optional[float]
    raw: Dict[str, Any] = field(repr=False, hash=False)


@dataclass(frozen=True)
class Attempt:
    """One request of a generation, or several alike in a row: what was sent, when, and how it ended.

    `request` is "create_stream", "create", "poll" or "credits"; `started` and `waited` are seconds, the first
    since the start of the job, the second the pause before it; `http_status` is 0 where no answer came;
    `outcome` says how it ended.
    """

    request: str
    started: float
    waited: float
    http_status: int
    outcome: str
    count: int = 1


def usage_of(record: Mapping[str, Any]) -> Optional[Usage]:
    """The usage in a last record; None where there is none."""
    raw = record.get("usage")
    if not isinstance(raw, dict):
        return None
    return Usage(
        _number(raw.get("total")), _number(raw.get("subscription")), _number(raw.get("permanent")), raw
    )


def credits_of(record: Mapping[str, Any]) -> Optional[CreditReport]:
    """The credit balance in a last record; None where nobody asked for it."""
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
    """A number, or a text that is one, as platforms write balances."""
    return float(value) if isinstance(value, str) else _number(value)


def _number(value: Any) -> Optional[float]:
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None
