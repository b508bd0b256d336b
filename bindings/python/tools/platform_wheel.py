"""Makes setuptools build one wheel for every Python 3 on one platform."""

from __future__ import annotations

from typing import Tuple

from setuptools import Distribution

try:
    from setuptools.command.bdist_wheel import bdist_wheel
except ImportError:
    from wheel.bdist_wheel import bdist_wheel


class PlatformWheel(bdist_wheel):
    """The content is loaded by ctypes or run as a program, so it fits every version of Python."""

    def finalize_options(self) -> None:
        super().finalize_options()
        self.root_is_pure = False

    def get_tag(self) -> Tuple[str, str, str]:
        return ("py3", "none", super().get_tag()[2])


class BinaryDistribution(Distribution):
    """The wheel contains machine code."""

    def has_ext_modules(self) -> bool:
        return True
