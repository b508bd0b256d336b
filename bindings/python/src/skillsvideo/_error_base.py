"""The root of all errors. Rebuilt from its arguments, an error claims nothing that was not known."""

from __future__ import annotations

from collections.abc import Mapping

from ._remedies import in_python
from ._typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, ClassVar, Dict, Optional, Tuple, Type

    from ._records import Attempt, CreditReport, Usage

# The members of an error's second argument, each with its type.
_DETAILS: Dict[str, Any] = {
    "category": str,
    "http_status": int,
    "retry_after": (int, float),
    "generation_id": str,
    "charge_state": str,
    "remedy": str,
}
_RECORD_DETAILS = ("code", "idempotency_key")
NOTHING_BOUGHT = ("not_sent", "rejected")
_CHARGES = (*NOTHING_BOUGHT, "unknown", "accepted")


class SkillsVideoError(Exception):
    """What went wrong, what it means for your money, and what to do next.

    `category`: the kind in one word, such as "insufficient_credits". `http_status`: of the decisive answer,
    or 0. `code`: the platform's own code. `retryable`: nothing was bought, and the same call may be made
    again after `retry_after` seconds. `charge_state`: "not_sent", "rejected", "unknown" or "accepted".
    `generation_id`: set whenever an id was seen. `remedy`: the next step. `ledger`: the requests that were
    made. `usage`: the credits. `raw`: the whole last record.

    `args` are the message and a dict of JSON values. An error that is rebuilt from its arguments, as by
    Celery's JSON results, so keeps what matters for your money. Without the dict the charge is "unknown", or
    that of the class.
    """

    _own_charge: ClassVar[str] = "unknown"

    def __init__(
        self,
        message: str = "",
        details: Optional[Mapping[str, Any]] = None,
        /,
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
        self.charge_state: str = charge_state or self.raw.get("charge_state") or self._own_charge
        self.remedy: str = in_python(self.raw.get("remedy") or "", generation_id)
        if isinstance(details, Mapping):
            self._take(details)
        self._keep()

    @property
    def retryable(self) -> bool:
        """Whether the same call may be made again, unchanged, after `retry_after` seconds. True only if it is
        proven that nothing was bought, so that this loop never buys twice:

            except skillsvideo.SkillsVideoError as error:
                if error.retryable:
                    time.sleep(error.retry_after)
                    result = client.generate(model, prompt=prompt)
                elif error.generation_id and not isinstance(error, (JobFailed, JobCanceled)):
                    result = client.job(error.generation_id).result()
                else:
                    raise

        A failed wait is repeated with the id, and a failed download with the URL. Both cost nothing.
        """
        return self.retry_after is not None and self.charge_state in NOTHING_BOUGHT

    @property
    def code(self) -> Optional[str]:
        """The platform's own code, such as "IMAGE_GENERATION_CONTENT_REJECTED"."""
        return self.raw.get("code")

    @property
    def idempotency_key(self) -> Optional[str]:
        """The key that went with every attempt of the create."""
        return self.raw.get("idempotency_key")

    @property
    def ledger(self) -> Tuple[Attempt, ...]:
        """Each request that was made, and how it ended."""
        from ._records import ledger_of

        return ledger_of(self.raw)

    @property
    def usage(self) -> Optional[Usage]:
        """The credits used, as the platform last reported them."""
        from ._records import usage_of

        return usage_of(self.raw)

    @property
    def credits(self) -> Optional[CreditReport]:
        """The credit balance before and after; None unless min_credits or report_credits is set."""
        from ._records import credits_of

        return credits_of(self.raw)

    def __str__(self) -> str:
        return str(self.message)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.message!r})"

    def __reduce__(self) -> Any:
        return _rebuild, (type(self), self.__dict__)

    def _settle_charge(self, charge_state: str, generation_id: Optional[str], remedy: str) -> None:
        """Marks an error as one after a create: sending the same request again would buy again."""
        self.charge_state = charge_state
        self.retry_after = None
        self.generation_id = generation_id or self.generation_id
        if self.remedy and self.remedy in self.message:
            self.message = self.message.replace(self.remedy, remedy)
        else:
            self.message = f"{self.message.rstrip()} {remedy}"
        self.remedy = remedy
        self._keep()

    def _take(self, details: Mapping[str, Any]) -> None:
        """Restores the members of `args`. They may come from anywhere: only values of the right type are
        used.
        """
        for name, kind in _DETAILS.items():
            value = details.get(name)
            if isinstance(value, kind) and (name != "charge_state" or value in _CHARGES):
                setattr(self, name, value)
        for name in _RECORD_DETAILS:
            if isinstance(details.get(name), str):
                self.raw[name] = details[name]

    def _keep(self) -> None:
        every = {name: getattr(self, name) for name in (*_DETAILS, *_RECORD_DETAILS)}
        self.args = (self.message, {name: value for name, value in every.items() if value is not None})


def _rebuild(kind: Type[SkillsVideoError], state: Dict[str, Any]) -> SkillsVideoError:
    """An error from a pickle. A subclass of the program is not called: it may need other arguments."""
    is_ours = kind.__init__ is SkillsVideoError.__init__
    error = kind() if is_ours else kind.__new__(kind)
    error.__dict__.update(state)
    error._keep()
    return error
