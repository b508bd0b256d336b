"""Successful answers: odd ids, texts that only look like ids, JSON in every framing and type, and no id."""

from scenario import PATHS, rotate, rows, scenario
from scripted_server import CLOSE, singly
from table import POLLING_PATH, STREAM_PATH, done
from wire import (
    BREAKS,
    ENDS,
    FRAMINGS,
    GIVEN_UP,
    ID_SENT,
    MAKE,
    WHOLE,
    answer,
    body,
    head,
    status_sent,
    stream,
)

# What is not a top-level id, whatever it looks like; and the odd ones that are.
NO_IDS = {
    "nested": '{"data":{"id":"gen_1"}}',
    "in a list": '[{"id":"gen_1"}]',
    "generation_id": '{"generation_id":"gen_1"}',
    "task_id": '{"task_id":"gen_1","request_id":"gen_1","_id":"gen_1","ID":"gen_1","Id":"gen_1"}',
    "null": '{"id":null}',
    "true": '{"id":true}',
    "an object": '{"id":{"id":"gen_1"}}',
    "a list": '{"id":["gen_1"]}',
    "empty": '{"id":""}',
    "in a text": r'{"note":"\"id\":\"gen_1\""}',
    "a text": '"gen_1"',
    "a name alone": '{"id"}',
    "unquoted": "{id:gen_1}",
    "single quotes": "{'id':'gen_1'}",
    "no colon": '{"id" "gen_1"}',
    "after the object": '{} "id":"gen_1"',
    "nested without end": '{"data":' + '{"id":"gen_1","x":' * 40,
    "deep": "[" * 5000 + '{"id":"gen_1"}',
}
ODD_IDS = {
    "twice, the same": ('{"id":"gen_1"^,"id":"gen_1"}', ("gen_1",)),
    "twice": ('{"id":"gen_1"^,"id":"gen_2"}', ("gen_1", "gen_2")),
    "null, then one": ('{"id":null,"id":"gen_1"^}', ("gen_1",)),
    "an escaped name": (r'{"\u0069d":"gen_1"^}', ("gen_1",)),
    "white space around": ('{"id" \n: \t"gen_1"^ }', ("gen_1",)),
    "zero": ('{"id":0^}', ("0",)),
    "large": ('{"id":123456789012345678901234567890^}', ("123456789012345678901234567890",)),
    "after a megabyte": ('{"x":"' + "y" * 1_000_000 + '","id":"gen_1"^}', ("gen_1",)),
    "after deep nesting": ('{"x":' + "[" * 200 + "]" * 200 + ',"id":"gen_1"^}', ("gen_1",)),
    "ill-formed UTF-8 before it": (b'{"x":"\xff\xfe","id":"gen_1"^}', ("gen_1",)),
    "NUL before it": (b'{"x":"\\u0000","id":"gen_1"^}', ("gen_1",)),
    "two objects": ('{"id":"gen_1"^}{"id":"gen_2"}', ("gen_1", "gen_2")),
    "NaN before it": ('{"x":NaN,"id":"gen_1"^}', ("gen_1",)),
    "a number that no machine holds": ('{"x":1e999,"id":"gen_1"^}', ("gen_1",)),
}


def odd_rows():
    for row, (name, text) in enumerate(NO_IDS.items()):
        for column, path in enumerate(PATHS):
            text_of_event = text if column else f"data: {text}\n\n"
            send = answer if column else (lambda status, *rest: stream(*rest))
            framing, end = rotate(
                (
                    ("chunked", "close"),
                    ("last chunk missing", "close"),
                    ("until close", "reset"),
                    ("last chunk missing", "stop"),
                ),
                row,
                column,
            )
            yield scenario(
                "no id",
                f"{name}, {framing}, {end}",
                send(200, body(text_of_event), framing, end),
                path=path,
                end=end,
            )
    for row, (name, (text, ids)) in enumerate(ODD_IDS.items()):
        text = text if isinstance(text, bytes) else text.encode()
        yield scenario(
            "odd id",
            f"{name}, event",
            stream(body(b"data: " + text.replace(b"\n", b"\ndata: ") + b"\n\n"), "chunked"),
            ids=ids,
        )
        yield scenario("odd id", f"{name}, JSON", answer(202, body(text)), ids=ids, path=rotate(PATHS, row))
        end = rotate(BREAKS, row)
        yield scenario(
            "odd id",
            f"{name}, last chunk missing, {end}",
            answer(200, body(text), "last chunk missing", end),
            ids=ids,
            path=rotate(PATHS, row + 1),
        )


KINDS = (
    "application/json",
    "text/event-stream",
    "text/plain",
    "text/html",
    "application/octet-stream",
    "image/png",
    None,
    "application/JSON; charset=utf-16",
    "application/x-ndjson",
    "multipart/mixed; boundary=x",
    "",
)


