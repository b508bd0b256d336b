"""How outputs look in a notebook: images are embedded, videos and speech get a player."""

from __future__ import annotations

import binascii
from html import escape
from typing import TYPE_CHECKING, Any, Dict, Optional, Sequence

if TYPE_CHECKING:
    from ._output import Output

# A larger image is shown by its URL, which may expire, so that notebooks stay small.
EMBEDDED_BYTES_MAX = 8 << 20


def _bytes_of(output: Any) -> Optional[bytes]:
    """The bytes of an output that may be embedded, else None. Never raises: a display must not fail."""
    try:
        if output.size is not None and output.size > EMBEDDED_BYTES_MAX:
            return None
        data: bytes = output._read_now(EMBEDDED_BYTES_MAX)
    except Exception:
        return None
    return data


def _base64(data: bytes) -> str:
    return binascii.b2a_base64(data, newline=False).decode()


def output_html(output: Output) -> str:
    """One output as HTML."""
    kind = output.content_type or ""
    source = escape(output.url, quote=True)
    if kind.startswith("image/"):
        data = _bytes_of(output)
        if data is not None:
            source = f"data:{escape(kind, quote=True)};base64,{_base64(data)}"
        return f'<img src="{source}" alt="{escape(output.file_name, quote=True)}" style="max-width:100%">'
    if kind.startswith("video/"):
        return f'<video src="{source}" controls style="max-width:100%"></video>'
    if kind.startswith("audio/"):
        return f'<audio src="{source}" controls></audio>'
    return f'<a href="{source}">{escape(output.file_name)}</a>'


def output_bundle(output: Output) -> Dict[str, Any]:
    """One output by media type, for the notebook to choose from."""
    bundle: Dict[str, Any] = {"text/plain": repr(output)}
    if output.content_type in ("image/png", "image/jpeg"):
        data = _bytes_of(output)
        if data is not None:
            bundle[output.content_type] = _base64(data)
            return bundle
    bundle["text/html"] = output_html(output)
    return bundle


def outputs_bundle(outputs: Sequence[Output], caption: str, plain: str) -> Dict[str, Any]:
    """A result: a single output as itself, several side by side."""
    if len(outputs) == 1:
        return {**output_bundle(outputs[0]), "text/plain": plain}
    shown = "".join(f'<div style="flex:1 1 16em">{output_html(output)}</div>' for output in outputs)
    html = f'<div style="display:flex;flex-wrap:wrap;gap:.5em">{shown}</div><small>{escape(caption)}</small>'
    return {"text/html": html, "text/plain": plain}
