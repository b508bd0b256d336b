"""What the jobs of both clients know: id, status, end, and what an interruption has to say about them."""

from __future__ import annotations

from contextlib import contextmanager

from . import _raw
from ._active_job import is_terminal
from ._decode import decode_record
from ._engine import Engine
from ._error_base import NOTHING_BOUGHT
from ._errors import OutcomeUnknown, SkillsVideoError, local_error
from ._interruption import Left, settle_charge
from ._logging import left_text, warn
from ._remedies import follow_elsewhere, in_python, named, returns_end, unknown_outcome
from ._typing import TYPE_CHECKING, Generic, OutputT

if TYPE_CHECKING:
    from typing import Any, Callable, Dict, Iterator, Optional

    from ._active_job import ActiveJob, JobEnd
    from ._results import Result

    MakeOutput = Callable[[Dict[str, Any], str], OutputT]


class HandOver:
    """Lets the next poll send a create when the block ends without an exception."""

    def __init__(self, active: ActiveJob) -> None:
        self._active = active

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: Optional[type], error: object, trace: object) -> None:
        # The last step, so that an interruption before it sends nothing.
        if kind is None:
            self._active.engine.in_flight.own(self._active)


class JobState(Generic[OutputT]):
    """The part of a job that does not wait."""

    def __init__(
        self,
        engine: Engine,
        make_output: MakeOutput[OutputT],
        active: Optional[ActiveJob],
        generation_id: Optional[str] = None,
        options: Optional[bytes] = None,
    ) -> None:
        self._engine = engine
        self._make_output = make_output
        self._active = active
        self._key = None if active is None else engine.in_flight.key_of(active)
        self._id = generation_id
        self._options = options
        self._status: Optional[str] = None
        self._known_end: Optional[JobEnd] = None
        self._result: Optional[Result[OutputT]] = None
        self._callback_error: Optional[BaseException] = None
        # Whether a wait for the id of the create has ended, perhaps by a second cancellation.
        self._was_settled = False
        # Whether the program has this object, and so can wait for the generation again.
        self._is_kept = True
        # Whether map() follows it, and says what is known of it.
        self._is_in_map = False

    @property
    def id(self) -> Optional[str]:
        """The generation's id; None until the platform has returned it."""
        if self._id is None and self._active is not None:
            self._id = self._active.id
        return self._id

    @property
    def done(self) -> bool:
        """Whether following has ended, with or without a terminal status."""
        return self._end() is not None

    def cancel(self) -> None:
        """Stops following. The generation may go on and be billed: the platform documents no call to cancel
        it.

        If a create was already sent, its answer is still waited for, so that the id of what may have been
        bought is not lost. Events that have arrived are still delivered. wait() then raises Stopped, unless
        the generation ended before.
        """
        if self._active is not None:
            self._active.cancel()

    def __repr__(self) -> str:
        state = "ended" if self.done else "in flight" if self._active is not None else "not followed"
        name = named(self.id) if self.id else "without an id yet"
        return f"<{type(self).__name__} {name} {state}>"

    # ---- following ----

    def _begin(self) -> ActiveJob:
        """The job in flight or ended; follows the generation again if it is not followed. Costs nothing."""
        with self._own_errors():
            return self._followed()

    def _own(self) -> None:
        """Lets the next poll send the create. Called where an exception is caught and gets what is known."""
        if self._active is not None:
            self._engine.in_flight.own(self._active)

    def _handed_over(self, is_wanted: bool = False) -> HandOver:
        """Surrounds the `return` that gives the job to the program. is_wanted: the create is sent even if the
        program drops the job before.
        """
        assert self._active is not None
        self._active.is_wanted = is_wanted
        return HandOver(self._active)

    def _is_unsent(self) -> bool:
        """Whether there is a create that no poll could send."""
        return self._active is not None and self._engine.in_flight.is_unowned(self._active)

    def _followed(self) -> ActiveJob:
        active = self._active
        self._own()
        if active is not None and (active.handle is not None or active.end is not None):
            return active
        if active is not None and self._engine.in_flight.adopt(active):
            return active
        if self.id is None:
            raise self._lost()
        self._keep_status()
        self._active = self._engine.attach(str(self.id), self._options)
        return self._active

    @contextmanager
    def _own_errors(self) -> Iterator[None]:
        """Adds this generation to an error that does not name it, such as that of a closed client."""
        try:
            yield
        except SkillsVideoError as error:
            if self.id is not None and error.generation_id is None and error is not self._callback_error:
                error._settle_charge("accepted", self.id, follow_elsewhere(self.id))
            raise

    def _leave(self) -> None:
        """Stops following. An open create is kept until its id is known."""
        self._callback_error = None
        if self._active is not None and self._active.handle is not None:
            self._engine.in_flight.abandon(self._active)
            self._engine.wake()

    def _lost(self) -> SkillsVideoError:
        unknown = f"It is not known whether the generation was accepted and charged: {unknown_outcome()}."
        if self._engine.closed:
            message = f"The client was closed before the platform had returned an id. {unknown}"
            return local_error(_raw.ERR_HANDLE, message, None, "unknown")
        return OutcomeUnknown(
            f"The job is no longer followed, and the platform had not returned its id. {unknown}",
            category="outcome_unknown",
        )

    # ---- status and end ----

    def _end(self) -> Optional[JobEnd]:
        if self._known_end is None and self._active is not None:
            self._known_end = self._active.end
        return self._known_end

    def _keep_status(self) -> None:
        if self._active is not None:
            self._status = self._active.status or self._status

    def _current_status(self) -> Optional[str]:
        """The newest status that has arrived."""
        end = self._end()
        if end is not None and is_terminal(end):
            return self._concluded().status
        self._keep_status()
        return self._status

    def _concluded(self) -> Result[OutputT]:
        """The result. Raises if following ended without a terminal status."""
        from ._results import conclude

        end = self._end()
        if end is None:
            raise RuntimeError("the job has not ended")
        if self._result is None:
            identity = end.generation_id or self.id
            self._result = conclude(end, identity, lambda raw: self._make_output(raw, identity or ""))
        return self._result

    # ---- interruptions ----

    def _is_open(self) -> bool:
        """Whether a create may have been sent whose id is not known."""
        if self.id is not None or self._active is None or self._key is None:
            return False
        return self._end() is None and not self._is_unsent()

    def _has_to_settle(self) -> bool:
        """Whether the id of an open create has not been waited for."""
        active = self._active
        if active is None or self._was_settled or self._engine.in_flight.is_given_up(active):
            return False
        return self._is_open()

    def _is_from_outside(self, error: BaseException) -> bool:
        """Whether an exception came from outside this package and still has to name this generation."""
        if self.id is None and self._key is None:
            # A download or a balance query.
            return False
        if isinstance(error, SkillsVideoError) and error is not self._callback_error:
            # An error of another call may say that nothing was bought.
            is_own = error.idempotency_key is not None and error.idempotency_key == self._key
            return error.charge_state in NOTHING_BOUGHT and not is_own
        keys, ids = getattr(error, "idempotency_keys", ()), getattr(error, "generation_ids", ())
        return self._key not in keys and self.id not in ids

    def _may_come_back(self, error: BaseException) -> bool:
        """Whether the job stays as it is: its program has it, and its own callback raised the exception."""
        return self._is_kept and error is self._callback_error

    def _take_over(self) -> None:
        """Prepares the next wait after an interruption that came before the id: it follows the id."""
        end = self._end()
        if self.id is not None and (end is None or end.status == _raw.ERR_STOPPED):
            if self._active is not None:
                self._keep_status()
                self._engine.in_flight.release(self._active)
            self._active = self._known_end = None

    def _left(self) -> Left:
        """What an interruption has to say about this generation."""
        if self._is_unsent():
            return Left(None, self._key, "Nothing was sent, so nothing was bought.", "not_sent")
        if self._active is not None:
            self._engine.in_flight.learn_id(self._active)
        end = self._end()
        if end is not None and self.id is None:
            charge_state = decode_record(end.line).get("charge_state") or "unknown"
            return Left(None, self._key, in_python(end.message, None), charge_state)
        text = left_text(self.id, self._key)
        if end is not None and is_terminal(end):
            text = returns_end(str(self.id))
        return Left(self.id, self._key, text, "unknown" if self.id is None else "accepted")

    def _annotate(self, error: BaseException, warns: bool) -> None:
        """Adds what is known to an exception. warns: also logs it at WARNING, unless nothing was bought."""
        left = self._left()
        settle_charge(error, [left])
        if warns and left.charge_state not in NOTHING_BOUGHT:
            warn(left.text)
