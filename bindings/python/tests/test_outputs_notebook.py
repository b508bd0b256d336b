"""How outputs look in notebooks."""

from __future__ import annotations

import asyncio
import base64

from conftest import AT_LENGTH, MODEL, ONCE
from skillsvideo._output import SavableOutput

VIDEO = "google/veo-3.1"
SPEECH = "qwen/qwen-3-tts/text-to-speech/1.7b"


def test_a_failed_download_in_a_notebook(simulator):
    with simulator.client("output-status=404", options=ONCE) as client:
        result = client.generate(MODEL, prompt="a", options=AT_LENGTH)
        assert "image/png" not in result._repr_mimebundle_()
        assert "<img" in result._repr_mimebundle_()["text/html"]


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
    raw = {"url": 'https://h/"><script>', "file_name": '"><script>.png'}
    output = SavableOutput(raw, "gen_x", lambda *_: None)
    assert "<script>" not in output._repr_html_()


def test_pictures_of_the_asynchronous_client_are_shown_too(simulator):
    async def main():
        async with simulator.async_client() as client:
            return await client.generate(MODEL, prompt="a")

    assert "image/png" in asyncio.run(main())._repr_mimebundle_()
