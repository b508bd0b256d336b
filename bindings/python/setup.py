"""Builds the wheel with the shared library in it. Everything else is in pyproject.toml."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from setuptools import setup
from setuptools.command.build_py import build_py

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(HERE, "tools"))

from platform_wheel import BinaryDistribution, PlatformWheel  # noqa: E402

SONAME = "libskillsvideo.so.0"


def library() -> str:
    """The shared library: named by SKILLSVIDEO_LIBRARY, built where Swift is present, or one that was built
    before."""
    named = os.environ.get("SKILLSVIDEO_LIBRARY")
    if named:
        return os.path.realpath(named)
    built = os.path.join(ROOT, "build", "self-contained", SONAME)
    if shutil.which("swift") and os.path.exists(os.path.join(ROOT, "Makefile")):
        subprocess.run(["make", "-C", ROOT, "lib-static"], check=True)
    elif not os.path.exists(built):
        raise SystemExit(
            "skillsvideo: there is no libskillsvideo to put into the package. Install a wheel, put Swift 6.3 "
            "or "
            "newer on "
            "PATH so that it can be built from source, or name the library with SKILLSVIDEO_LIBRARY."
        )
    return os.path.realpath(built)


class BuildWithLibrary(build_py):
    """Adds the library and the catalogue."""

    def run(self) -> None:
        # What a build of before has left would go along.
        shutil.rmtree(self.build_lib, ignore_errors=True)
        super().run()
        package = os.path.join(self.build_lib, "skillsvideo")
        folder = os.path.join(package, "lib")
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        target = os.path.join(folder, SONAME)
        shutil.copyfile(library(), target)
        os.chmod(target, 0o755)
        catalogue = os.path.join(package, "catalogue")
        os.makedirs(catalogue, exist_ok=True)
        for name in ("openapi.json", "docs.json"):
            shutil.copyfile(os.path.join(ROOT, "share", "catalogue", name), os.path.join(catalogue, name))


setup(cmdclass={"build_py": BuildWithLibrary, "bdist_wheel": PlatformWheel}, distclass=BinaryDistribution)
