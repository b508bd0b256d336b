"""How generations end: results and their outputs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Callable, Dict, Optional, Tuple

from . import _raw, _remedies
from ._active_job import JobEnd, is_terminal
from ._decode import decode_record
from ._errors import JobCanceled, JobFailed, NoOutputError, SkillsVideoError, error_of, status_name
from ._logging import warn
from ._notebook import outputs_bundle
from ._records import Attempt, CreditReport, Usage, credits_of, ledger_of, seconds, usage_of
from ._remedies import in_python, named
from ._typing import Generic, OutputT


@dataclass(frozen=True)
class Result(Generic[OutputT]):
    """How a generation ended by a terminal status. `ok` says whether it succeeded; if not, `outputs` is
    empty.

    `id` is the generation's; `status` is as the platform sent it; `category` is the kind of failure, or "ok".
    `message` says what happened, what it means for your money and what to do: if it failed, and if it
    succeeded without outputs. `elapsed` is in seconds; `raw` is the last record.
    """

    ok: bool
    id: str
    status: str
    category: str
    message: str
    http_status: int
    elapsed: float
    outputs: Tuple[OutputT, ...]
    raw: Dict[str, Any] = field(repr=False, hash=False)
    _end: JobEnd = field(repr=False, compare=False)

    @property
    def error(self) -> Optional[SkillsVideoError]:
        """None if it succeeded, else the JobFailed or JobCanceled that `raise_for_status` raises."""
        if self.ok:
            return None
        error = error_of(self._end, self.raw, self.id)
        if isinstance(error, (JobFailed, JobCanceled)):
            error.result = self
        return error

    @property
    def usage(self) -> Optional[Usage]:
        """The credits used."""
        return usage_of(self.raw)

    @property
    def credits(self) -> Optional[CreditReport]:
        """The credit balance before and after; None unless min_credits or report_credits is set."""
        return credits_of(self.raw)

    @property
    def ledger(self) -> Tuple[Attempt, ...]:
        """Each request that was made, and how it ended."""
        return ledger_of(self.raw)

    @property
    def remedy(self) -> str:
        """The next step; "" if there is none."""
        return in_python(self.raw.get("remedy") or "", self.id)

    @property
    def response(self) -> Any:
        """The platform's last answer, parsed."""
        return self.raw.get("response")

    @property
    def data(self) -> Any:
        """The model's own data in that answer; None unless the generation succeeded."""
        response = self.response
        return response.get("data") if isinstance(response, dict) else None

    @property
    def charge_state(self) -> str:
        """What is known of the charge: "accepted" for every generation with a terminal status."""
        return str(self.raw.get("charge_state") or "accepted")

    @property
    def idempotency_key(self) -> Optional[str]:
        """The key that went with every attempt of the create."""
        return self.raw.get("idempotency_key")

    @property
    def output(self) -> OutputT:
        """The first output. Raises NoOutputError, which is also a LookupError, if there is none."""
        if not self.outputs:
            raise NoOutputError(
                self.message or no_outputs(self.id, self.status),
                category=self.category,
                record={"remedy": self.message, **self.raw},
                generation_id=self.id or None,
                charge_state="accepted",
            )
        return self.outputs[0]

    def raise_for_status(self) -> Result[OutputT]:
        """Returns the result itself if it succeeded; else raises JobFailed or JobCanceled."""
        error = self.error
        if error is not None:
            raise error
        return self

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Dict[str, Any]:
        return outputs_bundle(self.outputs, f"{self.id} {self.status}", repr(self))


def no_outputs(generation_id: str, status: str) -> str:
    """The message of a generation that has no outputs."""
    what = f"Generation {named(generation_id)} ended with {named(status)} and has no outputs."
    return f"{what} {_remedies.no_outputs(generation_id)}"


def conclude(
    end: JobEnd, remembered_id: Optional[str], make_output: Callable[[Dict[str, Any]], OutputT]
) -> Result[OutputT]:
    """The result of a terminal end. Any other end is raised."""
    record = decode_record(end.line)
    if not is_terminal(end):
        raise error_of(end, record, remembered_id)
    identity = end.generation_id or remembered_id or ""
    outputs = tuple(make_output(entry) for entry in record.get("outputs") or () if isinstance(entry, dict))
    message = in_python(end.message, identity)
    if end.status == _raw.OK and not outputs:
        # An older library has no message for it.
        message = message or no_outputs(identity, str(record.get("status")))
        warn(message)
    return Result(
        ok=end.status == _raw.OK,
        id=identity,
        status=str(record.get("status")),
        category=status_name(end.category),
        message=message,
        http_status=end.http_status,
        elapsed=seconds(record.get("elapsed_ms")) or 0.0,
        outputs=outputs,
        raw=record,
        _end=end,
    )
