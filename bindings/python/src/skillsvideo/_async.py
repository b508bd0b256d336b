"""The client for asyncio programs: the words of Client with `await`, on one descriptor and without
threads."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, AsyncIterator, Dict, Iterable, List, Mapping, Optional

from ._arguments import create_options, job_options, options_json, payload_body
from ._async_job import AsyncJob, OnAccepted, OnEvent
from ._async_pump import Pump
from ._async_stream import AsyncStream
from ._errors import error_of
from ._files import Saved, bought
from ._files_async import AsyncOutput
from ._follow import Ending, Follow
from ._job import observer
from ._leaving import watched
from ._notes import warn_if_busy
from ._offline_calls import OfflineCalls
from ._results import Result
from ._settings import Settings, named_options

if TYPE_CHECKING:
    from types import TracebackType

    from ._arguments import CreateOptions, Options, OptionValue, Payload
    from ._async_map import AsyncOutcome
    from ._requests import AnyRequest

__all__ = ["AsyncClient", "AsyncJob", "AsyncOutput", "AsyncStream"]


class AsyncClient(OfflineCalls):
    """Drives the platform from one event loop at a time; any number of tasks. Use it in `async with`, or
    await aclose().

    The arguments are those of Client. Cancelling a task that waits stops following its generation, which goes
    on; its id stays in `unfinished` and is on the CancelledError. Where a create is open, the cancellation
    takes until its id is known, 2 seconds at most; a second one ends that at once.
    """

    def __init__(
        self,
        api_key: Optional[str] = None,
        *,
        base_url: Optional[str] = None,
        timeout: Optional[float] = None,
        proxy: Optional[str] = None,
        no_proxy: Optional[str] = None,
        ca_file: Optional[str] = None,
        user_agent: Optional[str] = None,
        min_credits: Optional[int] = None,
        report_credits: Optional[bool] = None,
        first_byte_timeout: Optional[float] = None,
        quiet_poll: Optional[float] = None,
        upload_timeout: Optional[float] = None,
        options: Optional[Options] = None,
    ) -> None:
        own = named_options(
            options,
            min_credits=min_credits,
            report_credits=report_credits,
            first_byte_timeout=first_byte_timeout,
            quiet_poll=quiet_poll,
            upload_timeout=upload_timeout,
        )
        self._settings = Settings(api_key, base_url, timeout, proxy, no_proxy, ca_file, user_agent, own)
        self._engine = watched(self._settings)
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
        options: Optional[Options] = None,
        **fields: Any,
    ) -> Result[AsyncOutput]:
        """Creates a generation, follows it to its end and returns it. As Client.generate; the callbacks may
        be coroutines.
        """
        job = self._create(
            endpoint, payload, fields, create_options(job_options(timeout, options), idempotency_key)
        )
        job._is_kept = False
        bar = observer(endpoint, progress)
        try:
            return (await job._wait(None, on_event, on_accepted, bar)).raise_for_status()
        except BaseException as error:
            await job._broken_off(error)
            raise
        finally:
            job._leave()
            if bar is not None:
                bar.close()

    def stream(
        self,
        endpoint: str,
        payload: Optional[Payload] = None,
        *,
        timeout: Optional[float] = None,
        idempotency_key: Optional[str] = None,
        options: Optional[Options] = None,
        **fields: Any,
    ) -> AsyncStream:
        """Creates a generation and iterates over its events with `async for`. As Client.stream; needs a
        running loop.
        """
        one = create_options(job_options(timeout, options), idempotency_key)
        return AsyncStream(self._create(endpoint, payload, fields, one))

    async def submit(
        self,
        endpoint: str,
        payload: Optional[Payload] = None,
        *,
        wait_for_id: bool = True,
        timeout: Optional[float] = None,
        idempotency_key: Optional[str] = None,
        options: Optional[Options] = None,
        **fields: Any,
    ) -> AsyncJob:
        """Creates a generation and returns as soon as its id is known. As Client.submit."""
        job = self._create(
            endpoint, payload, fields, create_options(job_options(timeout, options), idempotency_key)
        )
        if wait_for_id:
            job._is_kept = False
            await job._accepted()
            if job.id is None:
                job._concluded()
            job._is_kept = True
        return job

    def job(
        self, generation_id: str, *, timeout: Optional[float] = None, options: Optional[Options] = None
    ) -> AsyncJob:
        """A generation that exists, by its id alone. Sends nothing yet, and following it costs nothing."""
        options_text = options_json(timeout, options)
        return AsyncJob(self._pump, self._output, None, generation_id, options_text)

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
        """The platform's answer on the credit balance, as it is: its shape is not documented."""
        self._pump.enter()
        record = json.loads((await self._run_free(self._engine.credits())).line)
        return dict(record["response"])

    async def download(
        self, url: str, path: str, *, overwrite: bool = False, progress: bool = False
    ) -> Saved:
        """Fetches any output's URL to a file, without the key; the file arrives whole or not at all."""
        with bought("client.download()", None):
            return await self._fetch(url, path, {"overwrite": int(overwrite)}, progress)

    @property
    def unfinished(self) -> List[str]:
        """Ids that were seen on this client and of which no terminal status was: `client.job(id)` follows
        them again.
        """
        return list(self._engine.unfinished)

    @property
    def closed(self) -> bool:
        """Whether aclose() or close() was called."""
        return self._engine.closed

    async def aclose(self, grace: float = 2.0) -> None:
        """Closes the client. Creates that were already sent get up to `grace` seconds for the platform to
        return their ids; no other is sent. What goes on unfollowed is logged at WARNING by the logger
        "skillsvideo".
        """
        if not self.closed:
            await self._pump.settle(grace)
        self.close()

    def close(self) -> None:
        """Ends everything; tasks that wait get ClosedError. May be called twice. Only without a running loop
        does it wait for the ids of creates, as Client.close() does.
        """
        self._pump.close()

    async def __aenter__(self) -> AsyncClient:
        return self

    async def __aexit__(
        self, kind: Optional[type], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        await self.aclose()

    def __del__(self) -> None:
        warn_if_busy(self, getattr(self, "_engine", None))

    def __repr__(self) -> str:
        state = "closed" if self.closed else "busy" if self._engine.busy else "idle"
        return f"<AsyncClient {self._settings.values.get('base_url', '')} {state}>".replace("  ", " ")

    def _create(
        self, endpoint: str, payload: Optional[Payload], fields: Mapping[str, Any], options: CreateOptions
    ) -> AsyncJob:
        body = payload_body(payload, fields)
        self._pump.enter()
        return AsyncJob(self._pump, self._output, self._engine.generate(endpoint, body, options))

    def _output(self, raw: Mapping[str, Any], generation_id: str) -> AsyncOutput:
        return AsyncOutput(raw, generation_id, self._fetch, self._settings)

    async def _run_free(self, follow: Follow, bar: Any = None) -> Ending:
        job = AsyncJob(self._pump, self._output, follow)
        try:
            while job._end() is None:
                await job._changed()
                if bar is not None:
                    for event in job._events_here():
                        bar.show(event)
        finally:
            self._engine.in_flight.release(follow)
        ending = follow.ending
        assert ending is not None
        if ending.status != 0:
            raise error_of(ending, json.loads(ending.line), None)
        return ending

    async def _fetch(self, url: str, path: str, options: Dict[str, OptionValue], progress: bool) -> Saved:
        if self.closed:
            async with self._twin() as client:
                return await client._fetch(url, path, options, progress)
        from ._progress import DownloadProgress

        options_text = options_json(None, options)
        self._pump.enter()
        bar = DownloadProgress(path) if progress else None
        try:
            ending = await self._run_free(self._engine.download(url, path, options_text), bar)
        finally:
            if bar is not None:
                bar.close()
        record = json.loads(ending.line)
        return Saved(record["path"], record["size"], record["content_type"], record.get("detected_type"))

    def _twin(self) -> AsyncClient:
        client = AsyncClient.__new__(AsyncClient)
        client._settings = self._settings
        client._engine = watched(self._settings)
        client._pump = Pump(client._engine)
        return client
