"""A second copy of the library in one process: a plug-in that brings its own, or Python in a C program."""

import shutil

from hosting import run, world


def test_handles_of_another_copy_are_refused():
    here = world()
    copy = here.folder / "another" / "libskillsvideo-copy.so"
    copy.parent.mkdir()
    shutil.copy(here.library.resolve(), copy)
    program = here.folder / "copies"
    here.compile(here.source("copies"), program, "-ldl")
    run([program, here.library.resolve(), copy])
