"""A running simulator."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
from typing import TYPE_CHECKING, Any, Dict, Iterator, List, Optional
from urllib.parse import quote, urlsplit

from .._arguments import refuse
from .._client import Client
from .._settings import KEY_VARIABLE
from ._find import find_program

if TYPE_CHECKING:
    from types import TracebackType

    from .._async_client import AsyncClient

URL_VARIABLE = "SKILLS_VIDEO_BASE_URL"
_WATCHDOG_S = 60


class Simulator:
    """Runs the simulator on a free port of the loopback interface. It ends with the `with` block, or with
    this process.

    latency_ms: from a job's creation to its end. events: IN_PROGRESS events of a job. credits: of the
    account. seed: chooses ids and images. fault: for every request, as in `url()`. arguments: further
    arguments of the program. program: its path.
    """

    def __init__(
        self,
        *,
        latency_ms: int = 50,
        events: int = 3,
        credits: int = 100_000,
        seed: int = 0,
        fault: Optional[str] = None,
        arguments: Optional[List[str]] = None,
        program: Optional[str] = None,
    ) -> None:
        path, catalogue = find_program(program)
        self._command = [path, "--port", "0", "--latency-ms", str(latency_ms), "--events", str(events)]
        self._command += ["--credits", str(credits), "--seed", str(seed)]
        self._command += ["--catalogue", catalogue] if catalogue else []
        self._command += ["--fault", fault] if fault else []
        self._command += arguments or []
        self._process: Optional[subprocess.Popen[str]] = None
        self._about: Dict[str, Any] = {}

    def start(self) -> Simulator:
        """Starts it and returns itself. RuntimeError with its message if it does not start."""
        process = subprocess.Popen(
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            _, said = process.communicate()
            raise RuntimeError(f"the simulator did not start: {said.strip()}")
        self._process, self._about = process, json.loads(line)
        return self

    def stop(self) -> None:
        """Ends it; may be called twice."""
        process, self._process = self._process, None
        if process is None:
            return
        try:
            process.communicate(timeout=_WATCHDOG_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()

    @property
    def base_url(self) -> str:
        """For Client(base_url=...)."""
        self._running()
        return str(self._about["base_url"])

    @property
    def key(self) -> str:
        """The key that it accepts. The real platform does not accept it."""
        return str(self._about["key"])

    def url(self, fault: Optional[str] = None) -> str:
        """A base URL whose creates get faults, such as "status=402", "close" or
        "end-after=1,poll-status=503,poll-fail=2".

        `skillsvideo-simulator --list-faults` explains them. `NAME*TIMES` limits one to the first creates.
        ArgumentError for an unknown fault.
        """
        if not fault:
            return self.base_url
        parts = urlsplit(self.base_url)
        self._check(fault)
        return f"{parts.scheme}://{parts.netloc}/simulate/{quote(fault, safe='=,*')}{parts.path}"

    def client(self, fault: Optional[str] = None, **settings: Any) -> Client:
        """A Client of this platform. settings: as for Client."""
        return Client(self.key, base_url=self.url(fault), **settings)

    def async_client(self, fault: Optional[str] = None, **settings: Any) -> AsyncClient:
        """An AsyncClient of this platform. settings: as for AsyncClient."""
        from .._async_client import AsyncClient

        return AsyncClient(self.key, base_url=self.url(fault), **settings)

    def environment(self, fault: Optional[str] = None) -> Dict[str, str]:
        """The environment variables by which a client, also of another process, finds this platform."""
        return {URL_VARIABLE: self.url(fault), KEY_VARIABLE: self.key}

    @contextlib.contextmanager
    def faults(self, fault: str) -> Iterator[None]:
        """Within it, clients that read the environment get these faults."""
        before = {name: os.environ.get(name) for name in (URL_VARIABLE, KEY_VARIABLE)}
        os.environ.update(self.environment(fault))
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value

    def log(self) -> Dict[str, Any]:
        """What it received: "requests", "jobs", "credits" and the number of creations. So a test can prove
        that something was bought once.
        """
        return self._ask("GET", "/simulator/log")

    def set_credits(self, total: int) -> None:
        """Sets the balance of the account."""
        self._ask("POST", f"/simulator/credits/{total}")

    def reset(self) -> None:
        """Deletes jobs and log, and restores the credits."""
        self._ask("POST", "/simulator/reset")

    def _ask(self, method: str, path: str) -> Dict[str, Any]:
        from http.client import HTTPConnection

        self._running()
        connection = HTTPConnection(urlsplit(self.base_url).netloc, timeout=_WATCHDOG_S)
        try:
            connection.request(method, path)
            answer = connection.getresponse().read()
        finally:
            connection.close()
        return dict(json.loads(answer))

    def _check(self, fault: str) -> None:
        """Lets the program check the fault: it lists its faults with this one."""
        done = subprocess.run(
            [self._command[0], "--list-faults", "--fault", fault],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        if done.returncode != 0:
            raise refuse(f"the simulator does not know the fault {fault!r}: {done.stderr.strip()}")

    def _running(self) -> None:
        if self._process is None:
            raise RuntimeError("the simulator is not running; use it in `with`, or start() it")

    def __enter__(self) -> Simulator:
        return self.start()

    def __exit__(
        self, kind: Optional[type], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.stop()

    def __del__(self) -> None:
        if getattr(self, "_process", None) is not None:
            self.stop()
