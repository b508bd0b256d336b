"""The examples for web frameworks, with late, repeated and forged webhooks of the simulator."""

from __future__ import annotations

import asyncio
import importlib.util
import pathlib
import threading
from wsgiref.simple_server import WSGIRequestHandler, make_server

import httpx
import pytest

from conftest import MODEL
from skillsvideo.testing import Simulator
from test_webhooks import BODY, HEADERS, SECRET, signed

EXAMPLES = pathlib.Path(__file__).parent.parent / "examples"
DONE = b'{"type":"task.completed","prediction":{"id":"gen_1","state":"succeeded"}}'
EARLIER = b'{"type":"task.started","prediction":{"id":"gen_1","state":"running"}}'


@pytest.fixture(params=["flask", "fastapi"])
def example(request, monkeypatch):
    """The example as a module, with the time of the published test vector."""
    monkeypatch.setenv("WEBHOOK_SECRET", SECRET)
    monkeypatch.setattr("time.time", lambda: int(HEADERS["webhook-timestamp"]) + 1)
    return load(f"webhook_{request.param}")


def load(name):
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def post(example, headers, body):
    """The status of the answer."""
    if example.__name__ == "webhook_flask":
        return example.app.test_client().post("/webhook", headers=headers, data=body).status_code
    return asyncio.run(post_to_asgi(example.app, headers, body))


async def post_to_asgi(app, headers, body):
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        return (await client.post("/webhook", headers=headers, content=body)).status_code


def test_signed(example):
    assert post(example, signed(DONE), DONE) == 204
    assert example.states == {"gen_1": "succeeded"}
    assert post(example, signed(EARLIER), EARLIER) == 204
    assert post(example, signed(DONE), DONE) == 204
    assert example.states == {"gen_1": "succeeded"}


def test_about_no_generation(example):
    assert post(example, HEADERS, BODY) == 204
    assert example.states == {}


FORGED = [{}, {**HEADERS, "webhook-signature": "v1,AAAA"}, {**signed(DONE), "webhook-id": "msg_other"}]


@pytest.mark.parametrize("headers", FORGED)
def test_forged(example, headers):
    assert post(example, headers, DONE) == 400
    assert example.states == {}


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


def test_flask_meets_the_platform(monkeypatch):
    """A server to which the simulator sends every webhook three times, the last one first."""
    monkeypatch.setenv("WEBHOOK_SECRET", SECRET)
    example = load("webhook_flask")
    answers = []
    full = threading.Event()

    @example.app.after_request
    def answered(response):
        answers.append(response.status_code)
        if len(answers) == 9:
            full.set()
        return response

    with make_server("127.0.0.1", 0, example.app, handler_class=Quiet) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/webhook"
        arguments = [
            "--webhook-url",
            url,
            "--webhook-secret",
            SECRET,
            "--webhook-repeats",
            "2",
            "--webhook-shuffle",
        ]
        with Simulator(arguments=arguments) as simulator, simulator.client() as client:
            result = client.generate(MODEL, prompt="a red fox")
            assert full.wait(60)
        server.shutdown()
    assert answers == [204] * 9
    assert example.states == {result.id: "succeeded"}
