"""What classes need of `typing` at run time.

Importing that takes long and serves type checkers alone, so that `import skillsvideo` does without it:
annotations are never evaluated, and their names are imported for checkers.
"""

from __future__ import annotations

from collections import namedtuple

TYPE_CHECKING = False  # Type checkers take a variable of this name for True.

if TYPE_CHECKING:
    from typing import Any, Dict, Generic, NamedTuple, Tuple, TypeVar

    from ._files import Output

    OutputT = TypeVar("OutputT", bound=Output)
else:
    OutputT = None

    class Generic:
        """A class of it is the same whatever stands in the brackets."""

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
        """Fields are the annotations of the class; there are no defaults and no methods."""


__all__ = ["Generic", "NamedTuple", "OutputT", "TYPE_CHECKING"]
