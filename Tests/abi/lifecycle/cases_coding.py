"""Answers in a content coding, which a server or proxy may send without a request for it."""

import json
import zlib

from cases_other import FETCH, FOX, PICTURE, UNTOUCHED, fox, picture
from scripted_server import CLOSE, HOLD, chunk, wait
from table import (
    COMPLETED,
    CREATE,
    GENERATE,
    POLL_DONE,
    QUEUED,
    QUICK,
    RUNNING,
    SSE_CHUNKED,
    URL,
    WAIT,
    answer,
    case,
    create,
    done,
    event,
    get,
    job,
    post,
    refused,
)

GZIP, ZLIB, RAW = 31, 15, -15
# done() as the programs brotli and zstd compress it.
BROTLI = (
    b"\x1f\x7f\x00\x00\x1c\x07vs\xce\x8b$xW-\xab\xc4\x08\xda\xdc\xb4\x1f\xbb\xa8\xdb\xea\xe0\xa0\x16A\x18\x04A\xf0\xad"
    b"\xd3\xd7\xc52@tr\xc0\xfc]\xec\xf8\xed\x0b\xca\x02\xd1T\x82\xdc\x91\xb1\xc7w\xa2K\xfe\xe9\x0e\xd7\xc4\xb9v/&("
    b"\xbcAWS2\x84\xd6\xa0G\x0b\xdf{\xe3\x8c\xd3\x8c\xb9\xd3\x92p&:\x9e\x1fk\xeb\r\x7f\x13(`\xd7\\")
ZSTD = (
    b"(\xb5/\xfd\x04X\x8d\x03\x00\xb2\x07\x1a\x1c`ku@x\xa68\xb2\x07\rD\xb7\x949,\xa6[Z6\xb4\x01\xb8\x16N4\x0c\x83%s"
    b"\x02\x04\xbao\xdc\xb0\x17c\xb9\\\xcf\\\xcc\xb3\x17\x11\x03\x1b\xc9\xc1\x04\xad\x16\x1d3\x0b=\x95\xa4\xb42v;\xae"
    b"\xfb\xf6X\xde(t/\x17c\xa7\xbc\xd1=7\xab\xeb9\x01I "
    b"\x05\x84\xe10\xb8\xee\xe5\xd2\xdc\xf2z\x1e`\xbc\xc5\xae{\xa5"
    b"\xbc\t\x01\x00\xaf!\x84(X\x8b\xe4K")
CODINGS = {"gzip": GZIP, "x-gzip": GZIP, "GZIP": GZIP, "deflate": ZLIB, "deflate ": RAW}


def packed(window, *parts):
    """The parts compressed into one, and what was flushed after each."""
    coder = zlib.compressobj(wbits=window)
    pieces = [coder.compress(part) + coder.flush(zlib.Z_SYNC_FLUSH) for part in parts]
    return [*pieces, coder.flush()]


def gzip(body):
    return b"".join(packed(GZIP, body))


