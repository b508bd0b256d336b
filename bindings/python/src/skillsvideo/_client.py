"""The client for programs that wait: scripts, services with threads, notebooks."""

from __future__ import annotations

import json

from ._arguments import create_options, job_options, options_json, payload_body
from ._errors import error_of
from ._files import Saved, bought
from ._files_sync import SavableOutput
from ._follow import Ending
from ._job import Job, observer
from ._leaving import SLICE_MS, close, watched
from ._notes import warn_if_busy
from ._offline_calls import OfflineCalls
from ._settings import Settings, named_options
from ._stream import Stream
from ._typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Any, Dict, Iterable, Iterator, List, Mapping, Optional

    from ._arguments import CreateOptions, Options, OptionValue, Payload
    from ._job import OnAccepted, OnEvent
    from ._outcome import Outcome
    from ._requests import AnyRequest
    from ._results import Result


class Client(OfflineCalls):
    """Drives the platform from one thread; one client a thread. Use it in `with`, or close() it.

    api_key: by default SKILLS_VIDEO_API_KEY. base_url: by default SKILLS_VIDEO_BASE_URL, else the platform's.
    timeout: seconds that bound each generation, an hour by default, math.inf for none. proxy, no_proxy,
    ca_file: by default from the usual variables. user_agent: put in front of the package's own. min_credits:
    each create first asks for the credit balance and is not sent while that is lower (InsufficientCredits) or
    cannot be read (the error of asking). report_credits: results and errors have `credits`, the balance
    before and after; asking never fails a generation. Both can be given for one generation among its
    `options`. first_byte_timeout: seconds until the first byte of the answer to a create; off by default,
    because a create that is given up may have been bought: it ends in OutcomeUnknown. quiet_poll: seconds
    without an event after which the id is polled beside the stream. upload_timeout: seconds that an upload
    may make no progress. math.inf turns the first two off, and is a day for the third. options: the library's
    options by their names, see `skillsvideo.options()`. A missing key is an error only when the first job
    starts. Raises ArgumentError for an option that cannot be.
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

    def generate(
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
    ) -> Result[SavableOutput]:
        """Creates a generation, follows it to its end and returns it.

        endpoint: a model such as "google/nano-banana-pro", or a path. payload, fields: the model's own
        fields; fields win. on_accepted: called with the id as soon as it is known; on_event: with each event;
        what they raise is raised here. timeout: seconds for all of it. progress: show a bar.
        Raises JobFailed, JobCanceled, or the error by which following ended. The id is on every error, and in
        `unfinished`.
        """
        job = self._create(
            endpoint, payload, fields, create_options(job_options(timeout, options), idempotency_key)
        )
        return self._finish(job, endpoint, on_event, on_accepted, progress)

    def stream(
        self,
        endpoint: str,
        payload: Optional[Payload] = None,
        *,
        timeout: Optional[float] = None,
        idempotency_key: Optional[str] = None,
        options: Optional[Options] = None,
        **fields: Any,
    ) -> Stream:
        """Creates a generation and iterates over its events, the last one Ended. Raises then unless it
        succeeded.

        Leaving the loop early stops following once the stream is closed or dropped; its `id` remains.
        """
        one = create_options(job_options(timeout, options), idempotency_key)
        return Stream(self._create(endpoint, payload, fields, one))

    def submit(
        self,
        endpoint: str,
        payload: Optional[Payload] = None,
        *,
        wait_for_id: bool = True,
        timeout: Optional[float] = None,
        idempotency_key: Optional[str] = None,
        options: Optional[Options] = None,
        **fields: Any,
    ) -> Job:
        """Creates a generation and returns as soon as its id is known.

        wait_for_id: False returns before anything is sent; the create goes out with the next call that waits.
        Raises the error by which the create failed. timeout bounds the whole generation, as in generate().
        """
        job = self._create(
            endpoint, payload, fields, create_options(job_options(timeout, options), idempotency_key)
        )
        if wait_for_id:
            job._is_kept = False
            job._accepted()
            if job.id is None:
                job._concluded()
            job._is_kept = True
        return job

    def job(
        self, generation_id: str, *, timeout: Optional[float] = None, options: Optional[Options] = None
    ) -> Job:
        """A generation that exists, by its id alone. Sends nothing yet, and following it costs nothing."""
        return Job(self._engine, self._output, None, generation_id, options_json(timeout, options))

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
    ) -> Iterator[Outcome[SavableOutput]]:
        """Makes many generations on this thread, `concurrency` at once, and yields each one's Outcome as it
        ends.

        requests: Request objects, (endpoint, payload) pairs, or mappings with "endpoint"; an iterator is read
        as far as needed. ordered: yield in the order of the requests; after a slow one at most 4 *
        concurrency requests are read, itself included. timeout: seconds for each. One that fails is an
        Outcome with an error and stops no other. Leaving the loop early stops following the rest; their ids
        are in `unfinished`.
        """
        from ._map import Mapper

        return Mapper(
            self, requests, concurrency, ordered, job_options(timeout, options), on_event, progress
        ).run()

    def credits(self) -> Dict[str, Any]:
        """The platform's answer on the credit balance, as it is: its shape is not documented. Raises the
        error of the call. `report_credits` tells the balance with each result.
        """
        record = json.loads(self._run_free(self._engine.credits()).line)
        return dict(record["response"])

    def download(self, url: str, path: str, *, overwrite: bool = False, progress: bool = False) -> Saved:
        """Fetches any output's URL to a file, without the key; the file arrives whole or not at all. Raises
        the error of the download.
        """
        with bought("client.download()", None):
            return self._fetch(url, path, {"overwrite": int(overwrite)}, progress)

    @property
    def unfinished(self) -> List[str]:
        """Ids that were seen on this client and of which no terminal status was: `client.job(id)` follows
        them again.
        """
        return list(self._engine.unfinished)

    @property
    def closed(self) -> bool:
        """Whether close() was called."""
        return self._engine.closed

    def close(self) -> None:
        """Ends everything. The ids of creates that were already sent are waited for, 2 seconds at most; no
        other create is sent. What was in flight goes on at the platform: its ids stay in `unfinished`, and
        the logger "skillsvideo" gets each at WARNING, unless its job was canceled. May be called twice.
        """
        close(self._engine)

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: Optional[type], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.close()

    def __del__(self) -> None:
        warn_if_busy(self, getattr(self, "_engine", None))

    def __repr__(self) -> str:
        state = "closed" if self.closed else "busy" if self._engine.busy else "idle"
        return f"<Client {self._settings.values.get('base_url', '')} {state}>".replace("  ", " ")

    def _create(
        self, endpoint: str, payload: Optional[Payload], fields: Mapping[str, Any], options: CreateOptions
    ) -> Job:
        return self._job_of(self._engine.generate(endpoint, payload_body(payload, fields), options))

    def _job_of(self, follow: Any) -> Job:
        return Job(self._engine, self._output, follow)

    def _output(self, raw: Mapping[str, Any], generation_id: str) -> SavableOutput:
        return SavableOutput(raw, generation_id, self._fetch)

    def _finish(
        self,
        job: Job,
        name: str,
        on_event: Optional[OnEvent],
        on_accepted: Optional[OnAccepted],
        progress: bool,
    ) -> Result[SavableOutput]:
        bar = observer(name, progress)
        job._is_kept = False
        try:
            return job._wait(None, on_event, on_accepted, bar).raise_for_status()
        finally:
            job._leave()
            if bar is not None:
                bar.close()

    def _run_free(self, follow: Any, bar: Any = None) -> Ending:
        """Runs something that costs nothing to its end."""
        job = self._job_of(follow)
        self._engine.claim()
        try:
            while job._end() is None:
                self._engine.poll(SLICE_MS)
                if bar is not None:
                    for event in job._events_here():
                        bar.show(event)
        finally:
            self._engine.unclaim()
            self._engine.in_flight.release(follow)
        ending = follow.ending
        if ending.status != 0:
            raise error_of(ending, json.loads(ending.line), None)
        assert isinstance(ending, Ending)
        return ending

    def _fetch(self, url: str, path: str, options: Dict[str, OptionValue], progress: bool) -> Saved:
        if self.closed:
            with self._like(self._settings) as client:
                return client._fetch(url, path, options, progress)
        bar = None
        if progress:
            from ._progress import DownloadProgress

            bar = DownloadProgress(path)
        try:
            ending = self._run_free(self._engine.download(url, path, options_json(None, options)), bar)
        finally:
            if bar is not None:
                bar.close()
        record = json.loads(ending.line)
        return Saved(record["path"], record["size"], record["content_type"], record.get("detected_type"))

    @classmethod
    def _like(cls, settings: Settings) -> Client:
        client = cls.__new__(cls)
        client._settings = settings
        client._engine = watched(settings)
        return client
