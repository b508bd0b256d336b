"""One native client: its jobs, and the records that wait for them. Knows nothing of waiting; the clients decide when
to poll.
"""

from __future__ import annotations

import re
import weakref
from _thread import get_ident
from collections import deque
from ctypes import byref, c_size_t, c_void_p, string_at
from io import BytesIO

from . import _raw
from ._arguments import encoded
from ._errors import SkillsVideoError, local_error
from ._follow import Ending, Follow, Orphan, read_ending
from ._inputs import Body, Lent
from ._logging import Redaction, log_left, log_lines, wants_records, warn_unknown
from ._native import lib, optional_text, text
from ._typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, Deque, Dict, List, Mapping, Optional, Set

_tag_of = re.compile(rb'\{"v":1,"event":"[a-z_]+","tag":(\d+)').match


def _free(handle: Any) -> None:
    lib.sv_client_free(handle)


class Engine:
    """A native client. One thread at a time, as the library has it; dropping jobs is allowed from any."""

    def __init__(self, settings: Mapping[str, str], key: str) -> None:
        self.redact = Redaction(key)
        self.unfinished: Dict[str, None] = {}
        self._follows: Dict[int, weakref.ref[Follow]] = {}
        self._garbage: Deque[Any] = deque()
        self._orphans: Dict[int, Orphan] = {}
        self._creates: Set[int] = set()
        self._claims = self._claimed_by = 0
        self._last_tag = 0
        self._text, self._length = c_void_p(), c_size_t()
        self._out, self._out_length = byref(self._text), byref(self._length)
        handle = c_void_p()
        status = lib.sv_client_create(byref(handle))
        if status != _raw.OK:
            raise local_error(status, "the library could not make a client.")
        self._handle: Any = handle.value
        self._finalizer = weakref.finalize(self, _free, self._handle)
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
        return bool(self._follows)

    @property
    def fd(self) -> int:
        """The descriptor that is readable when there is something to do."""
        return self._check(lib.sv_client_fd(self._open()))

    def generate(self, endpoint: str, body: Body, options: Optional[bytes]) -> Follow:
        """Creates a generation."""
        with Lent(self._open(), body.files, self._check):
            follow = self._start(lib.sv_start, None, encoded(endpoint, "the endpoint"), body.json, options)
        self._creates.add(follow.tag)
        return follow

    def prepare(self, endpoint: str, body: Body, options: Optional[bytes]) -> Ending:
        """What generate() would send."""
        handle = self._open()
        self._check_thread()
        result = c_void_p()
        with Lent(handle, body.files, self._check):
            status = lib.sv_prepare(byref(result), handle, encoded(endpoint, "the endpoint"), body.json, options)
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
        return self._start(lib.sv_start_download, None, encoded(url, "the URL"), encoded(path, "the path"), options)

    def credits(self) -> Follow:
        """Asks for the balance."""
        return self._start(lib.sv_start_credits, None)

    def claim(self) -> None:
        """Begins a call of several polls, between which no other thread may come in. Calls of one thread may nest."""
        self._check_thread()
        self._claimed_by = get_ident()
        self._claims += 1

    def unclaim(self) -> None:
        """Ends what claim() began."""
        self._claims -= 1

    def poll(self, timeout_ms: int) -> List[Follow]:
        """Does the network work and sorts the records that are due; the jobs that got any."""
        handle = self._open()
        self._check_thread()
        # Ctrl-C may have come between the last poll and the sorting of its records.
        touched = self._sort() if self._length.value else []
        self._sweep()
        self._check(lib.sv_poll_lines(self._out, self._out_length, handle, 0 if touched else timeout_ms))
        if self._length.value:
            touched += self._sort()
        if self._orphans:
            self._settle_orphans()
        return touched

    @property
    def awaits_ids(self) -> bool:
        """Whether creates are open that nobody waits for any more, but whose ids are still to be learnt."""
        return bool(self._orphans)

    def stop_orphans(self) -> None:
        """No create is sent any more that nobody waits for."""
        for orphan in self._orphans.values():
            orphan.stop()

    def wake(self) -> None:
        """Ends a poll that waits; any thread."""
        if self._handle is not None:
            lib.sv_client_wakeup(self._handle)

    def discard(self, tag: int, handle: Any) -> None:
        """Stops following at the next turn; any thread. A closed client has nothing in flight."""
        if self._handle is None:
            lib.sv_job_free(handle)
        else:
            self._garbage.append((tag, handle))
            lib.sv_client_wakeup(self._handle)

    def close(self) -> None:
        """Frees the native client and its jobs; what was in flight goes on at the platform, unfollowed."""
        self._handle = None
        self._finalizer()
        follows = [reference() for reference in self._follows.values()]
        self._follows.clear()
        for follow in follows:
            if follow is not None:
                lib.sv_job_free(follow.handle)
                follow.handle = None
        for handle in [*(orphan.handle for orphan in self._orphans.values()), *(handle for _, handle in self._garbage)]:
            lib.sv_job_free(handle)
        if self._orphans:
            warn_unknown(len(self._orphans))
        self._orphans.clear()
        self._garbage.clear()

    def release(self, follow: Follow) -> None:
        """Stops following a job at once."""
        if follow.handle is not None:
            handle, follow.handle = follow.handle, None
            self._forget(follow.tag)
            lib.sv_job_free(handle)

    def abandon(self, follow: Follow) -> None:
        """Stops following a job that nobody waits for. A create that is open is kept until its id is known, or its
        end.
        """
        if follow.handle is not None:
            handle, follow.handle = follow.handle, None
            self._orphans[follow.tag] = Orphan(handle, follow)
            self._settle_orphans()

    def adopt(self, follow: Follow) -> bool:
        """Takes a job back that was abandoned, if its create is still open."""
        orphan = self._orphans.pop(follow.tag, None)
        if orphan is not None:
            follow.handle = orphan.handle
        return orphan is not None

    def _start(self, function: Any, generation_id: Optional[str], *arguments: Optional[bytes]) -> Follow:
        handle = self._open()
        self._check_thread()
        self._sweep()
        job = c_void_p()
        self._last_tag += 1
        tag = self._last_tag
        self._check(function(byref(job), handle, *arguments, tag), generation_id)
        follow = Follow(self, job.value, tag, generation_id)
        if generation_id is not None:
            self.unfinished[generation_id] = None
        self._follows[tag] = weakref.ref(follow)
        return follow

    def _open(self) -> Any:
        if self._handle is None:
            raise local_error(_raw.ERR_HANDLE, "the client is closed; make a new one.")
        return self._handle

    def _check_thread(self) -> None:
        if self._claims and self._claimed_by != get_ident():
            raise local_error(_raw.ERR_MISUSE, "another thread waits on this client; use one client a thread.")

    def _check(self, status: int, generation_id: Optional[str] = None) -> int:
        if status < 0:
            raise self._error(status, generation_id)
        return status

    def _error(self, status: int, generation_id: Optional[str]) -> SkillsVideoError:
        message = text(lib.sv_client_message(self._handle))
        if status == _raw.ERR_MISUSE and not message:
            message = (
                "the client is in use by another thread or a callback of its own, or was made before a fork: use one "
                "client "
                "a thread, and make a new one in the child."
            )
        return local_error(status, message, generation_id)

    def _sort(self) -> List[Follow]:
        # Three times as fast as split(), which looks at each byte. Every line keeps its end.
        lines = list(BytesIO(string_at(self._text.value or 0, self._length.value)))
        if wants_records():
            log_lines(lines, self.redact)
        touched = self._hand_out(lines)
        self._text.value = None
        self._length.value = 0
        for follow in touched:
            self._settle(follow)
        return touched

    def _hand_out(self, lines: List[bytes]) -> List[Follow]:
        if len(self._follows) == 1:
            follow = next(iter(self._follows.values()))()
            if follow is None:
                return []
            follow.lines.extend(lines)
            return [follow]
        touched: Dict[int, Follow] = {}
        for line in lines:
            found = _tag_of(line)
            reference = self._follows.get(int(found[1])) if found else None
            follow = reference() if reference else None
            if follow is not None:
                follow.lines.append(line)
                touched[follow.tag] = follow
        return list(touched.values())

    def _settle(self, follow: Follow) -> None:
        if follow.id is None:
            follow.id = optional_text(lib.sv_job_generation_id(follow.handle))
            if follow.id is not None:
                self.unfinished[follow.id] = None
        result = lib.sv_job_result(follow.handle)
        if result is None:
            return
        follow.ending = read_ending(result)
        if follow.id is not None and follow.ending.line.startswith(b'{"v":1,"event":"terminal"'):
            self.unfinished.pop(follow.id, None)
        self.release(follow)

    def _sweep(self) -> None:
        while self._garbage:
            tag, handle = self._garbage.popleft()
            self._orphans[tag] = Orphan(handle, None)
            self._settle_orphans()

    def _settle_orphans(self) -> None:
        for tag, orphan in list(self._orphans.items()):
            generation_id = optional_text(lib.sv_job_generation_id(orphan.handle))
            if generation_id is None and lib.sv_job_result(orphan.handle) is None and tag in self._creates:
                if orphan.follow is None:
                    orphan.stop()
                continue
            follow = orphan.follow
            if follow is not None:
                follow.id = generation_id
            if generation_id is not None:
                self.unfinished[generation_id] = None
                log_left(generation_id)
            self._forget(tag)
            del self._orphans[tag]
            lib.sv_job_free(orphan.handle)

    def _forget(self, tag: int) -> None:
        self._follows.pop(tag, None)
        self._creates.discard(tag)
