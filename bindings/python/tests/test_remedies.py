"""Ids in the Python code of a remedy. They come from the platform and may contain anything."""

from __future__ import annotations

import ast
import json
import re

import pytest

import skillsvideo as sv
from skillsvideo import _logging, _remedies, _results
from skillsvideo._async_job import AsyncJob
from skillsvideo._job import Job

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
    lambda one: _results.no_outputs(one, "COMPLETED"),
    lambda one: _results.no_outputs("gen_1", one) + _remedies.job_call(one),
    lambda one: _remedies.in_python(f"The generation {one} runs. skillsvideo wait {one}", one),
    lambda one: str(Job(None, None, None, one)._timeout(1)),
    lambda one: AsyncJob(Pump, None, None, one)._closed_message(),
    lambda one: repr(Job(None, None, None, one)) + _remedies.job_call(one),
]


class Pump:
    engine = None


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
    assert text.isprintable()


def test_no_shell_command_and_no_c_name():
    refused = sv.classify_error(402, "{}")
    lost = sv.classify_error(500, '{"id":"gen_1"}')
    texts = [refused.remedy, *refused.guidance, lost.remedy, *lost.guidance]
    for code in ("IMAGE_GENERATION_INVALID_INPUT", "IMAGE_GENERATION_UNSUPPORTED_MODEL"):
        invalid = sv.classify_error(400, json.dumps({"code": code}))
        texts += [invalid.remedy, *invalid.guidance]
    texts.append(_remedies.in_python("Get a new one with: skillsvideo wait ID", None))
    with sv.Client("sk-local") as client:
        for options in ({"nope": 1}, {"api_key": "sk-other"}):
            with pytest.raises(sv.ArgumentError) as caught:
                client.generate("google/nano-banana-pro", options=options)
            texts.append(str(caught.value))
    whole = " ".join(texts)
    assert "sv_" not in whole
    assert not re.search(r"skillsvideo [a-z]", whole)
    calls = ["client.credits()", 'client.job("gen_1").wait()', "skillsvideo.options()", "Client(options"]
    calls += ["skillsvideo.inspect(model)", "skillsvideo.models()", "client.job(id).wait()"]
    for ours in calls:
        assert ours in whole
