"""The client for asyncio programs: the methods of Client as coroutines, on one descriptor and without
threads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, AsyncIterator, ContextManager, Dict, Iterable, Mapping, Optional

from ._arguments import job_options, options_json
from ._async_job import AsyncJob, AsyncStream, OnAccepted, OnEvent
from ._client_core import ClientCore
from ._job_core import observer
from ._output import AsyncOutput, Saved, bought
from ._pump import Pump
from ._results import Result

if TYPE_CHECKING:
    from types import TracebackType

    from ._active_job import ActiveJob, JobEnd
    from ._arguments import Options, OptionValue, Payload
    from ._async_map import AsyncOutcome
    from ._map_core import AnyRequest
    from ._settings import Settings

__all__ = ["AsyncClient", "AsyncJob", "AsyncOutput", "AsyncStream"]


class AsyncClient(ClientCore):
    """Drives the platform from one event loop at a time, for any number of tasks. Use it in `async with`, or
    await aclose().

    The arguments are those of Client. If a task that waits is cancelled, its generation goes on, but is no
    longer followed: its id stays in `unfinished` and is on the CancelledError. While a create is open, the
    cancellation takes until its id is known, 2 seconds at most; a second cancellation ends that wait at once.
    """

    def _connect(self, settings: Settings) -> None:
        super()._connect(settings)
        self._pump = Pump(self._engine)

    async def generate(
        self,
        endpoint: str,
        payload: Optional[Payload] = None,
        *,
        on_event: Optional[OnEvent] = None,
        on_accepted: Optional[OnAccepted] = None,
        timeout: Optional[float] = None,
        progress: bool = False,
        idempotency_key: Optional[str] = None,
        allow_blank: bool = False,
        options: Optional[Options] = None,
        **fields: Any,
    ) -> Result[AsyncOutput]:
        """Creates a generation, follows it to its end and returns it. As Client.generate; the callbacks may
        be coroutine functions.
        """
        one = self._create_options(timeout, options, idempotency_key, allow_blank)
        bar = observer(endpoint, progress)
        try:
            job = self._job_of(self._launch(endpoint, payload, fields, one))
            job._is_kept = False
            try:
                return (await job._run(job._wait_steps(None, on_event, on_accepted, bar))).raise_for_status()
            except BaseException as error:
                await job._interrupted(error)
                raise
            finally:
                job._leave()
        finally:
            if bar is not None:
                bar.close()

    def stream(
        self,
        endpoint: str,
        payload: Optional[Payload] = None,
        *,
        timeout: Optional[float] = None,
        idempotency_key: Optional[str] = None,
        allow_blank: bool = False,
        options: Optional[Options] = None,
        **fields: Any,
    ) -> AsyncStream:
        """Creates a generation and iterates over its events with `async for`. As Client.stream; needs a
        running loop.
        """
        one = self._create_options(timeout, options, idempotency_key, allow_blank)
        stream = AsyncStream(self._job_of(self._launch(endpoint, payload, fields, one)))
        with stream.job._handed_over():
            return stream

    async def submit(
        self,
        endpoint: str,
        payload: Optional[Payload] = None,
        *,
        wait_for_id: bool = True,
        timeout: Optional[float] = None,
        idempotency_key: Optional[str] = None,
        allow_blank: bool = False,
        options: Optional[Options] = None,
        **fields: Any,
    ) -> AsyncJob:
        """Creates a generation and returns as soon as its id is known. As Client.submit."""
        one = self._create_options(timeout, options, idempotency_key, allow_blank)
        job = self._job_of(self._launch(endpoint, payload, fields, one))
        if not wait_for_id:
            with job._handed_over(is_wanted=True):
                return job
        await job._run(job._accepted_steps())
        return job

    def job(
        self, generation_id: str, *, timeout: Optional[float] = None, options: Optional[Options] = None
    ) -> AsyncJob:
        """A generation that exists, by its id. Sends nothing yet. Following it costs nothing."""
        return AsyncJob(self._pump, self._output, None, generation_id, options_json(timeout, options))

    def map(
        self,
        requests: Iterable[AnyRequest],
        *,
        concurrency: int = 8,
        ordered: bool = False,
        timeout: Optional[float] = None,
        on_event: Optional[OnEvent] = None,
        progress: bool = False,
        options: Optional[Options] = None,
    ) -> AsyncIterator[AsyncOutcome]:
        """Makes many generations, `concurrency` at once, and yields each one's Outcome as it ends. As
        Client.map."""
        from ._async_map import run_map

        return run_map(
            self, requests, concurrency, ordered, job_options(timeout, options), on_event, progress
        )

    async def credits(self) -> Dict[str, Any]:
        """The platform's answer to a balance query, unchanged. As Client.credits."""
        with self._starting():
            active = self._engine.credits()
        return self._response(await self._run_free(active))

    async def download(
        self, url: str, path: str, *, overwrite: bool = False, progress: bool = False
    ) -> Saved:
        """Fetches the URL of any output to a file, without sending the key. As Client.download."""
        with bought("client.download()", None):
            return await self._fetch(url, path, {"overwrite": int(overwrite)}, progress)

    async def aclose(self, grace: float = 2.0) -> None:
        """Closes the client. Waits for the ids of creates that were already sent, `grace` seconds at most;
        sends no other create. What goes on is logged at WARNING by the logger "skillsvideo".
        """
        if not self.closed:
            await self._pump.settle(grace)
        self.close()

    def close(self) -> None:
        """Closes the client. May be called twice. Tasks that wait get ClosedError. It waits for the ids of
        creates, as Client.close() does, only if no loop is running.
        """
        self._pump.close()

    async def __aenter__(self) -> AsyncClient:
        return self

    async def __aexit__(
        self, kind: Optional[type], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        await self.aclose()

    @classmethod
    def _like(cls, settings: Settings) -> AsyncClient:
        client = cls.__new__(cls)
        client._connect(settings)
        return client

    def _starting(self) -> ContextManager[None]:
        return self._pump.starting()

    def _job_of(self, active: ActiveJob) -> AsyncJob:
        return AsyncJob(self._pump, self._output, active)

    def _output(self, raw: Mapping[str, Any], generation_id: str) -> AsyncOutput:
        return AsyncOutput(raw, generation_id, self._fetch, self._settings)

    async def _run_free(self, active: ActiveJob, bar: Any = None) -> JobEnd:
        job = self._job_of(active)
        return await job._run(job._free_steps(bar))

    async def _fetch(self, url: str, path: str, options: Dict[str, OptionValue], progress: bool) -> Saved:
        if self.closed:
            async with self._like(self._settings) as client:
                return await client._fetch(url, path, options, progress)
        from ._progress import DownloadProgress

        options_text = options_json(None, options)
        with self._starting():
            active = self._engine.download(url, path, options_text)
        bar = DownloadProgress(path) if progress else None
        try:
            return self._saved(await self._run_free(active, bar))
        finally:
            if bar is not None:
                bar.close()
