"""Where an output is saved, and under which name."""

from __future__ import annotations

import os
from contextlib import suppress

from . import _raw
from ._errors import local_error
from ._media import right_name
from ._typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Union

    from ._output import Output, Saved

_NAME_BYTES_MAX = 200


def safe_name(name: str) -> str:
    """A file name without folders, control characters or a leading dot; "" when nothing is left."""
    name = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(letter if letter.isprintable() else "_" for letter in name).strip().lstrip(".")
    stem, dot, suffix = kept.rpartition(".")
    room = _NAME_BYTES_MAX - len(dot + suffix)
    cut = (stem or suffix).encode("utf-8", "replace")[: max(room, 1)].decode("utf-8", "ignore")
    return cut + (dot + suffix if stem else "")


class Target:
    """Where an output goes: the given path, or a file of the output's name in the given folder or the current
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
        # Where to fetch it to. The right file name is known only afterwards, so with `overwrite` no existing
        # file of the first name may be replaced.
        self.path = self._path
        if overwrite and not self._is_named:
            self.path = os.path.join(os.path.dirname(self._path), f".skillsvideo-{os.urandom(8).hex()}.part")

    def settle(self, saved: Saved) -> str:
        """Gives the fetched file the suffix for its content, unless the program chose its name. Returns its
        path.
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
    """Renames a file. FileExistsError if there is a file with the new name."""
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
