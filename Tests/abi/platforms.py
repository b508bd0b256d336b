"""Starts simulators for the tests of the C ABI and ends them again. Standard library only."""
import contextlib
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "common"))
from local_simulator import LocalSimulator

PLAIN = ("PLAIN", "--latency-ms 40")
ENDLESS = ("ENDLESS", "--latency-ms 1000000000")


@contextlib.contextmanager
def platforms(wanted=(PLAIN,)):
    """Simulators by (name, options); gives the environment in which NAME_URL is the base URL of each."""
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    environment.pop("SKILLS_VIDEO_BASE_URL", None)
    with contextlib.ExitStack() as stack:
        for name, options in wanted:
            simulator = stack.enter_context(LocalSimulator(*options.split()))
            environment[f"{name}_URL"] = simulator.base_url
            environment["SKILLS_VIDEO_API_KEY"] = simulator.key
        yield environment
