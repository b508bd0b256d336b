"""data: addresses by sv_data_url_decode and by sv_download, against the table of the Python tests."""
import ctypes
import json
import os
import random
import tempfile

import places
import record_schema
from engine import ARGUMENT, LIB, OK, PROTOCOL, Client

with open(os.path.join(places.ROOT, "Tests", "common", "data_urls.json"), encoding="utf-8") as file:
    TABLE = json.load(file)


def decoded(address):
    """The status of sv_data_url_decode, its record, its content and its message."""
    result, length = ctypes.c_void_p(), ctypes.c_size_t(7)
    status = LIB.sv_data_url_decode(ctypes.byref(result), address, len(address or b""))
    assert result, status
    content = LIB.sv_result_content(result, ctypes.byref(length))
    content = ctypes.string_at(content, length.value) if content else None
    record = record_schema.checked(json.loads(LIB.sv_result_json(result, None)))
    message = LIB.sv_result_message(result).decode()
    assert LIB.sv_result_status(result) == status
    LIB.sv_result_free(result)
    return status, record, content, message


def test_in_memory():
    for what, url, kind, answer in TABLE:
        status, record, content, message = decoded(url.encode())
        if kind is None:
            assert (status, content, record["event"]) == (PROTOCOL, None, "error"), (what, record)
            assert answer in message, (what, message)
            continue
        want = bytes.fromhex(answer)
        detected = "image/png" if answer.startswith("89504e47") else None
        assert (status, content, message) == (OK, want, ""), (what, status, content, message)
        assert record["content_type"] == kind and record["size"] == len(want), (what, record)
        assert record["detected_type"] == detected, (what, record)


def test_to_a_file():
    """The same addresses. A file without content is refused."""
    with tempfile.TemporaryDirectory() as folder, Client("http://127.0.0.1:9/api/v1") as client:
        for number, (what, url, kind, answer) in enumerate(TABLE):
            path = os.path.join(folder, str(number))
            ended = client.download(url, path)
            if not kind or not answer:
                assert ended.status == PROTOCOL, (what, ended.status)
                assert (answer or "empty") in ended.message, (what, ended.message)
                assert not os.path.exists(path), what
                continue
            assert (ended.status, ended.record["content_type"]) == (OK, kind), (what, ended.message)
            with open(path, "rb") as saved:
                assert saved.read().hex() == answer, what


def test_programs():
    """A program or a script is refused, also where the address calls it text."""
    scripts = ("data:,%23!/bin/sh", "data:text/plain;base64,IyEvYmluL3No", "data:text/plain,MZ%90")
    with tempfile.TemporaryDirectory() as folder, Client("http://127.0.0.1:9/api/v1") as client:
        path = os.path.join(folder, "file")
        for url in scripts:
            ended = client.download(url, path)
            assert ended.status == PROTOCOL and "a program or a script" in ended.message, (url, ended.message)
            assert not os.path.exists(path), url


def test_other_addresses():
    for address in (b"", b"data", b"https://example.com/a.png", b"xdata:,a", None):
        status, record, content, message = decoded(address)
        assert (status, content, record["event"]) == (ARGUMENT, None, "error"), (address, status)
        assert message.endswith("Nothing was sent."), message
    assert LIB.sv_data_url_decode(None, b"data:,a", 7) == ARGUMENT


def test_any_bytes():
    """No input ends the process. The length counts, not a NUL."""
    chance = random.Random(14)
    letters = [b"data:", b";base64", b",", b"%", b"4", b"g", b"=", b"A", b"\0", b"\xff", b" ", b"x/y"]
    for _ in range(2000):
        address = b"data:" + b"".join(chance.choice(letters) for _ in range(chance.randrange(12)))
        status, _, content, _ = decoded(address)
        assert status in (OK, PROTOCOL) and (content is not None) == (status == OK), address
        assert content is None or len(content) <= len(address), address
    assert decoded(b"data:,a\0b")[2] == b"a\0b"
