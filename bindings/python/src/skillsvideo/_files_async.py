"""Outputs whose files are fetched with `await`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Awaitable, Callable, Dict, Mapping, Optional

from ._files import Output, Saved, Target
from ._settings import Settings

if TYPE_CHECKING:
    from ._arguments import OptionValue
    from ._files_sync import AnyPath

    AsyncFetch = Callable[[str, str, Dict[str, OptionValue], bool], Awaitable[Saved]]


class AsyncOutput(Output):
    """A file that a generation made. Fetching it never touches the generation, and costs nothing: each error
    says "accepted" and how to fetch again.
    """

    def __init__(
        self, raw: Mapping[str, Any], generation_id: str, fetch: AsyncFetch, settings: Optional[Settings]
    ) -> None:
        super().__init__(raw, generation_id)
        self._fetch = fetch
        self._settings = settings

    async def save(
        self, path: Optional[AnyPath] = None, *, overwrite: bool = False, progress: bool = False
    ) -> str:
        """Fetches it to a file and returns its path. As the output of Client."""
        with self._fetching("output.save()"):
            target = Target(path, self, overwrite)
            saved = await self._fetch(self.url, target.path, {"overwrite": int(overwrite)}, progress)
            self._fetched(saved)
            return target.settle(saved)

    async def read(self, max_bytes: Optional[int] = None) -> bytes:
        """Fetches it and returns its bytes. max_bytes: refuse a longer one. Raises the error of the
        download."""
        with self._fetching("output.read()"):
            import tempfile

            with tempfile.TemporaryDirectory(prefix="skillsvideo-") as folder:
                path = os.path.join(folder, "output")
                options: Dict[str, OptionValue] = (
                    {} if max_bytes is None else {"download_bytes_max": max_bytes}
                )
                self._fetched(await self._fetch(self.url, path, options, False))
                with open(path, "rb") as file:  # noqa: ASYNC230 - it was just written and lies in memory
                    return file.read()

    def __reduce__(self) -> Any:
        return AsyncOutput, (self.raw, self.generation_id, fetch_alone, None)

    def _read_now(self, max_bytes: int) -> bytes:
        """For a notebook's display, which cannot wait for a loop: fetches with a client of its own."""
        from ._client import Client
        from ._files_sync import SavableOutput

        with Client() if self._settings is None else Client._like(self._settings) as client:
            return SavableOutput(self.raw, self.generation_id, client._fetch).read(max_bytes)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Dict[str, Any]:
        from ._notebook import output_bundle

        return output_bundle(self)


async def fetch_alone(url: str, path: str, options: Dict[str, OptionValue], progress: bool) -> Saved:
    """Fetches with a client of the environment's settings, for an output that came out of a pickle."""
    from ._async import AsyncClient

    async with AsyncClient() as client:
        return await client._fetch(url, path, options, progress)
