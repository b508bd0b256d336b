"""Tables that the package repeats, compared with the library's sources."""

import os
import re

import skillsvideo as sv
from skillsvideo import _error_base, _media

ROOT = os.path.join(os.path.dirname(__file__), "..", "..", "..")


def text(*path):
    with open(os.path.join(ROOT, *path), encoding="utf-8") as file:
        return file.read()


def test_media_types():
    source = text("Sources", "SVProtocol", "Downloads", "MediaTypeTable.swift")
    [table] = re.findall(r'"""\n(.*?)\n *"""', source, re.DOTALL)
    rows = [row.strip() for row in table.splitlines()]
    assert len(rows) > 20
    assert rows == _media.TABLE.strip().splitlines()
    endings = [ending for row in rows for ending in row.split(";")[1].split()]
    assert len(endings) == len(set(endings))


def test_charge_states():
    chapter = text("include", "skillsvideo.h").split(" * MONEY\n")[1].split("The table has each status")[0]
    assert tuple(re.findall(r"^ \*     (\w+) ", chapter, re.MULTILINE)) == _error_base._CHARGES
    answers = [
        sv.classify_error(status, body) for status in range(1000) for body in (b"", b"<", b'{"id":"gen_1"}')
    ]
    assert {answer.charge_state for answer in answers} <= set(_error_base._CHARGES)
    repeated = {answer.charge_state for answer in answers if answer.retryable}
    assert repeated <= set(_error_base.NOTHING_BOUGHT)
    assert repeated
