"""Outputs: their names, and how they are saved and read."""

from __future__ import annotations

import base64
import os

import pytest

import skillsvideo as sv
from conftest import MODEL
from skillsvideo._output import SavableOutput
from skillsvideo._target import safe_name

PIXEL = base64.b64encode(b"\x89PNG").decode()


def made(**raw):
    def fetch(url, path, options, progress):
        raise sv.TransportError("no network")

    return SavableOutput(raw, "gen_x", fetch)


# description, name, type
NAMES = [
    ({"url": "https://h/a/b.png"}, "b.png", "image/png"),
    ({"url": "https://h/a/b.png?x=/c.jpg#d"}, "b.png", "image/png"),
    ({"url": "https://h/a%20b.webp"}, "a b.webp", "image/webp"),
    ({"url": "https://h/x", "file_name": "cat.png"}, "cat.png", "image/png"),
    ({"url": "https://h/x", "content_type": "video/mp4"}, "x.mp4", "video/mp4"),
    ({"url": "https://h/", "content_type": "image/jpeg"}, "gen_x.jpg", "image/jpeg"),
    ({"url": "https://h/x", "file_name": "../../etc/passwd"}, "passwd", None),
    ({"url": "https://h/x", "file_name": "..\\..\\boot.ini"}, "boot_ini", None),
    ({"url": "https://h/x.exe", "content_type": "image/png"}, "x_exe.png", "image/png"),
    ({"url": "https://h/x", "file_name": "run.sh.exe"}, "run_sh_exe", None),
    ({"url": "https://h/x", "file_name": "a.PNG"}, "a.PNG", "image/png"),
    ({"url": "https://h/x", "file_name": "/"}, "x", None),
    ({"url": "https://h/x", "file_name": ".bashrc"}, "bashrc", None),
    ({"url": "https://h/x", "file_name": " ...bashrc"}, "bashrc", None),
    ({"url": "https://h/x", "file_name": "folder/.bashrc"}, "bashrc", None),
    ({"url": "https://h/x", "file_name": ".."}, "x", None),
    ({"url": "https://h/.bashrc"}, "bashrc", None),
    ({"url": "https://h/%2Ebashrc"}, "bashrc", None),
    ({"url": "https://h/x", "file_name": "a\nb\0.png"}, "a_b_.png", "image/png"),
    ({"url": "https://h/%2e%2e%2fz.png"}, "z.png", "image/png"),
    ({"url": "https://h/x", "file_name": 7}, "x", None),
    ({"url": f"data:image/png;base64,{PIXEL}"}, "gen_x.png", "image/png"),
]


@pytest.mark.parametrize(("raw", "name", "kind"), NAMES)
def test_names(raw, name, kind):
    output = made(**raw)
    assert output.file_name == name
    assert output.content_type == kind


LONG = "https://h/" + "a" * 300 + ".png"
REPRS = [
    ({"url": "https://h/a.png"}, "<SavableOutput https://h/a.png image/png>"),
    ({"url": "https://h/a"}, "<SavableOutput https://h/a>"),
    (
        {"url": "https://h/a.mp4", "width": 64, "height": 32},
        "<SavableOutput https://h/a.mp4 video/mp4 64x32>",
    ),
    ({"url": "https://h/a.mp4", "width": 64}, "<SavableOutput https://h/a.mp4 video/mp4>"),
    ({"url": LONG}, f"<SavableOutput {LONG[:200]}... image/png>"),
]


@pytest.mark.parametrize(("raw", "text"), REPRS)
def test_repr(raw, text):
    assert repr(made(**raw)) == text


def test_long_names_stay_short():
    name = safe_name("é" * 500 + ".png")
    assert name.endswith(".png")
    assert len(name.encode()) <= 255


def test_save(client, tmp_path, monkeypatch):
    output = client.generate(MODEL, prompt="a red fox").output
    monkeypatch.chdir(tmp_path)
    assert output.size is None
    path = output.save()
    assert path == str(tmp_path / output.file_name)
    assert output.size == os.path.getsize(path)
    with pytest.raises(sv.FileError, match="exist"):
        output.save()
    assert output.save(overwrite=True) == path
    assert output.save("deep/er/") == os.path.join("deep/er/", output.file_name)
    assert output.save(tmp_path / "deep") == str(tmp_path / "deep" / output.file_name)
    with pytest.raises(sv.FileError):
        output.save("no/such/folder/x.png")
    assert isinstance(output.width, int)
    assert output.content_type == "image/png"


def test_read_with_a_limit(client):
    with pytest.raises(sv.SkillsVideoError, match="longer than 100 bytes"):
        client.generate(MODEL, prompt="a").output.read(max_bytes=100)
