"""Ctrl-C at any line of the package."""

from __future__ import annotations

import os
import sys

import skillsvideo as sv

PACKAGE = os.path.dirname(sv.__file__)


class Interruption:
    """Raises KeyboardInterrupt at the n-th line that runs of these modules; by default of the package. With
    `after`, lines count once the function of that name is called.
    """

    def __init__(self, number, modules=None, after=None):
        self._number, self._modules, self._after = number, modules, after

    def __enter__(self):
        sys.settrace(self._trace)
        return self

    def __exit__(self, *error):
        sys.settrace(None)

    def _trace(self, frame, event, argument):
        # Python itself drops an exception that is raised in __del__.
        if frame.f_code.co_name in ("__del__", "discard", "wake") or not self._watches(frame):
            return None
        if frame.f_code.co_name == self._after:
            self._after = None
        if event == "line" and self._after is None:
            self._number -= 1
            if self._number == 0:
                sys.settrace(None)
                raise KeyboardInterrupt
        return self._trace

    def _watches(self, frame):
        folder, name = os.path.split(frame.f_code.co_filename)
        return folder == PACKAGE and (self._modules is None or name in self._modules)
