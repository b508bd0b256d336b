"""The declarations for ctypes are those of the header."""

from __future__ import annotations

import importlib.util
import json
import os
import re
from ctypes import (
    byref,
    c_int32,
    c_int64,
    c_uint64,
    c_void_p,
    string_at,
)

import skillsvideo
from skillsvideo import _raw

PACKAGE = os.path.join(os.path.dirname(__file__), "..")
with open(os.path.join(PACKAGE, "..", "..", "include", "skillsvideo.h"), encoding="utf-8") as file:
    HEADER = file.read()


def generator():
    path = os.path.join(PACKAGE, "tools", "generate_raw.py")
    spec = importlib.util.spec_from_file_location("generate_raw", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_raw_is_what_the_generator_makes_of_the_header():
    with open(os.path.join(PACKAGE, "src", "skillsvideo", "_raw.py"), encoding="utf-8") as file:
        assert file.read() == "".join(generator().generate(HEADER)), (
            "run tools/generate_raw.py ../../include/skillsvideo.h > src/skillsvideo/_raw.py"
        )


def test_the_generator_reads_all_of_the_header():
    code = "".join(part.partition("*/")[2] for part in HEADER.split("/*"))
    assert set(_raw.PROTOTYPES) == set(re.findall(r"\bsv_\w+(?=\()", code))
    numbers = {word for word in code.split() if word.startswith(("SV_OK", "SV_ERR_", "SV_EVENT_"))}
    assert numbers
    assert all(isinstance(getattr(_raw, name[3:]), int) for name in numbers)
    assert code.count("uint64_t ", code.index("struct sv_line {"), code.index("} sv_line;")) == len(_raw.LINE)


def test_types():
    """One declaration of each form, by hand."""
    p = _raw.PROTOTYPES
    assert p["sv_client_free"] == (None, [_raw.HANDLE])
    assert p["sv_start"][1] == [_raw.OUT_HANDLE, _raw.HANDLE, _raw.TEXT, _raw.TEXT, _raw.TEXT, c_uint64]
    assert p["sv_poll_lines"] == (c_int32, [_raw.OUT_TEXT, _raw.OUT_SIZE, _raw.HANDLE, c_int32])
    assert p["sv_option_range"][1][1:] == [_raw.OUT_NUMBER, _raw.OUT_NUMBER]
    assert p["sv_generate"][1][5:] == [_raw.EVENT_FN, c_void_p]
    assert p["sv_job_result"] == (_raw.HANDLE, [_raw.HANDLE])
    assert p["sv_status_name"][0] is _raw.TEXT
    assert p["sv_result_retry_after_ms"][0] is c_int64
    # Not c_char_p: the content may contain NUL.
    assert {p[name][0] for name in ("sv_result_content", "sv_event_data", "sv_line_table")} == {c_void_p}
    assert _raw.OUT_TEXT._type_ is c_void_p
    assert _raw.LINE[:2] == ("tag", "kind")


def test_version():
    declared = (_raw.VERSION_MAJOR, _raw.VERSION_MINOR, _raw.VERSION_PATCH)
    assert skillsvideo.__version__ == ".".join(map(str, declared))
    assert skillsvideo.library_version().startswith(f"libskillsvideo {skillsvideo.__version__} ")


def test_advice_of_a_result():
    """The charge, the code and the next step by the raw calls, as its record has them; NULL for no result."""
    from skillsvideo._native import load

    library, _ = load()
    body = json.dumps({"code": "IMAGE_GENERATION_INSUFFICIENT_CREDITS", "message": "too few"}).encode()
    result = c_void_p()
    assert library.sv_classify_error(byref(result), 402, body, len(body)) == _raw.OK
    record = json.loads(string_at(library.sv_result_json(result, None)))
    assert library.sv_result_charge(result) == b"rejected"
    assert library.sv_result_code(result) == b"IMAGE_GENERATION_INSUFFICIENT_CREDITS"
    assert library.sv_result_remedy(result).decode() == record["remedy"] != ""
    library.sv_result_free(result)
    for accessor in (library.sv_result_charge, library.sv_result_code, library.sv_result_remedy):
        assert accessor(result) is None
        assert accessor(None) is None
