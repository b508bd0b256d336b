"""Where the first id of a job is, and where the answer that tells it ends: an id that arrived is kept, half of one is not."""
from scenario import PATHS, scenario, rotate
from scripted_server import CLOSE, singly
from table import POLLING_PATH, done, job
from wire import BREAKS, ENDS, FRAMINGS, GIVEN_UP, MAKE, ID_SENT, WHOLE, Body, answer, body, head, status_sent, stream

# JSON texts of ids, and what they say.
IDS = {
    "plain": ('"gen_1f"', "gen_1f"),
    "escapes": (r'"g\u00e9\/\\\"x"', 'gé/\\"x'),
    "surrogates": (r'"g\ud83d\ude00x"', "g😀x"),
    "UTF-8": ('"gé😀x"', "gé😀x"),
    "number": ("47110815", "47110815"),
    "one digit": ("7", "7"),
    "long": ('"' + "x" * 3000 + '"', "x" * 3000),
    "like JSON": (r'"{\"id\":\"no\"}"', '{"id":"no"}'),
    "dots": ('".."', ".."),
    "path": ('"a/b?c#d%2e"', "a/b?c#d%2e"),
}
# What is in front of the id, so that a part of it looks like one.
FRONTS = {
    "first": "{", "after a status": '{"status":"IN_QUEUE",', "after a nested id": '{"data":{"id":"no_1"},"list":[{"id":"no_2"}],',
    "after a text like it": r'{"prompt":"say \"id\":\"no_1\", ","x":"\\",', "after white space": ' \r\n\t{ \t',
    "after other names": '{"task_id":"no_1","generation_id":"no_2","_id":"no_3","ID":"no_4","idx":"no_5",',
}
TAIL = ',"n":1,"usage":{"total":20}}'


def document(front, token, tail=TAIL):
    """The JSON text, and where the name of the id, its value and what makes that whole are in it."""
    start = (front + '"id":').encode()
    value = token.encode()
    data = start + value + tail.encode()
    # A number might go on: it is whole when something else follows.
    id_end = len(start) + len(value) + (0 if token.startswith('"') else 1)
    return data, len(start), len(start) + len(value), id_end


