"""One native client: its jobs, and the records that wait for them. Knows nothing of waiting; the clients
decide when to poll.
"""

from __future__ import annotations

import os
import re
import weakref
from _thread import get_ident
from ctypes import byref, c_size_t, c_void_p, get_errno, string_at
from io import BytesIO

from . import _raw
from ._arguments import encoded
from ._errors import SkillsVideoError, local_error
from ._follow import TERMINAL, Ending, Follow, read_ending
from ._inflight import InFlight
from ._inputs import Body, Lent
from ._logging import log_lines, wants_records
from ._native import lib, optional_text, text
from ._remedies import system_refusal
from ._typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, Dict, List, Mapping, Optional, Tuple

    from ._arguments import CreateOptions

_tag_of = re.compile(rb'\{"v":1,"event":"[a-z_]+","tag":(\d+)').match


def _refusal(code: int) -> Tuple[str, str]:
    """Why the system refused what a client needs, and what to do."""
    return f": {os.strerror(code)}", f" {system_refusal(code)}"


def _free(handle: Any, in_flight: InFlight, pid: int) -> None:
    # What a job still is, is only known while its client lives.
    in_flight.close(warns=pid == os.getpid())
    lib.sv_client_free(handle)


class Engine:
    """A native client. One thread at a time, as the library has it; dropping jobs is allowed from any."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        self.in_flight = InFlight()
        self.unfinished = self.in_flight.unfinished
        self._unsettled: Dict[int, Follow] = {}
        self._pid = os.getpid()
        self._claims = self._claimed_by = 0
        self._last_tag = 0
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
        return bool(self.in_flight.follows)

    @property
    def fd(self) -> int:
        """The descriptor that is readable when there is something to do."""
        return self._check(lib.sv_client_fd(self._open()))

    def generate(self, endpoint: str, body: Body, options: CreateOptions) -> Follow:
        """Creates a generation."""
        arguments = (encoded(endpoint, "the endpoint"), body.json, options.json)
        # Known before the job exists, so that no interruption can come in between.
        tag = self._last_tag + 1
        self.in_flight.keys[tag] = options.key
        try:
            with Lent(self._open(), body.files, self._check):
                return self._start(lib.sv_start, None, *arguments)
        except BaseException:
            self.in_flight.keys.pop(tag, None)
            raise

    def prepare(self, endpoint: str, body: Body, options: Optional[bytes]) -> Ending:
        """What generate() would send."""
        handle = self._open()
        self._check_thread()
        result = c_void_p()
        with Lent(handle, body.files, self._check):
            status = lib.sv_prepare(
                byref(result), handle, encoded(endpoint, "the endpoint"), body.json, options
            )
        if not result.value:
            raise self._error(status, None)
        try:
            return read_ending(result)
        finally:
            lib.sv_result_free(result)

    def attach(self, generation_id: str, options: Optional[bytes]) -> Follow:
        """Follows one that exists."""
        return self._start(lib.sv_attach, generation_id, encoded(generation_id, "the generation id"), options)

    def download(self, url: str, path: str, options: Optional[bytes]) -> Follow:
        """Fetches an output to a file."""
        return self._start(
            lib.sv_start_download, None, encoded(url, "the URL"), encoded(path, "the path"), options
        )

    def credits(self) -> Follow:
        """Asks for the balance."""
        return self._start(lib.sv_start_credits, None)

    def claim(self) -> None:
        """Begins a call of several polls, between which no other thread may come in. Calls of one thread may
        nest."""
        self._check_thread("unknown")
        self._claimed_by = get_ident()
        self._claims += 1

    def unclaim(self) -> None:
        """Ends what claim() began."""
        self._claims -= 1

    def poll(self, timeout_ms: int) -> List[Follow]:
        """Does the network work and sorts the records that are due; the jobs that got any."""
        handle = self._open("unknown")
        self._check_thread("unknown")
        # A signal may have come between the last poll and the sorting of its records.
        touched = self._sort() if self._length.value or self._unsettled else []
        self.in_flight.sweep()
        status = lib.sv_poll_lines(self._out, self._out_length, handle, 0 if touched else timeout_ms)
        if status < 0:
            # A create may be open, which this says nothing about.
            raise self._error(status, None, "unknown")
        if self._length.value:
            touched += self._sort()
        if self.in_flight.orphans:
            self.in_flight.settle_orphans()
        return touched

    def wake(self) -> None:
        """Ends a poll that waits; any thread."""
        if self._handle is not None:
            lib.sv_client_wakeup(self._handle)

    def discard(self, tag: int, handle: Any) -> None:
        """Stops following at the next turn; any thread. A closed client has nothing in flight."""
        if self._handle is None:
            lib.sv_job_free(handle)
        else:
            self.in_flight.orphans.discard(tag, handle)
            lib.sv_client_wakeup(self._handle)

    def close(self) -> None:
        """Frees the native client and its jobs at once. What was in flight goes on at the platform, and is
        logged; in a forked child it is the parent's.
        """
        if self._handle is not None:
            self._handle = None
            self._finalizer()

    @property
    def is_ours(self) -> bool:
        """Whether this process made the client."""
        return self._pid == os.getpid()

    @property
    def is_claimed_elsewhere(self) -> bool:
        """Whether another thread is in a call."""
        return bool(self._claims) and self._claimed_by != get_ident()

    def _start(self, function: Any, generation_id: Optional[str], *arguments: Optional[bytes]) -> Follow:
        handle = self._open()
        self._check_thread()
        self.in_flight.sweep()
        job = c_void_p()
        self._last_tag += 1
        tag = self._last_tag
        self._check(function(byref(job), handle, *arguments, tag), generation_id)
        follow = Follow(self, job.value, tag, generation_id)
        self.in_flight.add(follow)
        return follow

    def _open(self, charge_state: str = "not_sent") -> Any:
        if self._handle is None:
            raise local_error(_raw.ERR_HANDLE, "the client is closed; make a new one.", None, charge_state)
        return self._handle

    def _check_thread(self, charge_state: str = "not_sent") -> None:
        if self.is_claimed_elsewhere:
            advice = "another thread waits on this client; use one client a thread."
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
                "the client is in use by another thread or a callback of its own, or was made before a fork: "
                "use one "
                "client a thread, and make a new one in the child."
            )
        return local_error(status, message, generation_id, charge_state)

    def _sort(self) -> List[Follow]:
        if self._length.value:
            # Three times as fast as split(), which looks at each byte. Every line keeps its end.
            lines = list(BytesIO(string_at(self._text.value or 0, self._length.value)))
            if wants_records():
                log_lines(lines)
            self._unsettled.update((follow.tag, follow) for follow in self._hand_out(lines))
            self._text.value = None
            self._length.value = 0
        touched = list(self._unsettled.values())
        for follow in touched:
            self._settle(follow)
            del self._unsettled[follow.tag]
        return touched

    def _hand_out(self, lines: List[bytes]) -> List[Follow]:
        if len(self.in_flight.follows) == 1:
            follow = next(iter(self.in_flight.follows.values()))()
            if follow is None:
                return []
            follow.lines.extend(lines)
            return [follow]
        touched: Dict[int, Follow] = {}
        for line in lines:
            found = _tag_of(line)
            reference = self.in_flight.follows.get(int(found[1])) if found else None
            follow = reference() if reference else None
            if follow is not None:
                follow.lines.append(line)
                touched[follow.tag] = follow
        return list(touched.values())

    def _settle(self, follow: Follow) -> None:
        if follow.handle is None:
            return
        if follow.id is None:
            follow.id = optional_text(lib.sv_job_generation_id(follow.handle))
            if follow.id is not None:
                self.unfinished[follow.id] = None
        result = lib.sv_job_result(follow.handle)
        if result is None:
            return
        follow.ending = read_ending(result)
        if follow.id is not None and follow.ending.line.startswith(TERMINAL):
            self.unfinished.pop(follow.id, None)
        self.in_flight.release(follow)
