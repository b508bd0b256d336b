"""data: addresses, decoded by the library: the table of the C tests."""

import json
import os

import pytest

import skillsvideo as sv
from skillsvideo import _offline
from skillsvideo._output import SavableOutput

TESTS = os.path.join(os.path.dirname(__file__), "..", "..", "..", "Tests")
with open(os.path.join(TESTS, "common", "data_urls.json"), encoding="utf-8") as table:
    TABLE = json.load(table)
by_name = pytest.mark.parametrize(
    ("url", "kind", "answer"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE]
)


def output(url, **raw):
    def fetch(*_):
        raise AssertionError("nothing is to be fetched")

    return SavableOutput({"url": url, **raw}, "gen_x", fetch)


@by_name
def test_the_content(url, kind, answer):
    if kind is None:
        with pytest.raises(sv.ProtocolError, match=answer) as caught:
            sv.decode_data_url(url)
        assert caught.value.charge_state == "unknown"
        return
    content = sv.decode_data_url(url)
    assert (content.data.hex(), content.content_type) == (answer, kind)
    assert content.detected_type == ("image/png" if answer.startswith("89504e47") else None)


@by_name
def test_an_output_of_such_an_address(url, kind, answer):
    made = output(url)
    assert made.content_type == kind
    assert made.size == (None if kind is None else len(answer) // 2)
    endings = {"image/png": ".png", "image/svg+xml": ".svg", "text/plain": ".txt"}
    assert made.file_name == "gen_x" + endings.get(kind, "")


def test_what_the_platform_says_goes_first():
    made = output("data:image/png,ab", content_type="image/webp", size=7)
    assert (made.content_type, made.size, made.file_name) == ("image/webp", 7, "gen_x.webp")


@pytest.mark.parametrize("url", ["", "https://example.com/a.png", "xdata:,a", "\ud800"])
def test_other_addresses(url):
    with pytest.raises(sv.ArgumentError, match="does not begin with data:"):
        sv.decode_data_url(url)
    assert output(url).size is None


@pytest.mark.parametrize("url", ["data:image/png;base64,A", "data:image/png;base64,iVBORw0KGgo="])
def test_an_address_is_decoded_once(url, monkeypatch):
    """Also an ill-formed one, which has neither size nor type."""
    decoded = []

    def decode(address):
        decoded.append(address)
        return decode_data_url(address)

    decode_data_url = _offline.decode_data_url
    monkeypatch.setattr(_offline, "decode_data_url", decode)
    made = output(url)
    assert [repr(made), made.size, made.content_type] == [repr(made), made.size, made.content_type]
    assert decoded == [url]


@pytest.mark.parametrize("value", [True, False, "7", 7.5, None, [7]])
def test_only_whole_numbers_are_sizes(value):
    made = output("https://example.com/a.png", size=value, width=value, height=value)
    assert (made.size, made.width, made.height) == (None, None, None)
    assert output("https://example.com/a.png", size=value, file_size=7).size == 7
