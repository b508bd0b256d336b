"""Finds the shared library, loads it and checks its version."""

from __future__ import annotations

import ctypes
import os
import sys

from . import _raw
from ._typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, List, Tuple

VARIABLE = "SKILLSVIDEO_LIBRARY"
SONAME = f"libskillsvideo.so.{_raw.VERSION_MAJOR}"
_BESIDE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "lib", SONAME)


def candidates() -> List[Tuple[str, str]]:
    """Where the library is: (description, path or name for the loader).

    The environment variable takes precedence, then the library in the package, then the system's. If the
    first of these that exists cannot be loaded, the next is not tried.
    """
    named = os.environ.get(VARIABLE)
    if named:
        return [(f"the path in {VARIABLE}", os.path.abspath(named))]
    if os.path.exists(_BESIDE):
        return [("the package's own", _BESIDE)]
    return [("the system's", SONAME)]


def _open(what: str, path: str) -> ctypes.CDLL:
    try:
        return ctypes.CDLL(path)
    except OSError as error:
        if os.path.isabs(path) and not os.path.exists(path):
            advice = f"There is no such file; set {VARIABLE} to the full path of {SONAME}."
        elif os.path.isabs(path):
            from ._load_error import explain

            advice = explain(path, str(error))
        else:
            advice = (
                f"Install the wheel, which contains it, or set {VARIABLE} to the path of {SONAME}. "
                "`make lib` builds the library."
            )
        raise ImportError(
            f"skillsvideo cannot load {what} library {path}: {error}. {advice}".rstrip(), path=path
        ) from None


def _check(library: ctypes.CDLL, path: str) -> None:
    try:
        check, number, text = library.sv_version_check, library.sv_version_number, library.sv_version_string
    except AttributeError:
        raise ImportError(f"{path} is not libskillsvideo: it has no sv_version_check.", path=path) from None
    text.restype = ctypes.c_char_p
    number.restype = ctypes.c_uint32
    if check(ctypes.c_uint32(_raw.VERSION_NUMBER)) != _raw.OK:
        raise ImportError(
            f"{path} is {text().decode()}, but this package needs version "
            f"{_raw.VERSION_MAJOR}.{_raw.VERSION_MINOR}: install the package and the library of the same "
            f"version, or set {VARIABLE} to the path of another library.",
            path=path,
        )


def _declare(library: ctypes.CDLL, path: str) -> None:
    for name, (returns, takes) in _raw.PROTOTYPES.items():
        try:
            function = getattr(library, name)
        except AttributeError:
            raise ImportError(f"{path} has no {name}: it is older than this package.", path=path) from None
        function.restype, function.argtypes = returns, takes


def load() -> Tuple[Any, str]:
    """The library with all functions declared, and its path. ImportError says what to do."""
    if not sys.platform.startswith("linux"):
        raise ImportError(f"skillsvideo runs on Linux; there is no library for {sys.platform}.")
    what, path = candidates()[0]
    library = _open(what, path)
    _check(library, path)
    _declare(library, path)
    # Only this function reports errno. Keeping errno would slow down every call.
    create = ctypes.CDLL(path, use_errno=True).sv_client_create
    create.restype, create.argtypes = _raw.PROTOTYPES["sv_client_create"]
    vars(library)["sv_client_create"] = create
    return library, path


lib, library_path = load()


def text(value: Any) -> str:
    """A borrowed C string as str; "" for NULL."""
    return value.decode("utf-8", "replace") if value else ""


def optional_text(value: Any) -> Any:
    """A borrowed C string as str; None for NULL."""
    return None if value is None else value.decode("utf-8", "replace")


def version() -> str:
    """The library's version and those of the libraries it uses."""
    return text(lib.sv_version_string())
