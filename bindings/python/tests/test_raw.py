"""The declarations for ctypes against the header."""

from __future__ import annotations

import json
import os
import re
from ctypes import byref, c_char_p, c_int32, c_int64, c_size_t, c_uint32, c_uint64, c_void_p, string_at

import pytest

from skillsvideo import _raw

HEADER = os.path.join(os.path.dirname(__file__), "..", "..", "..", "include", "skillsvideo.h")
with open(HEADER, encoding="utf-8") as file:
    TEXT = re.sub(r"/\*.*?\*/", " ", file.read(), flags=re.DOTALL)

FUNCTIONS = {
    name: (returns.strip(), takes)
    for returns, name, takes in re.findall(r"^([a-z_0-9 ]+?[ *]+)(sv_\w+)\(([^)]*)\);", TEXT, re.MULTILINE)
}
HANDLES = r"(const )?sv_(client|job|event|result) \*"
NUMBERS = {
    "int32_t": c_int32,
    "uint32_t": c_uint32,
    "uint64_t": c_uint64,
    "int64_t": c_int64,
    "size_t": c_size_t,
}


def kind(declared: str) -> object:
    """The ctypes type of a C type."""
    declared = re.sub(r"\s*\*\s*", " *", declared.strip()).replace("* *", "**")
    if declared == "void":
        return None
    if declared in NUMBERS:
        return NUMBERS[declared]
    if re.fullmatch(HANDLES, declared) or declared in ("void *", "const void *"):
        return c_void_p
    if re.fullmatch(HANDLES + r"\*", declared):
        return _raw.OUT_HANDLE
    found = {
        "const char *": c_char_p,
        "const char **": _raw.OUT_TEXT,
        "size_t *": _raw.OUT_SIZE,
        "int64_t *": _raw.OUT_NUMBER,
        "sv_event_fn": _raw.EVENT_FN,
    }
    return found[declared]


def matches(declared: object, mine: object) -> bool:
    """Text of a given length is an address here, so that ctypes does not look for its NUL."""
    return mine is declared or (declared is c_char_p and mine is c_void_p)


def test_header_was_read():
    assert len(FUNCTIONS) >= 44


def test_no_function_more_or_less():
    assert set(_raw.PROTOTYPES) == set(FUNCTIONS)


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_function(name):
    returns, takes = FUNCTIONS[name]
    arguments = (
        [] if takes.strip() == "void" else [re.sub(r"\w+$", "", one.strip()) for one in takes.split(",")]
    )
    mine_returns, mine_takes = _raw.PROTOTYPES[name]
    assert matches(kind(returns), mine_returns)
    assert len(arguments) == len(mine_takes)
    for declared, mine in zip(arguments, mine_takes):
        assert matches(kind(declared), mine), declared


def test_numbers():
    declared = {
        name: int(value) for name, value in re.findall(r"\bSV_((?:ERR|EVENT)_\w+|OK) = (-?\d+)", TEXT)
    }
    assert len(declared) >= 35
    assert {name: getattr(_raw, name) for name in declared} == declared
    assert {name for name in vars(_raw) if name.startswith(("ERR_", "EVENT_")) and name != "EVENT_FN"} | {
        "OK"
    } == set(declared)


def test_version():
    declared = tuple(int(n) for n in re.findall(r"#define SV_VERSION_(?:MAJOR|MINOR|PATCH) (\d+)", TEXT))
    assert declared == (_raw.VERSION_MAJOR, _raw.VERSION_MINOR, _raw.VERSION_PATCH)
    import skillsvideo

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
