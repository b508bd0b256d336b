"""What happens when something from outside ends a wait: Ctrl-C, SystemExit out of a signal handler, a time
limit of Celery or gunicorn, a cancelled task. No further create is sent, the id of one already sent is waited
for a moment, and the exception says what is known.
"""

from __future__ import annotations

import atexit
import weakref
from contextlib import suppress
from time import monotonic

from . import _raw
from ._engine import Engine
from ._errors import SkillsVideoError
from ._logging import left_text, warn_left
from ._typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Callable, Collection, List, Optional, Sequence, Tuple

    from ._follow import Follow
    from ._settings import Settings

    # The id and the idempotency key of a generation, as far as they are known.
    Known = Tuple[Optional[str], Optional[str]]

# How long the id of a create is waited for that was already sent. A second interruption ends it at once.
GRACE_S = 2.0
# An interruption is noticed between polls, so that no poll is longer than this.
SLICE_MS = 200

_engines: weakref.WeakSet[Engine] = weakref.WeakSet()


def settle(engine: Engine, tags: Optional[Collection[int]] = None, grace: Optional[float] = None) -> None:
    """Sends no further create, of these jobs or of all, and waits GRACE_S or so many seconds at most for the
    ids of those already sent. Raises what interrupts it; in a forked child or beside another thread it does
    nothing.
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
        # A later call does not wait for these ids again.
        in_flight.give_up(in_flight.open_creates(tags))


def open_jobs(engine: Engine) -> List[Tuple[Follow, Optional[str]]]:
    """The creates whose ids are not known, each with its idempotency key."""
    in_flight = engine.in_flight
    return [(follow, in_flight.key_of(follow)) for follow in in_flight.held_creates()]


def warn_of_stopped(jobs: Sequence[Tuple[Follow, Optional[str]]]) -> None:
    """Logs those of open_jobs() that were stopped since then and have an id: closing does not see them."""
    for follow, key in jobs:
        if follow.id is not None and follow.ending is not None and follow.ending.status == _raw.ERR_STOPPED:
            warn_left(follow.id, key)


def close(engine: Engine, grace: Optional[float] = None) -> None:
    """Closes a client. Waits a moment for the ids of creates already sent, and logs what it leaves."""
    if engine.closed:
        return
    jobs = open_jobs(engine)
    try:
        settle(engine, None, grace)
    finally:
        warn_of_stopped(jobs)
        engine.close()


def watched(settings: Settings) -> Engine:
    """A client that is closed when the process ends, if its program does not close it."""
    engine = Engine(settings.values)
    if not _engines:
        # Only now, and not on import: what is registered later runs earlier, before logging has ended.
        atexit.unregister(_close_all)
        atexit.register(_close_all)
    _engines.add(engine)
    return engine


def _close_all() -> None:
    for engine in list(_engines):
        if engine.is_ours and not engine.is_claimed_elsewhere:
            close(engine)


def annotate(error: BaseException, text: str, known: Sequence[Known]) -> None:
    """Puts ids and idempotency keys on an exception, as attributes and as a note. `generation_id` and
    `idempotency_key` are those of a single generation; what the exception had before stays.
    """
    ids = tuple(identity for identity, _ in known if identity is not None)
    keys = tuple(key for _, key in known if key is not None)
    single = len(known) == 1
    with suppress(AttributeError, TypeError):
        error.generation_ids = (*getattr(error, "generation_ids", ()), *ids)  # type: ignore[attr-defined]
        error.idempotency_keys = (*getattr(error, "idempotency_keys", ()), *keys)  # type: ignore[attr-defined]
        if not isinstance(error, SkillsVideoError):
            for name, values in (("generation_id", ids), ("idempotency_key", keys)):
                setattr(error, name, getattr(error, name, None) or (values[0] if single and values else None))
    if hasattr(error, "add_note"):
        error.add_note(text)
    elif isinstance(error, KeyboardInterrupt) and not error.args:
        error.args = (text,)


def leave_all(
    engine: Engine, known: Callable[[], Sequence[Known]], tags: Collection[int], error: BaseException
) -> None:
    """Ends a wait for several jobs: waits a moment for the ids that are missing, and puts all of them on the
    error. known: what is known then. Raises a second interruption if that is the one to go on.
    """
    newest = error
    try:
        settle(engine, tags)
    except BaseException as second:
        newest = forceful(error, second)
    told = known()
    text = "\n".join(left_text(*one) for one in told)
    if told:
        settle_charge(error, told, text)
    for one in told:
        warn_left(*one)
    if newest is not error:
        annotate(newest, text, told)
        raise newest


def settle_charge(error: BaseException, known: Sequence[Known], text: str) -> None:
    """Annotates an error. One of this package, raised in a callback, may say that nothing was bought. That is
    true of its own call alone.
    """
    if isinstance(error, SkillsVideoError):
        is_known = any(identity is not None for identity, _ in known)
        error._settle_charge("accepted" if is_known else "unknown", error.generation_id, text)
    annotate(error, text, known)


def forceful(first: BaseException, second: BaseException) -> BaseException:
    """Which of two interruptions goes on: one that ends the program is not lost to one that need not."""
    return first if isinstance(second, Exception) and not isinstance(first, Exception) else second
