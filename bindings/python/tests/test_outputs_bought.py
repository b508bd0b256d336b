"""Outputs that cannot be fetched: each error says that they were bought, and how to fetch them again."""

from __future__ import annotations

import asyncio
import contextlib
import os
import pickle

import pytest

import skillsvideo as sv
from conftest import AT_LENGTH, MODEL, ONCE, while_retryable
from skillsvideo._output import SavableOutput

# The next step if it is not to call the same again.
STEPS = {
    sv.NotFoundError: "Get a new one at no cost",
    sv.ForbiddenError: "Get a new one at no cost",
    sv.ProtocolError: "To accept it, fetch output.url",
}


def check_bought(error, generation_id, call):
    assert (error.charge_state, error.retryable, error.generation_id) == ("accepted", False, generation_id)
    assert STEPS.get(type(error), call) in error.remedy
    assert f'client.job("{generation_id}").wait()' in error.remedy
    assert error.remedy in str(error)
    assert "skillsvideo " not in str(error)
    twin = type(error)(*error.args)
    assert (twin.charge_state, twin.generation_id) == ("accepted", generation_id)


def in_a_file(folder):
    (folder / "file").write_text("")
    return folder / "file" / "x.png"


def in_the_way(folder):
    (folder / "x.png").write_text("")
    return folder / "x.png"


# What the host of the files does, where to save, the class of the error.
NOT_FETCHED = [
    ("output-status=404", None, sv.NotFoundError),
    ("output-status=503", None, sv.TransientError),
    ("output-status=403", None, sv.ForbiddenError),
    ("output-reset=0", None, sv.TransportError),
    ("output-page", None, sv.ProtocolError),
    ("", in_the_way, sv.FileError),
    ("", in_a_file, sv.FileError),
    ("", lambda folder: folder / "none" / "x.png", sv.FileError),
    ("", lambda folder: str(folder / "file" / "deep") + os.sep, sv.FileError),
    ("", lambda folder: str(folder / "a\0b"), sv.ArgumentError),
]


# An output from a pickle has the settings of the environment, whose tries take long. One case waits for a
# missing file.
QUICKLY = [(way, *row) for row in NOT_FETCHED for way in ("save", "map", "job", "client gone", "pickle")]
QUICKLY = [
    row for row in QUICKLY if row[0] != "pickle" or row[3] not in (sv.TransientError, sv.TransportError)
]


@pytest.mark.parametrize(("way", "fault", "place", "kind"), QUICKLY)
def test_an_output_that_cannot_be_fetched_was_bought(simulator, tmp_path, fault, place, kind, way):
    in_a_file(tmp_path)
    path = place(tmp_path) if place else tmp_path / "y.png"

    def program():
        with simulator.client(fault or None, options=ONCE) as client:
            if way == "map":
                [outcome] = client.map([(MODEL, {"prompt": "a"})], options=AT_LENGTH)
                result = outcome.unwrap()
            elif way == "job":
                result = client.submit(MODEL, prompt="a", options=AT_LENGTH).result()
            else:
                result = client.generate(MODEL, prompt="a", options=AT_LENGTH)
            if way in ("save", "map", "job"):
                result.output.save(path)
        output = pickle.loads(pickle.dumps(result.output)) if way == "pickle" else result.output
        output.save(path)

    with simulator.faults(fault) if fault else contextlib.nullcontext(), pytest.raises(kind) as caught:
        while_retryable(program)
    [job] = simulator.log()["jobs"]
    check_bought(caught.value, job["id"], "output.save()")
    # A missing file is requested again, because a new file may not be everywhere at once.
    if fault == "output-status=404":
        assert (caught.value.raw["tries"] > 1) == (way == "pickle")


@pytest.mark.parametrize(("fault", "place", "kind"), [row for row in NOT_FETCHED if row[1] is None])
@pytest.mark.parametrize("way", ["read", "asynchronous", "asynchronous read"])
def test_an_output_that_cannot_be_read_was_bought(simulator, tmp_path, fault, place, kind, way):
    async def main():
        async with simulator.async_client(fault, options=ONCE) as client:
            output = (await client.generate(MODEL, prompt="a", options=AT_LENGTH)).output
            await (output.read() if way.endswith("read") else output.save(tmp_path / "x.png"))

    def program():
        if way == "read":
            with simulator.client(fault, options=ONCE) as client:
                client.generate(MODEL, prompt="a", options=AT_LENGTH).output.read()
        else:
            asyncio.run(main())

    with pytest.raises(kind) as caught:
        while_retryable(program)
    [job] = simulator.log()["jobs"]
    check_bought(caught.value, job["id"], "output.read()" if way.endswith("read") else "output.save()")


def test_a_download_by_its_url_was_bought(simulator, tmp_path):
    with simulator.client("output-status=503", options=ONCE) as client:
        url = client.generate(MODEL, prompt="a", options=AT_LENGTH).output.url
        with pytest.raises(sv.TransientError) as caught:
            client.download(url, str(tmp_path / "x.png"))
    assert (caught.value.charge_state, caught.value.retryable) == ("accepted", False)
    assert "client.download()" in caught.value.remedy


def test_an_interruption_of_a_download_has_the_id(tmp_path):
    def fetch(url, path, options, progress):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as caught:
        SavableOutput({"url": "https://h/x"}, "gen_x", fetch).save(tmp_path / "x")
    assert caught.value.generation_id == "gen_x"
