"""What a job knows of itself, whoever waits for it: its id, what it follows, how it ended."""

from __future__ import annotations

from contextlib import contextmanager

from . import _raw
from ._engine import Engine
from ._errors import OutcomeUnknown, SkillsVideoError, Timeout, local_error
from ._follow import TERMINAL, Ending, Follow
from ._leaving import annotate, settle_charge
from ._lines import status_in, tells_status
from ._logging import left_text, warn
from ._remedies import follow_elsewhere, in_python, unknown_outcome, wait_again
from ._typing import TYPE_CHECKING, Generic, OutputT

if TYPE_CHECKING:
    from typing import Any, Callable, Dict, Iterator, Optional

    from ._events import Event
    from ._results import Result

    MakeOutput = Callable[[Dict[str, Any], str], OutputT]


class JobState(Generic[OutputT]):
    """The part that the jobs of both clients share. It never waits."""

    def __init__(
        self,
        engine: Engine,
        make_output: MakeOutput[OutputT],
        follow: Optional[Follow],
        generation_id: Optional[str] = None,
        options: Optional[bytes] = None,
    ) -> None:
        self._engine = engine
        self._make_output = make_output
        self._follow = follow
        self._key = None if follow is None else engine.in_flight.key_of(follow)
        self._id = generation_id
        self._options = options
        self._status: Optional[str] = None
        self._status_line: Optional[bytes] = None
        self._ending: Optional[Ending] = None
        self._result: Optional[Result[OutputT]] = None
        self._callback_error: Optional[BaseException] = None
        # Whether the program has this object, and so can come back to the generation.
        self._is_kept = True

    @property
    def id(self) -> Optional[str]:
        """The generation's id; None while the platform has not returned it."""
        if self._id is None and self._follow is not None:
            self._id = self._follow.id
        return self._id

    @property
    def done(self) -> bool:
        """Whether following has ended, on a terminal status or without one."""
        return self._end() is not None

    def cancel(self) -> None:
        """Asks to stop following. The platform documents no cancel call: the generation may go on and be
        billed. The answer to a create that was already sent is waited for, so that the id of what may have
        been bought is not lost.

        Events that have arrived are still delivered; wait() then raises Stopped, unless the generation has
        ended before.
        """
        if self._follow is not None:
            self._follow.cancel()

    def __repr__(self) -> str:
        state = "ended" if self.done else "in flight" if self._follow is not None else "not followed"
        return f"<{type(self).__name__} {self.id or 'without an id yet'} {state}>"

    def _ensure(self) -> Follow:
        """What is followed; a job that is rebuilt or was left is followed again from here. Costs nothing."""
        with self._own_errors():
            return self._followed()

    def _followed(self) -> Follow:
        if self._follow is not None and (self._follow.handle is not None or self._follow.ending is not None):
            return self._follow
        if self._follow is not None and self._engine.in_flight.adopt(self._follow):
            return self._follow
        if self.id is None:
            raise self._lost()
        self._follow = self._engine.attach(str(self.id), self._options)
        return self._follow

    @contextmanager
    def _own_errors(self) -> Iterator[None]:
        """Puts this generation on an error of a call that knew of none, such as that of a closed client."""
        try:
            yield
        except SkillsVideoError as error:
            if self.id is not None and error.generation_id is None and error is not self._callback_error:
                error._settle_charge("accepted", self.id, follow_elsewhere(self.id))
            raise

    def _leave(self) -> None:
        """Stops following; a create that is open is kept until its id is known."""
        if self._follow is not None and self._follow.handle is not None:
            self._engine.in_flight.abandon(self._follow)
            self._engine.wake()

    def _lost(self) -> SkillsVideoError:
        unknown = f"It is not known whether the generation was accepted and charged: {unknown_outcome()}."
        if self._engine.closed:
            message = f"The client was closed before the platform had returned an id. {unknown}"
            return local_error(_raw.ERR_HANDLE, message, None, "unknown")
        return OutcomeUnknown(
            f"The job is no longer followed and the platform had not returned its id. {unknown}",
            category="outcome_unknown",
        )

    def _is_open(self) -> bool:
        """Whether a create may have been sent whose id is not known."""
        return self.id is None and self._follow is not None and self._end() is None and self._key is not None

    def _may_exist(self) -> bool:
        """Whether there is a generation, or may be one."""
        return self.id is not None or self._end() is None

    def _is_from_outside(self, error: BaseException) -> bool:
        """Whether an exception came from outside this package, and does not name this job yet."""
        if isinstance(error, SkillsVideoError) and error is not self._callback_error:
            return False
        keys, ids = getattr(error, "idempotency_keys", ()), getattr(error, "generation_ids", ())
        return self._key not in keys and self.id not in ids

    def _may_come_back(self, error: BaseException) -> bool:
        """Whether an exception of the program's own callback leaves the job as it is."""
        return self._is_kept and error is self._callback_error

    def _take_over(self) -> None:
        """After an interruption that came before the id: whoever waits again follows the job from here."""
        ending = self._end()
        if self.id is not None and (ending is None or ending.status == _raw.ERR_STOPPED):
            if self._follow is not None:
                self._engine.in_flight.release(self._follow)
            self._follow = self._ending = None

    def _annotate(self, error: BaseException, warns: bool) -> None:
        """Puts what is known on an exception. warns: logs it, too."""
        ending = self._end()
        if ending is not None and self.id is None:
            annotate(error, in_python(ending.message, None), [(None, self._key)])
            return
        text = left_text(self.id, self._key)
        if ending is not None and ending.line.startswith(TERMINAL):
            text = f'generation {self.id} has ended; client.job("{self.id}").wait() returns its end'
        settle_charge(error, [(self.id, self._key)], text)
        if warns:
            warn(text)

    def _end(self) -> Optional[Ending]:
        if self._ending is None and self._follow is not None:
            self._ending = self._follow.ending
        return self._ending

    def _discard_lines(self) -> None:
        """Records that nobody asks for go; the last status word that they tell is kept."""
        if self._follow is not None and self._follow.lines:
            self._note_status()
            self._follow.lines.clear()

    def _note_status(self) -> None:
        """Keeps the newest record that tells a status; it is read when somebody asks."""
        if self._follow is not None:
            self._status_line = next(
                (line for line in reversed(self._follow.lines) if tells_status(line)), self._status_line
            )

    def _known_status(self) -> Optional[str]:
        if self._status_line is not None:
            self._status, self._status_line = status_in(self._status_line) or self._status, None
        return self._status

    def _events_here(self) -> Iterator[Event]:
        """The events that have arrived, one by one."""
        from ._events import make_event

        follow = self._follow
        if follow is not None:
            lines = follow.lines
            self._note_status()
            while lines:
                yield make_event(lines.popleft())

    def _last_event(self) -> Optional[Event]:
        from ._events import make_event

        ending = self._end()
        return None if ending is None else make_event(ending.line)

    def _concluded(self) -> Result[OutputT]:
        """The result; raises when following ended without a terminal status."""
        from ._results import conclude

        ending = self._end()
        if ending is None:
            raise RuntimeError("the job has not ended")
        if self._result is None:
            identity = ending.generation_id or self.id
            self._result = conclude(ending, identity, lambda raw: self._make_output(raw, identity or ""))
            self._status, self._status_line = self._result.status, None
        return self._result

    def _timeout(self, seconds: float) -> Timeout:
        advice = wait_again(self.id)
        name = f"Generation {self.id}" if self.id else "The generation"
        return Timeout(
            f"{name} has not ended within {seconds:g} s. {advice}",
            category="timeout",
            generation_id=self.id,
            record={"remedy": advice, "idempotency_key": self._key},
            charge_state="accepted" if self.id else "unknown",
        )
