"""Options that have arguments of their own."""

from __future__ import annotations

import math

import pytest

import skillsvideo as sv
from conftest import MODEL
from skillsvideo import _offline, _raw
from skillsvideo._events import make_event
from skillsvideo._settings import named_options

# argument, option
SECONDS = [
    ("first_byte_timeout", "first_byte_timeout_ms"),
    ("quiet_poll", "quiet_poll_ms"),
    ("upload_timeout", "upload_timeout_ms"),
]


@pytest.fixture
def with_all(monkeypatch):
    """A library that has all these options, also if an older one is loaded."""
    known = [
        *sv.options(),
        *(
            sv.OptionInfo(option, "0", "", "ms", "any", int(option == "upload_timeout_ms"), 86_400_000)
            for _, option in SECONDS
        ),
    ]
    monkeypatch.setattr(_offline, "options", lambda: known)


@pytest.mark.parametrize(("argument", "option"), SECONDS)
def test_seconds_become_milliseconds(with_all, argument, option):
    assert named_options(None, **{argument: 1.5}) == {option: 1500}
    longest = 86_400_000 if argument == "upload_timeout" else 0
    assert named_options({"trace": True}, **{argument: math.inf}) == {"trace": True, option: longest}
    assert named_options({}, **{argument: None}) == {}


@pytest.mark.parametrize("value", [0, -1, math.nan, "3", True])
@pytest.mark.parametrize(("argument", "option"), SECONDS)
def test_no_number_of_seconds(with_all, argument, option, value):
    with pytest.raises(sv.ArgumentError, match=argument):
        named_options(None, **{argument: value})


@pytest.mark.parametrize("kind", [sv.Client, sv.AsyncClient])
@pytest.mark.parametrize(("argument", "option"), SECONDS)
def test_a_library_that_does_not_have_it(monkeypatch, kind, argument, option):
    monkeypatch.setattr(_offline, "options", list)
    with pytest.raises(sv.ArgumentError, match=f"{argument} needs the option {option}") as caught:
        kind("k", **{argument: 1})
    assert sv.library_path in str(caught.value)
    assert caught.value.charge_state == "not_sent"


@pytest.mark.parametrize("kind", [sv.Client, sv.AsyncClient])
def test_an_option_that_nobody_knows(kind):
    with pytest.raises(sv.ArgumentError, match="no_such_option"):
        kind("k", options={"no_such_option": 1})


def has_new_options():
    return {option for _, option in SECONDS} <= {option.name for option in sv.options()}


@pytest.mark.skipif(not has_new_options(), reason="the loaded library is older")
def test_no_first_byte(simulator):
    with simulator.client(
        "stall-start", first_byte_timeout=0.2, quiet_poll=5, upload_timeout=math.inf
    ) as client:
        with pytest.raises(sv.OutcomeUnknown) as caught:
            client.generate(MODEL, prompt="a")
    assert caught.value.charge_state == "unknown"
    assert len(simulator.log()["requests"]) == 1


def test_a_failed_poll_has_its_delay():
    line = b'{"v":1,"event":"poll_error","attempt":1,"http_status":429,"transient":true,"message":"m"%s}'
    assert make_event(_raw.EVENT_POLL_FAILED, line % b',"delay_ms":2500').delay == 2.5
    assert make_event(_raw.EVENT_POLL_FAILED, line % b',"delay_ms":null').delay is None
