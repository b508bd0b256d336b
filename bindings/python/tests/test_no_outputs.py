"""A generation that succeeded without outputs."""

from __future__ import annotations

import json

import pytest

import skillsvideo as sv
from skillsvideo import _raw
from skillsvideo._active_job import JobEnd
from skillsvideo._events import make_event
from skillsvideo._results import conclude

# Last records of a generation without outputs: with a message of the library, and without.
NO_OUTPUTS = [
    {
        "message": "The generation gen_x has no outputs.",
        "remedy": "Follow it again with: skillsvideo wait gen_x",
    },
    {},
]


@pytest.mark.parametrize("more", NO_OUTPUTS)
def test_success_without_outputs(more, caplog):
    record = {
        "v": 1,
        "event": "terminal",
        "ok": True,
        "status": "COMPLETED",
        "outputs": [],
        "charge_state": "accepted",
    }
    line = json.dumps({**record, **more}).encode()
    end = JobEnd(0, 0, 200, -1, " ".join(more.values()), "gen_x", line)
    result = conclude(end, None, dict)
    assert result.ok
    assert result.raise_for_status() is result
    with pytest.raises(sv.NoOutputError) as caught:
        result.output  # noqa: B018
    assert isinstance(caught.value, LookupError)
    for text in (result.message, str(caught.value), caught.value.remedy, caplog.text):
        assert 'client.job("gen_x").wait()' in text
        assert "skillsvideo wait" not in text
    assert (caught.value.charge_state, caught.value.generation_id, caught.value.retryable) == (
        "accepted",
        "gen_x",
        False,
    )
    assert [entry.levelname for entry in caplog.records] == ["WARNING"]
    notice = make_event(_raw.EVENT_NOTICE, b'{"v":1,"event":"notice","notice":"no_outputs","message":"m"}')
    assert (notice.notice, notice.message) == ("no_outputs", "m")