def bomb(start, megabytes, unit=b" "):
    """Raw deflate of so many megabytes of `unit` after `start`: one block that is flushed whole, over and
    over."""
    coder = zlib.compressobj(wbits=RAW)
    first = coder.compress(start) + coder.flush(zlib.Z_FULL_FLUSH)
    block = coder.compress(unit * (1_000_000 // len(unit))) + coder.flush(zlib.Z_FULL_FLUSH)
    return first + block * megabytes


# 240 KB of members of gzip without content, whose names are long. In one more coding it is short.
EMPTY = gzip((b"\x1f\x8b\x08\x08" + b"\0" * 6 + b"a" * 60_000 + b"\0" + b"\x03\0" + b"\0" * 8) * 4)


def coded(coding, body, status=200, type="application/json"):
    return answer(status, body, "Content-Encoding: " + coding, type=type)


def sse(coding):
    return SSE_CHUNKED.replace(b"\r\n\r\n", b"\r\nContent-Encoding: " + coding.encode() + b"\r\n\r\n")


def coded_stream(coding, pieces):
    """Sends each event alone: the second one only after the client has printed the first."""
    first, *rest = pieces
    return post(sse(coding), chunk(first), wait("accepted"), *(chunk(piece) for piece in rest if piece),
                chunk(b""))


SEEN = {"charge": "accepted", "source": "sse", "outputs": [URL], "headers": {"accept-encoding": "identity"}}
POLLED = {"posts": 0, "gets": 1, "charge": "accepted", "outputs": [URL],
          "get_headers": {"accept-encoding": "gzip"}}
LATER = {"gets": 1, "charge": "accepted", "source": "poll", "options": QUICK}
UNREAD = {"status": "outcome_unknown", "charge": "unknown", "id": None}

LONG_EVENT = event(job("IN_PROGRESS", progress=" " * 900))

STREAMS = [
    *(case(f"stream in {name}, window {window}", [
        coded_stream(name, packed(window, QUEUED, COMPLETED))], GENERATE, SEEN) for name,
      window in CODINGS.items()),
    case("stream in two codings", [
        coded_stream("deflate, gzip", packed(GZIP, *packed(ZLIB, QUEUED, COMPLETED)))], GENERATE, SEEN),
    case("stream that is called gzip and is not", [coded_stream("gzip", [QUEUED, COMPLETED])], GENERATE,
         SEEN),
    # A proxy that decodes a stream may leave the header.
    *(case(f"stream that is called {name} and is plain from {start!r}", [
        coded_stream(name, [start + QUEUED, COMPLETED])], GENERATE, SEEN)
      for name in ("br", "deflate", "zstd", "gzip", "br, gzip")
      for start in (b"", b": hi\n", b"event: status\n", b"\n")),
    case("stream that is called br, byte by byte", [
        post(sse("br"), *(chunk(bytes([byte])) for byte in QUEUED), wait("accepted"), chunk(COMPLETED),
             chunk(b""))],
         GENERATE, SEEN),
    case("stream in an unknown coding that changes nothing", [
        coded_stream("utf-8", [QUEUED, COMPLETED])], GENERATE, SEEN),
    case("stream in aws-chunked", [coded_stream("aws-chunked", [QUEUED, COMPLETED])], GENERATE, SEEN),
    case("stream in gzip breaks off after its id", [
        post(sse("gzip"), chunk(packed(GZIP, QUEUED, RUNNING)[0]), wait("accepted"), CLOSE), POLL_DONE],
         GENERATE, LATER),
    case("stream in gzip ends without its trailer", [
        post(sse("gzip"), chunk(packed(GZIP, QUEUED)[0]), chunk(b"")), POLL_DONE], GENERATE, LATER),
    case("stream in gzip is damaged after its id", [
        post(sse("gzip"), chunk(packed(GZIP, QUEUED)[0]), chunk(b"\xff" * 20), HOLD), POLL_DONE], GENERATE,
         LATER),
    case("stream in an unknown coding", [post(sse("x-secret"), chunk(b"\x01\x02\x03" * 9), chunk(b""))],
         GENERATE, UNREAD, message=["x-secret", "could not be decoded"]),
    case("600 MB in one event", [
        post(sse("deflate"), chunk(bomb(QUEUED + b"data: ", 600)), HOLD), POLL_DONE], GENERATE, LATER,
         memory=48),
    # Faster than they are read: the transfer is paused in the middle of what one piece decodes to.
    case("40 MB of events in 40 KB", [
        post(sse("deflate"), chunk(bomb(QUEUED, 40, LONG_EVENT)), CLOSE), POLL_DONE], GENERATE, LATER,
         memory=32),
]

CREATES = [
    case("JSON for a create in gzip", [post(coded("gzip", gzip(job("IN_QUEUE")))), POLL_DONE], GENERATE,
         LATER),
    case("half of a gzip answer with the id", [
        post(answer(200, b"".join(packed(GZIP, b'{"id":"gen_1","x":"'))[:-12], "Content-Encoding: gzip",
                    length=999),
             CLOSE), POLL_DONE], GENERATE, LATER),
    case("JSON for a create in an unknown coding that changes nothing", [
        create(coded("amz-1.0", job("IN_QUEUE"))), POLL_DONE], CREATE, LATER),
    case("create answered in an unknown coding", [create(coded("x-secret", b"\x01\x02\x03" * 9))], CREATE,
         UNREAD, status="protocol", message=["x-secret", "could not be decoded", "It is not known whether"]),
    # What it says may be that a generation was made.
    case("refusal in an unknown coding", [post(coded("x-secret", b"\x01\x02\x03" * 9, status=400))], GENERATE,
         UNREAD, message=["x-secret", "could not be decoded", "It is not known whether"]),
    case("refusal in a damaged coding", [
        post(coded("gzip", b"".join(packed(GZIP, b'{"code":"'))[:-4] + b"\xff" * 60, status=400))], GENERATE,
         UNREAD, message=["gzip", "It is not known whether"]),
    *(case(f"refusal in {name}", [post(coded(name, b"".join(packed(window, json.dumps(refused(
        "INSUFFICIENT_CREDITS", "top up")).encode())), status=402))], GENERATE, status="insufficient_credits",
           charge="rejected", id=None, http=402, code="INSUFFICIENT_CREDITS", message=["top up"])
      for name, window in CODINGS.items()),
]

POLLS = [
    *(case(f"poll in {name}, window {window}", [get(coded(name, b"".join(packed(window, done()))))], WAIT,
           POLLED)
      for name, window in CODINGS.items()),
    case("poll in br", [get(coded("br", BROTLI))], WAIT, POLLED),
    case("poll in zstd", [get(coded("zstd", ZSTD))], WAIT, POLLED),
    case("poll in br and gzip", [get(coded("br,gzip", gzip(BROTLI)))], WAIT, POLLED),
    case("poll in two codings on two lines", [get(answer(
        200, gzip(ZSTD), "Content-Encoding: zstd", "Content-Encoding: gzip"))], WAIT, POLLED),
    case("poll in no coding by two names", [get(coded("identity, aws-chunked", done()))], WAIT, POLLED),
    case("poll that is called deflate and is not", [get(coded("deflate", done()))], WAIT, POLLED),
    *(case(f"poll that is called {name} and begins with a space", [get(coded(name, b"\n " + done()))], WAIT,
           POLLED)
      for name in ("br", "deflate", "gzip", "zstd")),
    # Each layer expands a thousandfold, and nothing comes of it that a limit would count.
    case("empty members in three codings", [get(coded("gzip, gzip, gzip", gzip(EMPTY * 300)))] * 2, WAIT,
         posts=0,
         gets=2, status="transport", charge="accepted", options={**QUICK, "poll_failures_max": 2}, message=[
             "the content codings 'gzip, gzip, gzip' of the answer expand to more than 64 MiB, the limit for "
             "nested "
             "codings. The generation gen_1 was accepted"]),
    case("poll in more codings than are decoded", [get(coded("gzip,gzip,gzip,gzip", gzip(done()))),
                                                   POLL_DONE], WAIT,
         {**POLLED, "gets": 2}, options=QUICK),
    case("poll that is called br and is not", [get(coded("br", done()))], WAIT, POLLED),
    case("poll that is called zstd and is not", [get(coded("zstd", done()))], WAIT, POLLED),
    case("poll of two members of gzip", [get(coded("gzip", gzip(done()[:9]) + gzip(done()[9:])))], WAIT,
         POLLED),
    case("poll in gzip with bytes after its end", [get(coded("gzip", gzip(done()) + b"\0" * 50))], WAIT,
         POLLED),
    *(case(f"poll in damaged {name}, then a good one", [get(coded(name, body)), POLL_DONE], WAIT,
           {**POLLED, "gets": 2}, options=QUICK) for name, body in {
        "gzip": b"\x1f\x8b\x08" + b"\xff" * 60, "deflate": b"\x78\x9c" + b"\xff" * 60, "zstd": b"(\xb5/\xfd"
        + b"\xff" * 60,
        "br": BROTLI[:20] + b"\xff" * 60}.items()),
    case("poll in half of a gzip, then a good one", [get(coded("gzip", gzip(done())[:40])), POLL_DONE], WAIT,
         {**POLLED, "gets": 2}, options=QUICK),
    case("poll in an unknown coding", [get(coded("x-secret", b"\x01\x02\x03" * 9)), get(HOLD)], WAIT, posts=0,
         gets=2,
         status="timeout", charge="accepted", options={**QUICK, "total_timeout_ms": 1500},
         message=["x-secret"]),
    case("600 MB in one poll", [get(coded("deflate", bomb(b'{"id":"gen_1","x":"', 600)))], WAIT, posts=0,
         gets=1, status="protocol", charge="accepted", memory=64, message=["body_bytes_max"]),
]

SAVED = {"file": PICTURE, "get_headers": {"accept-encoding": "identity"}, **FOX}
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40


def packed_picture(coding, body, length=None):
    return picture(200, body, "Content-Encoding: " + coding, length=length)


FILES = [
    *(case(f"download in {name}, window {window}",
           [fox(packed_picture(name, b"".join(packed(window, PICTURE))))], FETCH,
           SAVED) for name, window in CODINGS.items()),
    case("download in aws-chunked", [fox(packed_picture("aws-chunked", PICTURE))], FETCH, SAVED),
    *(case(f"download of a picture that is called {name}", [fox(packed_picture(name, PNG))], FETCH,
           {**SAVED, "file": PNG})
      for name in ("br", "deflate", "gzip", "zstd")),
    case("download of a picture that is called base64", [fox(packed_picture("base64", PNG))], FETCH,
         {**SAVED, "file": PNG}),
    case("download in an unknown coding", [fox(packed_picture("x-secret", PICTURE))], FETCH, FOX,
         status="protocol", message=["x-secret", *UNTOUCHED]),
    case("download in gzip breaks off and begins again", [
        fox(packed_picture("gzip", gzip(PICTURE)[:-200], 9999), CLOSE),
        fox(packed_picture("gzip", gzip(PICTURE)))], FETCH,
         {**SAVED, "gets": 2}, options={"download_tries_max": 2}),
    case("download of half of a gzip", [fox(packed_picture("gzip", gzip(PICTURE)[:-200]))], FETCH, FOX,
         status="transport", message=["ended too early", *UNTOUCHED]),
    case("download of 600 MB in gzip", [fox(packed_picture("deflate", bomb(PNG, 600)))], FETCH, FOX,
         status="protocol",
         options={"download_bytes_max": 100_000_000}, memory=20, message=["100000000", *UNTOUCHED]),
]

CODING_CASES = STREAMS + CREATES + POLLS + FILES
