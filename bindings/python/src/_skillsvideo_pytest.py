"""The pytest plugin: the fixture `skillsvideo_simulator`.

A module of its own, outside the package: a test run that does not ask for the fixture loads no library.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Iterator

import pytest

if TYPE_CHECKING:
    from skillsvideo.testing import Simulator


def pytest_configure(config: pytest.Config) -> None:
    """Registers the marker."""
    config.addinivalue_line(
        "markers", "skillsvideo_faults(spec): faults that clients made from the environment meet"
    )


@pytest.fixture(scope="session")
def skillsvideo_simulator_process() -> Iterator[Simulator]:
    """One simulator for the whole run; override it to start one with other options."""
    from skillsvideo.testing import Simulator

    with Simulator() as simulator:
        yield simulator


@pytest.fixture
def skillsvideo_simulator(
    skillsvideo_simulator_process: Simulator, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Simulator:
    """A platform that knows of no earlier test. Its address and key are in the environment while the test
    runs.

    `@pytest.mark.skillsvideo_faults("status=402")` lets the clients that the test's program makes meet
    faults.
    """
    skillsvideo_simulator_process.reset()
    marker = request.node.get_closest_marker("skillsvideo_faults")
    for name, value in skillsvideo_simulator_process.environment(marker.args[0] if marker else None).items():
        monkeypatch.setenv(name, value)
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    return skillsvideo_simulator_process
