"""Builds the wheel with the simulator's program in it. Everything else is in pyproject.toml."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from setuptools import setup
from setuptools.command.build_py import build_py

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(HERE)))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "tools"))

from bundle import bundle  # noqa: E402
from platform_wheel import BinaryDistribution, PlatformWheel  # noqa: E402

BUNDLED = ("libsimdjson", "libpcre2", "libpng", "libjpeg", "libwebp", "libsharpyuv", "libz.")
BUILD = ["swift", "build", "--scratch-path", ".build-release", "-c", "release", "--static-swift-stdlib"]
PRODUCT = ["--product", "skillsvideo-simulator"]


def program() -> str:
    """The release build, which brings the Swift runtime along: named by SKILLSVIDEO_SIMULATOR, or built here
    (minutes).
    """
    named = os.environ.get("SKILLSVIDEO_SIMULATOR")
    if named:
        return os.path.realpath(named)
    if not shutil.which("swift"):
        raise SystemExit("skillsvideo-simulator: Swift 6.3 or newer must be on PATH to build it; or install a wheel.")
    subprocess.run(BUILD + PRODUCT, cwd=ROOT, check=True)
    return os.path.join(ROOT, ".build-release", "release", "skillsvideo-simulator")


class BuildWithProgram(build_py):
    """Adds the program, the libraries of its pictures, and the catalogue."""

    def run(self) -> None:
        # What a build of before has left would go along.
        shutil.rmtree(self.build_lib, ignore_errors=True)
        super().run()
        package = os.path.join(self.build_lib, "skillsvideo_simulator")
        for name in ("bin", "lib", "share"):
            shutil.rmtree(os.path.join(package, name), ignore_errors=True)
        os.makedirs(os.path.join(package, "bin"))
        target = os.path.join(package, "bin", "skillsvideo-simulator")
        subprocess.run(["strip", "-o", target, program()], check=True)
        os.chmod(target, 0o755)
        bundle(target, os.path.join(package, "lib"), BUNDLED, "$ORIGIN/../lib")
        shutil.copytree(os.path.join(ROOT, "share", "catalogue"), os.path.join(package, "share", "catalogue"))


setup(cmdclass={"build_py": BuildWithProgram, "bdist_wheel": PlatformWheel}, distclass=BinaryDistribution)
