"""Outputs: names, files, notebooks."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import os
import pickle

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
    ({"url": "https://h/a.mp4", "width": 64, "height": 32}, "<SavableOutput https://h/a.mp4 video/mp4 64x32>"),
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


# What is in the file, its address, the end of the name that it gets.
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
    assert [os.fspath(path) for path in paths] == [os.path.join(f"{folder}/", name), os.fspath(folder / "own.png")]
    assert sorted(os.listdir(folder)) == sorted([name, "own.png"])
    assert os.listdir(tmp_path) == ["deep"]


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


@pytest.mark.parametrize("kind", ["script", "elf", "pe", "macho"])
def test_programs_are_no_results(simulator, tmp_path, kind):
    with simulator.client(f"output-bytes={kind},output-address=exe") as client:
        output = client.generate(MODEL, prompt="a").output
        with pytest.raises(sv.ProtocolError, match="a program or a script") as caught:
            output.save(tmp_path)
    assert caught.value.charge_state == "accepted"
    assert os.listdir(tmp_path) == []


HOSTILE = ["../../x", "/etc/cron.d/x", "..\\..\\x", "..", ".", "a/../../b", "x\0/../y", "%2e%2e%2fx", "x/", ""]
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


def by_the_table(call):
    """Repeats what failed as the README's table tells: only what was not bought, and may work later."""
    for _ in range(5):
        try:
            return call()
        except sv.SkillsVideoError as error:
            if error.charge_state not in ("not_sent", "rejected") or not error.retryable:
                raise
    raise AssertionError("repeated for ever")


def check_bought(error, generation_id, call):
    assert (error.charge_state, error.retryable, error.generation_id) == ("accepted", False, generation_id)
    assert call in error.remedy
    assert f'client.job("{generation_id}").wait()' in error.remedy
    assert error.remedy in str(error)
    assert "skillsvideo " not in str(error)
    twin = type(error)(*error.args)
    assert (twin.charge_state, twin.generation_id) == ("accepted", generation_id)


def in_a_file(folder):
    (folder / "file").write_text("")
    return folder / "file" / "x.png"


def in_the_way(folder):
    (folder / "x.png").write_text("")
    return folder / "x.png"


# What the host of the files does, where to save, the class of the error.
TRY = {"download_tries_max": 1}
NOT_FETCHED = [
    ("output-status=404", None, sv.NotFoundError),
    ("output-status=503", None, sv.TransientError),
    ("output-status=403", None, sv.ForbiddenError),
    ("output-reset=0", None, sv.TransportError),
    ("output-page", None, sv.ProtocolError),
    ("", in_the_way, sv.FileError),
    ("", in_a_file, sv.FileError),
    ("", lambda folder: folder / "none" / "x.png", sv.FileError),
    ("", lambda folder: str(folder / "file" / "deep") + os.sep, sv.FileError),
    ("", lambda folder: str(folder / "a\0b"), sv.ArgumentError),
]


# Out of a pickle, the settings are those of the environment, whose tries take long.
QUICKLY = [(way, *row) for row in NOT_FETCHED for way in ("save", "map", "job", "client gone", "pickle")]
QUICKLY = [row for row in QUICKLY if row[0] != "pickle" or row[3] not in (sv.TransientError, sv.TransportError)]


@pytest.mark.parametrize(("way", "fault", "place", "kind"), QUICKLY)
def test_an_output_that_cannot_be_fetched_was_bought(simulator, tmp_path, fault, place, kind, way):
    in_a_file(tmp_path)
    path = place(tmp_path) if place else tmp_path / "y.png"

    def program():
        with simulator.client(fault or None, options=TRY) as client:
            if way == "map":
                [outcome] = client.map([(MODEL, {"prompt": "a"})])
                result = outcome.unwrap()
            elif way == "job":
                result = client.submit(MODEL, prompt="a").result()
            else:
                result = client.generate(MODEL, prompt="a")
            if way in ("save", "map", "job"):
                result.output.save(path)
        output = pickle.loads(pickle.dumps(result.output)) if way == "pickle" else result.output
        output.save(path)

    with simulator.faults(fault) if fault else contextlib.nullcontext(), pytest.raises(kind) as caught:
        by_the_table(program)
    [job] = simulator.log()["jobs"]
    check_bought(caught.value, job["id"], "output.save()")


@pytest.mark.parametrize(("fault", "place", "kind"), [row for row in NOT_FETCHED if row[1] is None])
@pytest.mark.parametrize("way", ["read", "asynchronous", "asynchronous read"])
def test_an_output_that_cannot_be_read_was_bought(simulator, tmp_path, fault, place, kind, way):
    async def main():
        async with simulator.async_client(fault, options=TRY) as client:
            output = (await client.generate(MODEL, prompt="a")).output
            await (output.read() if way.endswith("read") else output.save(tmp_path / "x.png"))

    def program():
        if way == "read":
            with simulator.client(fault, options=TRY) as client:
                client.generate(MODEL, prompt="a").output.read()
        else:
            asyncio.run(main())

    with pytest.raises(kind) as caught:
        by_the_table(program)
    [job] = simulator.log()["jobs"]
    check_bought(caught.value, job["id"], "output.read()" if way.endswith("read") else "output.save()")


def test_a_download_by_its_url_was_bought(simulator, tmp_path):
    with simulator.client("output-status=503", options=TRY) as client:
        url = client.generate(MODEL, prompt="a").output.url
        with pytest.raises(sv.TransientError) as caught:
            client.download(url, str(tmp_path / "x.png"))
    assert (caught.value.charge_state, caught.value.retryable) == ("accepted", False)
    assert "client.download()" in caught.value.remedy


def test_an_interruption_of_a_download_has_the_id(tmp_path):
    def fetch(url, path, options, progress):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as caught:
        SavableOutput({"url": "https://h/x"}, "gen_x", fetch).save(tmp_path / "x")
    assert caught.value.generation_id == "gen_x"


def test_a_failed_download_in_a_notebook(simulator):
    with simulator.client("output-status=404") as client:
        result = client.generate(MODEL, prompt="a")
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
    async def main():
        async with simulator.async_client() as client:
            return await client.generate(MODEL, prompt="a")

    assert "image/png" in asyncio.run(main())._repr_mimebundle_()
