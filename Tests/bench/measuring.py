"""What the benchmarks share: C programs compiled, and one run of a command measured."""
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "common"))
from places import ROOT

OUT = os.path.join(ROOT, "build", "bench")


def compile_c(source, *extra, name=None):
    """The program of Tests/bench/SOURCE.c; another `name` where it is compiled more than once."""
    os.makedirs(OUT, exist_ok=True)
    path = os.path.join(OUT, name or source)
    flags = ["-O2", "-std=c99", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror"]
    subprocess.run(
        ["cc", *flags, os.path.join(ROOT, "Tests", "bench", source + ".c"), "-o", path, *extra], check=True)
    return path


class Usage(NamedTuple):
    """What a program of usage.h reports: CPU seconds, KiB of memory, microseconds of delay."""
    events: int
    found: int
    seconds: float
    peak: int
    grown: int
    middle: float
    late: float


def read_usage(command, events):
    """The usage of a program that must see so many events and the status of each."""
    words = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.split()
    usage = Usage(*(kind(word) for kind, word in zip(Usage.__annotations__.values(), words)))
    if usage.events != events or usage.found != events:
        sys.exit(f"{command[0]} saw {usage.events} events and {usage.found} statuses of {events}")
    return usage


def with_library(folder):
    """The compiler's arguments for a program with the library in this folder."""
    return ["-I", f"{ROOT}/include", "-L", folder, "-lskillsvideo", f"-Wl,-rpath,{folder}"]


def run_once(command, environment=None, check=True):
    """Wall time and CPU time in milliseconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    subprocess.run(command, check=check, stdout=subprocess.DEVNULL, stderr=None if check
                   else subprocess.DEVNULL,
                   env={**os.environ, **(environment or {})})
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall * 1e3, (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1e3
