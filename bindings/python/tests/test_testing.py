"""The simulator and its pytest fixture, as users have them."""

from __future__ import annotations

import os

import pytest

import skillsvideo as sv
from conftest import MODEL, QUICK
from programs import run
from skillsvideo.testing import Simulator, find_program

pytest_plugins = ["pytester"]

USERS_TEST = """
import pytest
import skillsvideo as sv

def program():
    with sv.Client() as client:
        return client.generate("google/nano-banana-pro", prompt="a red fox")

def test_it(skillsvideo_simulator):
    assert program().ok
    assert len(skillsvideo_simulator.log()["jobs"]) == 1

def test_afresh(skillsvideo_simulator):
    assert skillsvideo_simulator.log()["jobs"] == []

@pytest.mark.skillsvideo_faults("status=402")
def test_without_credits(skillsvideo_simulator):
    with pytest.raises(sv.InsufficientCredits):
        program()
    assert skillsvideo_simulator.log()["jobs"] == []

def test_faults_for_a_while(skillsvideo_simulator):
    with skillsvideo_simulator.faults("failed"):
        with pytest.raises(sv.JobFailed):
            program()
    assert program().ok
"""


def test_fixture_in_a_users_suite(pytester):
    pytester.makepyfile(USERS_TEST)
    pytester.runpytest_subprocess("-W", "error", "--strict-markers").assert_outcomes(passed=4)


def test_options():
    with Simulator(latency_ms=0, events=0, credits=15, seed=7, arguments=["--idempotent"]) as simulator:
        with simulator.client(options=QUICK) as client:
            assert client.generate(MODEL, prompt="a").ok
            assert client.credits()["total"] == 5
            with pytest.raises(sv.InsufficientCredits):
                client.generate(MODEL, prompt="a")
        simulator.reset()
        with simulator.client() as client:
            assert client.credits()["total"] == 15


def test_fault_for_everything():
    with (
        Simulator(fault="status=401") as simulator,
        simulator.client() as client,
        pytest.raises(sv.AuthError),
    ):
        client.credits()


def test_unknown_fault(simulator):
    with pytest.raises(sv.ArgumentError, match="no such fault"):
        simulator.url("explode")


def test_bad_option_says_why():
    with pytest.raises(RuntimeError, match="bogus"):
        Simulator(arguments=["--bogus"]).start()


def test_not_running():
    simulator = Simulator()
    simulator.stop()
    with pytest.raises(RuntimeError, match="not running"):
        simulator.log()


def test_environment_is_put_back(simulator):
    before = dict(os.environ)
    with simulator.faults("failed"):
        assert "simulate/failed" in os.environ["SKILLS_VIDEO_BASE_URL"]
    assert dict(os.environ) == before


def test_program_that_is_not_there(tmp_path):
    code = "from skillsvideo.testing import Simulator; Simulator()"
    done = run(code, environment={"SKILLSVIDEO_SIMULATOR": "", "PATH": str(tmp_path)})
    assert "pip install 'skillsvideo[testing]'" in done.stderr
    assert find_program("/some/where") == ("/some/where", None)


def test_it_ends_with_its_process():
    code = """
        import os, skillsvideo.testing
        simulator = skillsvideo.testing.Simulator().start()
        print(simulator._about["pid"], flush=True)
        os._exit(0)
    """
    pid = int(run(code).stdout)
    while os.path.exists(f"/proc/{pid}"):
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            if file.read().rpartition(")")[2].split()[0] == "Z":
                break


def test_a_run_that_does_not_ask_loads_no_library(pytester):
    pytester.makepyfile("import sys\n\ndef test_it():\n    assert 'skillsvideo' not in sys.modules\n")
    pytester.runpytest_subprocess().assert_outcomes(passed=1)
