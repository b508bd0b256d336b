"""What the records of a stream's messages must say, from a stream that changes everything that the engine
keeps from one to the next."""
import json
import random
import socket
import threading

KEY = "sk-live-0123456789abcdef"
COUNT = 400
NAMES = [None, None, "message", "progress", 'say "hi"\\', "größe", "x" * 40]
TEXTS = ["[DONE]", "not json {", '"a text"', "[1, 2]", "null", "17", 'tab\there "quoted" \\',
         "{\"status\": \"IN_PROGRESS\"", f"the key is {KEY}"]


def messages(chance):
    """Each message as (lines sent, what its record must say)."""
    name, sse_id, status = None, "", "IN_QUEUE"
    for number in range(COUNT):
        lines = []
        name = chance.choice(NAMES) if chance.random() < 0.2 else name
        if name is not None:
            lines.append(f"event: {name}")
        if chance.random() < 0.2:
            sse_id = chance.choice(["", f"{number}", 'an "id"\\', "d2f1e2a4-0000-4000-8000-00000000000"
                                    + str(number % 10)])
            lines.append(f"id: {sse_id}")
        status = chance.choice(["IN_QUEUE", "IN_PROGRESS", "processing",
                                "größer"]) if chance.random() < 0.2 else status
        if number > 0 and chance.random() < 0.2:
            data, word = chance.choice(TEXTS), None
        else:
            fields = {"id": "gen_7", "status": status, "note": f"{KEY} {number}" if chance.random() < 0.1
                      else number}
            data, word = json.dumps(fields, ensure_ascii=chance.random() < 0.5, indent=1
                                    if chance.random() < 0.2 else None), status
        lines += [f"data: {line}" for line in data.split("\n")]
        yield lines, expected(name, sse_id, word, data)


def expected(name, sse_id, word, data):
    data = data.replace(KEY, "*" * len(KEY))
    try:
        payload = json.loads(data)
    except ValueError:
        payload = data
    if isinstance(payload, dict):
        word = payload.get("status", word)
    # A message whose JSON breaks off is still asked for its status.
    elif data.startswith('{"status"'):
        word = "IN_PROGRESS"
    return {"v": 1, "event": "sse_event", "tag": 7, "sse_event_name": name or "message", "sse_id": sse_id,
            "generation_id": "gen_7",
            "status": word, "status_key": None if word is None else "status", "terminal": False,
            "payload": payload}


class Stream:
    """Serves one stream, in pieces of any size."""

    def __init__(self, seed):
        chance = random.Random(seed)
        told = list(messages(chance))
        self.expected = [record for _, record in told]
        text = "".join("\n".join(lines) + "\n\n" for lines, _ in told)
        text += 'data: {"id":"gen_7","status":"COMPLETED","data":{"url":"https://cdn.example.com/a.png"}}\n\n'
        self._bytes, self._chance = text.encode(), chance
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.about = {"base_url": f"http://127.0.0.1:{self._listener.getsockname()[1]}", "key": KEY}
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def _serve(self):
        connection, _ = self._listener.accept()
        with connection:
            head = b""
            while b"\r\n\r\n" not in head:
                head += connection.recv(65536)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: "
                               b"close\r\n\r\n")
            at = 0
            while at < len(self._bytes):
                size = self._chance.choice([1, 7, 100, 5000])
                connection.sendall(self._bytes[at:at + size])
                at += size
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(65536):
                pass

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._listener.close()
        self._thread.join(timeout=30)


def flaws(follow, seed):
    """Where the records differ from what they must say."""
    with Stream(seed) as stream:
        records = [json.loads(line) for line in follow(stream.about)]
    told = [record for record in records if record["event"] == "sse_event"][:-1]
    for record in told:
        record.pop("elapsed_ms")
    if len(told) != COUNT:
        return [f"{len(told)} records of {COUNT} messages"]
    return [f"{ours}\n    expected {wanted}" for ours, wanted in zip(told, stream.expected) if ours != wanted]