def json_rows():
    """JSON answers with an id: each successful status, content type, framing and end."""
    texts = {
        "id first": '{"id":"gen_1"^,"status":"IN_QUEUE"}',
        "id last": '{"status":"IN_QUEUE","input":{"id":"no"},"id":"gen_1"^}',
        "COMPLETED": done().decode().replace('"gen_1"', '"gen_1"^'),
        "BOM": '\ufeff{"id":"gen_1"^}',
    }
    statuses = (200, 201, 202, 203, 206, 226)
    for row, framing in enumerate(FRAMINGS):
        ends = (
            ("close", "stays open")
            if framing in WHOLE
            else ("close", "reset", "stall", "half-close", *GIVEN_UP)
        )
        for column, (name, text) in enumerate(texts.items()):
            end, kind = rotate(ends, row, column), rotate(KINDS, row, column * 3)
            steps = answer(rotate(statuses, row, column), body(text), framing, end, kind=kind)
            title = f"{name}, {framing}, {end}, {kind}"
            yield scenario("JSON answer", title, steps, end=end, path=rotate(PATHS, row, column))


def type_rows():
    """Content types and codings that are not those of the body."""
    event = body('data: {"id":"gen_1"^,"status":"IN_QUEUE"}\n\n')
    page = body("<!doctype html><title>Sign in</title><form action=/login><input name=id></form>")
    plain = body('{"id":"gen_1"^,"status":"IN_QUEUE"}')
    events = {f"events as {kind}": answer(200, event, "until close", "close", kind=kind) for kind in KINDS}
    pages = {f"a login page as {kind}": answer(200, page, kind=kind) for kind in KINDS}
    labels = {
        f"JSON that is labelled {coding}": answer(200, plain, lines=[f"Content-Encoding: {coding}"])
        for coding in ("gzip", "br", "deflate, gzip", "identity", "x")
    }
    yield from rows("wrong type", events, path=STREAM_PATH)
    yield from rows("wrong type", {**pages, **labels})


def piece_rows():
    """Lengths that end before the JSON does, and bytes that come one by one."""

    def shortened(length):
        return [MAKE, head(200, "application/json", [f"Content-Length: {length}"]), status_sent(200)]

    def slowly(lines):
        opened = [MAKE, singly(head(200, "text/event-stream")), status_sent(200)]
        return [*opened, singly(b'data: {"id":"gen_1"'), ID_SENT, singly(b',"n":1}\n' * lines), CLOSE]

    after, within = [b'{"id":"gen_1"', ID_SENT, b',"status":"IN_QUEUE"}', CLOSE], [b'{"id":"gen_1"}', CLOSE]
    table = {
        "a length that ends after the id": [*shortened(20), *after],
        "a length that ends in the id": [*shortened(10), *within],
    }
    yield from rows("JSON answer", table, path=POLLING_PATH)
    table = {f"a stream byte by byte, {lines} lines": slowly(lines) for lines in (1, 3)}
    yield from rows("JSON answer", table, path=STREAM_PATH)


EMPTY = {
    "nothing": "",
    "white space": " \n ",
    "null": "null",
    "a list": "[]",
    "an object": "{}",
    "a text": '"ok"',
    "a number": "1",
    "true": "true",
    "half an object": '{"status":',
    "a status": '{"status":"IN_QUEUE"}',
    "COMPLETED": '{"status":"COMPLETED"}',
    "FAILED": '{"status":"FAILED","code":"IMAGE_GENERATION_CONTENT_REJECTED","message":"no"}',
    "an error": '{"error":"X","message":"m"}',
    "a busy code": '{"error":"X","code":"IMAGE_GENERATION_RATE_LIMITED","message":"m"}',
}


def empty_rows():
    """Success without an id: the job may exist."""
    for row, (name, text) in enumerate(EMPTY.items()):
        for column, kind in enumerate(("application/json", "text/event-stream")):
            framing, end = rotate(
                (
                    ("length", "stays open"),
                    ("until close", "close"),
                    ("chunked", "close"),
                    ("too long", "close"),
                    ("last chunk missing", "reset"),
                    ("last chunk missing", "graceful stop"),
                ),
                row,
                column,
            )
            sent = body(f"data: {text}\n\n") if column and row % 2 else body(text)
            steps = answer(rotate((200, 202, 201), row, column), sent, framing, end, kind=kind)
            yield scenario(
                "no id",
                f"success with {name} as {kind}, {framing}, {end}",
                steps,
                end=end,
                path=rotate(PATHS, row, column),
            )
    for status in (204, 205):
        for path in PATHS:
            yield scenario(
                "no id",
                f"{status}",
                [MAKE, head(status, None), status_sent(status), *ENDS["close"].steps],
                path=path,
            )


SCENARIOS = [*odd_rows(), *json_rows(), *type_rows(), *piece_rows(), *empty_rows()]
