"""The errors: one root, and a class for each category.

SkillsVideoError
├── ArgumentError (ValueError)       refused; nothing was sent
├── ClosedError, MisuseError         a mistake of the program
├── NoMemoryError, FileError, SystemRefusal (the last two are OSError)
│                                    a failure of this machine
├── NoOutputError (LookupError)      the generation has no output to fetch
├── TransportError, ProtocolError    no usable answer
├── Timeout (TimeoutError), Stopped  following has ended; the generation may go on
├── OutcomeUnknown                   it may have been bought; look before you send again
├── InsufficientCredits, AuthError, ForbiddenError, ValidationError, ContentRejected,
│   NotFoundError, RateLimited, TransientError, UnknownError
├── SignatureError                   a webhook with a wrong signature
└── JobFailed, JobCanceled           the generation ended so; a JobFailed is also of its category's class
"""

from __future__ import annotations

from . import _raw
from ._decode import decode_record
from ._error_base import SkillsVideoError as SkillsVideoError
from ._native import lib, text
from ._remedies import in_python
from ._typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, Dict, Optional, Type

    from ._active_job import JobEnd
    from ._results import Result


class ArgumentError(SkillsVideoError, ValueError):
    """An argument is wrong; the message says which and why. Nothing was sent."""


class ClosedError(SkillsVideoError):
    """The client is closed. Its generations go on: follow them by id with another client."""


class MisuseError(SkillsVideoError):
    """The client was used by a second thread, inside a callback of its own, or in a forked child."""


class NoMemoryError(SkillsVideoError, MemoryError):
    """This machine is out of memory."""


class FileError(SkillsVideoError, OSError):
    """A local file cannot be created, written or read."""


class SystemRefusal(SkillsVideoError, OSError):
    """The operating system refused a file descriptor: too many are open, or a sandbox forbids it."""


class TransportError(SkillsVideoError):
    """No answer: name lookup, connection, TLS or proxy failed."""


class Timeout(SkillsVideoError, TimeoutError):
    """A time limit has passed; the generation may go on. Follow it again by its id, which costs nothing."""


class ProtocolError(SkillsVideoError):
    """An answer that cannot be the platform's: a proxy's HTML page, broken JSON, or longer than a limit."""


class Stopped(SkillsVideoError):
    """Following was stopped by cancel() or by closing the client; the generation may go on."""


class OutcomeUnknown(SkillsVideoError):
    """The create may have been accepted and billed. It was not sent again: check the dashboard before you
    send it again.
    """


class InsufficientCredits(SkillsVideoError):
    """The workspace has too few credits."""


class AuthError(SkillsVideoError):
    """There is no key, or the platform does not accept it."""


class ValidationError(SkillsVideoError):
    """The platform refuses the payload. It will refuse the same payload again."""


class NotFoundError(SkillsVideoError):
    """There is no such endpoint, model or generation."""


class TransientError(SkillsVideoError):
    """The platform failed. The same request may succeed later."""


class UnknownError(SkillsVideoError):
    """An error whose code and HTTP status are unknown."""


class RateLimited(SkillsVideoError):
    """Too many requests; wait `retry_after` seconds."""


class ContentRejected(SkillsVideoError):
    """The platform's moderation refused the prompt or an input."""


class ForbiddenError(SkillsVideoError):
    """The key is valid, but may not do this."""


class JobFailed(SkillsVideoError):
    """The generation ended with FAILED; `result` is the Result. The error is also an instance of its
    category's class.
    """

    _own_charge = "accepted"
    result: Optional[Result[Any]] = None


class JobCanceled(SkillsVideoError):
    """The generation ended with CANCELED; `result` is the Result."""

    _own_charge = "accepted"
    result: Optional[Result[Any]] = None


class NoOutputError(SkillsVideoError, LookupError):
    """The generation was accepted but has no output: it failed, or the platform reported none."""

    _own_charge = "accepted"


class SignatureError(SkillsVideoError):
    """The signature of a webhook is wrong: answer with HTTP 400 and ignore its content."""


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
    """The library's name of a status."""
    return text(lib.sv_status_name(status))


def error_class(status: int, category: int) -> Type[SkillsVideoError]:
    """The class for a status. For a failed generation it is also a subclass of its category's class, so that
    `except ContentRejected` catches it.
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
    """Makes the classes of failed generations importable by name, as pickle needs it."""
    prefix, _, kind = name.partition("_")
    known = {one.__name__: one for one in CLASSES.values() if one not in (JobFailed, JobCanceled)}
    if prefix != JobFailed.__name__ or kind not in known:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return _join(known[kind])


def local_error(
    status: int, message: str, generation_id: Optional[str] = None, charge_state: str = "not_sent"
) -> SkillsVideoError:
    """The error of a call that sent nothing.

    charge_state: that of the create that the call belongs to. With an id it is "accepted".
    """
    cls = error_class(status, status)
    return cls(
        in_python(message, generation_id) or f"the library answered {status_name(status)}",
        category=status_name(status),
        generation_id=generation_id,
        charge_state="accepted" if generation_id else charge_state,
    )


def error_of(
    end: JobEnd, record: Dict[str, Any], remembered_id: Optional[str], charge_state: Optional[str] = None
) -> SkillsVideoError:
    """The error for an end. charge_state: if the record has none."""
    cls = error_class(end.status, end.category)
    generation_id = end.generation_id or remembered_id
    return cls(
        in_python(end.message or status_name(end.status), generation_id),
        category=status_name(end.category),
        record=record,
        generation_id=generation_id,
        http_status=end.http_status,
        retry_after=end.retry_after_ms / 1000 if end.retry_after_ms >= 0 else None,
        charge_state=record.get("charge_state") or charge_state or ("accepted" if generation_id else None),
    )


def end_or_error(end: JobEnd) -> JobEnd:
    """The end of a job that succeeded. Any other end is raised."""
    if end.status != _raw.OK:
        raise error_of(end, decode_record(end.line), None)
    return end
