"""What an endpoint accepts, and whether a payload is valid, before anything is paid. Needs no client, no key
and no network.
"""

from __future__ import annotations

import json
from ctypes import byref, c_void_p
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Dict, List, Optional, Tuple

from . import _raw
from ._active_job import JobEnd, read_end
from ._arguments import encoded, payload_body
from ._catalogue import Document, documents
from ._decode import decode_record
from ._errors import ValidationError, local_error
from ._native import lib
from ._remedies import blank_text

if TYPE_CHECKING:
    from ._arguments import Payload


@dataclass(frozen=True)
class Problem:
    """One fault of a payload. `pointer` is a JSON pointer into it; `hint` names what was probably meant;
    `assumed` says that the document is not certain of the rule.
    """

    pointer: str
    keyword: str
    found: str
    expected: str
    hint: Optional[str]
    variant: Optional[str]
    assumed: bool

    def __str__(self) -> str:
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.pointer or '/'}: must be {self.expected}, but {self.found} was found{hint}"


@dataclass(frozen=True)
class UnknownField:
    """A field that the schema does not list but accepts; `nearest` is the listed one with the most similar
    name.
    """

    pointer: str
    name: str
    nearest: Optional[str]


@dataclass(frozen=True)
class Validation:
    """The result of a validation, as a create would be judged. It is true in a condition if the payload is
    valid. `warnings` do not prevent the sending. `blank_fields` are required, and blank. `certainty` says how
    sure the document is of the model: "certain", "partial" or "unverified"."""

    valid: bool
    problems: Tuple[Problem, ...]
    unknown_fields: Tuple[UnknownField, ...]
    blank_fields: Tuple[str, ...]
    warnings: Tuple[str, ...]
    certainty: Optional[str]
    notes: Tuple[str, ...]
    message: str
    raw: Dict[str, Any] = field(repr=False, hash=False)

    def __bool__(self) -> bool:
        return self.valid

    def raise_for_status(self) -> Validation:
        """Returns itself if the payload is valid; else raises ValidationError."""
        if not self.valid:
            raise ValidationError(
                self.message, category="validation", record=self.raw, charge_state="not_sent"
            )
        return self


@dataclass(frozen=True)
class Model:
    """A model of the catalogue. `category` is "images", "videos" or "audio"; `certainty` says how well its
    schema is known: "certain", "partial" or "unverified"."""

    name: str
    category: str
    endpoint: str
    certainty: Optional[str]


CATEGORIES = ("images", "videos", "audio")


def inspect(
    endpoint: Optional[str] = None,
    *,
    openapi: Optional[Document] = None,
    docs: Optional[Document] = None,
    category: Optional[str] = None,
    **query: Any,
) -> Dict[str, Any]:
    """What a document says about an endpoint, as the record "inspected". Without an endpoint: the list of
    endpoints.

    endpoint: a model such as "google/nano-banana-pro", "/path" or "POST /path". openapi: a document, its
    JSON, or its file's path; by default the shipped catalogue. docs: the navigation of that document.
    category: list this group only. query: further members of sv_inspect's query: template, include_defaults,
    variant, content_type, model_openapi, document_url, pages.
    Raises NotFoundError, which names the nearest endpoints, and ArgumentError for a document that cannot be
    read.
    """
    return decode_record(_inspect(endpoint, openapi, docs, {**query, "category": category}).line)


def template(
    endpoint: str,
    *,
    openapi: Optional[Document] = None,
    include_defaults: bool = False,
    variant: Optional[str] = None,
    content_type: Optional[str] = None,
) -> Any:
    """The smallest payload that an endpoint's schema accepts, to be filled in.

    include_defaults: include the optional fields that have a default. variant: which form of a union. Raises
    as inspect() does.
    """
    query = {
        "template": True,
        "include_defaults": include_defaults,
        "variant": variant,
        "content_type": content_type,
    }
    return decode_record(_inspect(endpoint, openapi, None, query).line).get("request_template")


def models(
    category: Optional[str] = None, *, openapi: Optional[Document] = None, docs: Optional[Document] = None
) -> List[Model]:
    """The models of a document, by default of the shipped catalogue. category: "images", "videos" or
    "audio"."""
    found: List[Model] = []
    for name in CATEGORIES if category is None else (category,):
        record = inspect(openapi=openapi, docs=docs, category=name)
        for entry in record["endpoints"]:
            found.append(Model(entry.get("model") or "", name, entry["endpoint"], entry.get("certainty")))
    return found


def validate(
    endpoint: str,
    payload: Optional[Payload] = None,
    *,
    openapi: Optional[Document] = None,
    allow_blank: bool = False,
    **fields: Any,
) -> Validation:
    """Compares a payload with what an endpoint accepts. Sends nothing. The faults of the payload are in the
    result.

    payload, fields: as for Client.generate. openapi: as for inspect(). Raises NotFoundError for an endpoint
    that the document does not have, and ArgumentError for a document or payload that cannot be read.
    """
    document, _ = documents(openapi, None)
    result = c_void_p()
    body = payload_body(payload, fields)
    status = lib.sv_validate(
        byref(result), document, len(document), encoded(endpoint, "the endpoint"), body.json
    )
    end = _taken(status, result)
    if end.status not in (_raw.OK, _raw.ERR_VALIDATION):
        raise local_error(end.status, end.message)
    return _validation(end, allow_blank)


def _validation(end: JobEnd, allow_blank: bool) -> Validation:
    record = decode_record(end.line)
    blank = tuple(record["blank_fields"])
    message = end.message
    if blank and not allow_blank:
        message = message or blank_text(blank[0])
    return Validation(
        valid=bool(record["valid"]) and (allow_blank or not blank),
        problems=tuple(_problem(entry) for entry in record["problems"]),
        unknown_fields=tuple(
            UnknownField(entry["pointer"], entry["name"], entry.get("nearest"))
            for entry in record["unknown_fields"]
        ),
        blank_fields=blank,
        warnings=tuple(record["warnings"]),
        certainty=record["certainty"],
        notes=tuple(record["notes"]),
        message=message,
        raw=record,
    )


def _problem(entry: Dict[str, Any]) -> Problem:
    return Problem(
        pointer=entry["pointer"],
        keyword=entry["keyword"],
        found=entry["found"],
        expected=entry["expected"],
        hint=entry.get("hint"),
        variant=entry.get("variant"),
        assumed=bool(entry.get("assumed")),
    )


def _inspect(
    endpoint: Optional[str], openapi: Optional[Document], docs: Optional[Document], query: Dict[str, Any]
) -> JobEnd:
    document, navigation = documents(openapi, docs)
    given = {name: value for name, value in {**query, "endpoint": endpoint}.items() if value is not None}
    text = json.dumps(given).encode()
    result = c_void_p()
    status = lib.sv_inspect(byref(result), document, len(document), navigation, len(navigation or b""), text)
    end = _taken(status, result)
    if end.status != _raw.OK:
        raise local_error(end.status, end.message)
    return end


def _taken(status: int, result: c_void_p) -> JobEnd:
    """Copies a native result and frees it."""
    if not result.value:
        raise local_error(status, "there is no memory for the answer.")
    try:
        return read_end(result)
    finally:
        lib.sv_result_free(result)
