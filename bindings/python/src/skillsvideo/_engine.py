"""One native client, its jobs, and the records that have arrived. The clients decide when to poll."""

from __future__ import annotations

import os
import weakref
from _thread import get_ident
from ctypes import byref, c_size_t, c_void_p, get_errno, string_at

from . import _raw
from ._active_job import ActiveJob, JobEnd, is_terminal, read_end
from ._arguments import encoded
from ._errors import SkillsVideoError, local_error
from ._in_flight import InFlight
from ._inputs import Body, BorrowedInputs
from ._lines import Arrived
from ._native import lib, text
from ._remedies import system_refusal
from ._typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, Dict, List, Mapping, Optional, Tuple

    from ._arguments import CreateOptions


def _refusal(code: int) -> Tuple[str, str]:
    """Why the operating system refused what a client needs, and what to do."""
    return f": {os.strerror(code)}", f" {system_refusal(code)}"


def _free(handle: Any, in_flight: InFlight, pid: int) -> None:
    # The native client answers questions about its jobs, so it is freed last.
    in_flight.close(warns=pid == os.getpid())
    lib.sv_client_free(handle)


class Engine:
    """A native client. One thread at a time may call it; jobs may be dropped in any thread."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        self.in_flight = InFlight()
        self.unfinished = self.in_flight.unfinished
        # Lines that have been read but perhaps not handed out, and the jobs whose ends have not been read.
        self._arrived: Optional[Arrived] = None
        self._unsettled: Dict[int, ActiveJob] = {}
        self._pid = os.getpid()
        self._claims = self._claimed_by = 0
        self._last_tag = 0
        self._wants_catalogue = settings.get("validate") != "off" and not any(
            settings.get(name) for name in ("openapi_file", "openapi_json")
        )
        self._text, self._length = c_void_p(), c_size_t()
        self._out, self._out_length = byref(self._text), byref(self._length)
        handle = c_void_p()
        status = lib.sv_client_create(byref(handle))
        if status != _raw.OK:
            reason, step = _refusal(get_errno()) if status == _raw.ERR_SYSTEM else ("", "")
            raise local_error(status, f"the library could not make a client{reason}. Nothing was sent.{step}")
        self._handle: Any = handle.value
        self._finalizer = weakref.finalize(self, _free, self._handle, self.in_flight, self._pid)
        self._finalizer.atexit = False
        try:
            for name, value in settings.items():
                self._check(lib.sv_client_set(self._handle, encoded(name, "an option"), encoded(value, name)))
        except BaseException:
            self._finalizer()
            raise

    @property
    def closed(self) -> bool:
        """Whether close() was called."""
        return self._handle is None

    @property
    def busy(self) -> bool:
        """Whether any job is in flight."""
        return bool(self.in_flight.jobs)

    @property
    def fd(self) -> int:
        """The descriptor that is readable when poll() has something to do."""
        return self._check(lib.sv_client_fd(self._open()))

    def generate(self, endpoint: str, body: Body, options: CreateOptions) -> ActiveJob:
        """Starts a create. Nothing is sent before in_flight.own() is called for it: an interruption before
        leaves a job that the next poll drops.
        """
        arguments = (encoded(endpoint, "the endpoint"), body.json, options.json)
        self._read_catalogue()
        # Kept before the job exists, so that an interruption in between does not lose it.
        tag = self._last_tag + 1
        self.in_flight.keys[tag] = options.key
        try:
            with BorrowedInputs(self._open(), body.files, self._check):
                return self._start(lib.sv_start, None, *arguments)
        except BaseException:
            self.in_flight.abort(tag)
            raise

    def _read_catalogue(self) -> None:
        """Before the first create: payloads are compared with the shipped catalogue, unless the program has
        named a document or has switched the comparison off.
        """
        if not self._wants_catalogue:
            return
        from ._catalogue import openapi_path

        handle, path = self._open(), openapi_path()
        if path is not None:
            self._check(lib.sv_client_set(handle, b"openapi_file", encoded(path, "the catalogue's path")))
        self._wants_catalogue = False

    def prepare(self, endpoint: str, body: Body, options: Optional[bytes]) -> JobEnd:
        """What generate() would send first."""
        handle = self._open()
        self._check_thread()
        self._read_catalogue()
        result = c_void_p()
        with BorrowedInputs(handle, body.files, self._check):
            status = lib.sv_prepare(
                byref(result), handle, encoded(endpoint, "the endpoint"), body.json, options
            )
        if not result.value:
            raise self._error(status, None)
        try:
            return read_end(result)
        finally:
            lib.sv_result_free(result)

    def attach(self, generation_id: str, options: Optional[bytes]) -> ActiveJob:
        """Follows a generation that exists."""
        return self._start_owned(
            lib.sv_attach, generation_id, encoded(generation_id, "the generation id"), options
        )

    def download(self, url: str, path: str, options: Optional[bytes]) -> ActiveJob:
        """Fetches an output to a file."""
        return self._start_owned(
            lib.sv_start_download, None, encoded(url, "the URL"), encoded(path, "the path"), options
        )

    def credits(self) -> ActiveJob:
        """Queries the credit balance."""
        return self._start_owned(lib.sv_start_credits, None)

    def claim(self) -> None:
        """Reserves the client for this thread until unclaim(). Calls may nest."""
        self._check_thread("unknown")
        self._claimed_by = get_ident()
        self._claims += 1

    def unclaim(self) -> None:
        """Ends the reservation of claim()."""
        self._claims -= 1

    def poll(self, timeout_ms: int) -> List[ActiveJob]:
        """Does the network work and hands out the records that are due. Returns the jobs that got any."""
        handle = self._open("unknown")
        self._check_thread("unknown")
        # A signal may have come after the last poll, before its records were handed out.
        touched = self._sort() if self._length.value or self._arrived or self._unsettled else []
        self.in_flight.sweep()
        status = lib.sv_poll_lines(self._out, self._out_length, handle, 0 if touched else timeout_ms)
        if status < 0:
            # A create may be open; the error says nothing about it.
            raise self._error(status, None, "unknown")
        if self._length.value:
            touched += self._sort()
        if self.in_flight.detached:
            self.in_flight.settle_detached()
        return touched

    def wake(self) -> None:
        """Ends a poll that is waiting; any thread."""
        if self._handle is not None:
            lib.sv_client_wakeup(self._handle)

    def discard(self, tag: int, handle: Any, is_wanted: bool) -> None:
        """Stops following at the next poll; any thread. A closed client has nothing in flight. is_wanted: see
        DetachedJob.
        """
        if self._handle is None:
            lib.sv_job_free(handle)
        else:
            self.in_flight.detached.discard(tag, handle, is_wanted)
            lib.sv_client_wakeup(self._handle)

    def close(self) -> None:
        """Frees the native client and its jobs at once, and logs what goes on at the platform. A forked child
        logs nothing: the jobs belong to the parent.
        """
        if self._handle is not None:
            self._handle = None
            self._finalizer()

    @property
    def is_ours(self) -> bool:
        """Whether this process, and not its parent, made the client."""
        return self._pid == os.getpid()

    @property
    def is_claimed_elsewhere(self) -> bool:
        """Whether another thread is in a call."""
        return bool(self._claims) and self._claimed_by != get_ident()

    def _start(self, function: Any, generation_id: Optional[str], *arguments: Optional[bytes]) -> ActiveJob:
        handle = self._open()
        self._check_thread()
        self.in_flight.sweep()
        self._last_tag += 1
        tag = self._last_tag
        # Kept by the client, so that an interruption during the call does not lose the handle.
        job = self.in_flight.begin(tag)
        try:
            self._check(function(byref(job), handle, *arguments, tag), generation_id)
            active = ActiveJob(self, job.value, tag, generation_id)
            self.in_flight.add(active)
            if self.in_flight.is_unowned(active):
                return active
            # The handler of a signal has polled after the call, so the job was freed.
            advice = "the handler of a signal used the client while a job was starting. Nothing was sent."
            raise local_error(_raw.ERR_MISUSE, advice, generation_id)
        except BaseException:
            self.in_flight.abort(tag)
            raise

    def _start_owned(
        self, function: Any, generation_id: Optional[str], *arguments: Optional[bytes]
    ) -> ActiveJob:
        """Starts a job that buys nothing."""
        active = self._start(function, generation_id, *arguments)
        self.in_flight.own(active)
        return active

    def _open(self, charge_state: str = "not_sent") -> Any:
        if self._handle is None:
            raise local_error(_raw.ERR_HANDLE, "the client is closed; make a new one.", None, charge_state)
        return self._handle

    def _check_thread(self, charge_state: str = "not_sent") -> None:
        if self.is_claimed_elsewhere:
            advice = "another thread is waiting with this client; use one client for each thread."
            raise local_error(_raw.ERR_MISUSE, advice, None, charge_state)

    def _check(self, status: int, generation_id: Optional[str] = None) -> int:
        if status < 0:
            raise self._error(status, generation_id)
        return status

    def _error(
        self, status: int, generation_id: Optional[str], charge_state: str = "not_sent"
    ) -> SkillsVideoError:
        message = text(lib.sv_client_message(self._handle))
        if status == _raw.ERR_MISUSE and not message:
            message = (
                "the client is in use by another thread or by a callback of its own, or belongs to the "
                "parent process: use one client for each thread, and make a new one after a fork."
            )
        return local_error(status, message, generation_id, charge_state)

    def _sort(self) -> List[ActiveJob]:
        """Handles what a poll has brought: ids, then lines, ends, and the log last. After an interruption
        the next call goes on.
        """
        if self._length.value:
            text = string_at(self._text.value or 0, self._length.value)
            self._arrived = Arrived(lib, self._handle, text, self.in_flight.find)
            # From here on only `_arrived` has the lines.
            self._length.value = 0
        arrived = self._arrived
        if arrived is not None:
            # The library gives no table while another thread uses the client. Then the lines are lost, but no
            # id and no end: they are read for each job.
            found = arrived.jobs or self.in_flight.alive()
            self._unsettled.update((job.tag, job) for job in found)
            for job in found:
                self.in_flight.learn_id(job)
            self.in_flight.learn_strays(arrived.strays)
            arrived.hand_out()
            self._arrived = None
        touched = list(self._unsettled.values())
        for job in touched:
            self._read_end(job)
        self._unsettled.clear()
        if arrived is not None:
            arrived.log()
        return touched

    def _read_end(self, job: ActiveJob) -> None:
        """Reads the end of a job if it has ended."""
        if job.handle is None:
            return
        result = lib.sv_job_result(job.handle)
        if result is None:
            return
        job.end = read_end(result)
        if job.id is not None and is_terminal(job.end):
            self.unfinished.pop(job.id, None)
        self.in_flight.release(job)
