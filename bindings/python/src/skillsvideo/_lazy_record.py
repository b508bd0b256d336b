"""An object whose fields are read from the line of a record when one of them is first needed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, ClassVar, Dict, Mapping, Optional, Tuple

from ._decode import decode_record


class LazyRecord:
    """Keeps the line of a record, and fills the fields of the event from it when one is read."""

    # Written out, since a dataclass of Python 3.9 makes none.
    __slots__ = ("__weakref__", "_line")
    _line: bytes
    if TYPE_CHECKING:
        raw: Dict[str, Any]
        kind: str
        elapsed: float
        generation_id: Optional[str]
    _FIELDS: ClassVar[Tuple[Tuple[str, Callable[[Mapping[str, Any]], Any]], ...]] = ()

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            # Python calls this only while the slot is empty.
            if name == "_line" or name not in type(self).__dataclass_fields__:
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            record = decode_record(self._line)
            self.__setstate__({field: read(record) for field, read in self._FIELDS})
            return getattr(self, name)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, LazyRecord) or type(other) is not type(self):
            return NotImplemented
        return self.raw == other.raw

    def __hash__(self) -> int:
        return hash((type(self), self.kind, self.elapsed, self.generation_id))

    def __repr__(self) -> str:
        shown = [f"{name}={getattr(self, name)!r}" for name, _ in self._FIELDS if name != "raw"]
        return f"{type(self).__name__}({', '.join(shown)})"

    def __getstate__(self) -> Dict[str, Any]:
        return {name: getattr(self, name) for name, _ in self._FIELDS}

    def __setstate__(self, state: Dict[str, Any]) -> None:
        for name, value in state.items():
            object.__setattr__(self, name, value)
