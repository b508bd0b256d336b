"""Builds the wheel with the two programs in it. Everything else is in pyproject.toml."""

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

from platform_wheel import BinaryDistribution, PlatformWheel  # noqa: E402

PROGRAMS = ("skillsvideo", "skillsvideo-simulator")


def programs() -> str:
    """The folder of the programs that need nothing but libc: named by SKILLSVIDEO_PROGRAMS, or built here
    (minutes)."""
    named = os.environ.get("SKILLSVIDEO_PROGRAMS")
    if named:
        return os.path.realpath(named)
    if not shutil.which("swift"):
        raise SystemExit(
            "skillsvideo-tools: Swift 6.3 or newer must be on PATH to build it; or install a wheel."
        )
    subprocess.run(["make", "tools"], cwd=ROOT, check=True)
    return os.path.join(ROOT, ".build-tools")


class BuildWithPrograms(build_py):
    """Adds the programs and the catalogue, where the programs look for it."""

    def run(self) -> None:
        # What a build of before has left would go along.
        shutil.rmtree(self.build_lib, ignore_errors=True)
        super().run()
        package = os.path.join(self.build_lib, "skillsvideo_tools")
        os.makedirs(os.path.join(package, "bin"))
        for name in PROGRAMS:
            target = os.path.join(package, "bin", name)
            shutil.copyfile(os.path.join(programs(), name), target)
            os.chmod(target, 0o755)
        catalogue = os.path.join(package, "share", "skillsvideo", "catalogue")
        shutil.copytree(os.path.join(ROOT, "share", "catalogue"), catalogue)


setup(cmdclass={"build_py": BuildWithPrograms, "bdist_wheel": PlatformWheel}, distclass=BinaryDistribution)
