"""Files that a payload sends."""

from __future__ import annotations

import asyncio
import hashlib
import io
import pathlib

import pytest
from PIL import Image

import skillsvideo as sv
from conftest import MODEL

PNG = b"\x89PNG\r\n\x1a\n" + bytes(2000)


@pytest.fixture
def picture(tmp_path):
    path = tmp_path / "cat.png"
    path.write_bytes(PNG)
    return path


def forms(path):
    return [
        path,
        sv.File(path),
        sv.File(str(path)),
        sv.File(PNG, "cat.png"),
        sv.File(PNG, content_type="image/png"),
    ]


@pytest.mark.parametrize("form", range(5))
def test_a_file_is_sent(client, simulator, picture, form):
    events = []
    given = [forms(picture)[form], "https://example.com/dog.png"]
    result = client.generate(MODEL, prompt="a", image_urls=given, on_event=events.append)
    assert result.ok
    uploads = [event for event in events if isinstance(event, sv.Progress)]
    assert uploads[-1].direction == "upload"
    assert uploads[-1].done == uploads[-1].total == len(PNG)
    [create] = [request for request in simulator.log()["requests"] if request["method"] == "POST"]
    assert create["body_bytes"] > len(PNG)


def sent(simulator):
    """Name, type and digest of the single file that arrived."""
    [upload] = simulator.log()["uploads"]
    [part] = [part for part in upload["parts"] if "sha256" in part]
    return part["file_name"], part["content_type"], part["sha256"]


def test_bytes_and_open_files(client, simulator, picture):
    digest = hashlib.sha256(PNG).hexdigest()
    with open(picture, "rb") as file:
        table = [
            (PNG, "file.png"),
            (bytearray(PNG), "file.png"),
            (memoryview(PNG), "file.png"),
            (io.BytesIO(PNG), "file.png"),
            (file, "cat.png"),
        ]
        for value, name in table:
            assert client.generate(MODEL, prompt="a", image_urls=[value]).ok
            assert sent(simulator) == (name, "image/png", digest)
            simulator.reset()
        with pytest.raises(sv.ArgumentError, match="0 bytes"):
            client.generate(MODEL, prompt="a", image_urls=[file])
    for value in (io.StringIO("text"), file):
        with pytest.raises(sv.ArgumentError, match=r"binary mode|closed file"):
            client.generate(MODEL, prompt="a", image_urls=[value])
    assert simulator.log()["requests"] == []


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P", "1", "CMYK", "F"])
def test_pillow(client, simulator, mode):
    image = Image.new("RGB", (3, 2), "red").convert(mode)
    assert client.generate(MODEL, prompt="a", image_urls=[image]).ok
    assert sent(simulator)[:2] == ("file.png", "image/png")


def test_asynchronous(simulator, picture):
    async def main():
        async with simulator.async_client() as client:
            assert (await client.generate(MODEL, prompt="a", image_urls=[picture])).ok
            requests = [(MODEL, {"prompt": "a", "image_urls": [picture]})] * 3
            assert [outcome.ok async for outcome in client.map(requests)] == [True] * 3

    asyncio.run(main())


def test_in_map(client, picture):
    assert all(outcome.ok for outcome in client.map([(MODEL, {"prompt": "a", "image_urls": [picture]})] * 5))


def test_files_that_cannot_be_sent(client, simulator, tmp_path):
    (tmp_path / "empty.png").write_bytes(b"")
    for path in (tmp_path / "none.png", tmp_path / "empty.png", tmp_path):
        with pytest.raises(sv.SkillsVideoError) as caught:
            client.generate(MODEL, prompt="a", image_urls=[path])
        assert caught.value.charge_state == "not_sent"
        assert path.name in str(caught.value)
    with pytest.raises(sv.ArgumentError, match="File must not be empty"):
        client.generate(MODEL, prompt="a", image_urls=[sv.File(b"")])
    assert simulator.log()["requests"] == []


def test_what_others_wrote_sends_no_file(client, simulator, picture):
    """A payload from outside that names a file of this machine is refused."""
    with pytest.raises(sv.ArgumentError):
        client.generate(MODEL, {"prompt": "a", "image_urls": [{"$file": str(picture)}]})
    assert simulator.log()["requests"] == []


def test_repr_does_not_show_the_bytes():
    assert repr(sv.File(PNG)) == f"File({len(PNG)} bytes)"
    assert repr(sv.File(pathlib.Path("a.png"))) == "File('a.png')"