def places(start, end, size):
    """Where a text is cut, by name: each byte of a short value, some of a long one."""
    inside = range(start + 1, end) if end - start < 24 else (start + 1, (start + end) // 2, end - 1)
    named = {"before the name": start - 5, "in the name": start - 3, "after the name": start - 1, "before the value": start}
    named.update({f"{place - start} bytes into the value": place for place in inside})
    named.update({"after the value": end, "a byte later": end + 1, "before the last byte": size - 1, "at the end": size})
    return named


def in_lines(text, id_end, prefix=b"data: "):
    """The JSON text as an event of a line for each of its own, and where the id is whole in it."""
    before = prefix + text[:id_end].replace(b"\n", b"\n" + prefix)
    return before + text[id_end:].replace(b"\n", b"\n" + prefix), len(before)


def cut_rows():
    """Every place of every kind of id, in a stream and in a JSON answer; ends and framings go round with them."""
    ends = ("close", "reset", "stall", "stop", "half-close", "time limit", "graceful stop")
    framings = [name for name in FRAMINGS if name not in ("bad chunk size", "endless chunk size", "chunk cut")]
    for row, (kind, (token, text)) in enumerate(IDS.items()):
        front_name, front = rotate(list(FRONTS.items()), row)
        data, start, value_end, id_end = document(front, token)
        for column, (name, place) in enumerate(places(start, value_end, len(data)).items()):
            end, framing = rotate(ends, row, column), rotate(framings, row, column * 3)
            path = rotate(PATHS, row, column)
            if path == POLLING_PATH:
                steps = answer(200, Body(data, id_end), framing, end, cut=place)
            else:
                event, whole = in_lines(data, id_end)
                moved = len(in_lines(data[:place], place)[0])
                steps = stream(Body(event + b"\n\n", whole), framing, end, cut=moved)
            title = f"{kind}, {front_name}, {name}, {framing}, {end}"
            yield scenario("cut", title, steps, end=end, ids=(text,), path=path)


def unfinished_events():
    """A whole event but for its end, and how the connection ends then."""
    jobs = {"IN_QUEUE": job("IN_QUEUE"), "COMPLETED": done(), "no status": job()}
    ends = {"no line end": b"", "LF": b"\n", "CR": b"\r", "CRLF": b"\r\n", "LF, half a line": b"\ndata", "LF, a comment": b"\n: x",
            "CRLF and CR": b"\r\n\r"}
    for row, (name, text) in enumerate(jobs.items()):
        for column, (line, after) in enumerate(ends.items()):
            for shift, end in enumerate(("close", "reset", "stall", "heartbeats", "time limit", "stop", "graceful stop", "half-close")):
                if (row + column + shift) % 3:
                    continue
                framing = rotate(("until close", "last chunk missing", "too long"), row, column, shift)
                whole = text.index(b'"gen_1"') + len(b'"gen_1"') + len(b"data: ")
                # A heartbeat is sent in chunks of its own only where there are none.
                framing = "until close" if end == "heartbeats" else framing
                steps = stream(Body(b"data: " + text + after, whole), framing, end)
                yield scenario("unfinished event", f"{name}, {line}, {framing}, {end}", steps, end=end)


FORMS = {
    "BOM": "\ufeff{data}\n\n", "CR": "{data}\r\r", "CRLF": "{data}\r\n\r\n", "no space": "{bare}\n\n",
    "a comment in front": ": hello\n\n{data}\n\n", "a name": "event: job\n{data}\n\n", "the name error": "event: error\n{data}\n\n",
    "an event id": "id: no_1\n{data}\nretry: 10\n\n", "other fields": "id\ndata-x: 1\nfoo: bar\n:\n{data}\n\n",
    "two lines": 'data: {{"status":"IN_QUEUE",\ndata: "id":"gen_1"^}}\n\n',
    "two lines, CRLF": 'data: {{"id":"gen_1"^,\r\ndata: "status":"IN_QUEUE"}}\r\n\r\n',
    "empty events in front": "data\n\ndata:\n\n\n\n{data}\n\n", "text in front": "data: hello\n\ndata: [1]\n\n{data}\n\n",
    "NaN": 'data: {{"id":"gen_1"^,"n":NaN,"status":"IN_QUEUE"}}\n\n', "comma at the end": 'data: {{"id":"gen_1"^,"status":"IN_QUEUE",}}\n\n',
    "no brace at the end": 'data: {{"id":"gen_1"^,"status":"IN_QUEUE"\n\n', "a bare control": 'data: {{"id":"gen_1"^,"x":"\u0001"}}\n\n',
    "bare JSON": '{{"id":"gen_1"^,"status":"IN_QUEUE"}}', "bare JSON and LF": '{{"id":"gen_1"^,"status":"IN_QUEUE"}}\n',
    "bare JSON and a blank line": '{{"id":"gen_1"^,"status":"IN_QUEUE"}}\n\n', "bare JSON in lines": '{{\n  "id": "gen_1"^,\n  "n": 1\n}}\n',
    "bare JSON, a BOM": '\ufeff{{"id":"gen_1"^,"status":"IN_QUEUE"}}', "bare JSON, COMPLETED": '{{"status":"COMPLETED","id":"gen_1"^}}',
    "bare JSON, CR": '{{\r"id": "gen_1"^,\r"n": 1\r}}\r', "bare JSON, empty lines": '\n\n\n{{"id":"gen_1"^}}\n',
}


def form_rows():
    """Forms in which an event, or what is no event, tells the id."""
    whole = {"data": 'data: {"status":"IN_QUEUE","id":"gen_1"^}', "bare": 'data:{"status":"IN_QUEUE","id":"gen_1"^}'}
    for row, (name, form) in enumerate(FORMS.items()):
        sent = body(form.format(**whole))
        for shift, end in enumerate(("close", "reset", "stall", "stop")):
            if (row + shift) % 2:
                continue
            framing = rotate(("until close", "chunked", "small chunks", "last chunk missing"), row, shift)
            yield scenario("form", f"{name}, {framing}, {end}", stream(sent, framing, end), end=end)


# What is not a top-level id, whatever it looks like; and the odd ones that are.
NO_IDS = {
    "nested": '{"data":{"id":"gen_1"}}', "in a list": '[{"id":"gen_1"}]', "generation_id": '{"generation_id":"gen_1"}',
    "task_id": '{"task_id":"gen_1","request_id":"gen_1","_id":"gen_1","ID":"gen_1","Id":"gen_1"}', "null": '{"id":null}',
    "true": '{"id":true}', "an object": '{"id":{"id":"gen_1"}}', "a list": '{"id":["gen_1"]}', "empty": '{"id":""}',
    "in a text": r'{"note":"\"id\":\"gen_1\""}', "a text": '"gen_1"', "a name alone": '{"id"}', "unquoted": "{id:gen_1}",
    "single quotes": "{'id':'gen_1'}", "no colon": '{"id" "gen_1"}', "after the object": '{} "id":"gen_1"',
    "nested without end": '{"data":' + '{"id":"gen_1","x":' * 40, "deep": "[" * 5000 + '{"id":"gen_1"}',
}
ODD_IDS = {
    "twice, the same": ('{"id":"gen_1"^,"id":"gen_1"}', ("gen_1",)), "twice": ('{"id":"gen_1"^,"id":"gen_2"}', ("gen_1", "gen_2")),
    "null, then one": ('{"id":null,"id":"gen_1"^}', ("gen_1",)), "an escaped name": (r'{"\u0069d":"gen_1"^}', ("gen_1",)),
    "white space around": ('{"id" \n: \t"gen_1"^ }', ("gen_1",)), "zero": ('{"id":0^}', ("0",)), "large": ('{"id":123456789012345678901234567890^}',
    ("123456789012345678901234567890",)), "after a megabyte": ('{"x":"' + "y" * 1_000_000 + '","id":"gen_1"^}', ("gen_1",)),
    "after deep nesting": ('{"x":' + "[" * 200 + "]" * 200 + ',"id":"gen_1"^}', ("gen_1",)),
    "ill-formed UTF-8 before it": (b'{"x":"\xff\xfe","id":"gen_1"^}', ("gen_1",)),
    "NUL before it": (b'{"x":"\\u0000","id":"gen_1"^}', ("gen_1",)),
    "two objects": ('{"id":"gen_1"^}{"id":"gen_2"}', ("gen_1", "gen_2")), "NaN before it": ('{"x":NaN,"id":"gen_1"^}', ("gen_1",)),
    "a number that no machine holds": ('{"x":1e999,"id":"gen_1"^}', ("gen_1",)),
}


def odd_rows():
    for row, (name, text) in enumerate(NO_IDS.items()):
        for column, path in enumerate(PATHS):
            text_of_event = text if column else f"data: {text}\n\n"
            send = answer if column else (lambda status, *rest: stream(*rest))
            framing, end = rotate((("chunked", "close"), ("last chunk missing", "close"), ("until close", "reset"),
                                 ("last chunk missing", "stop")), row, column)
            yield scenario("no id", f"{name}, {framing}, {end}", send(200, body(text_of_event), framing, end), path=path, end=end)
    for row, (name, (text, ids)) in enumerate(ODD_IDS.items()):
        text = text if isinstance(text, bytes) else text.encode()
        yield scenario("odd id", f"{name}, event", stream(body(b"data: " + text.replace(b"\n", b"\ndata: ") + b"\n\n"), "chunked"), ids=ids)
        yield scenario("odd id", f"{name}, JSON", answer(202, body(text)), ids=ids, path=rotate(PATHS, row))
        end = rotate(BREAKS, row)
        yield scenario("odd id", f"{name}, last chunk missing, {end}", answer(200, body(text), "last chunk missing", end), ids=ids,
                       path=rotate(PATHS, row + 1))


KINDS = ("application/json", "text/event-stream", "text/plain", "text/html", "application/octet-stream", "image/png", None,
         "application/JSON; charset=utf-16", "application/x-ndjson", "multipart/mixed; boundary=x", "")


def answer_rows():
    """JSON answers with an id under each status of success and each type, in each framing, ended in each way."""
    texts = {"id first": '{"id":"gen_1"^,"status":"IN_QUEUE"}', "id last": '{"status":"IN_QUEUE","input":{"id":"no"},"id":"gen_1"^}',
             "COMPLETED": done().decode().replace('"gen_1"', '"gen_1"^'), "BOM": '\ufeff{"id":"gen_1"^}'}
    for row, framing in enumerate(FRAMINGS):
        for column, (name, text) in enumerate(texts.items()):
            ends = ("close", "stays open") if framing in WHOLE else ("close", "reset", "stall", "half-close", *GIVEN_UP)
            end = rotate(ends, row, column)
            kind = rotate(KINDS, row, column * 3)
            steps = answer(rotate((200, 201, 202, 203, 206, 226), row, column), body(text), framing, end, kind=kind)
            yield scenario("JSON answer", f"{name}, {framing}, {end}, {kind}", steps, end=end, path=rotate(PATHS, row, column))
    for number, kind in enumerate(KINDS):
        event = body('data: {"id":"gen_1"^,"status":"IN_QUEUE"}\n\n')
        yield scenario("wrong type", f"events as {kind}", answer(200, event, "until close", "close", kind=kind))
        page = body("<!doctype html><title>Sign in</title><form action=/login><input name=id></form>")
        yield scenario("wrong type", f"a login page as {kind}", answer(200, page, kind=kind), path=rotate(PATHS, number))
    for coding in ("gzip", "br", "deflate, gzip", "identity", "x"):
        plain = body('{"id":"gen_1"^,"status":"IN_QUEUE"}')
        yield scenario("wrong type", f"JSON that is labelled {coding}", answer(200, plain, lines=[f"Content-Encoding: {coding}"]),
                       path=rotate(PATHS, len(coding)))
    short = [MAKE, head(200, "application/json", ["Content-Length: 20"]), b'{"id":"gen_1"', ID_SENT, status_sent(200), b',"status":"IN_QUEUE"}', CLOSE]
    yield scenario("JSON answer", "a length that ends after the id", short, path=POLLING_PATH)
    shorter = [MAKE, head(200, "application/json", ["Content-Length: 10"]), status_sent(200), b'{"id":"gen_1","status":"IN_QUEUE"}', CLOSE]
    yield scenario("JSON answer", "a length that ends in the id", shorter, path=POLLING_PATH)
    for size in (1, 3):
        slow = b'data: {"id":"gen_1"'
        steps = [MAKE, singly(head(200, "text/event-stream")), status_sent(200), singly(slow), ID_SENT, singly(b',"n":1}\n' * size), CLOSE]
        yield scenario("JSON answer", f"a stream byte by byte, {size} lines", steps)


EMPTY = {"nothing": "", "white space": " \n ", "null": "null", "a list": "[]", "an object": "{}", "a text": '"ok"', "a number": "1",
         "true": "true", "half an object": '{"status":', "a status": '{"status":"IN_QUEUE"}', "COMPLETED": '{"status":"COMPLETED"}',
         "FAILED": '{"status":"FAILED","code":"IMAGE_GENERATION_CONTENT_REJECTED","message":"no"}', "an error": '{"error":"X","message":"m"}',
         "a busy code": '{"error":"IMAGE_GENERATION_RATE_LIMITED","code":"IMAGE_GENERATION_RATE_LIMITED","message":"m"}'}


def empty_rows():
    """Success that tells no id: the job may be there."""
    for row, (name, text) in enumerate(EMPTY.items()):
        for column, kind in enumerate(("application/json", "text/event-stream")):
            framing, end = rotate((("length", "stays open"), ("until close", "close"), ("chunked", "close"), ("too long", "close"),
                                 ("last chunk missing", "reset"), ("last chunk missing", "graceful stop")), row, column)
            sent = body(f"data: {text}\n\n") if column and row % 2 else body(text)
            steps = answer(rotate((200, 202, 201), row, column), sent, framing, end, kind=kind)
            yield scenario("no id", f"success with {name} as {kind}, {framing}, {end}", steps, end=end, path=rotate(PATHS, row, column))
    for status in (204, 205):
        for path in PATHS:
            yield scenario("no id", f"{status}", [MAKE, head(status, None), status_sent(status), *ENDS["close"].steps], path=path)


SCENARIOS = [*cut_rows(), *unfinished_events(), *form_rows(), *odd_rows(), *answer_rows(), *empty_rows()]
