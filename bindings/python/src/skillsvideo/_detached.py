"""Jobs that nothing in the program holds any more. They are kept until their ids are known."""

from __future__ import annotations

import weakref
from collections import deque

from ._logging import log_left, warn_left
from ._native import lib, optional_text
from ._typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, Deque, Dict, List, Mapping, Optional

    from ._active_job import ActiveJob


class DetachedJob:
    """A job without a waiter.

    Either the wait was interrupted (`owner` is the ActiveJob, which may be waited for again), or the program
    dropped the job (`owner` is None). is_wanted: the create is sent although nothing holds the job.
    """

    __slots__ = ("_is_stopped", "_owner", "handle", "is_wanted", "was_open")

    def __init__(self, handle: Any, owner: Optional[ActiveJob], is_wanted: bool) -> None:
        self.handle = handle
        self.is_wanted = is_wanted
        self.was_open = False
        self._owner = None if owner is None else weakref.ref(owner)
        self._is_stopped = False

    @property
    def owner(self) -> Optional[ActiveJob]:
        """The job that can take this one back; None if there is none."""
        return None if self._owner is None else self._owner()

    def stop(self) -> None:
        """Sends no create; waits only for the answer to one already sent."""
        if not self._is_stopped:
            self._is_stopped = True
            lib.sv_cancel_gracefully(self.handle)


class DetachedJobs:
    """The detached jobs of one client, by tag.

    jobs: the client's jobs by tag; a job that is not among them was freed before. keys: idempotency keys of
    the client's creates, by tag. unfinished: the ids that the client has seen. All belong to the client.
    """

    def __init__(self, jobs: Mapping[int, object], keys: Dict[int, str], unfinished: Dict[str, None]) -> None:
        self._jobs = jobs
        self._keys = keys
        self._unfinished = unfinished
        self._by_tag: Dict[int, DetachedJob] = {}
        self._garbage: Deque[Any] = deque()

    def __bool__(self) -> bool:
        return bool(self._by_tag)

    def discard(self, tag: int, handle: Any, is_wanted: bool) -> None:
        """Adds a job that was garbage-collected; any thread. is_wanted: see DetachedJob."""
        self._garbage.append((tag, handle, is_wanted))

    def add(self, tag: int, handle: Any, owner: Optional[ActiveJob], is_wanted: bool = False) -> None:
        """Adds a job. owner, is_wanted: see DetachedJob."""
        self._by_tag[tag] = DetachedJob(handle, owner, is_wanted)

    def sweep(self) -> bool:
        """Moves in what discard() has collected. Returns whether there was anything."""
        had_any = bool(self._garbage)
        while self._garbage:
            tag, handle, is_wanted = self._garbage.popleft()
            if tag in self._jobs:
                self.add(tag, handle, None, is_wanted)
            else:
                lib.sv_job_free(handle)
        return had_any

    def adopt(self, tag: int) -> Any:
        """Gives a job back to its owner. Returns its handle, or None."""
        detached = self._by_tag.pop(tag, None)
        return None if detached is None else detached.handle

    def stop(self) -> None:
        """Sends no further create."""
        for detached in self._by_tag.values():
            detached.stop()

    def open_tags(self) -> List[int]:
        """The tags of creates that have neither an id nor an end."""
        return [tag for tag, detached in self._by_tag.items() if self._is_open(tag, detached.handle)]

    def settle(self) -> List[int]:
        """Frees the jobs that have an id or an end. Returns their tags."""
        settled: List[int] = []
        for tag, detached in list(self._by_tag.items()):
            owner = detached.owner
            if self._is_open(tag, detached.handle):
                detached.was_open = True
                if owner is None and not detached.is_wanted:
                    detached.stop()
                continue
            generation_id = optional_text(lib.sv_job_generation_id(detached.handle))
            if owner is not None:
                owner.id = generation_id
            if generation_id is not None:
                self._unfinished[generation_id] = None
                # The program has not seen an id that comes only now.
                log = warn_left if detached.was_open else log_left
                log(generation_id, self._keys.get(tag))
            settled.append(tag)
            del self._by_tag[tag]
            lib.sv_job_free(detached.handle)
        return settled

    def clear(self, warns: bool) -> None:
        """Frees all of them. warns: logs each that may go on, at WARNING if its id is still unknown."""
        self.sweep()
        for tag, detached in self._by_tag.items():
            if warns:
                self._log(tag, detached.handle)
            lib.sv_job_free(detached.handle)
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
