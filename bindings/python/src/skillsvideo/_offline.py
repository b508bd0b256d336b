"""What needs no key and no network: classification of errors, data: addresses, options, and dry runs."""

from __future__ import annotations

from ctypes import byref, c_int64, c_size_t, c_void_p, string_at
from dataclasses import dataclass, field
from typing import Any, Dict, List, NamedTuple, Optional, Tuple, Union

from . import _raw
from ._active_job import JobEnd, read_end
from ._decode import decode_record
from ._errors import error_of, local_error, status_name
from ._native import lib, text
from ._remedies import in_python


@dataclass(frozen=True)
class Classification:
    """What an answer of the platform means. `category` is "ok" if it is no error; `guidance` are sentences
    for people.
    """

    category: str
    http_status: int
    code: Optional[str]
    message: str
    retryable: bool
    charge_state: str
    remedy: str
    guidance: Tuple[str, ...]
    raw: Dict[str, Any] = field(repr=False, hash=False)


class DataContent(NamedTuple):
    """The content of a data: address.

    `content_type` is as the address says, in small letters and without parameters. `detected_type` is by the
    first bytes; None if they show nothing.
    """

    data: bytes
    content_type: str
    detected_type: Optional[str]


class OptionInfo(NamedTuple):
    """One option of the library.

    `unit` is "ms", "bytes", "count", "credits", "flag" (0 or 1), "text", "url", "path" or "json". `scope` is
    "client" for an option of the whole client, "job" for an option of single jobs, else "any". `least` and
    `most` bound a number; they are None for a text.
    """

    name: str
    default: str
    help: str
    unit: str
    scope: str
    least: Optional[int]
    most: Optional[int]


@dataclass(frozen=True)
class Prepared:
    """The first request that a generation would send. Nothing was sent.

    `headers` hide the key. `would_send` is False if the client's OpenAPI document (option openapi_file)
    forbids the payload; `message` then says why. `report` is the validation by that document; None without
    one.
    """

    method: str
    url: str
    headers: Any = field(hash=False)
    body: Any = field(hash=False)
    has_key: bool
    would_send: bool
    message: str
    warnings: Tuple[Any, ...] = field(hash=False)
    report: Optional[Dict[str, Any]] = field(hash=False)
    raw: Dict[str, Any] = field(repr=False, hash=False)


def classify_error(http_status: int = 0, body: Union[bytes, str, None] = None) -> Classification:
    """Explains an answer: by its code, else by its HTTP status, else by its text.

    http_status: 0 if only the body is known. body: as received. Raises ArgumentError for a status outside 0
    to 999.
    """
    data = body.encode("utf-8", "replace") if isinstance(body, str) else body
    result = c_void_p()
    if not 0 <= http_status <= 999:
        raise local_error(_raw.ERR_ARGUMENT, f"an HTTP status must be from 0 to 999, not {http_status}.")
    status = lib.sv_classify_error(byref(result), http_status, data, len(data or b""))
    if status != _raw.OK:
        raise local_error(status, "the answer could not be classified.")
    try:
        end = read_end(result)
    finally:
        lib.sv_result_free(result)
    record = decode_record(end.line)
    return Classification(
        category=status_name(end.category),
        http_status=http_status,
        code=record.get("code"),
        message=record.get("message") or "",
        retryable=bool(record.get("should_retry")),
        charge_state=record.get("charge_state") or "unknown",
        remedy=in_python(record.get("remedy") or "", end.generation_id),
        guidance=tuple(in_python(line, end.generation_id) for line in record.get("guidance") or ()),
        raw=record,
    )


def decode_data_url(url: str) -> DataContent:
    """The content of a data: address, decoded as browsers do. An output may have such an address.

    Any content is returned, whereas output.read() refuses programs, and pages in place of media. Raises
    ArgumentError for another kind of address, ProtocolError for an ill-formed one.
    """
    address = url.encode("utf-8", "replace")
    result, length = c_void_p(), c_size_t()
    status = lib.sv_data_url_decode(byref(result), address, len(address))
    try:
        if status != _raw.OK:
            raise local_error(
                status,
                text(lib.sv_result_message(result)) if result else "no memory for the content.",
                charge_state="not_sent" if status == _raw.ERR_ARGUMENT else "unknown",
            )
        record = decode_record(read_end(result).line)
        content = lib.sv_result_content(result, byref(length))
        return DataContent(string_at(content, length.value), record["content_type"], record["detected_type"])
    finally:
        lib.sv_result_free(result)


def options() -> List[OptionInfo]:
    """Every option that `options=` accepts."""
    found: List[OptionInfo] = []
    while True:
        index = len(found)
        name = lib.sv_option_name(index)
        if name is None:
            return found
        least, most = c_int64(), c_int64()
        is_number = lib.sv_option_range(index, byref(least), byref(most)) == 1
        found.append(
            OptionInfo(
                name=text(name),
                default=text(lib.sv_option_default(index)),
                help=text(lib.sv_option_help(index)),
                unit=text(lib.sv_option_unit(index)),
                scope=text(lib.sv_option_scope(index)),
                least=least.value if is_number else None,
                most=most.value if is_number else None,
            )
        )


def prepared(end: JobEnd) -> Prepared:
    """The record "prepared" as an object. Any other end is raised."""
    record = decode_record(end.line)
    if end.status not in (_raw.OK, _raw.ERR_VALIDATION) or record.get("event") != "prepared":
        raise error_of(end, record, None, "not_sent")
    return Prepared(
        method=record["method"],
        url=record["url"],
        headers=record["headers"],
        body=record.get("body"),
        has_key=bool(record.get("has_key")),
        would_send=bool(record.get("would_send")),
        message=record.get("message") or "",
        warnings=tuple(record.get("warnings") or ()),
        report=record.get("report"),
        raw=record,
    )
