"""The platform's OpenAPI document and navigation, which are shipped with the package. They are reconstructed
from the public documentation.
"""

from __future__ import annotations

import json
import os
from typing import Any, Mapping, Optional, Tuple, Union

VARIABLE = "SKILLS_VIDEO_CATALOGUE"
_HERE = os.path.dirname(os.path.abspath(__file__))
_PLACES = (
    os.path.join(_HERE, "catalogue"),
    os.path.join(_HERE, "..", "..", "..", "..", "share", "catalogue"),
)

# The document itself, parsed or as JSON, or the path of its file.
Document = Union[Mapping[str, Any], str, bytes, "os.PathLike[str]"]


def _folder() -> str:
    named = os.environ.get(VARIABLE)
    return named or next((place for place in _PLACES if os.path.isdir(place)), _PLACES[0])


def openapi_path() -> Optional[str]:
    """The file of the document; None if it is not there."""
    path = os.path.join(_folder(), "openapi.json")
    return path if os.path.isfile(path) else None


def _read(path: Union[str, os.PathLike[str]]) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def document_bytes(document: Document) -> bytes:
    """A document as JSON. OSError when its file cannot be read."""
    if isinstance(document, bytes):
        return document
    if isinstance(document, str):
        return (
            document.encode("utf-8", "surrogateescape")
            if document.lstrip("\ufeff \t\r\n").startswith("{")
            else _read(document)
        )
    if isinstance(document, os.PathLike):
        return _read(document)
    return json.dumps(document).encode()


def documents(openapi: Optional[Document], docs: Optional[Document]) -> Tuple[bytes, Optional[bytes]]:
    """The given document and navigation, else the shipped ones. A given document is not combined with the
    shipped navigation.
    """
    if openapi is not None:
        return document_bytes(openapi), None if docs is None else document_bytes(docs)
    folder = _folder()
    shipped = _read(os.path.join(folder, "openapi.json"))
    return shipped, _read(os.path.join(folder, "docs.json")) if docs is None else document_bytes(docs)
