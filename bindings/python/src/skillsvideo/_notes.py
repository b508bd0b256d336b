"""What keeps an id from being lost with a program's mistake."""

from __future__ import annotations

import warnings
from contextlib import suppress

from ._engine import Engine
from ._typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Optional


def note_id(error: BaseException, generation_id: Optional[str]) -> None:
    """Puts the id on an error that came out of the caller's own code."""
    if generation_id is None:
        return
    if hasattr(error, "add_note"):
        error.add_note(
            f"While following generation {generation_id}, which goes on and may be billed: "
            f'client.job("{generation_id}") follows it again.'
        )
    with suppress(AttributeError):
        error.generation_id = generation_id  # type: ignore[attr-defined]


def warn_if_busy(client: object, engine: Optional[Engine]) -> None:
    """Warns of a client that is dropped with generations in flight."""
    if engine is not None and not engine.closed and engine.busy:
        text = f"{client!r} was dropped with generations in flight; close it, or use it in `with`"
        warnings.warn(text, ResourceWarning, stacklevel=3, source=client)
