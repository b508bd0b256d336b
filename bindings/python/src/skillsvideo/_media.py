"""Media types, and the endings that files of each have."""

from __future__ import annotations

from ._typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Optional

TYPES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "gif": "image/gif",
    "avif": "image/avif",
    "heic": "image/heic",
    "bmp": "image/bmp",
    "tiff": "image/tiff",
    "svg": "image/svg+xml",
    "mp4": "video/mp4",
    "webm": "video/webm",
    "mov": "video/quicktime",
    "avi": "video/x-msvideo",
    "mkv": "video/x-matroska",
    "mp3": "audio/mpeg",
    "wav": "audio/wav",
    "ogg": "audio/ogg",
    "flac": "audio/flac",
    "aac": "audio/aac",
    "m4a": "audio/mp4",
    "glb": "model/gltf-binary",
}
SUFFIXES = {kind: suffix for suffix, kind in reversed(list(TYPES.items()))}
# Other endings that files of these types may have: several containers look alike in their first bytes.
_ALSO = {
    "image/png": "apng",
    "image/heic": "heif",
    "image/tiff": "tif",
    "video/webm": "mkv mka",
    "video/mp4": "m4v m4a mov 3gp",
    "video/quicktime": "mp4",
    "audio/mp4": "mp4",
    "audio/mpeg": "mpeg",
    "audio/ogg": "oga ogv opus",
}
# Names may keep these. Any other ending could make a program or a page of a file.
_KNOWN = {
    *TYPES,
    *" ".join(_ALSO.values()).split(),
    "aiff",
    "exr",
    "gltf",
    "hdr",
    "jxl",
    "json",
    "mpg",
    "obj",
    "ply",
}
_KNOWN |= {"psd", "srt", "stl", "txt", "usdz", "vtt", "zip"}


def suffix_of(name: str) -> str:
    """The ending of a name in small letters, "" when it has none."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def harmless(name: str) -> str:
    """The name, in which the dot of an ending that is none of media is replaced: "run.exe" is "run_exe"."""
    stem, dot, suffix = name.rpartition(".")
    return name if not dot or suffix.lower() in _KNOWN else f"{harmless(stem)}_{suffix}"


def right_name(path: str, detected: Optional[str]) -> str:
    """The path with the ending that a file whose first bytes are of this type should have."""
    suffix = suffix_of(path.rpartition("/")[2])
    if detected not in SUFFIXES or TYPES.get(suffix) == detected or suffix in _ALSO.get(detected, "").split():
        return path
    stem = path[: -len(suffix) - 1] if suffix in _KNOWN else path
    return f"{stem}.{SUFFIXES[detected]}"
