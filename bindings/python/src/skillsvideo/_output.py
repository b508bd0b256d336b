"""Outputs: the files that a generation made, and how they are fetched."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress

from . import _raw
from ._errors import SkillsVideoError, local_error
from ._interruption import annotate
from ._media import TYPES, expected_type, harmless, suffix_for, suffix_of
from ._remedies import fetch_again, named
from ._steps import run, run_async
from ._target import Target, safe_name
from ._typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Any, Awaitable, Callable, Dict, Iterator, List, Mapping, Optional, Union

    from ._arguments import OptionValue
    from ._settings import Settings
    from ._steps import Steps

    # (url, path, options, progress): fetches a file with the settings of the client that made the output,
    # also after that client was closed.
    Fetch = Callable[[str, str, Dict[str, OptionValue], bool], "Saved"]
    AsyncFetch = Callable[[str, str, Dict[str, OptionValue], bool], Awaitable["Saved"]]
    AnyPath = Union[str, os.PathLike[str]]


class Saved(NamedTuple):
    """What is known of a fetched file. `detected_type` is by its first bytes; None if they show nothing."""

    path: str
    size: int
    content_type: str
    detected_type: Optional[str] = None


class FetchRequest(NamedTuple):
    """The arguments of a Fetch."""

    url: str
    path: str
    options: Dict[str, OptionValue]
    progress: bool


class Output:
    """A file that a generation made. `raw` is the platform's description; `url` is its address, which may
    expire.

    Fetching it does not touch the generation and costs nothing. Each error has the charge state "accepted"
    and says how to fetch again.
    """

    def __init__(self, raw: Mapping[str, Any], generation_id: str) -> None:
        self.raw: Dict[str, Any] = dict(raw)
        self.generation_id = generation_id
        self.url = str(raw.get("url", ""))
        self._size: Optional[int] = None
        self._content_type: Optional[str] = None
        self._has_read_address = False

    @property
    def content_type(self) -> Optional[str]:
        """As the platform says; else as the host said when it was fetched; else by its name; else None."""
        stated = self.raw.get("content_type")
        if isinstance(stated, str) and stated:
            return stated
        self._read_address()
        return self._content_type or TYPES.get(suffix_of(self._stated_name()))

    @property
    def size(self) -> Optional[int]:
        """Bytes, as the platform says, or of the content of a data: address, or of the fetched file. None if
        unknown.
        """
        for key in ("size", "file_size"):
            stated = self._whole_number(key)
            if stated is not None:
                return stated
        self._read_address()
        return self._size

    @property
    def width(self) -> Optional[int]:
        """Pixels; None if the platform does not say."""
        return self._whole_number("width")

    @property
    def height(self) -> Optional[int]:
        """Pixels; None if the platform does not say."""
        return self._whole_number("height")

    @property
    def file_name(self) -> str:
        """A safe name for it: the platform's, or that of the address, or one made of the id. It has no
        folder, and no suffix but one of media.
        """
        name = harmless(self._stated_name() or safe_name(self.generation_id) or "output")
        suffix = "" if "." in name else suffix_for(self.content_type)
        return f"{name}.{suffix}" if suffix else name

    def _stated_name(self) -> str:
        from urllib.parse import unquote, urlsplit

        stated = self.raw.get("file_name")
        if isinstance(stated, str) and safe_name(stated):
            return safe_name(stated)
        if is_data_url(self.url):
            return ""
        try:
            path = urlsplit(self.url).path
        except ValueError:
            # The address of the platform may be any text, such as "https://[x".
            return ""
        return safe_name(unquote(path.rpartition("/")[2]))

    def _whole_number(self, name: str) -> Optional[int]:
        value = self.raw.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def _read_address(self) -> None:
        """Reads size and type of a data: address, once. An ill-formed one has neither."""
        if self._has_read_address or not is_data_url(self.url):
            return
        from ._offline import decode_data_url

        self._has_read_address = True
        with suppress(SkillsVideoError):
            content = decode_data_url(self.url)
            self._size, self._content_type = len(content.data), content.content_type

    # ---- fetching ----

    def _save_steps(self, path: Optional[AnyPath], overwrite: bool, progress: bool) -> Steps[str]:
        with bought("output.save()", self.generation_id or None):
            target = Target(path, self, overwrite)
            options: Dict[str, OptionValue] = {**expected_type(self.raw), "overwrite": int(overwrite)}
            saved = yield FetchRequest(self.url, target.path, options, progress)
            self._note(saved)
            return target.settle(saved)

    def _read_steps(self, max_bytes: Optional[int]) -> Steps[bytes]:
        with bought("output.read()", self.generation_id or None):
            import tempfile

            options: Dict[str, OptionValue] = {**expected_type(self.raw)}
            if max_bytes is not None:
                options["download_bytes_max"] = max_bytes
            with tempfile.TemporaryDirectory(prefix="skillsvideo-") as folder:
                path = os.path.join(folder, "output")
                self._note((yield FetchRequest(self.url, path, options, False)))
                with open(path, "rb") as file:
                    return file.read()

    def _note(self, saved: Saved) -> None:
        self._size = saved.size
        self._content_type = saved.content_type.partition(";")[0].strip() or None

    # ---- display ----

    def _read_now(self, max_bytes: int) -> bytes:
        """The bytes for a notebook, which cannot wait for an event loop."""
        raise NotImplementedError

    def _bundle(self) -> Dict[str, Any]:
        from ._notebook import output_bundle

        return output_bundle(self)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Dict[str, Any]:
        return self._bundle()

    def __repr__(self) -> str:
        parts: List[str] = [named(self.url if len(self.url) <= 200 else self.url[:200] + "...")]
        if self.content_type:
            parts.append(self.content_type)
        if self.width and self.height:
            parts.append(f"{self.width}x{self.height}")
        return f"<{type(self).__name__} {' '.join(parts)}>"


class SavableOutput(Output):
    """An output of Client."""

    def __init__(self, raw: Mapping[str, Any], generation_id: str, fetch: Fetch) -> None:
        super().__init__(raw, generation_id)
        self._fetch = fetch

    def save(self, path: Optional[AnyPath] = None, *, overwrite: bool = False, progress: bool = False) -> str:
        """Fetches it to a file and returns the file's path. The file arrives whole or not at all.

        path: a file; or a folder, for a file of its own name with the suffix for its content; by default the
        current folder. overwrite: replace an existing file. Raises FileError if the file exists or cannot be
        written, else the error of the download.
        """
        return run(self._save_steps(path, overwrite, progress), self._answer)

    def read(self, max_bytes: Optional[int] = None) -> bytes:
        """Fetches it and returns its bytes. max_bytes: refuse a longer one. Raises the download's error."""
        return run(self._read_steps(max_bytes), self._answer)

    def _answer(self, request: FetchRequest) -> Saved:
        return self._fetch(*request)

    def __reduce__(self) -> Any:
        return SavableOutput, (self.raw, self.generation_id, fetch_alone)

    def _read_now(self, max_bytes: int) -> bytes:
        return self.read(max_bytes)

    def _repr_html_(self) -> Optional[str]:
        return self._bundle().get("text/html")

    def _repr_png_(self) -> Optional[str]:
        return self._bundle().get("image/png")


