"""What the platform sends may be anything. It raises no error of Python in the program."""

from __future__ import annotations

import json

import pytest

import skillsvideo as sv
from skillsvideo import _raw, _results
from skillsvideo._active_job import JobEnd
from skillsvideo._events import make_event
from skillsvideo._output import SavableOutput

# Python refuses to convert so many digits.
LONG = "7" * 5000
ADDRESSES = ["https://[x/a.png", "https://[::1", "https://x]/a.png", "//[", "https://x:port/a.png", "\0", ""]


def test_a_long_integer_in_an_event():
    line = f'{{"event":"sse_event","payload":{{"seed":{LONG},"n":7}}}}'
    event = make_event(_raw.EVENT_MESSAGE, line.encode())
    assert event.payload == {"seed": float("inf"), "n": 7}


def ended(status):
    record = f'{{"status":"X","charge_state":"accepted","usage":{{"total":{LONG}}},"outputs":[]}}'
    return JobEnd(status, status, 200, -1, "m", "gen_1", record.encode())


def test_a_long_integer_in_a_result():
    result = _results.conclude(ended(_raw.ERR_JOB_FAILED), None, lambda raw: raw)
    assert (result.id, result.usage.total) == ("gen_1", float("inf"))
    with pytest.raises(sv.JobFailed):
        result.raise_for_status()
    with pytest.raises(sv.Timeout) as caught:
        _results.conclude(ended(_raw.ERR_TIMEOUT), None, lambda raw: raw)
    assert (caught.value.generation_id, caught.value.charge_state) == ("gen_1", "accepted")


def test_a_long_integer_in_a_webhook_and_in_an_error():
    webhook = sv.parse_webhook(f'{{"type":"generation.completed","data":{{"id":"gen_1","seed":{LONG}}}}}')
    assert LONG not in json.dumps(webhook.raw)
    assert sv.classify_error(402, f'{{"error":{{"code":{LONG}}}}}').category == "insufficient_credits"


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_that_is_none(address):
    output = SavableOutput({"url": address}, "gen_1", None)
    assert output.file_name
    assert repr(output).startswith("<SavableOutput")
    assert output.content_type in (None, "image/png")


def test_an_output_with_such_an_address_is_saved_into_a_folder(tmp_path):
    def fetch(url, path, options, progress):
        with open(path, "wb") as file:
            file.write(b"data")
        return sv.Saved(path, 4, "image/png", "image/png")

    output = SavableOutput({"url": ADDRESSES[0]}, "gen_1", fetch)
    assert output.save(tmp_path).endswith("gen_1.png")


@pytest.mark.parametrize("balance", ["abc", ""])
def test_a_balance_that_is_no_number(balance):
    error = sv.SkillsVideoError("m", record={"credits": {"before": balance, "after": 5}})
    assert (error.credits.before, error.credits.after) == (None, 5)
