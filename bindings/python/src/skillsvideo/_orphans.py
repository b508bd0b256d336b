"""Jobs that nobody waits for, kept until the platform has returned their ids."""

from __future__ import annotations

import weakref
from collections import deque

from ._logging import log_left, warn_left
from ._native import lib, optional_text
from ._typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, Deque, Dict, List, Optional

    from ._follow import Follow


class Orphan:
    """One of them. Some were left: the task or the call that waited was broken off, perhaps to come back.
    Others were dropped by programs that never waited, and are created all the same.
    """

    __slots__ = ("_follow", "_is_stopped", "handle", "was_open")

    def __init__(self, handle: Any, left: Optional[Follow]) -> None:
        self.handle = handle
        self.was_open = False
        self._follow = None if left is None else weakref.ref(left)
        self._is_stopped = False

    @property
    def follow(self) -> Optional[Follow]:
        """Who may come back to it; None when nobody can."""
        return None if self._follow is None else self._follow()

    def stop(self) -> None:
        """Sends no create for one that was left: only the answer to a request already sent is waited for."""
        if self._follow is not None and not self._is_stopped:
            self._is_stopped = True
            lib.sv_cancel_gracefully(self.handle)


class Orphans:
    """The orphans of one client, by their tags. keys: the idempotency keys of its creates; unfinished: the
    ids that were seen. Both belong to the client.
    """

    def __init__(self, keys: Dict[int, str], unfinished: Dict[str, None]) -> None:
        self._keys = keys
        self._unfinished = unfinished
        self._by_tag: Dict[int, Orphan] = {}
        self._garbage: Deque[Any] = deque()

    def __bool__(self) -> bool:
        return bool(self._by_tag)

    def discard(self, tag: int, handle: Any) -> None:
        """Takes a job that was dropped; any thread."""
        self._garbage.append((tag, handle))

    def add(self, tag: int, handle: Any, left: Optional[Follow]) -> None:
        """Takes a job that is left."""
        self._by_tag[tag] = Orphan(handle, left)

    def sweep(self) -> bool:
        """Takes over what was dropped; whether there was anything."""
        had_any = bool(self._garbage)
        while self._garbage:
            tag, handle = self._garbage.popleft()
            self.add(tag, handle, None)
        return had_any

    def adopt(self, tag: int) -> Any:
        """Gives a job back to who left it; its handle, or None."""
        orphan = self._by_tag.pop(tag, None)
        return None if orphan is None else orphan.handle

    def stop(self) -> None:
        """Sends no further create for jobs that were left."""
        for orphan in self._by_tag.values():
            orphan.stop()

    def open_tags(self) -> List[int]:
        """Those whose creates have neither an id nor an end."""
        return [tag for tag, orphan in self._by_tag.items() if self._is_open(tag, orphan.handle)]

    def settle(self) -> List[int]:
        """Lets go of those whose ids are known, or that have ended; their tags."""
        settled: List[int] = []
        for tag, orphan in list(self._by_tag.items()):
            if self._is_open(tag, orphan.handle):
                orphan.was_open = True
                if orphan.follow is None:
                    orphan.stop()
                continue
            generation_id = optional_text(lib.sv_job_generation_id(orphan.handle))
            follow = orphan.follow
            if follow is not None:
                follow.id = generation_id
            if generation_id is not None:
                self._unfinished[generation_id] = None
                # A program has not seen an id that comes only now.
                tell = warn_left if orphan.was_open else log_left
                tell(generation_id, self._keys.get(tag))
            settled.append(tag)
            del self._by_tag[tag]
            lib.sv_job_free(orphan.handle)
        return settled

    def clear(self, warns: bool) -> None:
        """Forgets all of them. warns: logs those that are left, as a warning if the id will not be learnt."""
        self.sweep()
        for tag, orphan in self._by_tag.items():
            if warns:
                self._log(tag, orphan.handle)
            lib.sv_job_free(orphan.handle)
        self._by_tag.clear()

    def _log(self, tag: int, handle: Any) -> None:
        generation_id = optional_text(lib.sv_job_generation_id(handle))
        if generation_id is not None:
            self._unfinished[generation_id] = None
            log_left(generation_id, self._keys.get(tag))
        elif self._is_open(tag, handle):
            warn_left(None, self._keys.get(tag))

    def _is_open(self, tag: int, handle: Any) -> bool:
        if tag not in self._keys:
            return False
        return lib.sv_job_generation_id(handle) is None and lib.sv_job_result(handle) is None
