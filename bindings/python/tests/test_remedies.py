"""Ids in the Python code of a remedy. They come from the platform and may contain anything."""

from __future__ import annotations

import ast

import pytest

from skillsvideo import _logging, _remedies

IDS = [
    "gen_1",
    'a"b',
    "a'b",
    "back\\",
    '").wait() or exit("',
    "line\nline",
    "\u202egnp",
    "\ud800",
    "ü",
    "😀",
    "\0",
]
TEXTS = [
    _remedies.job_call,
    _remedies.follow,
    _remedies.follow_elsewhere,
    _remedies.wait_again,
    _remedies.no_outputs,
    _remedies.returns_end,
    lambda one: _remedies.fetch_again("output.save()", one),
    lambda one: _remedies.in_python(f"Follow it again: skillsvideo wait {one}", one),
    lambda one: _logging.left_text(one, "key"),
]


@pytest.mark.parametrize("make", TEXTS)
@pytest.mark.parametrize("generation_id", IDS)
def test_the_code_names_the_id(make, generation_id):
    text = make(generation_id)
    start = text.rindex("client.job(")
    calls = [text[start:end] for end in range(start, len(text) + 1) if text[:end].endswith(")")]
    parsed = []
    for call in calls:
        try:
            parsed.append(ast.parse(call, mode="eval").body)
        except SyntaxError:
            continue
    assert parsed
    assert [ast.literal_eval(argument) for argument in parsed[0].args] == [generation_id]
    assert text[start : start + len(calls[-1])].isprintable()
