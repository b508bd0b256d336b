"""Saved outputs: the first bytes decide the type of a file, and no other file is replaced."""

from __future__ import annotations

import asyncio
import base64
import errno
import os

import pytest

import skillsvideo as sv
from conftest import MODEL
from skillsvideo._media import right_name
from skillsvideo._output import AsyncOutput, SavableOutput

# content, address, end of the file name
ENDINGS = [
    ("output-bytes=webp", "a-1.webp"),
    ("output-bytes=jpeg", "a-1.jpg"),
    ("output-bytes=text", "a-1.png"),
    ("output-bytes=jpeg,output-address=bare", "0.jpg"),
    ("output-address=exe", "0_exe.png"),
    ("output-address=sh,output-bytes=webp", "0_sh.webp"),
    ("output-address=parents", "evil_sh.png"),
]


@pytest.mark.parametrize(("fault", "name"), ENDINGS)
@pytest.mark.parametrize("way", ["sync", "async"])
def test_the_first_bytes_decide_the_ending(simulator, tmp_path, fault, name, way):
    folder = tmp_path / "deep" / "er"

    async def main():
        async with simulator.async_client(fault) as client:
            output = (await client.generate(MODEL, prompt="a")).output
            return [await output.save(path) for path in (f"{folder}/", folder / "own.png")]

    if way == "async":
        paths = asyncio.run(main())
    else:
        with simulator.client(fault) as client:
            output = client.generate(MODEL, prompt="a").output
            paths = [output.save(path) for path in (f"{folder}/", folder / "own.png")]
    assert [os.fspath(path) for path in paths] == [
        os.path.join(f"{folder}/", name),
        os.fspath(folder / "own.png"),
    ]
    assert sorted(os.listdir(folder)) == sorted([name, "own.png"])
    assert os.listdir(tmp_path) == ["deep"]


# path, type of the first bytes, right path
RIGHT_NAMES = [
    ("a.png", "image/webp", "a.webp"),
    ("a.mp4", "video/webm", "a.webm"),
    ("a", "image/png", "a.png"),
    ("a.v2", "image/png", "a.v2.png"),
    ("a.png/b", "image/jpeg", "a.png/b.jpg"),
    # These stay: a type may have several suffixes, and containers look alike.
    ("a.jpeg", "image/jpeg", "a.jpeg"),
    ("A.JPG", "image/jpeg", "A.JPG"),
    ("a.mkv", "video/webm", "a.mkv"),
    ("a.mov", "video/mp4", "a.mov"),
    ("a.opus", "audio/ogg", "a.opus"),
    ("a.png", None, "a.png"),
    ("a.png", "text/html", "a.png"),
]


@pytest.mark.parametrize(("path", "kind", "name"), RIGHT_NAMES)
def test_right_endings(path, kind, name):
    assert right_name(path, kind) == name


def test_a_right_name_that_is_taken(simulator, tmp_path):
    (tmp_path / "a-1.webp").write_bytes(b"mine")
    with simulator.client("output-bytes=webp") as client:
        output = client.generate(MODEL, prompt="a").output
        with pytest.raises(sv.FileError, match=r"a-1\.webp exists"):
            output.save(tmp_path)
        assert os.listdir(tmp_path) == ["a-1.webp"]
        assert (tmp_path / "a-1.webp").read_bytes() == b"mine"
        assert output.save(tmp_path, overwrite=True) == str(tmp_path / "a-1.webp")
    assert (tmp_path / "a-1.webp").read_bytes()[:4] == b"RIFF"


