"""The errors: one root, and a subclass for each category.

SkillsVideoError
├── ArgumentError (ValueError)       refused before anything was sent
├── ClosedError, MisuseError         of the caller's program; NoMemoryError, FileError (OSError) of this machine
├── TransportError, ProtocolError    no usable answer
├── Timeout (TimeoutError), Stopped  following has ended, the generation may go on
├── OutcomeUnknown                   it may have been bought; look before you send again
├── InsufficientCredits, AuthError, ForbiddenError, ValidationError, ContentRejected,
│   NotFoundError, RateLimited, TransientError, UnknownError
├── SignatureError                   a webhook that is not to be believed
└── JobFailed, JobCanceled           the generation ended so; JobFailed is also of its category's class
"""

from __future__ import annotations

from . import _raw
from ._native import lib, text
from ._typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, Dict, Mapping, Optional, Tuple, Type

    from ._follow import Ending
    from ._records import Attempt, CreditReport, Usage
    from ._results import Result


class SkillsVideoError(Exception):
    """What went wrong, what it means for your money, and what to do next.

    `category` is the kind in one word, such as "insufficient_credits"; `http_status` that of the answer that decided,
    0 without one; `code` the platform's own code; `retryable` says that the same request may work later, after
    `retry_after` seconds; `charge_state` is "not_sent", "rejected", "unknown" or "accepted"; `generation_id` is there
    whenever an id was seen; `remedy` is the next step; `ledger` the requests that were made; `usage` the credits;
    `raw` the whole last record.
    """

    def __init__(
        self,
        message: str,
        *,
        category: str = "unknown",
        record: Optional[Mapping[str, Any]] = None,
        generation_id: Optional[str] = None,
        http_status: int = 0,
        retry_after: Optional[float] = None,
        charge_state: Optional[str] = None,
    ) -> None:
        super().__init__(message)
        self.raw: Dict[str, Any] = dict(record or {})
        self.message = message
        self.category = category
        self.http_status = http_status
        self.retry_after = retry_after
        self.generation_id = generation_id
        self.charge_state: str = charge_state or self.raw.get("charge_state") or "not_sent"

    @property
    def retryable(self) -> bool:
        """The same request may work later."""
        return self.retry_after is not None

    @property
    def code(self) -> Optional[str]:
        """The platform's own code, such as "IMAGE_GENERATION_CONTENT_REJECTED"."""
        return self.raw.get("code")

    @property
    def remedy(self) -> str:
        """What to do next."""
        return self.raw.get("remedy") or ""

    @property
    def idempotency_key(self) -> Optional[str]:
        """The key that went with every try of the create."""
        return self.raw.get("idempotency_key")

    @property
    def ledger(self) -> Tuple[Attempt, ...]:
        """Each request that was made, and how it ended."""
        from ._records import ledger_of

        return ledger_of(self.raw)

    @property
    def usage(self) -> Optional[Usage]:
        """Credits as last told by the platform."""
        from ._records import usage_of

        return usage_of(self.raw)

    @property
    def credits(self) -> Optional[CreditReport]:
        """The credit balance before and after; None unless min_credits or report_credits asked for it."""
        from ._records import credits_of

        return credits_of(self.raw)

    def __str__(self) -> str:
        return self.message

    def __reduce__(self) -> Any:
        return _rebuild, (type(self).__name__, self.__dict__)


class ArgumentError(SkillsVideoError, ValueError):
    """Refused before anything was sent; the message says what is wrong with which argument."""


class ClosedError(SkillsVideoError):
    """The client is closed. A generation goes on without it: follow it with another client and its id."""


class MisuseError(SkillsVideoError):
    """A client used from a second thread, inside a callback of its own, or in a forked child."""


class NoMemoryError(SkillsVideoError, MemoryError):
    """This machine has no memory left for it."""


class FileError(SkillsVideoError, OSError):
    """A local file could not be created, written or read."""


class TransportError(SkillsVideoError):
    """No usable answer: name look-up, connection, TLS or proxy."""


class Timeout(SkillsVideoError, TimeoutError):
    """A time limit is used up; the generation may go on. With an id, follow it again; it costs nothing."""


class ProtocolError(SkillsVideoError):
    """An answer that is not the platform's: HTML of a proxy, broken JSON, over a limit."""


class Stopped(SkillsVideoError):
    """Following was stopped by cancel() or by closing the client; the generation may go on."""


class OutcomeUnknown(SkillsVideoError):
    """The create request may have been accepted and billed. It was not repeated: look before you send it again."""


class InsufficientCredits(SkillsVideoError):
    """The workspace has too few credits."""


class AuthError(SkillsVideoError):
    """No key, or one that the platform does not accept."""


class ValidationError(SkillsVideoError):
    """The platform refuses the payload; the same one will be refused again."""


class NotFoundError(SkillsVideoError):
    """No such endpoint, model or generation."""


