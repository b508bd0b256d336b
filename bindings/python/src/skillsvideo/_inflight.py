"""The jobs of one client that are in flight, and what is known of each."""

from __future__ import annotations

import weakref

from ._logging import warn_left
from ._native import lib
from ._orphans import Orphans
from ._typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, Collection, Dict, Iterable, List, Optional, Set

    from ._follow import Follow


class InFlight:
    """Jobs by their tags. It holds none of them: one that its program drops is an orphan."""

    def __init__(self) -> None:
        # Ids that were seen without a terminal status.
        self.unfinished: Dict[str, None] = {}
        self.follows: Dict[int, weakref.ref[Follow]] = {}
        # The idempotency keys of creates.
        self.keys: Dict[int, str] = {}
        # Ids and keys of generations that were left by a cancelled task, and that nobody has followed again.
        self.interrupted: Dict[str, Optional[str]] = {}
        self.orphans = Orphans(self.keys, self.unfinished)
        self._given_up: Set[int] = set()

    def add(self, follow: Follow) -> None:
        """Takes a job that has started."""
        if follow.id is not None:
            self.unfinished[follow.id] = None
            self.interrupted.pop(follow.id, None)
        self.follows[follow.tag] = weakref.ref(follow)

    def alive(self) -> List[Follow]:
        """Those that somebody holds."""
        found = [reference() for reference in list(self.follows.values())]
        return [follow for follow in found if follow is not None and follow.handle is not None]

    def held_creates(self) -> List[Follow]:
        """Creates that somebody holds and whose ids are not known."""
        return [follow for follow in self.alive() if follow.id is None and follow.tag in self.keys]

    def key_of(self, follow: Follow) -> Optional[str]:
        """The idempotency key of a job's create; None for a job that was only followed."""
        return self.keys.get(follow.tag)

    def open_creates(self, tags: Optional[Collection[int]] = None) -> List[int]:
        """The tags of creates with neither an id nor an end: of these, or of all that were not given up."""
        found = [*(follow.tag for follow in self.held_creates()), *self.orphans.open_tags()]
        return [tag for tag in found if (tag not in self._given_up if tags is None else tag in tags)]

    def stop_creates(self, tags: Optional[Collection[int]] = None) -> None:
        """Sends no further create, of these or of all; only answers to those already sent are waited for."""
        for follow in self.held_creates():
            if tags is None or follow.tag in tags:
                follow.stop()
        if tags is None:
            self.orphans.stop()

    def give_up(self, tags: Iterable[int]) -> None:
        """Does not wait again for ids that were waited for long enough."""
        self._given_up.update(tags)

    def abandon(self, follow: Follow) -> None:
        """Stops following a job that nobody waits for. A create that is open is kept until its id is known,
        or its end.
        """
        if follow.handle is not None:
            handle, follow.handle = follow.handle, None
            self.orphans.add(follow.tag, handle, follow)
            self.settle_orphans()

    def adopt(self, follow: Follow) -> bool:
        """Takes a job back that was abandoned, if its create is still open."""
        handle = self.orphans.adopt(follow.tag)
        if handle is not None:
            follow.handle = handle
        return handle is not None

    def release(self, follow: Follow) -> None:
        """Stops following a job at once."""
        if follow.handle is not None:
            handle, follow.handle = follow.handle, None
            self._forget(follow.tag)
            lib.sv_job_free(handle)

    def sweep(self) -> None:
        """Takes over what was dropped since the last time."""
        if self.orphans.sweep():
            self.settle_orphans()

    def settle_orphans(self) -> None:
        """Lets go of orphans whose ids are known."""
        for tag in self.orphans.settle():
            self._forget(tag)

    def left(self) -> List[Any]:
        """The id and the idempotency key of each generation that is still followed or was when its task was
        cancelled, without those that the program itself cancelled and whose ids it can know.
        """
        return [
            *self.interrupted.items(),
            *(
                (follow.id, self.keys.get(follow.tag))
                for follow in self.alive()
                if (follow.tag in self.keys if follow.id is None else not follow.is_cancelled)
            ),
        ]

    def close(self, warns: bool) -> None:
        """Frees all jobs. warns: logs those that are left."""
        if warns:
            for generation_id, key in self.left():
                warn_left(generation_id, key)
        for follow in self.alive():
            self.release(follow)
        self.follows.clear()
        self.orphans.clear(warns)

    def _forget(self, tag: int) -> None:
        self.follows.pop(tag, None)
        self.keys.pop(tag, None)
        self._given_up.discard(tag)
