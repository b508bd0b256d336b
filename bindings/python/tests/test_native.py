"""How the library is found, and the errors if it is not."""

from __future__ import annotations

import subprocess

import pytest

import skillsvideo
from programs import run

IMPORT = "import skillsvideo; print(skillsvideo.library_path)"


def test_own_library_beside_the_package():
    assert skillsvideo.library_path.endswith("/skillsvideo/lib/libskillsvideo.so.0")


def test_explicit_path_comes_first(tmp_path):
    link = tmp_path / "elsewhere.so"
    link.symlink_to(skillsvideo.library_path)
    done = run(IMPORT, environment={"SKILLSVIDEO_LIBRARY": str(link)})
    assert done.stdout.strip() == str(link)


def refusal(path):
    done = run(IMPORT, environment={"SKILLSVIDEO_LIBRARY": str(path)})
    assert done.returncode == 1
    assert "ImportError" in done.stderr
    return done.stderr.splitlines()[-1]


def test_missing_file(tmp_path):
    said = refusal(tmp_path / "none.so")
    assert "There is no such file" in said
    assert "SKILLSVIDEO_LIBRARY" in said


def altered(tmp_path, change):
    """The package's own library with some bytes changed."""
    with open(skillsvideo.library_path, "rb") as file:
        content = bytearray(file.read())
    (tmp_path / "altered.so").write_bytes(change(content))
    return tmp_path / "altered.so"


def with_machine(number):
    return lambda content: content[:18] + number.to_bytes(2, "little") + content[20:]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda content: b"not a library", "not a shared library"),
        (lambda content: b"", "not a shared library"),
        (with_machine(183), "is for ARM64, but this Python runs on x86-64"),
        (with_machine(3), "is for x86, but this Python runs on x86-64"),
        (with_machine(40000), "is for processor 40000"),
        (
            lambda content: content.replace(b"GLIBC_2.25", b"GLIBC_9.25"),
            "needs glibc 9.25 or newer, and this system has",
        ),
        (
            lambda content: content.replace(b"libdl.so.2", b"libdl.so.9"),
            "needs libdl.so.9, which is not installed. Install",
        ),
    ],
)
def test_why_it_cannot_be_loaded(tmp_path, change, says):
    said = refusal(altered(tmp_path, change))
    assert "cannot load" in said
    assert says in said


def test_another_libc(tmp_path):
    """musl has no version of glibc to report."""
    path = altered(tmp_path, lambda content: content.replace(b"libdl.so.2", b"libdl.so.9"))
    done = run(
        "import os\ndef confstr(name): raise ValueError\nos.confstr = confstr\nimport skillsvideo",
        environment={"SKILLSVIDEO_LIBRARY": str(path)},
    )
    assert "this Python uses another libc (musl, as on Alpine)" in done.stderr


def compiled(tmp_path, source):
    (tmp_path / "fake.c").write_text(source)
    subprocess.run(["cc", "-shared", "-fPIC", "fake.c", "-o", "fake.so"], cwd=tmp_path, check=True)
    return tmp_path / "fake.so"


def test_another_library(tmp_path):
    assert "is not libskillsvideo" in refusal(compiled(tmp_path, "int something(void) { return 1; }"))


VERSIONS = """
unsigned sv_version_number(void) { return 7000; }
const char *sv_version_string(void) { return "libskillsvideo 0.7.0"; }
"""


def test_wrong_version(tmp_path):
    said = refusal(compiled(tmp_path, VERSIONS + "int sv_version_check(unsigned v) { return -3; }"))
    assert "libskillsvideo 0.7.0" in said
    assert "0.1" in said


def test_too_old(tmp_path):
    said = refusal(compiled(tmp_path, VERSIONS + "int sv_version_check(unsigned v) { return 0; }"))
    assert "older than this package" in said


def test_missing_libcurl(tmp_path):
    """A library with a missing dependency, as that of `make lib` without libcurl."""
    (tmp_path / "dep.c").write_text("int dep(void) { return 1; }")
    subprocess.run(
        ["cc", "-shared", "-fPIC", "dep.c", "-Wl,-soname,libcurl-missing.so.4", "-o", "libcurl-missing.so"],
        cwd=tmp_path,
        check=True,
    )
    (tmp_path / "fake.c").write_text("int dep(void); int top(void) { return dep(); }")
    subprocess.run(
        ["cc", "-shared", "-fPIC", "fake.c", "-L.", "-lcurl-missing", "-o", "fake.so"],
        cwd=tmp_path,
        check=True,
    )
    assert "apt-get install libcurl4" in refusal(tmp_path / "fake.so")


@pytest.mark.parametrize("name", skillsvideo.__all__)
def test_public_names(name):
    assert getattr(skillsvideo, name) is not None


def test_no_other_public_names():
    with pytest.raises(AttributeError, match="Clinet"):
        skillsvideo.Clinet  # noqa: B018
    assert sorted(dir(skillsvideo)) == sorted(skillsvideo.__all__)
