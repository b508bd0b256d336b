"""Files that a payload sends."""

from __future__ import annotations

import os
from typing import Dict, NamedTuple, Optional, Union


class File:
    """A file to be sent with a payload, where the model takes one: `image_urls=[File("cat.png")]`.

    source: the file's path, or its bytes. file_name, content_type: where those of the path and of the first bytes are
    not right. A path object in a payload is the same as a File of it.
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
        told = f"{len(self.source)} bytes" if isinstance(self.source, bytes) else repr(self.source)
        return f"File({told})"


class Body(NamedTuple):
    """A payload as JSON, and the files that it refers to by names."""

    json: bytes
    files: Dict[str, File]


class Files:
    """Gives each file in a payload a name that nobody can guess, for JSON to refer to."""

    def __init__(self) -> None:
        self.named: Dict[str, File] = {}

    def __call__(self, value: object) -> Dict[str, str]:
        """What json.dumps puts in place of a value that it does not know."""
        if isinstance(value, os.PathLike):
            value = File(value)
        if not isinstance(value, File):
            raise TypeError(f"{type(value).__name__} is no JSON value")
        name = f"python-{os.urandom(16).hex()}"
        self.named[name] = value
        return {"$input": name}
