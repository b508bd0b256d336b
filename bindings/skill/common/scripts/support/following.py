"""Follows a generation, prints each event as a line, and returns an exit code."""

from __future__ import annotations

import os
import shlex
from time import monotonic
from typing import Any, Dict, List, Optional

from . import exits
from .lines import Lines

_SCRIPTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_GOES_ON = "It goes on and may be billed; resume_command follows it again and costs nothing."
_UNKNOWN = (
    "Interrupted before an id arrived. It is not known whether the generation was accepted and charged: look "
    "at https://skills.video/dashboard before you send it again."
)
_OPEN_POLLING = ("fallback_polling_start", "poll", "poll_error")


class _PollingBegins(Exception):
    """Ends the wait for the stream: polling has another time limit."""


def wait_command(generation_id: str, base_url: Optional[str], arguments: List[str]) -> str:
    """Returns the shell command that follows a generation by its id."""
    words = ["python3", os.path.join(_SCRIPTS, "wait_generation.py"), "--generation-id", generation_id]
    return shlex.join(words + (["--base-url", base_url] if base_url else []) + arguments)


class Following:
    """Follows one generation. base_url, resume_arguments: used in the command that resumes it."""

    def __init__(self, package: Any, lines: Lines, base_url: Optional[str],
                 resume_arguments: List[str]) -> None:
        self._package = package
        self._lines = lines
        self._base_url = base_url
        self._resume_arguments = resume_arguments
        self._status: Optional[str] = None
        self._exit: Optional[int] = None
        self._splits = False
        self._since = monotonic()
        self._fallback_end: Optional[Dict[str, Any]] = None

    def run(self, job: Any, poll_timeout: Optional[float] = None) -> int:
        """Waits for the end. poll_timeout: seconds for polling after the stream, or None for no own limit."""
        try:
            self._wait(job, poll_timeout)
        except KeyboardInterrupt:
            self._interrupted(job.id)
        self._close(job.id)
        return exits.FATAL if self._exit is None else self._exit

    def _wait(self, job: Any, poll_timeout: Optional[float]) -> None:
        try:
            try:
                self._splits = poll_timeout is not None
                job.wait(on_event=self._show)
            except _PollingBegins:
                self._since = monotonic()
                job.wait(poll_timeout, on_event=self._show)
        except self._package.SkillsVideoError as error:
            if self._exit is None:
                self._end_by(error)

    def _show(self, event: Any) -> None:
        record = {name: value for name, value in event.raw.items() if name != "tag"}
        kind = record["event"]
        self._status = record.get("status") or self._status
        if isinstance(event, self._package.Ended):
            self._end(record)
        elif kind == "fallback_polling_end":
            self._fallback_end = record
        elif kind == "fallback_polling_start":
            self._fallback_end = {
                "event": "fallback_polling_end",
                "generation_id": record["generation_id"],
                "ok": False,
            }
            self._lines.write({**record, "command": self._command(record["generation_id"])})
        else:
            self._lines.write(record)
        if self._splits and kind in _OPEN_POLLING:
            self._splits = False
            raise _PollingBegins

    def _end(self, record: Dict[str, Any]) -> None:
        identity = record.get("generation_id")
        if record["event"] == "terminal":
            self._exit = exits.OK if record["ok"] else exits.NOT_SUCCESSFUL
        elif identity:
            self._exit = exits.TIME_LIMIT if record["event"] == "timeout" else exits.FATAL
        else:
            self._exit = self._without_id(record)
        self._last(record, identity)

    def _last(self, record: Dict[str, Any], identity: Optional[str]) -> None:
        if identity and record["event"] != "terminal":
            record["resume_command"] = self._command(identity)
        self._lines.last(record)

    def _without_id(self, record: Dict[str, Any]) -> int:
        """Returns the exit code without an id: that of the cause if the platform refused the create, else
        NO_ID, with the error missing_generation_id."""
        cause = record.get("category") or record.get("error") or "unknown"
        if record.get("charge_state") == "rejected" and exits.known(cause):
            record["sse_exit_code"] = exits.of_category(cause)
            return exits.of_category(cause)
        record.update(event="error", error="missing_generation_id", cause=cause, sse_exit_code=exits.NO_ID)
        return exits.NO_ID

    def _end_by(self, error: Any) -> None:
        """Ends with this script's own limit for polling, or with an error that no event reported."""
        identity = error.generation_id
        end: Dict[str, Any] = {"generation_id": identity, "charge_state": error.charge_state}
        if isinstance(error, self._package.Timeout) and identity:
            elapsed = round(monotonic() - self._since, 3)
            end["message"] = (
                f"Generation {identity} has not ended within {elapsed:g} s of polling. {_GOES_ON}")
            self._end({"event": "timeout", **end, "elapsed_seconds": elapsed, "last_status": self._status})
        else:
            self._end(
                {"event": "error", "error": error.category, "category": error.category, "message": str(error),
                 **end}
            )

    def _interrupted(self, identity: Optional[str]) -> None:
        self._exit = exits.INTERRUPTED
        message = f"Generation {identity} is not followed any more. {_GOES_ON}" if identity else _UNKNOWN
        charge = "accepted" if identity else "unknown"
        end = {"generation_id": identity, "charge_state": charge, "message": message}
        self._last({"event": "error", "error": "interrupted", **end}, identity)

    def _close(self, identity: Optional[str]) -> None:
        if self._fallback_end is not None:
            self._lines.write({**self._fallback_end, "generation_id": identity, "exit_code": self._exit})

    def _command(self, generation_id: str) -> str:
        return wait_command(generation_id, self._base_url, self._resume_arguments)
