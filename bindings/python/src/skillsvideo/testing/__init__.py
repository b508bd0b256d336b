"""A simulated platform on your own machine: tests programs without a key, credits or network, with faults on
demand.

    with skillsvideo.testing.Simulator() as simulator, simulator.client() as client:
        result = client.generate("google/nano-banana-pro", prompt="a red fox")

With pytest, the fixture `skillsvideo_simulator` starts one simulator for the whole run, resets it before each
test, and puts its address and key into the environment, so that the tested program needs no change.
"""

from __future__ import annotations

from ._find import find_program
from ._simulator import Simulator

__all__ = ["Simulator", "find_program"]
