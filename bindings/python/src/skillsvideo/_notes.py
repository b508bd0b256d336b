"""A warning for a program's mistake."""

from __future__ import annotations

import warnings

from ._engine import Engine
from ._typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Optional


def warn_if_busy(client: object, engine: Optional[Engine]) -> None:
    """Warns of a client that is dropped with generations in flight."""
    if engine is not None and not engine.closed and engine.busy:
        text = f"{client!r} was dropped with generations in flight; close it, or use it in `with`"
        warnings.warn(text, ResourceWarning, stacklevel=3, source=client)
