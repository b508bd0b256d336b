"""The wheel: what is in it, and that it runs where nothing else is."""

from __future__ import annotations

import glob
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile

import pytest

import skillsvideo

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
SIZE_MAX = 1_600_000
PACKAGE = os.path.dirname(skillsvideo.__file__)
LIB = os.path.join(PACKAGE, "lib")


def wheel():
    [path] = glob.glob(os.path.join(ROOT, "build", "wheels", "skillsvideo-*.whl"))
    return path


def test_size_and_name():
    assert os.path.getsize(wheel()) < SIZE_MAX
    assert os.path.basename(wheel()) == f"skillsvideo-{skillsvideo.__version__}-py3-none-linux_{os.uname().machine}.whl"


def test_contents():
    with zipfile.ZipFile(wheel()) as file:
        names = file.namelist()
        about = file.read(next(name for name in names if name.endswith("METADATA"))).decode()
    assert "skillsvideo/py.typed" in names
    assert "_skillsvideo_pytest.py" in names
    assert "Requires-Dist" not in about.replace("Requires-Dist: tqdm; extra ==", "").replace(
        "Requires-Dist: skillsvideo-simulator; extra ==", ""
    )
    assert not [name for name in names if name.startswith(("tests", "tools", "build"))]
    assert [name for name in names if name.endswith("LICENSE")]


def test_terms_of_what_is_bundled():
    with zipfile.ZipFile(wheel()) as file:
        names = file.namelist()
    bundled = [name for name in names if "/lib/" in name and ".so" in name and "libskillsvideo" not in name]
    bundled = [name for name in bundled if not name.endswith(".copyright")]
    assert len(bundled) == 5
    assert all(f"{name}.copyright" in names for name in bundled)


def test_import_does_without_typing():
    """It takes a good part of the time that the import has; see _typing.py."""
    code = "import skillsvideo, sys; print(sorted({'typing', 'dataclasses', 'inspect', 'asyncio'} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-S", "-c", "import sys; sys.path.insert(0, sys.argv[1]); " + code, os.path.dirname(PACKAGE)],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")


def dynamic(path):
    return subprocess.run(["readelf", "-dW", path], check=True, capture_output=True, text=True).stdout


def test_bundled_libraries_are_found_beside_the_library():
    for name in os.listdir(LIB):
        if name.endswith(".copyright"):
            continue
        assert "[$ORIGIN]" in dynamic(os.path.join(LIB, name))
    needed = [
        line.split("[")[1].rstrip("]") for line in dynamic(skillsvideo.library_path).splitlines() if "NEEDED" in line
    ]
    system = {name for name in needed if not os.path.exists(os.path.join(LIB, name))}
    allowed = (
        "libcurl.so.4",
        "libcrypto.so.3",
        "libstdc++.so.6",
        "libgcc_s.so.1",
        "libz.so.1",
        "libm.so.6",
        "libc.so.6",
        "ld-linux",
    )
    assert all(name.startswith(allowed) for name in system), system
    with open("/proc/self/maps", encoding="utf-8") as file:
        loaded = {line.split()[-1] for line in file if "simdjson" in line}
    assert loaded == {
        path
        for path in (os.path.join(LIB, name) for name in os.listdir(LIB))
        if "simdjson.so" in path and "copy" not in path
    }


def closure(*paths):
    """The files that a program needs, as the loader finds them."""
    found = set()
    for path in paths:
        for line in subprocess.run(["ldd", path], check=True, capture_output=True, text=True).stdout.splitlines():
            words = line.split()
            found |= {word for word in words if word.startswith("/")}
    return found


@pytest.mark.skipif(os.geteuid() != 0, reason="a root of its own takes root")
def test_clean_root(tmp_path):
    """A root with Python, libcurl and what these need, and the wheel: nothing of this machine's simdjson or pcre2."""
    root = tmp_path / "root"
    python = os.path.realpath(sys.executable)
    [curl] = [path for path in closure(skillsvideo.library_path) if "/libcurl.so" in path]
    files = closure(python, curl) | {curl, python}
    extensions = glob.glob(os.path.join(sysconfig.get_path("stdlib"), "lib-dynload", "*.so"))
    files |= closure(*[path for path in extensions if "ctypes" in path])
    files |= {path for path in closure(skillsvideo.library_path) if "/libstdc++" in path or "/libgcc_s" in path}
    for path in files:
        assert "simdjson" not in path
        target = root / path.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    stdlib = sysconfig.get_path("stdlib")
    ignored = shutil.ignore_patterns(
        "site-packages", "test", "idlelib", "__pycache__", "tkinter", "lib2to3", "ensurepip"
    )
    shutil.copytree(stdlib, root / stdlib.lstrip("/"), ignore=ignored)
    with zipfile.ZipFile(wheel()) as file:
        file.extractall(root / "site")
    code = "import skillsvideo as sv; print(sv.library_version()); sv.Client().close(); sv.classify_error(402)"
    chroot = shutil.which("chroot") or "/usr/sbin/chroot"
    done = subprocess.run(
        [chroot, str(root), python, "-I", "-c", "import sys; sys.path.insert(0, '/site'); " + code],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env={},
    )
    assert done.stderr == ""
    assert done.stdout.startswith(f"libskillsvideo {skillsvideo.__version__}")
