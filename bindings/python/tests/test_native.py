"""How the library is found, and what is said when it is not."""

from __future__ import annotations

import subprocess

import pytest
from programs import run

import skillsvideo

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


def test_no_library_at_all(tmp_path):
    (tmp_path / "text.so").write_text("not a library")
    assert "cannot load" in refusal(tmp_path / "text.so")


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
    """A library that needs what is not there, as ours does without libcurl."""
    (tmp_path / "dep.c").write_text("int dep(void) { return 1; }")
    subprocess.run(
        ["cc", "-shared", "-fPIC", "dep.c", "-Wl,-soname,libcurl-missing.so.4", "-o", "libcurl-missing.so"],
        cwd=tmp_path,
        check=True,
    )
    (tmp_path / "fake.c").write_text("int dep(void); int top(void) { return dep(); }")
    subprocess.run(
        ["cc", "-shared", "-fPIC", "fake.c", "-L.", "-lcurl-missing", "-o", "fake.so"], cwd=tmp_path, check=True
    )
    assert "apt-get install libcurl4" in refusal(tmp_path / "fake.so")


@pytest.mark.parametrize("name", skillsvideo.__all__)
def test_public_names(name):
    assert getattr(skillsvideo, name) is not None


def test_no_other_public_names():
    with pytest.raises(AttributeError, match="Clinet"):
        skillsvideo.Clinet  # noqa: B018
    assert sorted(dir(skillsvideo)) == sorted(skillsvideo.__all__)
