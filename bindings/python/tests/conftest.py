from __future__ import annotations

import pytest

MODEL = "google/nano-banana-pro"
# Failures are followed up at once, and what never comes is given up soon.
QUICK = {"poll_interval_ms": 10, "poll_interval_max_ms": 20, "poll_failures_max": 3, "retry_after_max_ms": 500}


@pytest.fixture
def simulator(skillsvideo_simulator):
    return skillsvideo_simulator


@pytest.fixture
def client(simulator):
    with simulator.client(options=QUICK) as client:
        yield client
