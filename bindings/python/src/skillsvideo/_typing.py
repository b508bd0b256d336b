"""Replaces `typing` at run time.

Importing `typing` is slow and only type checkers need it. Annotations are never evaluated, and their names
are imported for checkers only.
"""

from __future__ import annotations

from collections import namedtuple

TYPE_CHECKING = False  # Type checkers treat a variable of this name as True.

if TYPE_CHECKING:
    from typing import Any, Dict, Generic, NamedTuple, Tuple, TypeVar

    from ._output import Output

    OutputT = TypeVar("OutputT", bound=Output)
else:
    OutputT = None

    class Generic:
        """Ignores its parameters: `Generic[T]` is `Generic`."""

        def __class_getitem__(cls, _parameter: Any) -> type:
            return cls

    class _Named(type):
        def __new__(cls, name: str, bases: Tuple[type, ...], body: Dict[str, Any]) -> type:
            if not bases:
                return super().__new__(cls, name, bases, body)
            made = namedtuple(name, body["__annotations__"], module=body["__module__"])
            made.__doc__ = body["__doc__"]
            return made

    class NamedTuple(metaclass=_Named):
        """The fields are the annotations of the class. Defaults and methods are not supported."""


__all__ = ["Generic", "NamedTuple", "OutputT", "TYPE_CHECKING"]
