"""Files that a payload sends."""

from __future__ import annotations

import os

from ._native import lib
from ._typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Any, Callable, Dict, Optional, Union


class File:
    """A file to send with a payload, if the model accepts one: `image_urls=[File("cat.png")]`.

    source: the file's path, or its bytes. file_name, content_type: by default those of the path and of the
    first bytes. A payload may also contain a path object, bytes, a file opened in binary mode (the rest of it
    is read into memory), or an image of Pillow (sent as PNG). Only paths are read while they are sent.
    """

    __slots__ = ("content_type", "file_name", "source")

    def __init__(
        self,
        source: Union[str, os.PathLike[str], bytes],
        file_name: Optional[str] = None,
        content_type: Optional[str] = None,
    ) -> None:
        self.source = source if isinstance(source, bytes) else os.fspath(source)
        self.file_name = file_name
        self.content_type = content_type

    def __repr__(self) -> str:
        source = f"{len(self.source)} bytes" if isinstance(self.source, bytes) else repr(self.source)
        return f"File({source})"


class Body(NamedTuple):
    """A payload as JSON, and the files that it refers to by name."""

    json: bytes
    files: Dict[str, File]


class Files:
    """Gives each file in a payload a random name, to which the JSON refers. Nobody else can guess it."""

    def __init__(self) -> None:
        self.named: Dict[str, File] = {}

    def __call__(self, value: object) -> Dict[str, str]:
        """What json.dumps writes in place of a file."""
        name = f"python-{os.urandom(16).hex()}"
        self.named[name] = _file_of(value)
        return {"$input": name}


def _file_of(value: Any) -> File:
    """Any form of a file as a File."""
    if isinstance(value, File):
        return value
    if isinstance(value, os.PathLike):
        return File(value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return File(bytes(value))
    if type(value).__module__.partition(".")[0] == "PIL":
        return File(_png_of(value))
    if not hasattr(value, "read"):
        raise TypeError(f"{type(value).__name__} is not a JSON value")
    content = value.read()
    if not isinstance(content, bytes):
        raise TypeError("a file must be open in binary mode")
    path = getattr(value, "name", None)
    return File(content, os.path.basename(path) if isinstance(path, str) and path else None)


def _png_of(image: Any) -> bytes:
    """An image of Pillow as PNG. Modes that PNG does not have are converted to RGB."""
    from io import BytesIO

    buffer = BytesIO()
    plain = image if image.mode in ("1", "L", "LA", "I", "I;16", "P", "RGB", "RGBA") else image.convert("RGB")
    plain.save(buffer, "PNG")
    return buffer.getvalue()


class BorrowedInputs:
    """Surrounds a call that reads a payload: registers its files with the client. A job that sends them keeps
    its own reference.
    """

    def __init__(self, handle: Any, files: Dict[str, File], check: Callable[[int], int]) -> None:
        self._handle = handle
        self._files = files
        self._check = check

    def __enter__(self) -> None:
        try:
            for name, file in self._files.items():
                self._check(self._add(name.encode(), file))
        except BaseException:
            self._remove()
            raise

    def __exit__(self, *error: object) -> None:
        self._remove()

    def _add(self, name: bytes, file: File) -> int:
        about = [None if text is None else _encoded(text) for text in (file.file_name, file.content_type)]
        if isinstance(file.source, bytes):
            if not file.source:
                raise _empty()
            return int(lib.sv_client_add_bytes(self._handle, name, file.source, len(file.source), *about))
        return int(lib.sv_client_add_file(self._handle, name, _encoded(file.source), *about))

    def _remove(self) -> None:
        for name in self._files:
            lib.sv_client_remove_input(self._handle, name.encode())


def _empty() -> Exception:
    from ._arguments import refuse

    return refuse(
        "a File must not be empty: no model accepts 0 bytes. Nothing was sent, so nothing was bought."
    )


def _encoded(text: str) -> bytes:
    from ._arguments import encoded

    return encoded(text, "a file's path, name or type")
