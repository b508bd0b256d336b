"""Outputs: names, files, notebooks."""

from __future__ import annotations

import base64
import os

import pytest
from conftest import MODEL

import skillsvideo as sv
from skillsvideo._files import data_of, safe_name
from skillsvideo._files_sync import SavableOutput

VIDEO = "google/veo-3.1"
SPEECH = "qwen/qwen-3-tts/text-to-speech/1.7b"
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
    ({"url": "https://h/x", "file_name": "..\\..\\boot.ini"}, "boot.ini", None),
    ({"url": "https://h/x", "file_name": "/"}, "x", None),
    ({"url": "https://h/x", "file_name": ".bashrc"}, "bashrc", None),
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
    assert name in repr(output) or repr(output).startswith("<SavableOutput")


def test_long_names_stay_short():
    name = safe_name("é" * 500 + ".png")
    assert name.endswith(".png")
    assert len(name.encode()) <= 255


DATA = [
    ("data:image/png;base64," + PIXEL, b"\x89PNG"),
    ("data:text/plain,a%20b", b"a b"),
    ("data:,", b""),
]


@pytest.mark.parametrize(("url", "data"), DATA)
def test_data_urls(url, data, tmp_path):
    output = made(url=url)
    assert output.read() == data_of(url) == data
    path = output.save(tmp_path / "x")
    with open(path, "rb") as file:
        assert file.read() == data
    with pytest.raises(sv.FileError):
        output.save(tmp_path / "x")
    output.save(tmp_path / "x", overwrite=True)
    assert os.listdir(tmp_path) == ["x"]


@pytest.mark.parametrize("url", ["data:image/png;base64", "data:image/png;base64,A"])
def test_broken_data_urls(url):
    with pytest.raises(sv.ProtocolError):
        made(url=url).read()


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


def test_a_download_that_fails_says_that_nothing_is_lost(simulator):
    with simulator.client("output-status=404") as client:
        result = client.generate(MODEL, prompt="a")
        with pytest.raises(sv.NotFoundError, match="paid for") as caught:
            result.output.read()
        assert "not touched" in caught.value.remedy
        assert "image/png" not in result._repr_mimebundle_()
        assert "<img" in result._repr_mimebundle_()["text/html"]


def test_read_with_a_limit(client):
    with pytest.raises(sv.SkillsVideoError, match="longer than 100 bytes"):
        client.generate(MODEL, prompt="a").output.read(max_bytes=100)


def test_picture_in_a_notebook(client):
    result = client.generate(MODEL, prompt="a")
    bundle = result._repr_mimebundle_()
    assert base64.b64decode(bundle["image/png"]) == result.output.read()
    assert result.id in bundle["text/plain"]
    assert base64.b64decode(result.output._repr_png_()) == result.output.read()


def test_several_pictures_in_a_notebook(client):
    result = client.generate(MODEL, prompt="a", n=2)
    assert len(result.outputs) == 2
    html = result._repr_mimebundle_()["text/html"]
    assert html.count('<img src="data:image/png;base64,') == 2


def test_clips_and_speech_in_a_notebook(client):
    video = client.generate(VIDEO, prompt="a").output
    assert "<video src=" in video._repr_html_()
    speech = client.generate(SPEECH, text="hello", voice="Vivian").output
    assert "<audio src=" in speech._repr_html_()


def test_what_the_platform_says_cannot_break_out_of_a_notebook():
    output = made(url='https://h/"><script>', file_name='"><script>.png')
    assert "<script>" not in output._repr_html_()


def test_pictures_of_the_asynchronous_client_are_shown_too(simulator):
    import asyncio

    async def main():
        async with simulator.async_client() as client:
            return await client.generate(MODEL, prompt="a")

    assert "image/png" in asyncio.run(main())._repr_mimebundle_()
