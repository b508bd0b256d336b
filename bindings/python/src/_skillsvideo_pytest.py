"""The pytest plugin: the fixture `skillsvideo_simulator`.

It is outside the package, so that a test run without the fixture does not load the library.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Iterator

import pytest

if TYPE_CHECKING:
    from skillsvideo.testing import Simulator


def pytest_configure(config: pytest.Config) -> None:
    """Registers the marker."""
    config.addinivalue_line(
        "markers", "skillsvideo_faults(spec): faults for clients that read the environment"
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
    """A simulator without traces of earlier tests. Its address and key are in the environment during the
    test.

    `@pytest.mark.skillsvideo_faults("status=402")` sets faults for the clients that the tested program makes.
    """
    skillsvideo_simulator_process.reset()
    marker = request.node.get_closest_marker("skillsvideo_faults")
    for name, value in skillsvideo_simulator_process.environment(marker.args[0] if marker else None).items():
        monkeypatch.setenv(name, value)
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    return skillsvideo_simulator_process
