"""What both clients share: settings, the native client, and the calls that send nothing."""

from __future__ import annotations

import warnings
from contextlib import nullcontext

from ._arguments import blank_option, create_options, job_options, options_json, payload_body
from ._decode import decode_record
from ._interruption import watched
from ._output import Saved
from ._settings import Settings, named_options
from ._typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, ContextManager, Dict, List, Mapping, Optional, Union

    from ._active_job import ActiveJob, JobEnd
    from ._arguments import CreateOptions, Options, Payload
    from ._contract import Model, Validation
    from ._offline import Classification, Prepared


class ClientCore:
    """The part of a client that does not wait."""

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
        self._connect(Settings(api_key, base_url, timeout, proxy, no_proxy, ca_file, user_agent, own))

    def _connect(self, settings: Settings) -> None:
        self._settings = settings
        self._engine = watched(settings)

    @property
    def unfinished(self) -> List[str]:
        """Ids that this client has seen without a terminal status. `client.job(id)` follows them again."""
        return list(self._engine.unfinished)

    @property
    def closed(self) -> bool:
        """Whether the client was closed."""
        return self._engine.closed

    def __del__(self) -> None:
        engine = getattr(self, "_engine", None)
        if engine is not None and not engine.closed and engine.busy:
            text = f"{self!r} was dropped with generations in flight; close it, or use it in `with`"
            warnings.warn(text, ResourceWarning, stacklevel=2, source=self)

    def __repr__(self) -> str:
        state = "closed" if self.closed else "busy" if self._engine.busy else "idle"
        name = type(self).__name__
        return f"<{name} {self._settings.values.get('base_url', '')} {state}>".replace("  ", " ")

    # ---- starting ----

    def _starting(self) -> ContextManager[None]:
        """Surrounds the start of a job."""
        return nullcontext()

    def _launch(
        self, endpoint: str, payload: Optional[Payload], fields: Mapping[str, Any], options: CreateOptions
    ) -> ActiveJob:
        """Starts a create."""
        body = payload_body(payload, fields)
        with self._starting():
            return self._engine.generate(endpoint, body, options)

    @staticmethod
    def _create_options(
        timeout: Optional[float],
        options: Optional[Options],
        idempotency_key: Optional[str],
        allow_blank: bool,
    ) -> CreateOptions:
        return create_options({**job_options(timeout, options), **blank_option(allow_blank)}, idempotency_key)

    # ---- ends of what costs nothing ----

    @staticmethod
    def _response(end: JobEnd) -> Dict[str, Any]:
        return dict(decode_record(end.line)["response"])

    @staticmethod
    def _saved(end: JobEnd) -> Saved:
        record = decode_record(end.line)
        return Saved(record["path"], record["size"], record["content_type"], record.get("detected_type"))

    # ---- calls that send nothing ----

    def prepare(
        self,
        endpoint: str,
        payload: Optional[Payload] = None,
        *,
        allow_blank: bool = False,
        options: Optional[Options] = None,
        **fields: Any,
    ) -> Prepared:
        """A dry run: returns what generate() would send first, with the key hidden. Sends nothing, costs
        nothing, needs no key.
        """
        from ._offline import prepared

        every = {**(options or {}), **blank_option(allow_blank)}
        return prepared(
            self._engine.prepare(endpoint, payload_body(payload, fields), options_json(None, every))
        )

    @staticmethod
    def inspect(endpoint: Optional[str] = None, **query: Any) -> Dict[str, Any]:
        """What the catalogue or a document says about an endpoint; see skillsvideo.inspect. Sends nothing."""
        from ._contract import inspect

        return inspect(endpoint, **query)

    @staticmethod
    def template(endpoint: str, **query: Any) -> Any:
        """The smallest payload that an endpoint accepts; see skillsvideo.template. Sends nothing."""
        from ._contract import template

        return template(endpoint, **query)

    @staticmethod
    def validate(endpoint: str, payload: Optional[Payload] = None, **fields: Any) -> Validation:
        """Compares a payload with what an endpoint accepts; see skillsvideo.validate. Sends nothing."""
        from ._contract import validate

        return validate(endpoint, payload, **fields)

    @staticmethod
    def models(category: Optional[str] = None) -> List[Model]:
        """The models of the shipped catalogue; see skillsvideo.models. Sends nothing."""
        from ._contract import models

        return models(category)

    @staticmethod
    def classify_error(http_status: int = 0, body: Union[bytes, str, None] = None) -> Classification:
        """Explains an answer of the platform; see skillsvideo.classify_error. Sends nothing."""
        from ._offline import classify_error

        return classify_error(http_status, body)
