"""A platform that repeats the key in every form that JSON and URLs have for it: no record may hold it, and
nothing else may change."""

import json
import random
import re
import socket
import threading

KEY = "sk-live_0123/4567+89=.ab"
MESSAGES = 60
# Keys that begin like the end of an escape: covering them must leave the record JSON.
AWKWARD = ["nabcdefgh", "0061bcdefgh", "u0061bcdefgh", "61bcdefgh", "/abcdefgh", "%41%42%43"]
AWKWARD_NOTES = [
    "x\\\\nabcdefgh",
    "x\\nabcdefgh",
    "x\\u0061bcdefgh",
    "x\\\\u0061bcdefgh",
    "\\/abcdefgh",
    "%2541%2542%2543",
    "%41%42%43",
]


def escaped(chance, key=KEY):
    """The key as a server may write it inside a string, some bytes of it escaped, in one way or in both."""
    ways = chance.choice(["json", "url", "both"])

    def one(letter):
        run = "\\" * chance.choice([1, 1, 1, 2, 3, 7])
        code = "".join(chance.choice([digit, digit.upper()]) for digit in f"{ord(letter):02x}")
        forms = [letter, letter]
        if ways != "url":
            forms += [f"{run}u00{code}"] + ([f"{run}/"] if letter == "/" else [])
        if ways != "json":
            forms += [f"%{code}", f"%25{code}"]
        return chance.choice(forms)

    return "".join(map(one, key))


def revealed(text):
    """The text with everything that JSON or a URL may have escaped in it taken back."""
    before = None
    while text != before:
        before = text
        text = re.sub(r"\\+u00([0-9A-Fa-f]{2})", lambda found: chr(int(found[1], 16)), text)
        text = re.sub(r"%([0-9A-Fa-f]{2})", lambda found: chr(int(found[1], 16)), text).replace("\\/", "/")
    return text


def answer(status, content_type, body, more=""):
    length = len(body.encode())
    head = f"HTTP/1.1 {status} X\r\nContent-Type: {content_type}\r\nContent-Length: {length}\r\n"
    return f"{head}{more}Connection: close\r\n\r\n{body}"


class Platform:
    """Gives one answer a connection, in order."""

    def __init__(self, answers, key=KEY):
        self._answers = answers
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.about = {"base_url": f"http://127.0.0.1:{self._listener.getsockname()[1]}", "key": key}
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def _serve(self):
        for text in self._answers:
            connection, _ = self._listener.accept()
            with connection:
                request = b""
                while b"\r\n\r\n" not in request:
                    request += connection.recv(65536)
                length = re.search(rb"(?i)content-length: (\d+)", request)
                missing = int(length[1]) - len(request.partition(b"\r\n\r\n")[2]) if length else 0
                while missing > 0:
                    missing -= len(connection.recv(65536))
                connection.sendall(text.encode())
                connection.shutdown(socket.SHUT_WR)
                while connection.recv(65536):
                    pass

    def __enter__(self):
        self._thread.start()
        return self.about

    def __exit__(self, *_):
        self._listener.close()
        self._thread.join(timeout=30)


def stream(notes):
    """A stream that brings the notes and breaks off, a poll that says one, and a poll that fails with one."""
    data = ['{"id":"gen_7","status":"IN_PROGRESS","note":"a %s z"}' % note for note in notes]
    data += [f"no JSON, but {note}" for note in notes[:5]]
    body = "".join(f"data: {text}\n\n" for text in data)
    polled = '{"id":"gen_7","status":"IN_PROGRESS","note":"%s"}' % notes[0]
    failed = (
        '{"id":"gen_7","status":"FAILED","code":"IMAGE_GENERATION_FAILED","message":"key %s is bad"}'
        % notes[-1]
    )
    echo = f"X-Echo: {notes[0]}\r\nX-Long: {'x' * 1010}{notes[1]}\r\n"
    return [
        answer(200, "text/event-stream", body, echo),
        answer(200, "application/json", polled),
        answer(200, "application/json", failed),
    ]


def refusals(notes):
    """Errors and pages that quote it, some of them where what is quoted is cut."""
    refused = [
        answer(401, "application/json", '{"code":"UNAUTHORIZED","message":"no such key: %s"}' % note)
        for note in notes[:4]
    ]
    pages = [
        answer(401, "text/html", "<p>" + "x" * (180 + 4 * index) + note)
        for index, note in enumerate(notes[:8])
    ]
    return (
        refused
        + pages
        + [answer(200, "text/plain", "y" * (4070 + index) + note) for index, note in enumerate(notes[:8])]
    )


def flaws(follow, seed):
    """What the records give away, or say otherwise than they must. `follow` gives those of one generation."""
    chance = random.Random(seed)
    notes = [escaped(chance) for _ in range(MESSAGES)]
    with Platform(stream(notes)) as about:
        lines = follow(about)
    found = wrong_payloads(lines, notes)
    for text in refusals(notes):
        with Platform([text]) as about:
            lines += follow(about)
    shown = [line for line in lines if KEY[:8] in revealed(line)]
    return found + [f"the key is in {line}" for line in shown]


def wrong_payloads(lines, notes):
    told = [json.loads(line) for line in lines]
    payloads = [record["payload"] for record in told if record["event"] == "sse_event"]
    expected = [json.loads('"a %s z"' % ("*" * len(note))) for note in notes]
    got = [payload["note"] for payload in payloads if isinstance(payload, dict)]
    if got != expected:
        return [f"the notes are {got[:3]}, not {expected[:3]}"]
    if [record["status"] for record in told if record["event"] == "poll"] != ["IN_PROGRESS", "FAILED"]:
        return [f"the polls are not reported: {lines[-3:]}"]
    return []


def awkward_flaws(follow):
    found = []
    for key in AWKWARD:
        with Platform(stream(AWKWARD_NOTES), key) as about:
            for line in follow(about):
                try:
                    json.loads(line)
                except ValueError as error:
                    found.append(f"{key}: {error}: {line}")
    # What looks like an escape before the key and is none: not even the key's first bytes may stay.
    leads = ("C:\\\\u", "C:\\u", "C:\\u00", "C:\\\\n", "\\\\\\\\u", "C:\\\\u00")
    with Platform(stream([lead + KEY for lead in leads])) as about:
        found += [f"a part of the key is in {line}" for line in follow(about) if KEY[:3] in line]
    return found + [flaw for key in AWKWARD for flaw in uncovered(follow, key)]


def uncovered(follow, key):
    """What of a key stays after backslashes that end in themselves."""
    with Platform(stream([lead + key for lead in ("x\\\\", "x" + "\\" * 8)]), key) as about:
        told = [json.loads(line) for line in follow(about)]
    payloads = [record["payload"] for record in told if record["event"] == "sse_event"]
    notes = [payload["note"] for payload in payloads if isinstance(payload, dict)]
    whole = "*" * len(key) + " z"
    shown = [f"{key}: {note}" for note in notes if not note.endswith(whole)]
    return shown if len(notes) == 2 else [f"{key}: two notes were sent, not {notes}"]
