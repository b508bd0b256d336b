"""Outputs: addresses of files that a generation made, and how they are fetched."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress

from . import _raw
from ._errors import SkillsVideoError, local_error
from ._leaving import annotate
from ._media import TYPES, harmless, right_name, suffix_for, suffix_of
from ._remedies import fetch_again
from ._typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Any, ContextManager, Dict, Iterator, List, Mapping, Optional, Union

_NAME_BYTES_MAX = 200


class Saved(NamedTuple):
    """What the library says of a file that it fetched."""

    path: str
    size: int
    content_type: str
    # What the first bytes are, None when they show nothing.
    detected_type: Optional[str] = None


class Output:
    """A file that a generation made. `raw` is the platform's description, `url` its address, which may
    expire."""

    def __init__(self, raw: Mapping[str, Any], generation_id: str) -> None:
        self.raw: Dict[str, Any] = dict(raw)
        self.generation_id = generation_id
        self.url = str(raw.get("url", ""))
        self._size: Optional[int] = None
        self._content_type: Optional[str] = None

    @property
    def content_type(self) -> Optional[str]:
        """As the platform says, else as the host said on fetching, else by the name; None when nothing
        tells."""
        told = self.raw.get("content_type")
        if isinstance(told, str) and told:
            return told
        self._read_address()
        return self._content_type or TYPES.get(suffix_of(self._told_name()))

    @property
    def size(self) -> Optional[int]:
        """Bytes, as the platform says, as a data: address holds them, or once it was fetched; else None."""
        for key in ("size", "file_size"):
            if isinstance(self.raw.get(key), int):
                return int(self.raw[key])
        self._read_address()
        return self._size

    @property
    def width(self) -> Optional[int]:
        """Pixels; None when the platform does not say."""
        return self.raw.get("width")

    @property
    def height(self) -> Optional[int]:
        """Pixels; None when the platform does not say."""
        return self.raw.get("height")

    @property
    def file_name(self) -> str:
        """A safe name for it: the platform's, or the address's, or one made of the id; without any folder,
        and with no ending but one of media.
        """
        name = harmless(self._told_name() or safe_name(self.generation_id) or "output")
        suffix = "" if "." in name else suffix_for(self.content_type)
        return f"{name}.{suffix}" if suffix else name

    def _told_name(self) -> str:
        from urllib.parse import unquote, urlsplit

        told = self.raw.get("file_name")
        if isinstance(told, str) and safe_name(told):
            return safe_name(told)
        return "" if is_data_url(self.url) else safe_name(unquote(urlsplit(self.url).path.rpartition("/")[2]))

    def _read_address(self) -> None:
        """Takes from a data: address what it tells, once. One that is ill-formed tells nothing."""
        if self._size is None and is_data_url(self.url):
            from ._offline import decode_data_url

            with suppress(SkillsVideoError):
                content = decode_data_url(self.url)
                self._size, self._content_type = len(content.data), content.content_type

    def _fetched(self, saved: Saved) -> None:
        self._size = saved.size
        self._content_type = saved.content_type.partition(";")[0].strip() or None

    def _fetching(self, call: str) -> ContextManager[None]:
        """Around what fetches it; call: what the program called, such as "output.save()"."""
        return bought(call, self.generation_id or None)

    def __repr__(self) -> str:
        parts: List[str] = [self.url if len(self.url) <= 200 else self.url[:200] + "..."]
        if self.content_type:
            parts.append(self.content_type)
        if self.width and self.height:
            parts.append(f"{self.width}x{self.height}")
        return f"<{type(self).__name__} {' '.join(parts)}>"


def is_data_url(url: str) -> bool:
    """Whether the address holds its content itself."""
    return url[:5].lower() == "data:"


@contextmanager
def bought(call: str, generation_id: Optional[str]) -> Iterator[None]:
    """Around what fetches an output. Whatever fails there, the generation was bought: each error says so, and
    how to fetch again.
    """
    advice = fetch_again(call, generation_id)
    try:
        yield
    except SkillsVideoError as error:
        error._settle_charge("accepted", generation_id, advice)
        raise
    except OSError as error:
        message = f"The output could not be written: {error}."
        made = local_error(_raw.ERR_FILE, message, generation_id)
        made._settle_charge("accepted", generation_id, advice)
        raise made from error
    except BaseException as error:
        annotate(error, advice, [(generation_id, None)])
        raise


def safe_name(name: str) -> str:
    """A file name without folders, control characters or a leading dot; "" when nothing is left."""
    name = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(letter if letter.isprintable() else "_" for letter in name).strip().lstrip(".")
    stem, dot, suffix = kept.rpartition(".")
    room = _NAME_BYTES_MAX - len(dot + suffix)
    cut = (stem or suffix).encode("utf-8", "replace")[: max(room, 1)].decode("utf-8", "ignore")
    return cut + (dot + suffix if stem else "")


class Target:
    """Where an output goes: the path given, or a file of its own name in that folder, or in the current
    one."""

    def __init__(self, path: Union[str, os.PathLike[str], None], output: Output, overwrite: bool) -> None:
        self._overwrite = overwrite
        target = "" if path is None else os.fspath(path)
        self._is_named = bool(target) and not target.endswith(os.sep) and not os.path.isdir(target)
        if self._is_named:
            self._path = target
        elif target:
            os.makedirs(target, exist_ok=True)
            self._path = os.path.join(target, output.file_name)
        else:
            self._path = os.path.abspath(output.file_name)
        # Where to fetch it to. A file of a name that turns out wrong is not replaced: the right one is known
        # later.
        self.path = self._path
        if overwrite and not self._is_named:
            self.path = os.path.join(os.path.dirname(self._path), f".skillsvideo-{os.urandom(8).hex()}.part")

    def settle(self, saved: Saved) -> str:
        """Gives the fetched file the ending that its first bytes call for, unless the program named it
        itself. Returns its path.
        """
        right = self._path if self._is_named else right_name(self._path, saved.detected_type)
        if right != self.path:
            try:
                if self._overwrite:
                    os.replace(self.path, right)
                else:
                    _move(self.path, right)
            except BaseException as error:
                with suppress(FileNotFoundError):
                    os.unlink(self.path)
                if not isinstance(error, FileExistsError):
                    raise
                message = f"{right} exists; nothing was overwritten. overwrite=True replaces it."
                raise local_error(_raw.ERR_FILE, message) from None
        return right


def _move(path: str, target: str) -> None:
    """Gives a file another name, never that of another file."""
    try:
        os.link(path, target)
    except FileExistsError:
        raise
    except OSError:
        # Some file systems have no links.
        if os.path.lexists(target):
            raise FileExistsError(target) from None
        os.rename(path, target)
    else:
        os.unlink(path)
