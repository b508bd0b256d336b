"""The driver of driver.c, compiled against the shipped library."""

import os
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
LIBRARY = Path(os.environ.get("BUILD", ROOT / "build")) / "libskillsvideo.so.0"


def compile_driver(folder):
    driver = folder / "driver"
    flags = ["-std=c99", "-Wall", "-Wextra", "-Werror", "-pedantic", "-O1", "-g", f"-I{ROOT}/include"]
    found = [LIBRARY, f"-Wl,-rpath,{LIBRARY.parent}"]
    subprocess.run(["gcc", *flags, HERE / "driver.c", "-o", driver, *found], check=True)
    return driver
