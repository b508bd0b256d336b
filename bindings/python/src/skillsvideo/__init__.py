"""Drives the skills.video Open Platform: images, videos and speech, from scripts, services, asyncio programs
and notebooks.

with skillsvideo.Client() as client:
    result = client.generate("google/nano-banana-pro", prompt="a red fox")
    print(result.output.save())
"""

from __future__ import annotations

from ._client import Client
from ._errors import (
    ArgumentError,
    AuthError,
    ClosedError,
    ContentRejected,
    FileError,
    ForbiddenError,
    InsufficientCredits,
    JobCanceled,
    JobFailed,
    MisuseError,
    NoMemoryError,
    NoOutputError,
    NotFoundError,
    OutcomeUnknown,
    ProtocolError,
    RateLimited,
    SignatureError,
    SkillsVideoError,
    Stopped,
    SystemRefusal,
    Timeout,
    TransientError,
    TransportError,
    UnknownError,
    ValidationError,
)
from ._inputs import File
from ._job import Job, Stream
from ._native import library_path
from ._native import version as library_version
from ._output import Output, Saved
from ._typing import TYPE_CHECKING
from ._version import __version__

if TYPE_CHECKING:
    from typing import Any, List

    from ._async_client import AsyncClient, AsyncJob, AsyncStream
    from ._contract import Model, Problem, UnknownField, Validation, inspect, models, template, validate
    from ._events import (
        Accepted,
        Ended,
        Event,
        Fallback,
        Message,
        Notice,
        Opened,
        Poll,
        PollFailed,
        Progress,
        Retry,
        StreamLost,
        Submitting,
        Trace,
    )
    from ._map_core import Outcome, Request
    from ._offline import (
        Classification,
        DataContent,
        OptionInfo,
        Prepared,
        classify_error,
        decode_data_url,
        options,
    )
    from ._records import Attempt, CreditReport, Usage
    from ._results import Result
    from ._webhooks import Webhook, parse_webhook, verify_webhook, webhook_moves

# Imported when they are first used, so that `import skillsvideo` is quick.
_LATER = {
    "_async_client": "AsyncClient AsyncJob AsyncStream",
    "_contract": "Model Problem UnknownField Validation inspect models template validate",
    "_events": "Accepted Ended Event Fallback Message Notice Opened Poll PollFailed Progress Retry "
    "StreamLost Submitting Trace",
    "_map_core": "Outcome Request",
    "_offline": "Classification DataContent OptionInfo Prepared classify_error decode_data_url options",
    "_records": "Attempt CreditReport Usage",
    "_results": "Result",
    "_webhooks": "Webhook parse_webhook verify_webhook webhook_moves",
}
_MODULE_OF = {name: module for module, names in _LATER.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    module = _MODULE_OF.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f".{module}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> List[str]:
    return __all__


__all__ = [
    "Accepted",
    "ArgumentError",
    "AsyncClient",
    "AsyncJob",
    "AsyncStream",
    "Attempt",
    "AuthError",
    "Classification",
    "Client",
    "ClosedError",
    "ContentRejected",
    "CreditReport",
    "DataContent",
    "Ended",
    "Event",
    "Fallback",
    "File",
    "FileError",
    "ForbiddenError",
    "InsufficientCredits",
    "Job",
    "JobCanceled",
    "JobFailed",
    "Message",
    "MisuseError",
    "Model",
    "NoMemoryError",
    "NoOutputError",
    "NotFoundError",
    "Notice",
    "Opened",
    "OptionInfo",
    "Outcome",
    "OutcomeUnknown",
    "Output",
    "Poll",
    "PollFailed",
    "Prepared",
    "Problem",
    "Progress",
    "ProtocolError",
    "RateLimited",
    "Request",
    "Result",
    "Retry",
    "Saved",
    "SignatureError",
    "SkillsVideoError",
    "Stopped",
    "Stream",
    "StreamLost",
    "Submitting",
    "SystemRefusal",
    "Timeout",
    "Trace",
    "TransientError",
    "TransportError",
    "UnknownError",
    "UnknownField",
    "Usage",
    "Validation",
    "ValidationError",
    "Webhook",
    "__version__",
    "classify_error",
    "decode_data_url",
    "inspect",
    "library_path",
    "library_version",
    "models",
    "options",
    "parse_webhook",
    "template",
    "validate",
    "verify_webhook",
    "webhook_moves",
]