@pytest.mark.parametrize("way", ["folder", "current"])
@pytest.mark.parametrize("overwrite", [True, False])
def test_a_file_of_the_wrong_name_stays(simulator, tmp_path, monkeypatch, overwrite, way):
    """The address says png, the content is webp: an existing png is not replaced."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a-1.png").write_bytes(b"mine")
    (tmp_path / "a-1.webp").write_bytes(b"old")
    with simulator.client("output-bytes=webp") as client:
        output = client.generate(MODEL, prompt="a").output
        folder = tmp_path if way == "folder" else None
        if overwrite:
            assert output.save(folder, overwrite=True) == str(tmp_path / "a-1.webp")
        else:
            with pytest.raises(sv.FileError, match="exist"):
                output.save(folder)
    assert (tmp_path / "a-1.png").read_bytes() == b"mine"
    assert (tmp_path / "a-1.webp").read_bytes()[:4] == (b"RIFF" if overwrite else b"old")
    assert sorted(os.listdir(tmp_path)) == ["a-1.png", "a-1.webp"]


def test_a_right_name_that_cannot_be_given(simulator, tmp_path):
    (tmp_path / "a-1.webp").mkdir()
    with simulator.client("output-bytes=webp") as client:
        output = client.generate(MODEL, prompt="a").output
        for overwrite in (True, False):
            with pytest.raises(sv.FileError):
                output.save(tmp_path, overwrite=overwrite)
    assert os.listdir(tmp_path) == ["a-1.webp"]


@pytest.mark.parametrize("is_taken", [True, False])
def test_a_file_system_without_links(simulator, tmp_path, monkeypatch, is_taken):
    def link(path, target):
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", link)
    if is_taken:
        (tmp_path / "a-1.webp").symlink_to("nowhere")
    with simulator.client("output-bytes=webp") as client:
        output = client.generate(MODEL, prompt="a").output
        if is_taken:
            with pytest.raises(sv.FileError, match=r"a-1\.webp exists"):
                output.save(tmp_path)
        else:
            output.save(tmp_path)
    assert os.listdir(tmp_path) == ["a-1.webp"]
    assert (tmp_path / "a-1.webp").is_symlink() == is_taken


@pytest.mark.parametrize("kind", ["script", "elf", "pe", "macho"])
def test_programs_are_no_results(simulator, tmp_path, kind):
    with simulator.client(f"output-bytes={kind},output-address=exe") as client:
        output = client.generate(MODEL, prompt="a").output
        with pytest.raises(sv.ProtocolError, match="a program or a script") as caught:
            output.save(tmp_path)
    assert caught.value.charge_state == "accepted"
    assert os.listdir(tmp_path) == []


HOSTILE = [
    "../../x",
    "/etc/cron.d/x",
    "..\\..\\x",
    "..",
    ".",
    "a/../../b",
    "x\0/../y",
    "%2e%2e%2fx",
    "x/",
    "",
]
HOSTILE += ["a\u202egnp.exe"]


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("place", ["id", "file_name", "url"])
def test_nothing_leaves_the_folder(tmp_path, name, place):
    raw = {"url": "https://h/"}
    if place == "url":
        raw["url"] += name
    elif place == "file_name":
        raw["file_name"] = name
    folder = tmp_path / "a" / "b"

    def fetch(url, path, options, progress):
        with open(path, "wb") as file:
            file.write(b"x")
        return sv.Saved(path, 1, "image/png", "image/png")

    output = SavableOutput(raw, name if place == "id" else "gen_x", fetch)
    path = output.save(f"{folder}/")
    assert os.path.dirname(os.path.realpath(path)) == os.path.realpath(folder)
    [saved] = os.listdir(folder)
    assert saved.endswith(".png")
    assert not saved.startswith(".")
    assert os.listdir(tmp_path) == ["a"]


PNG = b"\x89PNG\r\n\x1a\n" + bytes(8)
WEBP = b"RIFF\x40\0\0\0WEBPVP8 "


def in_base64(kind, content):
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


# data: address, content, file name
DATA = [
    (in_base64("image/png", PNG), PNG, "gen_x.png"),
    (in_base64("image/png", WEBP), WEBP, "gen_x.webp"),
    (in_base64("image/png", PNG + bytes(1 << 20)), PNG + bytes(1 << 20), "gen_x.png"),
    ("data:text/plain,a%20b", b"a b", "gen_x.txt"),
]


@pytest.fixture(params=["sync", "async"])
def calls(request, simulator):
    """Calls a method of an output with this address, of either client."""

    def call(url, method, *arguments, **named):
        raw = {"url": url}
        if request.param == "sync":
            with simulator.client() as client:
                return getattr(SavableOutput(raw, "gen_x", client._fetch), method)(*arguments, **named)

        async def main():
            async with simulator.async_client() as client:
                return await getattr(AsyncOutput(raw, "gen_x", client._fetch, None), method)(
                    *arguments, **named
                )

        return asyncio.run(main())

    return call


@pytest.mark.parametrize(("url", "content", "name"), DATA)
def test_data_urls(calls, url, content, name, tmp_path):
    assert calls(url, "read") == content
    assert calls(url, "save", tmp_path) == str(tmp_path / name)
    assert (tmp_path / name).read_bytes() == content
    with pytest.raises(sv.FileError):
        calls(url, "save", tmp_path)
    calls(url, "save", tmp_path, overwrite=True)
    calls(url, "save", tmp_path / "own.png")
    assert sorted(os.listdir(tmp_path)) == sorted([name, "own.png"])


NOT_DATA = [
    ("data:image/png;base64,A", "base64"),
    ("data:image/png;base64,", "empty"),
    ("data:,", "empty"),
]
STARTS = [
    b"#!/bin/sh\necho hello\n",
    b"\x7fELF\x02\x01\x01",
    b"MZ\x90\0",
    b"\xca\xfe\xba\xbe",
    b"\xfe\xed\xfa\xce",
]
STARTS += [b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe"]
NOT_DATA += [(in_base64("image/png", start), "a program or a script") for start in STARTS]


@pytest.mark.parametrize(("url", "message"), NOT_DATA)
@pytest.mark.parametrize("method", ["save", "read"])
def test_data_urls_without_a_result(calls, url, message, method, tmp_path):
    with pytest.raises(sv.ProtocolError, match=message) as caught:
        calls(url, method, *([tmp_path] if method == "save" else []))
    assert caught.value.charge_state == "accepted"
    assert os.listdir(tmp_path) == []


def test_a_data_url_over_the_limit(calls):
    with pytest.raises(sv.ProtocolError, match="longer than 10 bytes"):
        calls(in_base64("image/png", PNG), "read", 10)


def test_a_data_url_without_a_comma(calls):
    with pytest.raises(sv.SkillsVideoError, match="no comma"):
        calls("data:image/png;base64", "read")
