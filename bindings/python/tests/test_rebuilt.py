"""Errors from pickles and from result backends."""

from __future__ import annotations

import copy
import json
import pickle
import sys

import pytest

import skillsvideo as sv
from programs import run


def every_class():
    """Every class of error, with those of failed generations, which are made on first use."""
    from skillsvideo import _errors

    kinds = [kind for kind in _errors.CLASSES.values() if kind not in (sv.JobFailed, sv.JobCanceled)]
    joined = [getattr(_errors, f"JobFailed_{kind.__name__}") for kind in kinds]
    return sorted(
        {sv.SkillsVideoError, sv.NoOutputError, *_errors.CLASSES.values(), *joined},
        key=lambda one: one.__name__,
    )


def celery_prepare(error):
    """What Celery's JSON result backends store: celery.backends.base.Backend.prepare_exception, written again
    here, since Celery and what it needs are large."""
    kind = type(error)
    stored = {"exc_type": kind.__qualname__, "exc_message": error.args, "exc_module": kind.__module__}
    return json.loads(json.dumps(stored))


def celery_rebuild(stored):
    """Celery's Backend.exception_to_python, likewise."""
    kind = sys.modules[stored["exc_module"]]
    for name in stored["exc_type"].split("."):
        kind = getattr(kind, name)
    assert issubclass(kind, BaseException)
    message = stored["exc_message"]
    return kind(*message) if isinstance(message, (tuple, list)) else kind(message)


BOUGHT = (sv.JobFailed, sv.JobCanceled, sv.NoOutputError)
FULL = {
    "category": "transport",
    "generation_id": "gen_x",
    "http_status": 503,
    "retry_after": 2.5,
    "charge_state": "rejected",
}
RECORD = {"remedy": "Wait.", "code": "X_Y", "idempotency_key": "mine", "ledger": []}


@pytest.mark.parametrize("kind", every_class(), ids=lambda kind: kind.__name__)
def test_rebuilt_from_its_message_alone_it_claims_nothing(kind):
    """It never says that nothing was sent."""
    for error in (
        kind("m"),
        kind(),
        celery_rebuild({**celery_prepare(kind("m")), "exc_message": ["m"]}),
        kind("m", "n"),
    ):
        assert error.charge_state == ("accepted" if issubclass(kind, BOUGHT) else "unknown")
        assert not error.retryable
        assert isinstance(error, kind)
    assert str(kind("m")) == "m"


@pytest.mark.parametrize("kind", every_class(), ids=lambda kind: kind.__name__)
def test_rebuilt_with_its_arguments_it_is_the_same(kind):
    error = kind("m", record=RECORD, **FULL)
    twins = {
        "pickle": pickle.loads(pickle.dumps(error)),
        "copy": copy.copy(error),
        "deepcopy": copy.deepcopy(error),
        "celery": celery_rebuild(celery_prepare(error)),
        "args": kind(*error.args),
    }
    for name, twin in twins.items():
        assert type(twin) is kind, name
        assert (str(twin), twin.args) == ("m", error.args), name
        for field in (*FULL, "remedy", "code", "idempotency_key", "retryable"):
            assert getattr(twin, field) == getattr(error, field), (name, field)
    assert twins["pickle"].raw == error.raw


def test_rebuilt_in_a_process_that_has_seen_none_of_it():
    code = """
        import importlib, pickle, sys
        kind = getattr(importlib.import_module("skillsvideo._errors"), "JobFailed_ContentRejected")
        error = pickle.loads(bytes.fromhex(sys.argv[1]))
        print(type(error) is kind, error, error.charge_state, error.generation_id)
    """
    from skillsvideo import _errors

    error = _errors.JobFailed_ContentRejected("m", generation_id="gen_x")
    done = run(code, pickle.dumps(error).hex())
    assert (done.stdout, done.stderr) == ("True m accepted gen_x\n", "")


@pytest.mark.parametrize(
    "name", ["JobFailed_", "JobFailed_JobFailed", "JobFailed_Nothing", "Timeout_JobFailed", "no"]
)
def test_no_other_class_is_made(name):
    from skillsvideo import _errors

    with pytest.raises(AttributeError, match=name):
        getattr(_errors, name)


@pytest.mark.parametrize(
    "details",
    [{"charge_state": "free"}, {"charge_state": 1, "retry_after": "soon", "http_status": None}, [], "x", 7],
)
def test_arguments_from_anywhere(details):
    error = sv.TransportError("m", details)
    assert (error.charge_state, error.retry_after, error.http_status) == ("unknown", None, 0)


def test_a_class_of_the_program_survives_a_pickle():
    error = pickle.loads(pickle.dumps(Mine("gen_x", 7)))
    assert (type(error), error.number, error.generation_id, str(error)) == (Mine, 7, "gen_x", "number 7")


class Mine(sv.Timeout):
    """A subclass whose constructor has other arguments."""

    def __init__(self, generation_id, number):
        super().__init__(f"number {number}", generation_id=generation_id)
        self.number = number
