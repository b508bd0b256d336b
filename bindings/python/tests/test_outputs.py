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


PAGE = base64.b64encode(b"<!doctype html><title>no</title>").decode()
CAPTIONS = base64.b64encode(b"1\n00:00:00,000 --> 00:00:01,000\na fox\n").decode()
PICTURE = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(8)).decode()
# address, announced type, whether it is saved
KINDS = [
    (f"data:text/plain;base64,{CAPTIONS}", "text/plain", True),
    (f"data:text/html;base64,{PAGE}", "image/png", False),
    (f"data:image/png;base64,{PIXEL}", "image/png; q=1", True),
    (f"data:image/png;base64,{PIXEL}", "image/png" + "\0", True),
    (f"data:image/png;base64,{PIXEL}", "i" * 256, True),
    (f"data:image/png;base64,{PIXEL}", 7, True),
    (f"data:image/png;base64,{PICTURE}", "video/mp4", False),
]


@pytest.mark.parametrize(("url", "kind", "is_saved"), KINDS)
def test_another_kind_than_announced_is_refused(client, tmp_path, url, kind, is_saved):
    output = SavableOutput({"url": url, "content_type": kind}, "gen_x", client._fetch)
    if is_saved:
        assert os.path.getsize(output.save(tmp_path)) == len(output.read())
        return
    with pytest.raises(sv.ProtocolError, match="the expected type is") as caught:
        output.save(tmp_path)
    assert os.listdir(tmp_path) == []
    assert str(caught.value).endswith(
        "Generation gen_x is paid for; a failed download does not change it: do not create it again. "
        "To accept it, fetch output.url with another HTTP client. For a new address at no cost, "
        'run: client.job("gen_x").wait()'
    )
    assert str(caught.value).count("paid for") == 1
    assert str(caught.value).endswith(caught.value.remedy)


def test_read_with_a_limit(client):
    with pytest.raises(sv.SkillsVideoError, match="longer than 100 bytes"):
        client.generate(MODEL, prompt="a").output.read(max_bytes=100)
