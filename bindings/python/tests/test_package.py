"""The wheel: its content, and that it runs on a system without other libraries."""

from __future__ import annotations

import glob
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile

import pytest

import skillsvideo

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
SIZE_MAX = 3_000_000
PACKAGE = os.path.dirname(skillsvideo.__file__)
LIB = os.path.join(PACKAGE, "lib")


def wheel():
    [path] = glob.glob(os.path.join(ROOT, "build", "wheels", "skillsvideo-*.whl"))
    return path


def test_size_and_name():
    assert os.path.getsize(wheel()) < SIZE_MAX
    assert (
        os.path.basename(wheel())
        == f"skillsvideo-{skillsvideo.__version__}-py3-none-manylinux_2_26_x86_64.whl"
    )


def test_contents():
    with zipfile.ZipFile(wheel()) as file:
        names = file.namelist()
        about = file.read(next(name for name in names if name.endswith("METADATA"))).decode()
    assert "skillsvideo/py.typed" in names
    assert "_skillsvideo_pytest.py" in names
    required = re.findall(r"^Requires-Dist: (.*)$", about, re.MULTILINE)
    assert [line.replace("'", '"') for line in required] == [
        'tqdm; extra == "progress"',
        'skillsvideo-tools; extra == "testing"',
        'skillsvideo-tools; extra == "tools"',
    ]
    assert not [name for name in names if name.startswith(("tests", "tools", "build"))]
    assert [name for name in names if name.endswith("LICENSE")]


def about(ending):
    """The files of the wheel's dist-info folder below `ending`, by name."""
    with zipfile.ZipFile(wheel()) as file:
        names = [name for name in file.namelist() if f".dist-info/{ending}/" in name]
        return {os.path.basename(name): file.read(name).decode() for name in names}


def test_what_the_library_holds():
    """The bill of materials has the library's versions, Debian's revisions and the licenses."""
    [text] = about("sboms").values()
    parts = {part["name"]: part for part in json.loads(text)["components"]}
    assert set(parts) == set(about("licenses/third-party"))
    reported = dict(
        re.findall(r"(\S+)/([0-9.]+)", skillsvideo.library_version().lower().replace("libcurl", "curl"))
    )
    assert set(reported) | {"swift"} == set(parts)
    for name, version in reported.items():
        assert re.search(rf"(^|:){re.escape(version)}(-|\.dfsg|\+dfsg)", parts[name]["version"]), parts[name]
        assert parts[name]["purl"].startswith("pkg:deb/debian/")
    assert all(part["licenses"] for part in parts.values())
    assert all(len(terms) > 500 for terms in about("licenses/third-party").values())


def test_import_does_without_typing():
    """Importing `typing` takes much of the time of an import; see _typing.py."""
    code = (
        "import skillsvideo, sys; print(sorted({'typing', 'dataclasses', 'inspect', 'asyncio'} & "
        "set(sys.modules)))"
    )
    done = subprocess.run(
        [
            sys.executable,
            "-S",
            "-c",
            "import sys; sys.path.insert(0, sys.argv[1]); " + code,
            os.path.dirname(PACKAGE),
        ],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")


def dynamic(path):
    return subprocess.run(["readelf", "-dW", path], check=True, capture_output=True, text=True).stdout


def test_nothing_but_libc_is_needed():
    needed = {
        line.split("[")[1].rstrip("]")
        for line in dynamic(skillsvideo.library_path).splitlines()
        if "NEEDED" in line
    }
    assert needed <= {"libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0"}
    assert os.listdir(LIB) == ["libskillsvideo.so.0"]


def closure(*paths):
    """The shared libraries of a program, as the loader finds them."""
    found = set()
    for path in paths:
        for line in subprocess.run(
            ["ldd", path], check=True, capture_output=True, text=True
        ).stdout.splitlines():
            words = line.split()
            found |= {word for word in words if word.startswith("/")}
    return found


@pytest.mark.skipif(os.geteuid() != 0, reason="a root of its own takes root")
def test_clean_root(tmp_path):
    """A root directory with Python, its libraries and the wheel, without libcurl and OpenSSL."""
    root = tmp_path / "root"
    python = os.path.realpath(sys.executable)
    files = closure(python, skillsvideo.library_path) | {python}
    extensions = glob.glob(os.path.join(sysconfig.get_path("stdlib"), "lib-dynload", "*.so"))
    files |= closure(*[path for path in extensions if "ctypes" in path])
    for path in files:
        assert not any(
            name in path for name in ("libcurl", "libssl", "libcrypto", "libz", "simdjson", "libstdc++")
        ), path
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
    code = (
        "import skillsvideo as sv; print(sv.library_version()); sv.Client().close(); sv.classify_error(402)"
    )
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
