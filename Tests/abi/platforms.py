"""Starts simulators for the tests of the C ABI and ends them again. Standard library only."""
import contextlib
import json
import os
import subprocess

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
# The folder of the library that is tested: build/self-contained is the other one.
BUILD = os.environ.get("BUILD", os.path.join(ROOT, "build"))
INCLUDE = os.path.join(ROOT, "include")
LIBRARY = os.path.join(BUILD, "libskillsvideo.so")
SIMULATOR = os.environ.get("SIMULATOR", os.path.join(ROOT, ".build-debug", "debug", "skillsvideo-simulator"))

PLAIN = ("PLAIN", "--latency-ms 40")
ENDLESS = ("ENDLESS", "--latency-ms 1000000000")


@contextlib.contextmanager
def platforms(wanted=(PLAIN,)):
    """Simulators by (name, options); gives the environment in which NAME_URL is the base URL of each."""
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    environment.pop("SKILLS_VIDEO_BASE_URL", None)
    with contextlib.ExitStack() as stack:
        for name, options in wanted:
            process = stack.enter_context(subprocess.Popen(
                [SIMULATOR, "--port", "0", *options.split()], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                text=True))
            stack.callback(process.stdin.close)
            about = json.loads(process.stdout.readline())
            environment[f"{name}_URL"] = about["base_url"]
            environment["SKILLS_VIDEO_API_KEY"] = about["key"]
        yield environment
