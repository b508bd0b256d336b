"""The driver of driver.c, compiled against the shipped library."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "common"))
from places import LIBRARY, ROOT  # noqa: E402


def compile_driver(folder):
    driver = folder / "driver"
    flags = ["-std=c99", "-Wall", "-Wextra", "-Werror", "-pedantic", "-O1", "-g", f"-I{ROOT}/include"]
    found = [LIBRARY, f"-Wl,-rpath,{LIBRARY.parent}"]
    subprocess.run(["gcc", *flags, HERE / "driver.c", "-o", driver, *found], check=True)
    return driver
