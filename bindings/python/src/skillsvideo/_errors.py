"""The errors: one root, and a subclass for each category.

SkillsVideoError
├── ArgumentError (ValueError)       refused before anything was sent
├── ClosedError, MisuseError         of the caller's program; NoMemoryError, FileError and SystemRefusal
│                                    (both OSError) of this machine
├── NoOutputError (LookupError)      the generation has no output to fetch
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
from ._error_base import SkillsVideoError as SkillsVideoError
from ._native import lib, text
from ._remedies import in_python
from ._typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, Dict, Optional, Type

    from ._follow import Ending
    from ._results import Result


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


class SystemRefusal(SkillsVideoError, OSError):
    """The operating system refused a descriptor: too many are open, or a sandbox forbids it."""


class TransportError(SkillsVideoError):
    """No usable answer: name look-up, connection, TLS or proxy."""


class Timeout(SkillsVideoError, TimeoutError):
    """A time limit is used up; the generation may go on. With an id, follow it again; it costs nothing."""


class ProtocolError(SkillsVideoError):
    """An answer that is not the platform's: HTML of a proxy, broken JSON, over a limit."""


class Stopped(SkillsVideoError):
    """Following was stopped by cancel() or by closing the client; the generation may go on."""


class OutcomeUnknown(SkillsVideoError):
    """The create request may have been accepted and billed. It was not repeated: look before you send it
    again."""


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
    """The generation ended with FAILED; `result` is the whole end. It is also of the class of its
    category."""

    _own_charge = "accepted"
    result: Optional[Result[Any]] = None


class JobCanceled(SkillsVideoError):
    """The generation ended with CANCELED; `result` is the whole end."""

    _own_charge = "accepted"
    result: Optional[Result[Any]] = None


class NoOutputError(SkillsVideoError, LookupError):
    """The generation was accepted but has no output: it failed, or the platform reported none."""

    _own_charge = "accepted"


class SignatureError(SkillsVideoError):
    """A webhook that is not to be believed: answer it with 400 and change nothing because of it."""


CLASSES: Dict[int, Type[SkillsVideoError]] = {
    _raw.ERR_ARGUMENT: ArgumentError,
    _raw.ERR_HANDLE: ClosedError,
    _raw.ERR_MISUSE: MisuseError,
    _raw.ERR_MEMORY: NoMemoryError,
    _raw.ERR_FILE: FileError,
    _raw.ERR_SYSTEM: SystemRefusal,
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


def status_name(status: int) -> str:
    """The library's word for a status."""
    return text(lib.sv_status_name(status))


def error_class(status: int, category: int) -> Type[SkillsVideoError]:
    """The class for a status. A failed generation is of its category's class too: `except ContentRejected`
    meets both.
    """
    own = CLASSES.get(status, UnknownError)
    kind = CLASSES.get(category, UnknownError)
    if own is not JobFailed or kind in (JobFailed, JobCanceled):
        return own
    return _join(kind)


def _join(kind: Type[SkillsVideoError]) -> Type[SkillsVideoError]:
    name = f"{JobFailed.__name__}_{kind.__name__}"
    if name not in globals():
        globals()[name] = type(
            name, (JobFailed, kind), {"__doc__": JobFailed.__doc__, "__module__": __name__}
        )
    joined: Type[SkillsVideoError] = globals()[name]
    return joined


def __getattr__(name: str) -> Any:
    """Makes the classes of failed generations importable, for what rebuilds errors by module and name."""
    prefix, _, kind = name.partition("_")
    known = {one.__name__: one for one in CLASSES.values() if one not in (JobFailed, JobCanceled)}
    if prefix != JobFailed.__name__ or kind not in known:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return _join(known[kind])


def local_error(
    status: int, message: str, generation_id: Optional[str] = None, charge_state: str = "not_sent"
) -> SkillsVideoError:
    """The error of a call that sent nothing. charge_state: of the create that the call belongs to, where
    there is one; with an id it is "accepted".
    """
    cls = error_class(status, status)
    return cls(
        message or f"the library answered {status_name(status)}",
        category=status_name(status),
        generation_id=generation_id,
        charge_state="accepted" if generation_id else charge_state,
    )


def error_of(
    ending: Ending, record: Dict[str, Any], remembered_id: Optional[str], charge_state: Optional[str] = None
) -> SkillsVideoError:
    """The error that an end is. charge_state: where the record has none."""
    cls = error_class(ending.status, ending.category)
    generation_id = ending.generation_id or remembered_id
    return cls(
        in_python(ending.message or status_name(ending.status), generation_id),
        category=status_name(ending.category),
        record=record,
        generation_id=generation_id,
        http_status=ending.http_status,
        retry_after=ending.retry_after_ms / 1000 if ending.retry_after_ms >= 0 else None,
        charge_state=record.get("charge_state") or charge_state or ("accepted" if generation_id else None),
    )
