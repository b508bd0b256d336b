"""The jobs of one client that are in flight, and what is known of each."""

from __future__ import annotations

import json
import weakref
from contextlib import suppress
from ctypes import c_void_p

from ._detached import DetachedJobs
from ._logging import warn_left
from ._native import lib, optional_text
from ._typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, Collection, Dict, Iterable, List, Optional, Set, Tuple

    from ._active_job import ActiveJob


class InFlight:
    """Jobs by tag, held weakly: a job that the program drops becomes a detached job."""

    def __init__(self) -> None:
        # Ids that were seen without a terminal status.
        self.unfinished: Dict[str, None] = {}
        self.jobs: Dict[int, weakref.ref[ActiveJob]] = {}
        # Idempotency keys of creates, by tag.
        self.keys: Dict[int, str] = {}
        # Ids and keys of generations whose task was cancelled and that were not followed again.
        self.interrupted: Dict[str, Optional[str]] = {}
        self.detached = DetachedJobs(self.jobs, self.keys, self.unfinished)
        self._given_up: Set[int] = set()
        # Handles of jobs that have started and that nothing owns yet, by tag. Nothing of them is sent.
        self._unowned: Dict[int, c_void_p] = {}

    def begin(self, tag: int) -> c_void_p:
        """Where the library writes the handle of a job that starts. Before own() nothing of it is sent."""
        self._unowned[tag] = handle = c_void_p()
        return handle

    def own(self, job: ActiveJob) -> None:
        """Lets the next poll send a job: from now on its owner reports what happens to it."""
        self._unowned.pop(job.tag, None)

    def is_unowned(self, job: ActiveJob) -> bool:
        """Whether own() was not called. Then nothing was sent, which proves that nothing was bought."""
        return job.tag in self._unowned

    def abort(self, tag: int) -> None:
        """Frees a job that nothing owns."""
        job, handle = self.find(tag), self._unowned.get(tag)
        if job is not None:
            job.handle = None
        if handle is not None and handle.value:
            lib.sv_job_free(handle)
        self._forget(tag)

    def _drop_unowned(self) -> None:
        """Stops the jobs whose start was interrupted, before a poll can send anything of them."""
        for tag, handle in list(self._unowned.items()):
            job = self.find(tag)
            if job is not None:
                job.stop()
                self._unowned.pop(tag, None)
            elif handle.value:
                self.abort(tag)

    def add(self, job: ActiveJob) -> None:
        """Adds a job that has started."""
        if job.id is not None:
            self.unfinished[job.id] = None
            self.interrupted.pop(job.id, None)
        self.jobs[job.tag] = weakref.ref(job)

    def find(self, tag: int) -> Optional[ActiveJob]:
        """The job with this tag; None if the program does not hold it."""
        reference = self.jobs.get(tag)
        return None if reference is None else reference()

    def alive(self) -> List[ActiveJob]:
        """The jobs that the program holds."""
        found = [reference() for reference in list(self.jobs.values())]
        return [job for job in found if job is not None and job.handle is not None]

    def learn_id(self, job: ActiveJob) -> None:
        """Reads the id of a job from the library, as soon as it is known there."""
        if job.id is None and job.handle is not None:
            found = optional_text(lib.sv_job_generation_id(job.handle))
            if found is not None:
                self.unfinished[found] = None
                job.id = found

    def learn_strays(self, lines: Iterable[Tuple[int, bytes]]) -> None:
        """Keeps the ids in lines of jobs that the client does not know, and warns of them. A job that the
        program dropped is known until its id was read.
        """
        for tag, line in lines:
            if tag in self.jobs:
                continue
            with suppress(ValueError):
                found = json.loads(line).get("generation_id")
                if isinstance(found, str) and found not in self.unfinished:
                    self.unfinished[found] = None
                    warn_left(found, None)

    def held_creates(self) -> List[ActiveJob]:
        """The creates that the program holds and whose ids are not known."""
        return [job for job in self.alive() if job.id is None and job.tag in self.keys]

    def key_of(self, job: ActiveJob) -> Optional[str]:
        """The idempotency key of a job's create; None if the job has no create."""
        return self.keys.get(job.tag)

    def open_creates(self, tags: Optional[Collection[int]] = None) -> List[int]:
        """The tags of creates that have neither an id nor an end.

        tags: look at these only; by default at all but those of give_up().
        """
        found = [*(job.tag for job in self.held_creates()), *self.detached.open_tags()]
        return [tag for tag in found if (tag not in self._given_up if tags is None else tag in tags)]

    def stop_creates(self, tags: Optional[Collection[int]] = None) -> None:
        """Sends no further create of these jobs, or of all. Creates already sent are still waited for."""
        for job in self.held_creates():
            if tags is None or job.tag in tags:
                job.stop()
        if tags is None:
            self.detached.stop()

    def give_up(self, tags: Iterable[int]) -> None:
        """Excludes creates from later waits for ids: they were waited for long enough."""
        self._given_up.update(tags)

    def is_given_up(self, job: ActiveJob) -> bool:
        """Whether give_up() was called for a job."""
        return job.tag in self._given_up

    def abandon(self, job: ActiveJob) -> None:
        """Stops following a job without a waiter. An open create is kept until it has an id or an end."""
        if self.is_unowned(job):
            self.abort(job.tag)
        elif job.handle is not None:
            handle, job.handle = job.handle, None
            self.detached.add(job.tag, handle, job)
            self.settle_detached()

    def adopt(self, job: ActiveJob) -> bool:
        """Takes back a job that abandon() gave away, if its create is still open. Returns whether it was."""
        handle = self.detached.adopt(job.tag)
        if handle is not None:
            job.handle = handle
        return handle is not None

    def release(self, job: ActiveJob) -> None:
        """Stops following a job at once."""
        if job.handle is not None:
            handle, job.handle = job.handle, None
            self._forget(job.tag)
            lib.sv_job_free(handle)

    def sweep(self) -> None:
        """Handles the jobs that nothing owns, and those that were garbage-collected since the last call."""
        self._drop_unowned()
        if self.detached.sweep():
            self.settle_detached()

    def settle_detached(self) -> None:
        """Frees detached jobs whose ids are known."""
        for tag in self.detached.settle():
            self._forget(tag)

    def left(self) -> List[Any]:
        """The id and the idempotency key of each generation that the program may not know to be running.

        These are the generations in flight, and those whose task was cancelled. A job that the program itself
        canceled is left out once its id is known.
        """
        return [
            *self.interrupted.items(),
            *(
                (job.id, self.keys.get(job.tag))
                for job in self.alive()
                if not self.is_unowned(job)
                and (job.tag in self.keys if job.id is None else not job.is_canceled)
            ),
        ]

    def close(self, warns: bool) -> None:
        """Frees all jobs. warns: logs those of left()."""
        if warns:
            for job in self.alive():
                self.learn_id(job)
            for generation_id, key in self.left():
                warn_left(generation_id, key)
        for job in self.alive():
            self.release(job)
        self.jobs.clear()
        self.detached.clear(warns)

    def _forget(self, tag: int) -> None:
        self.jobs.pop(tag, None)
        self.keys.pop(tag, None)
        self._unowned.pop(tag, None)
        self._given_up.discard(tag)
