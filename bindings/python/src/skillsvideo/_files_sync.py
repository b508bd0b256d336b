"""Outputs whose files are fetched by waiting for them."""

from __future__ import annotations

import os

from ._files import Output, Saved, Target
from ._typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, Callable, Dict, Mapping, Optional, Union

    from ._arguments import OptionValue

    # (url, path, options, progress): fetches a file with the settings of the client that made the output,
    # even after it was closed.
    Fetch = Callable[[str, str, Dict[str, OptionValue], bool], Saved]
    AnyPath = Union[str, os.PathLike[str]]


class SavableOutput(Output):
    """A file that a generation made. Fetching it never touches the generation, and costs nothing: each error
    says "accepted" and how to fetch again.
    """

    def __init__(self, raw: Mapping[str, Any], generation_id: str, fetch: Fetch) -> None:
        super().__init__(raw, generation_id)
        self._fetch = fetch

    def save(self, path: Optional[AnyPath] = None, *, overwrite: bool = False, progress: bool = False) -> str:
        """Fetches it to a file, which arrives whole or not at all, and returns its path.

        path: a file, or a folder for a file of its own name, with the ending that its first bytes call for;
        by default the current folder. overwrite: replace an existing file. Raises FileError when the file
        exists or cannot be written, else the error of the download.
        """
        with self._fetching("output.save()"):
            target = Target(path, self, overwrite)
            saved = self._fetch(self.url, target.path, {"overwrite": int(overwrite)}, progress)
            self._fetched(saved)
            return target.settle(saved)

    def read(self, max_bytes: Optional[int] = None) -> bytes:
        """Fetches it and returns its bytes. max_bytes: refuse a longer one. Raises the error of the
        download."""
        with self._fetching("output.read()"):
            import tempfile

            with tempfile.TemporaryDirectory(prefix="skillsvideo-") as folder:
                path = os.path.join(folder, "output")
                options: Dict[str, OptionValue] = (
                    {} if max_bytes is None else {"download_bytes_max": max_bytes}
                )
                self._fetched(self._fetch(self.url, path, options, False))
                with open(path, "rb") as file:
                    return file.read()

    def __reduce__(self) -> Any:
        return SavableOutput, (self.raw, self.generation_id, fetch_alone)

    def _read_now(self, max_bytes: int) -> bytes:
        return self.read(max_bytes)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Dict[str, Any]:
        from ._notebook import output_bundle

        return output_bundle(self)

    def _repr_html_(self) -> Optional[str]:
        from ._notebook import output_bundle

        return output_bundle(self).get("text/html")

    def _repr_png_(self) -> Optional[str]:
        from ._notebook import output_bundle

        return output_bundle(self).get("image/png")


def fetch_alone(url: str, path: str, options: Dict[str, OptionValue], progress: bool) -> Saved:
    """Fetches with a client of the environment's settings, for an output that came out of a pickle."""
    from ._client import Client

    with Client() as client:
        return client._fetch(url, path, options, progress)
