"""Media types and their file name suffixes."""

from __future__ import annotations

from ._typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, Dict, Mapping, Optional

# Each row: the media type and its other names; the suffixes of its files, the usual one first; suffixes of
# other files whose first bytes look the same. The last row has suffixes of no other row. The library has the
# same table; a test compares the two.
TABLE = """
image/png image/apng; png apng;
image/jpeg image/jpg; jpg jpeg;
image/webp; webp;
image/gif; gif;
image/avif; avif;
image/heic; heic heif;
image/bmp; bmp;
image/tiff; tiff tif;
image/svg+xml; svg;
video/mp4; mp4 m4v; m4a mov 3gp
video/quicktime; mov; mp4
video/webm; webm; mkv mka
video/x-msvideo video/avi; avi;
video/x-matroska; mkv;
audio/mpeg audio/mp3; mp3; mpeg
audio/wav audio/x-wav audio/wave; wav;
audio/ogg; ogg oga opus; ogv
audio/flac; flac;
audio/aac; aac;
audio/mp4; m4a; mp4
model/gltf-binary; glb;
application/json; json;
application/zip; zip;
text/plain; txt;
; aiff exr gltf hdr jxl mpg obj ply psd srt stl usdz vtt;
"""
_ROWS = [[cell.split() for cell in row.split(";")] for row in TABLE.strip().splitlines()]
TYPES = {suffix: names[0] for names, suffixes, _ in _ROWS if names for suffix in suffixes}
# By all names of a type.
_SUFFIXES = {name: suffixes[0] for names, suffixes, _ in _ROWS for name in names}
# The suffixes that fit a file whose first bytes are of this type.
_FITTING = {names[0]: suffixes + alike for names, suffixes, alike in _ROWS if names}
# File names may keep these. Another suffix could turn a file into a program or a page.
_KNOWN = {suffix for _, suffixes, alike in _ROWS for suffix in suffixes + alike}
# The longest text that the library's option expected_type accepts.
_TYPE_MAX = 255


def expected_type(raw: Mapping[str, Any]) -> Dict[str, str]:
    """The option of a download that refuses another kind of file than the platform announced for an output.
    An ill-formed type is no reason to refuse a file that was bought."""
    stated = raw.get("content_type")
    if isinstance(stated, str) and stated.isascii() and stated.isprintable() and len(stated) <= _TYPE_MAX:
        return {"expected_type": stated}
    return {}


def suffix_of(name: str) -> str:
    """The suffix of a name in small letters; "" if it has none."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def suffix_for(kind: Optional[str]) -> str:
    """The usual suffix of a media type, which may have parameters; "" for an unknown one."""
    return _SUFFIXES.get((kind or "").partition(";")[0].strip().lower(), "")


def harmless(name: str) -> str:
    """The name with only suffixes of media: "run.exe" becomes "run_exe"."""
    stem, dot, suffix = name.rpartition(".")
    return name if not dot or suffix.lower() in _KNOWN else f"{harmless(stem)}_{suffix}"


def right_name(path: str, detected: Optional[str]) -> str:
    """The path with a suffix that fits the type of the file's first bytes."""
    suffix = suffix_of(path.rpartition("/")[2])
    if detected not in _FITTING or suffix in _FITTING[detected]:
        return path
    stem = path[: -len(suffix) - 1] if suffix in _KNOWN else path
    return f"{stem}.{_FITTING[detected][0]}"
