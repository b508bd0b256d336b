"""What happens when something from outside ends a wait: Ctrl-C, SystemExit out of a signal handler, a time
limit of Celery or gunicorn, a cancelled task.

No further create is sent. The id of a create already sent is waited for, GRACE_S at most. The exception gets
what is known.
"""

from __future__ import annotations

import atexit
import weakref
from contextlib import suppress
from time import monotonic

from . import _raw
from ._engine import Engine
from ._error_base import NOTHING_BOUGHT
from ._errors import SkillsVideoError
from ._logging import warn, warn_left
from ._typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Collection, List, Optional, Sequence, Tuple

    from ._active_job import ActiveJob
    from ._settings import Settings

    # The id and the idempotency key of a generation, as far as they are known.
    Known = Tuple[Optional[str], Optional[str]]

# Seconds to wait for the id of a create that was already sent. A second interruption ends the wait at once.
GRACE_S = 2.0
# Longest poll. Python handles a signal only between polls.
SLICE_MS = 200


class Left(NamedTuple):
    """What is known of a generation when an interruption ends the wait for it. `text` is for people."""

    id: Optional[str]
    key: Optional[str]
    text: str
    charge_state: str


_engines: weakref.WeakSet[Engine] = weakref.WeakSet()


def settle(engine: Engine, tags: Optional[Collection[int]] = None, grace: Optional[float] = None) -> None:
    """Sends no further create, and waits for the ids of creates already sent.

    tags: of these jobs only; by default of all. grace: seconds to wait at most; by default GRACE_S. Raises
    what interrupts it. Does nothing in a forked child, or while another thread uses the client.
    """
    in_flight = engine.in_flight
    if engine.closed or not engine.is_ours or engine.is_claimed_elsewhere:
        return
    until = monotonic() + (GRACE_S if grace is None else grace)
    try:
        with suppress(SkillsVideoError):
            in_flight.sweep()
            in_flight.stop_creates(tags)
            while in_flight.open_creates(tags) and monotonic() < until:
                engine.poll(min(SLICE_MS, int((until - monotonic()) * 1000) + 1))
    finally:
        # A later call must not wait for these ids again.
        in_flight.give_up(in_flight.open_creates(tags))


def open_jobs(engine: Engine) -> List[Tuple[ActiveJob, Optional[str]]]:
    """The creates without an id, each with its idempotency key."""
    in_flight = engine.in_flight
    return [(job, in_flight.key_of(job)) for job in in_flight.held_creates()]


def warn_of_stopped(jobs: Sequence[Tuple[ActiveJob, Optional[str]]]) -> None:
    """Logs the jobs of an earlier open_jobs() that were stopped since then and now have an id: they have
    ended, so closing the client does not log them.
    """
    for job, key in jobs:
        if job.id is not None and job.end is not None and job.end.status == _raw.ERR_STOPPED:
            warn_left(job.id, key)


def close(engine: Engine, grace: Optional[float] = None) -> None:
    """Closes a client: waits for the ids of creates already sent as settle() does, and logs what goes on."""
    if engine.closed:
        return
    jobs = open_jobs(engine)
    try:
        settle(engine, None, grace)
    finally:
        warn_of_stopped(jobs)
        engine.close()


def watched(settings: Settings) -> Engine:
    """Makes a client that is closed at the end of the process if the program does not close it."""
    engine = Engine(settings.values)
    if not _engines:
        # Not on import: what is registered later runs earlier, before `logging` shuts down.
        atexit.unregister(_close_all)
        atexit.register(_close_all)
    _engines.add(engine)
    return engine


def _close_all() -> None:
    for engine in list(_engines):
        if engine.is_ours and engine.is_claimed_elsewhere:
            # A daemon thread waits, so the library cannot be called.
            for generation_id, key in engine.in_flight.left():
                warn_left(generation_id, key)
        elif engine.is_ours:
            close(engine)


def annotate(error: BaseException, text: str, known: Sequence[Known]) -> None:
    """Adds ids and idempotency keys to an exception, as attributes and as a note.

    `generation_id` and `idempotency_key` are set if there is a single generation. Earlier values stay.
    """
    ids = tuple(identity for identity, _ in known if identity is not None)
    keys = tuple(key for _, key in known if key is not None)
    single = len(known) == 1
    with suppress(AttributeError, TypeError):
        for name, values in (("generation_ids", ids), ("idempotency_keys", keys)):
            setattr(error, name, (*getattr(error, name, ()), *values))
        if not isinstance(error, SkillsVideoError):
            for name, values in (("generation_id", ids), ("idempotency_key", keys)):
                setattr(error, name, getattr(error, name, None) or (values[0] if single and values else None))
    if hasattr(error, "add_note"):
        error.add_note(text)
    elif isinstance(error, KeyboardInterrupt) and not error.args:
        error.args = (text,)


def name_left(engine: Engine, left: Sequence[Left], error: BaseException, newest: BaseException) -> None:
    """Ends a wait for several jobs: adds what is known of them to the exception, logs it, and keeps the ids
    in `unfinished`.

    newest: the exception to raise, if a second interruption is stronger; else the same as `error`.
    """
    for one in left:
        if one.id is not None:
            engine.unfinished[one.id] = None
    settle_charge(error, left)
    for one in left:
        warn(one.text)
    if newest is not error:
        settle_charge(newest, left)
        raise newest


def settle_charge(error: BaseException, left: Sequence[Left]) -> None:
    """Annotates an error, and corrects its charge if it is an error of this package: raised in a callback, it
    may say that nothing was bought, which is true only of the callback's own call.
    """
    ids, keys = getattr(error, "generation_ids", ()), getattr(error, "idempotency_keys", ())
    left = [one for one in left if (one.id not in ids if one.id else one.key not in keys)]
    if not left:
        return
    text = "\n".join(one.text for one in left)
    charges = {one.charge_state for one in left}.difference(NOTHING_BOUGHT)
    if isinstance(error, SkillsVideoError) and charges:
        # The id of what the error's own call bought stays.
        own = left[0].id if len(left) == 1 and error.charge_state in NOTHING_BOUGHT else None
        error._settle_charge("accepted" if "accepted" in charges else "unknown", own, text)
    annotate(error, text, [(one.id, one.key) for one in left])


def forceful(first: BaseException, second: BaseException) -> BaseException:
    """The interruption to raise: one that ends the program takes precedence over one that may be caught."""
    return first if isinstance(second, Exception) and not isinstance(first, Exception) else second
