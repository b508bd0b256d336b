"""The client for programs that wait: scripts, services with threads, notebooks."""

from __future__ import annotations

from ._arguments import job_options, options_json
from ._client_core import ClientCore
from ._interruption import close
from ._job import Job, Stream
from ._job_core import observer
from ._output import SavableOutput, Saved, bought
from ._steps import run
from ._typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Any, Dict, Iterable, Iterator, Mapping, Optional

    from ._active_job import ActiveJob, JobEnd
    from ._arguments import Options, OptionValue, Payload
    from ._job import OnAccepted, OnEvent
    from ._map_core import AnyRequest, Outcome
    from ._results import Result
    from ._settings import Settings


class Client(ClientCore):
    """Drives the platform from one thread at a time. Use it in `with`, or call close().

    api_key: by default SKILLS_VIDEO_API_KEY. base_url: by default SKILLS_VIDEO_BASE_URL, else the platform's.
    timeout: seconds for each generation, by default an hour; math.inf for no limit. proxy, no_proxy, ca_file:
    by default from the usual environment variables. user_agent: put before the package's own.

    min_credits: before each create the balance is queried. If it is lower, nothing is sent
    (InsufficientCredits); if it cannot be read, the error of the query is raised. report_credits: results and
    errors have `credits`, the balance before and after; a failed query does not fail the generation. Both can
    also be given for one generation, in its `options`.

    first_byte_timeout: seconds until the first byte of the answer to a create. Off by default, because a
    create that is given up may have been bought: it ends with OutcomeUnknown. quiet_poll: seconds without an
    event after which the id is polled beside the stream. upload_timeout: seconds that an upload may make no
    progress. math.inf turns the first two off; for the third it means a day.

    options: the library's options by name, see `skillsvideo.options()`. A missing key is an error only when
    the first job starts. Raises ArgumentError for an option that does not exist or has a wrong value.
    """

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
        allow_blank: bool = False,
        options: Optional[Options] = None,
        **fields: Any,
    ) -> Result[SavableOutput]:
        """Creates a generation, follows it to its end and returns it.

        endpoint: a model such as "google/nano-banana-pro", or a path. payload, fields: the model's own
        fields; `fields` take precedence. on_accepted: called with the id as soon as it is known. on_event:
        called with each event. What they raise is raised here. timeout: seconds for all of it. progress: show
        a bar. allow_blank: send a blank prompt. Raises ValidationError, and sends nothing, if a field is
        misspelt; JobFailed, JobCanceled, or the error by which following ended. If there is an id, the error
        has it, and so has `unfinished`.
        """
        one = self._create_options(timeout, options, idempotency_key, allow_blank)
        bar = observer(endpoint, progress)
        job = None
        try:
            try:
                job = self._job_of(self._launch(endpoint, payload, fields, one))
                job._is_kept = False
                return job._run(job._wait_steps(None, on_event, on_accepted, bar)).raise_for_status()
            finally:
                if job is not None:
                    job._leave()
                if bar is not None:
                    bar.close()
        except BaseException as error:
            # Also if it comes after the wait, so that the id of the result is not lost.
            if job is not None:
                job._interrupted(error)
            raise

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
    ) -> Stream:
        """Creates a generation and iterates over its events, the last one Ended. Then raises unless it
        succeeded.

        If you leave the loop early, following stops when the stream is closed or dropped; its `id` remains.
        """
        one = self._create_options(timeout, options, idempotency_key, allow_blank)
        stream = Stream(self._job_of(self._launch(endpoint, payload, fields, one)))
        with stream.job._handed_over():
            return stream

    def submit(
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
    ) -> Job:
        """Creates a generation and returns as soon as its id is known.

        wait_for_id: False returns before anything is sent; the next call that waits sends the create.
        timeout: seconds for the whole generation, as in generate(). Raises the error by which the create
        failed.
        """
        one = self._create_options(timeout, options, idempotency_key, allow_blank)
        job = self._job_of(self._launch(endpoint, payload, fields, one))
        if not wait_for_id:
            with job._handed_over(is_wanted=True):
                return job
        job._run(job._accepted_steps())
        return job

    def job(
        self, generation_id: str, *, timeout: Optional[float] = None, options: Optional[Options] = None
    ) -> Job:
        """A generation that exists, by its id. Sends nothing yet. Following it costs nothing."""
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
        """Makes many generations in this thread, `concurrency` at once, and yields each one's Outcome as it
        ends.

        requests: Request objects, (endpoint, payload) pairs, or mappings with "endpoint"; an iterator is read
        only as far as needed. ordered: yield in the order of the requests; at most 4 * concurrency requests
        are read from the oldest unfinished one on. timeout: seconds for each. A failed generation is an
        Outcome with an error; the others go on. If you leave the loop early, the rest is no longer followed.
        Their ids are logged at WARNING and are in `unfinished`, also of those that have ended.
        """
        from ._map import Mapper
        from ._map_core import MapCore

        core: MapCore[SavableOutput] = MapCore(
            requests, concurrency, ordered, job_options(timeout, options), progress
        )
        return Mapper(self, core, on_event).run()

    def credits(self) -> Dict[str, Any]:
        """The platform's answer to a balance query, unchanged: its form is not documented. Raises the error
        of the query. With `report_credits`, each result has the balance as a number.
        """
        return self._response(self._run_free(self._engine.credits()))

    def download(self, url: str, path: str, *, overwrite: bool = False, progress: bool = False) -> Saved:
        """Fetches the URL of any output to a file, without sending the key. The file arrives whole or not at
        all. Raises the error of the download.
        """
        with bought("client.download()", None):
            return self._fetch(url, path, {"overwrite": int(overwrite)}, progress)

    def close(self) -> None:
        """Closes the client. May be called twice.

        Waits for the ids of creates that were already sent, 2 seconds at most; sends no other create. What is
        in flight goes on at the platform: its ids stay in `unfinished`, and the logger "skillsvideo" logs
        each at WARNING, unless its job was canceled.
        """
        close(self._engine)

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: Optional[type], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.close()

    @classmethod
    def _like(cls, settings: Settings) -> Client:
        client = cls.__new__(cls)
        client._connect(settings)
        return client

    def _job_of(self, active: ActiveJob) -> Job:
        return Job(self._engine, self._output, active)

    def _output(self, raw: Mapping[str, Any], generation_id: str) -> SavableOutput:
        return SavableOutput(raw, generation_id, self._fetch)

    def _run_free(self, active: ActiveJob, bar: Any = None) -> JobEnd:
        """Waits for the end of a download or a balance query. An interruption has nothing to say about it."""
        job = self._job_of(active)
        self._engine.claim()
        try:
            return run(job._free_steps(bar), job._answer)
        finally:
            self._engine.unclaim()

    def _fetch(self, url: str, path: str, options: Dict[str, OptionValue], progress: bool) -> Saved:
        if self.closed:
            with self._like(self._settings) as client:
                return client._fetch(url, path, options, progress)
        bar = None
        if progress:
            from ._progress import DownloadProgress

            bar = DownloadProgress(path)
        try:
            return self._saved(
                self._run_free(self._engine.download(url, path, options_json(None, options)), bar)
            )
        finally:
            if bar is not None:
                bar.close()
