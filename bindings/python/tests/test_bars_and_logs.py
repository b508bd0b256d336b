"""Progress bars and logs."""

from __future__ import annotations

import io
import logging

import pytest

from conftest import MODEL, QUICK
from programs import run
from skillsvideo._progress import PlainBar

PROGRESS = """
    import sys
    if sys.argv[1] == "plain":
        sys.modules["tqdm"] = sys.modules["tqdm.auto"] = None
    import skillsvideo as sv
    M = "google/nano-banana-pro"
    with sv.Client() as client:
        output = client.generate(M, prompt="a", progress=True).output
        output.save(sys.argv[2], progress=True)
        list(client.map([(M, {"prompt": str(i)}) for i in range(3)], progress=True))
"""


@pytest.mark.parametrize("kind", ["plain", "tqdm"])
def test_bars(simulator, tmp_path, kind):
    done = run(PROGRESS, kind, str(tmp_path / "x.png"), environment=simulator.environment())
    assert (done.returncode, done.stdout) == (0, "")
    for word in (MODEL, "accepted as gen_", "COMPLETED", "x.png", "generations"):
        assert word in done.stderr
    assert ("3/3" in done.stderr) or ("100%" in done.stderr)
    assert "Traceback" not in done.stderr


def test_plain_bar_on_a_terminal():
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    file = Terminal()
    bar = PlainBar("work", None, file)
    bar.set_description_str("more work")
    bar.update_to(3, 4)
    bar.update_to(4, 4)
    bar.close()
    assert "\r\x1b[Kmore work 4/4 0 s" in file.getvalue()
    assert file.getvalue().endswith("\n")


def test_log(simulator, caplog):
    caplog.set_level(logging.INFO, "skillsvideo")
    with simulator.client("status=503*1,retry-after-ms=20", options=QUICK) as client:
        client.generate(MODEL, prompt="a")
    told = [record.message for record in caplog.records if record.name == "skillsvideo"]
    assert [line.split('"')[5] for line in told] == ["sse_http_error", "retry", "accepted", "terminal"]


def test_debug_log_has_every_record(simulator, caplog):
    caplog.set_level(logging.DEBUG, "skillsvideo")
    with simulator.client(options={"trace": True}) as client:
        client.generate(MODEL, prompt=f"the key is {simulator.key}")
    text = "\n".join(record.getMessage() for record in caplog.records)
    for word in ("start", "sse_event", "trace", "the key is "):
        assert word in text
    assert simulator.key not in text


def test_log_has_no_key_that_a_server_repeats(caplog):
    """Not in any form in which JSON may escape it."""
    import json
    import socket
    import threading

    import skillsvideo as sv

    key = "sk/very/secret"
    body = json.dumps({"code": "UNAUTHORIZED", "message": f"no key {key}"})
    body = body.replace("/", "\\/").replace("sk", "\\u0073k")
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        connection = listener.accept()[0]
        with connection:
            connection.recv(65536)
            connection.sendall(f"HTTP/1.1 401 No\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
            while connection.recv(65536):
                pass

    threading.Thread(target=serve, daemon=True).start()
    caplog.set_level(logging.DEBUG, "skillsvideo")
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with sv.Client(key, base_url=url) as client, pytest.raises(sv.AuthError) as caught:
        client.generate(MODEL, prompt="a")
    listener.close()
    assert "no key ***" in caplog.text
    for part in ("very", "secret"):
        assert part not in caplog.text + str(caught.value) + repr(caught.value.raw)


def test_quiet_by_default(simulator):
    code = """
        import logging, skillsvideo as sv
        with sv.Client() as client:
            client.generate("google/nano-banana-pro", prompt="a")
    """
    done = run(code, environment=simulator.environment("end-after=1"))
    assert (done.stdout, done.stderr) == ("", "")


def test_key_is_in_no_error(simulator):
    """Not even if a proxy sends the whole request back."""
    import pickle

    import skillsvideo as sv

    key = "sk-very-secret"
    with sv.Client(key, base_url=simulator.base_url) as client, pytest.raises(sv.AuthError) as caught:
        client.generate(MODEL, prompt="a")
    assert key not in repr(caught.value) + str(caught.value) + str(caught.value.raw)
    assert key.encode() not in pickle.dumps(caught.value)
