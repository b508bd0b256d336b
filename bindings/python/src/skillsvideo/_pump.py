"""Lets an event loop drive a native client through its one file descriptor, without threads."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager, suppress
from copy import copy
from typing import Dict, Iterator, List, Optional

from . import _raw
from ._active_job import ActiveJob
from ._engine import Engine
from ._errors import SkillsVideoError, local_error
from ._interruption import close, open_jobs, warn_of_stopped


class Pump:
    """Watches the descriptor while anything is in flight, and wakes the tasks whose jobs got records.

    An idle client is not registered with any loop, so that another loop can use it, also after the first loop
    was closed.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._loop: Optional[asyncio.AbstractEventLoop] = None
        self._fd = -1
        self._waiting: Dict[int, List[asyncio.Future[None]]] = {}
        self._settled: List[asyncio.Future[None]] = []

    def enter(self) -> None:
        """Registers the client with the running loop. MisuseError while it is registered with another one."""
        loop = asyncio.get_running_loop()
        if self._loop is loop:
            return
        if self._loop is not None and not self._loop.is_closed() and self.engine.busy:
            raise local_error(
                _raw.ERR_MISUSE,
                "this client has work in flight in another event loop: use one client for each loop, or "
                "finish there first.",
            )
        self._leave_loop()
        self._drop_waiters()
        self._fd = self.engine.fd
        self._loop = loop
        loop.add_reader(self._fd, self._ready)

    @contextmanager
    def starting(self) -> Iterator[None]:
        """Surrounds the start of a job: enters, and leaves again if the client is idle after an error."""
        self.enter()
        try:
            yield
        except BaseException:
            if not self.engine.busy:
                self._leave_loop()
            raise

    async def changed(self, job: ActiveJob, timeout: Optional[float] = None) -> None:
        """Waits until a job has new records or has ended, `timeout` seconds at most."""
        self.enter()
        assert self._loop is not None
        future: asyncio.Future[None] = self._loop.create_future()
        waiters = self._waiting.setdefault(job.tag, [])
        waiters.append(future)
        alarm = None if timeout is None else self._loop.call_later(max(timeout, 0), _wake, future)
        try:
            await future
        finally:
            if alarm is not None:
                alarm.cancel()
            with suppress(ValueError):
                waiters.remove(future)

    def waiters(self, job: ActiveJob) -> int:
        """How many tasks wait for a job."""
        return len(self._waiting.get(job.tag, ()))

    async def settle(self, grace: float) -> None:
        """Sends no further create. Waits for the ids of creates already sent, `grace` seconds at most."""
        in_flight = self.engine.in_flight
        jobs = open_jobs(self.engine)
        in_flight.stop_creates()
        if not in_flight.open_creates():
            return
        self.enter()
        assert self._loop is not None
        future: asyncio.Future[None] = self._loop.create_future()
        self._settled.append(future)
        try:
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(future, grace)
        finally:
            in_flight.give_up(in_flight.open_creates())
            warn_of_stopped(jobs)

    def close(self) -> None:
        """Closes the client and wakes every task that waits for it. Does not block a running loop to wait for
        ids.
        """
        self._leave_loop()
        close(self.engine, None if asyncio._get_running_loop() is None else 0)
        self._wake_all()

    def _ready(self) -> None:
        try:
            touched = self.engine.poll(0)
        except SkillsVideoError as error:
            self._leave_loop()
            self._wake_all(error)
            return
        except BaseException:
            # A signal handler has raised, and it is not known which jobs got records: wake all tasks.
            for waiters in self._waiting.values():
                for future in waiters:
                    _wake(future)
            raise
        for job in touched:
            for future in self._waiting.get(job.tag, ()):
                _wake(future)
            if job.end is not None:
                self._waiting.pop(job.tag, None)
        if self._settled and not self.engine.in_flight.open_creates():
            self._wake_settled()
        if not self.engine.busy:
            self._leave_loop()

    def _leave_loop(self) -> None:
        loop, self._loop = self._loop, None
        if loop is not None and not loop.is_closed():
            loop.remove_reader(self._fd)

    def _wake_settled(self) -> None:
        for future in self._settled:
            _wake(future)
        self._settled.clear()

    def _wake_all(self, error: Optional[SkillsVideoError] = None) -> None:
        for waiters in self._waiting.values():
            for future in waiters:
                _wake(future, error)
        self._waiting.clear()
        self._wake_settled()

    def _drop_waiters(self) -> None:
        """Forgets the tasks of a closed loop: they never run again."""
        self._waiting.clear()
        self._settled.clear()


def _wake(future: asyncio.Future[None], error: Optional[SkillsVideoError] = None) -> None:
    if future.done() or future.get_loop().is_closed():
        return
    if error is not None:
        # A copy for each task: it gets what is known of the task's job.
        future.set_exception(copy(error))
    else:
        future.set_result(None)