class AsyncOutput(Output):
    """An output of AsyncClient."""

    def __init__(
        self, raw: Mapping[str, Any], generation_id: str, fetch: AsyncFetch, settings: Optional[Settings]
    ) -> None:
        super().__init__(raw, generation_id)
        self._fetch = fetch
        self._settings = settings

    async def save(
        self, path: Optional[AnyPath] = None, *, overwrite: bool = False, progress: bool = False
    ) -> str:
        """Fetches it to a file and returns the file's path. As the output of Client."""
        return await run_async(self._save_steps(path, overwrite, progress), self._answer)

    async def read(self, max_bytes: Optional[int] = None) -> bytes:
        """Fetches it and returns its bytes. max_bytes: refuse a longer one. Raises the download's error."""
        return await run_async(self._read_steps(max_bytes), self._answer)

    async def _answer(self, request: FetchRequest) -> Saved:
        return await self._fetch(*request)

    def __reduce__(self) -> Any:
        return AsyncOutput, (self.raw, self.generation_id, fetch_alone_async, None)

    def _read_now(self, max_bytes: int) -> bytes:
        from ._client import Client

        with Client() if self._settings is None else Client._like(self._settings) as client:
            return SavableOutput(self.raw, self.generation_id, client._fetch).read(max_bytes)


def fetch_alone(url: str, path: str, options: Dict[str, OptionValue], progress: bool) -> Saved:
    """Fetches with a new client, whose settings come from the environment: for an output from a pickle."""
    from ._client import Client

    with Client() as client:
        return client._fetch(url, path, options, progress)


async def fetch_alone_async(url: str, path: str, options: Dict[str, OptionValue], progress: bool) -> Saved:
    """As fetch_alone(), with an AsyncClient."""
    from ._async_client import AsyncClient

    async with AsyncClient() as client:
        return await client._fetch(url, path, options, progress)


def is_data_url(url: str) -> bool:
    """Whether the address contains the file itself."""
    return url[:5].lower() == "data:"


@contextmanager
def bought(call: str, generation_id: Optional[str]) -> Iterator[None]:
    """Surrounds the fetching of an output. The generation was bought, whatever fails: each error says so, and
    how to fetch again. call: what the program called, such as "output.save()".
    """
    advice = fetch_again(call, generation_id)
    try:
        yield
    except SkillsVideoError as error:
        step = fetch_again(call, generation_id, error.raw.get("remedy"))
        error._settle_charge("accepted", generation_id, step)
        raise
    except OSError as error:
        message = f"The output could not be written: {error}."
        made = local_error(_raw.ERR_FILE, message, generation_id)
        made._settle_charge("accepted", generation_id, advice)
        raise made from error
    except BaseException as error:
        annotate(error, advice, [(generation_id, None)])
        raise
