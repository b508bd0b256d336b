"""Runs every example of the README unchanged."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

README = os.path.join(os.path.dirname(__file__), "..", "README.md")
with open(README, encoding="utf-8") as file:
    TEXT = file.read()
BLOCKS = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
PROGRAMS = [block for block in BLOCKS if "def test_" not in block]
SUITES = [block for block in BLOCKS if "def test_" in block]
# Part of an example: what its output must contain.
SAID = {
    "result.output.save()": r"a-red-fox",
    'print("store this': r"store this: gen_\w+\n[\d.]+ IN_QUEUE\n(.*\n)*the end: COMPLETED",
    "job.result(": r"image/png",
    "bought once": r"bought once: http://127.0.0.1",
    "client.map(": r"a forest http://127.0.0.1",
    "asyncio.gather(": r"start\nsse_open\naccepted",
    "skillsvideo.template(": r"\{'prompt': .*\n: must be the field|/: must be the field",
    "simulator.log()": r"as expected",
    "report_credits=True": r"10 100000 99990",
    "skillsvideo.options()": r"total_timeout_ms 3600000",
}


@pytest.mark.parametrize("number", range(len(PROGRAMS)))
def test_program(number, simulator, tmp_path):
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROGRAMS[number]],
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    for part, pattern in SAID.items():
        if part in PROGRAMS[number]:
            assert re.search(pattern, done.stdout), done.stdout
            break


def test_every_expectation_meets_an_example():
    assert len(PROGRAMS) >= 8
    assert all(any(part in program for program in PROGRAMS) for part in SAID)


@pytest.mark.parametrize("source", SUITES)
def test_suite(source, tmp_path):
    (tmp_path / "test_users.py").write_text(source)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error", str(tmp_path)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout


def test_every_error_is_explained():
    import skillsvideo

    for name in skillsvideo.__all__:
        value = getattr(skillsvideo, name)
        if isinstance(value, type) and issubclass(value, skillsvideo.SkillsVideoError):
            assert f"`{name}`" in TEXT or name == "SkillsVideoError", name


def test_links():
    for target in re.findall(r"\]\((?!http)([^)]+)\)", TEXT):
        assert os.path.exists(os.path.join(os.path.dirname(README), target)), target