class TransientError(SkillsVideoError):
    """The platform failed; later may work."""


class UnknownError(SkillsVideoError):
    """An error that neither code nor status explains."""


class RateLimited(SkillsVideoError):
    """Too many requests; `retry_after` says when to come back."""


class ContentRejected(SkillsVideoError):
    """Moderation refused the prompt or an input."""


class ForbiddenError(SkillsVideoError):
    """The key is right but may not do this."""


class JobFailed(SkillsVideoError):
    """The generation ended with FAILED; `result` is the whole end. It is also of the class of its category."""

    result: Optional[Result[Any]] = None


class JobCanceled(SkillsVideoError):
    """The generation ended with CANCELED; `result` is the whole end."""

    result: Optional[Result[Any]] = None


class SignatureError(SkillsVideoError):
    """A webhook that is not to be believed: answer it with 400 and change nothing because of it."""


CLASSES: Dict[int, Type[SkillsVideoError]] = {
    _raw.ERR_ARGUMENT: ArgumentError,
    _raw.ERR_HANDLE: ClosedError,
    _raw.ERR_MISUSE: MisuseError,
    _raw.ERR_MEMORY: NoMemoryError,
    _raw.ERR_FILE: FileError,
    _raw.ERR_TRANSPORT: TransportError,
    _raw.ERR_TIMEOUT: Timeout,
    _raw.ERR_PROTOCOL: ProtocolError,
    _raw.ERR_STOPPED: Stopped,
    _raw.ERR_OUTCOME_UNKNOWN: OutcomeUnknown,
    _raw.ERR_CREDITS: InsufficientCredits,
    _raw.ERR_AUTH: AuthError,
    _raw.ERR_VALIDATION: ValidationError,
    _raw.ERR_NOT_FOUND: NotFoundError,
    _raw.ERR_TRANSIENT: TransientError,
    _raw.ERR_UNKNOWN: UnknownError,
    _raw.ERR_RATE_LIMITED: RateLimited,
    _raw.ERR_CONTENT_REJECTED: ContentRejected,
    _raw.ERR_FORBIDDEN: ForbiddenError,
    _raw.ERR_JOB_FAILED: JobFailed,
    _raw.ERR_JOB_CANCELED: JobCanceled,
    _raw.ERR_SIGNATURE: SignatureError,
}
_combined: Dict[str, Type[SkillsVideoError]] = {}


def interrupted(message: str, generation_id: Optional[str] = None) -> KeyboardInterrupt:
    """What Ctrl-C becomes. Of no class of its own: only so does Python end by the signal when nobody catches it."""
    error = KeyboardInterrupt(message)
    error.generation_id = generation_id  # type: ignore[attr-defined]
    return error


def status_name(status: int) -> str:
    """The library's word for a status."""
    return text(lib.sv_status_name(status))


def error_class(status: int, category: int) -> Type[SkillsVideoError]:
    """The class for a status. A failed generation is of its category's class too: `except ContentRejected` meets
    both.
    """
    own = CLASSES.get(status, UnknownError)
    kind = CLASSES.get(category, UnknownError)
    if own is not JobFailed or kind in (JobFailed, JobCanceled):
        return own
    return _join(kind)


def _join(kind: Type[SkillsVideoError]) -> Type[SkillsVideoError]:
    name = f"JobFailed_{kind.__name__}"
    if name not in _combined:
        _combined[name] = type(name, (JobFailed, kind), {"__doc__": JobFailed.__doc__, "__module__": __name__})
    return _combined[name]


def _rebuild(name: str, state: Dict[str, Any]) -> SkillsVideoError:
    """An error out of a pickle, whose class may be one that is made on demand."""
    prefix, _, kind = name.partition("_")
    known = {one.__name__: one for one in CLASSES.values()}
    cls = _join(known[kind]) if prefix == JobFailed.__name__ and kind in known else known.get(name, SkillsVideoError)
    error = cls(state.get("message", ""))
    error.__dict__.update(state)
    return error


def local_error(status: int, message: str, generation_id: Optional[str] = None) -> SkillsVideoError:
    """The error of a call that sent nothing."""
    cls = error_class(status, status)
    return cls(
        message or f"the library answered {status_name(status)}",
        category=status_name(status),
        generation_id=generation_id,
        charge_state="accepted" if generation_id else "not_sent",
    )


def error_of(ending: Ending, record: Dict[str, Any], remembered_id: Optional[str]) -> SkillsVideoError:
    """The error that an end is."""
    cls = error_class(ending.status, ending.category)
    return cls(
        ending.message or status_name(ending.status),
        category=status_name(ending.category),
        record=record,
        generation_id=ending.generation_id or remembered_id,
        http_status=ending.http_status,
        retry_after=ending.retry_after_ms / 1000 if ending.retry_after_ms >= 0 else None,
    )
