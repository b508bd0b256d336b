"""Where the id is in an answer, and where the answer ends: a whole id is kept, a part of one is not."""

from scenario import PATHS, rotate, scenario
from table import POLLING_PATH, done, job
from wire import ENDS, FRAMINGS, Body, answer, body, stream

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
# What precedes the id; some of it looks like an id.
FRONTS = {
    "first": "{",
    "after a status": '{"status":"IN_QUEUE",',
    "after a nested id": '{"data":{"id":"no_1"},"list":[{"id":"no_2"}],',
    "after a text like it": r'{"prompt":"say \"id\":\"no_1\", ","x":"\\",',
    "after white space": " \r\n\t{ \t",
    "after other names": '{"task_id":"no_1","generation_id":"no_2","_id":"no_3","ID":"no_4","idx":"no_5",',
}
TAIL = ',"n":1,"usage":{"total":20}}'


def document(front, token, tail=TAIL):
    """The JSON text, where the value of the id starts and ends, and after which byte the id is whole."""
    start = (front + '"id":').encode()
    value = token.encode()
    data = start + value + tail.encode()
    # A number is whole only when another byte follows it.
    id_end = len(start) + len(value) + (0 if token.startswith('"') else 1)
    return data, len(start), len(start) + len(value), id_end


def places(start, end, size):
    """Where to cut a text, by name: at each byte of a short value, at some of a long one."""
    inside = range(start + 1, end) if end - start < 24 else (start + 1, (start + end) // 2, end - 1)
    named = {
        "before the name": start - 5,
        "in the name": start - 3,
        "after the name": start - 1,
        "before the value": start,
    }
    named.update({f"{place - start} bytes into the value": place for place in inside})
    named.update(
        {
            "after the value": end,
            "a byte later": end + 1,
            "before the last byte": size - 1,
            "at the end": size,
        }
    )
    return named


def in_lines(text, id_end, prefix=b"data: "):
    """The JSON text as data lines of an event, and after which byte of them the id is whole."""
    before = prefix + text[:id_end].replace(b"\n", b"\n" + prefix)
    return before + text[id_end:].replace(b"\n", b"\n" + prefix), len(before)


def cut_rows():
    """Cuts at every place of every kind of id, in streams and JSON answers; ends and framings rotate."""
    ends = ("close", "reset", "stall", "stop", "half-close", "time limit", "graceful stop")
    framings = [
        name for name in FRAMINGS if name not in ("bad chunk size", "endless chunk size", "chunk cut")
    ]
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


EVENT_ENDS = [name for name in ENDS if name != "stays open"]


def unfinished_events():
    """Events without their blank line, and how the connection ends then."""
    jobs = {"IN_QUEUE": job("IN_QUEUE"), "COMPLETED": done(), "no status": job()}
    ends = {
        "no line end": b"",
        "LF": b"\n",
        "CR": b"\r",
        "CRLF": b"\r\n",
        "LF, half a line": b"\ndata",
        "LF, a comment": b"\n: x",
        "CRLF and CR": b"\r\n\r",
    }
    for row, (name, text) in enumerate(jobs.items()):
        for column, (line, after) in enumerate(ends.items()):
            for shift, end in enumerate(EVENT_ENDS):
                if (row + column + shift) % 3:
                    continue
                framing = rotate(("until close", "last chunk missing", "too long"), row, column, shift)
                whole = text.index(b'"gen_1"') + len(b'"gen_1"') + len(b"data: ")
                # The bytes of a heartbeat would have to be chunks too.
                framing = "until close" if end == "heartbeats" else framing
                steps = stream(Body(b"data: " + text + after, whole), framing, end)
                yield scenario("unfinished event", f"{name}, {line}, {framing}, {end}", steps, end=end)


FORMS = {
    "BOM": "\ufeff{data}\n\n",
    "CR": "{data}\r\r",
    "CRLF": "{data}\r\n\r\n",
    "no space": "{bare}\n\n",
    "a comment in front": ": hello\n\n{data}\n\n",
    "a name": "event: job\n{data}\n\n",
    "the name error": "event: error\n{data}\n\n",
    "an event id": "id: no_1\n{data}\nretry: 10\n\n",
    "other fields": "id\ndata-x: 1\nfoo: bar\n:\n{data}\n\n",
    "two lines": 'data: {{"status":"IN_QUEUE",\ndata: "id":"gen_1"^}}\n\n',
    "two lines, CRLF": 'data: {{"id":"gen_1"^,\r\ndata: "status":"IN_QUEUE"}}\r\n\r\n',
    "empty events in front": "data\n\ndata:\n\n\n\n{data}\n\n",
    "text in front": "data: hello\n\ndata: [1]\n\n{data}\n\n",
    "NaN": 'data: {{"id":"gen_1"^,"n":NaN,"status":"IN_QUEUE"}}\n\n',
    "comma at the end": 'data: {{"id":"gen_1"^,"status":"IN_QUEUE",}}\n\n',
    "no brace at the end": 'data: {{"id":"gen_1"^,"status":"IN_QUEUE"\n\n',
    "a bare control": 'data: {{"id":"gen_1"^,"x":"\u0001"}}\n\n',
    "bare JSON": '{{"id":"gen_1"^,"status":"IN_QUEUE"}}',
    "bare JSON and LF": '{{"id":"gen_1"^,"status":"IN_QUEUE"}}\n',
    "bare JSON and a blank line": '{{"id":"gen_1"^,"status":"IN_QUEUE"}}\n\n',
    "bare JSON in lines": '{{\n  "id": "gen_1"^,\n  "n": 1\n}}\n',
    "bare JSON, a BOM": '\ufeff{{"id":"gen_1"^,"status":"IN_QUEUE"}}',
    "bare JSON, COMPLETED": '{{"status":"COMPLETED","id":"gen_1"^}}',
    "bare JSON, CR": '{{\r"id": "gen_1"^,\r"n": 1\r}}\r',
    "bare JSON, empty lines": '\n\n\n{{"id":"gen_1"^}}\n',
}


def form_rows():
    """Forms of events, and of JSON that is no event, with an id."""
    whole = {
        "data": 'data: {"status":"IN_QUEUE","id":"gen_1"^}',
        "bare": 'data:{"status":"IN_QUEUE","id":"gen_1"^}',
    }
    for row, (name, form) in enumerate(FORMS.items()):
        sent = body(form.format(**whole))
        for shift, end in enumerate(("close", "reset", "stall", "stop")):
            if (row + shift) % 2:
                continue
            framing = rotate(("until close", "chunked", "small chunks", "last chunk missing"), row, shift)
            yield scenario("form", f"{name}, {framing}, {end}", stream(sent, framing, end), end=end)


SCENARIOS = [*cut_rows(), *unfinished_events(), *form_rows()]
