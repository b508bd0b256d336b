"""Uploads: every mix of fields arrives byte by byte, no file is sent or bought by mistake, and no create is
sent twice."""
import hashlib
import json
import os
import subprocess
import sys
import tempfile

from engine import ARGUMENT, FILE, OK, Client
from servers import PICTURE, Simulator

PNG = b"\x89PNG\r\n\x1a\n"

def write(folder, name, data):
    path = os.path.join(folder, name)
    with open(path, "wb") as file:
        file.write(data)
    return path


def digest(data):
    return hashlib.sha256(data).hexdigest()


def parts(simulator):
    uploads = simulator.log()["uploads"]
    assert len(uploads) == 1 and uploads[0]["whole"], uploads
    return uploads[0]["parts"]


def send(simulator, payload, faults="", **options):
    with simulator.client(faults) as client:
        return client.generate(PICTURE, payload, **options)


def test_fields_of_every_kind():
    data, other = PNG + os.urandom(70_000), b"\xff\xd8\xff" + os.urandom(10)
    with Simulator() as simulator, tempfile.TemporaryDirectory() as folder:
        first, second = write(folder, "a.png", data), write(folder, "b", other)
        payload = {"prompt": "@a \u00e9 \"x\"\r\n", "n": 2, "flag": True, "nothing": None, "empty": [],
                   "big": 12345678901234567890,
                   "image_urls": [{"$file": first}, "https://example.com/a.png",
                                  {"$file": second, "file_name": "../x/c.jpg"}],
                   "elements": [{"a": [1]}], "words": ["x", "y"]}
        ended = send(simulator, payload, allow_files=1)
        assert ended.status == OK, ended.message
        got = parts(simulator)
        texts = [(part["name"], part["text"]) for part in got if "text" in part]
        assert texts == [("prompt", "@a \u00e9 \"x\"\r\n"), ("n", "2"), ("flag", "true"),
                         ("big", "12345678901234567890"),
                         ("image_urls", "https://example.com/a.png"), ("elements", '{"a": [1]}'),
                         ("words", "x"),
                         ("words", "y")], texts
        files = [(part["name"], part["file_name"], part["content_type"], part["sha256"]) for part in got
                 if "sha256" in part]
        assert files == [("image_urls", "a.png", "image/png", digest(data)),
                         ("image_urls", "c.jpg", "image/jpeg", digest(other))], files
        assert [part["name"] for part in got].count("image_urls") == 3
        assert simulator.log()["creations"]["total"] == 1


def test_names():
    """Quotes, line ends, other scripts: the names of field and file arrive unchanged."""
    names = ['a "b".png', "caf\u00e9 \u4e2d\u6587 \U0001f98a.png", "a\nb\r.png", "x" * 240 + ".png", ".png",
             "a;b=c.png", "a\\b.png"]
    shown = ['a "b".png', "caf\u00e9 \u4e2d\u6587 \U0001f98a.png", "ab.png", "x" * 196 + ".png", ".png",
             "a;b=c.png", "b.png"]
    with Simulator() as simulator, tempfile.TemporaryDirectory() as folder:
        paths = [write(folder, name, PNG) for name in names]
        ended = send(simulator,
                     {"prompt": "x", 'odd "name"': 1, "image_urls": [{"$file": path} for path in paths]},
                     allow_files=1)
        assert ended.status == OK, ended.message
        got = parts(simulator)
        assert [part["file_name"] for part in got if "sha256" in part] == shown
        assert got[1]["name"] == 'odd "name"', got[1]


def test_inputs_of_the_host():
    with Simulator() as simulator, tempfile.TemporaryDirectory() as folder, simulator.client() as client:
        data = PNG + b"\0memory"
        assert client.add_bytes("one", data) == OK
        assert client.add_bytes("two", b"plain", "words.txt", "text/x-own") == OK
        path = write(folder, "c.png", PNG + b"file")
        assert client.add_file("three", path) == OK
        ended = client.generate(PICTURE,
                                {"prompt": "x",
                                 "image_urls": [{"$input": name} for name in ("one", "two", "three")]})
        assert ended.status == OK, ended.message
        got = [part for part in parts(simulator) if "sha256" in part]
        assert [part["sha256"] for part in got] == [digest(data), digest(b"plain"), digest(PNG + b"file")]
        assert [part["file_name"] for part in got] == ["file.png", "words.txt", "c.png"]
        assert [part["content_type"] for part in got] == ["image/png", "text/x-own", "image/png"]
        for name, data in (("", b"x"), ("x" * 256, b"x"), ("x", b"")):
            assert client.add_bytes(name, data) == ARGUMENT
        assert client.add_bytes("x", b"y", None, "a\r\nb") == ARGUMENT


def test_refused_before_anything_is_sent():
    with Simulator() as simulator, tempfile.TemporaryDirectory() as folder:
        good, empty = write(folder, "a.png", PNG), write(folder, "empty", b"")
        os.mkfifo(os.path.join(folder, "pipe"))
        locked = write(folder, "locked", PNG)
        os.chmod(locked, 0)
        table = [
            ({"image_urls": [{"$file": good}]}, {}, ARGUMENT, "allow_files"),
            ({"image_urls": [{"$input": "x"}]}, {"allow_files": 1}, ARGUMENT, "no input x"),
            ({"a": {"b": {"$file": good}}}, {"allow_files": 1}, ARGUMENT, "not deeper"),
            ({"a": [[{"$file": good}]]}, {"allow_files": 1}, ARGUMENT, "not deeper"),
            ({"a": {"$file": 7}}, {"allow_files": 1}, ARGUMENT, "all texts"),
            ({"a": {"$file": good, "x": "y"}}, {"allow_files": 1}, ARGUMENT, "all texts"),
            ({"a": {"$file": good, "content_type": "a\r\nX: y"}}, {"allow_files": 1}, ARGUMENT,
             "content_type"),
            ({"a": {"$file": good}}, {"allow_files": 1, "upload_bytes_max": 7}, ARGUMENT, "upload_bytes_max"),
            ({"a": {"$file": folder + "/none"}}, {"allow_files": 1}, FILE, "cannot be read"),
            ({"a": {"$file": ""}}, {"allow_files": 1}, FILE, "cannot be read"),
            ({"a": {"$file": empty}}, {"allow_files": 1}, FILE, "is empty"),
            ({"a": {"$file": folder}}, {"allow_files": 1}, FILE, "is not a file"),
            ({"a": {"$file": folder + "/pipe"}}, {"allow_files": 1}, FILE, "is not a file"),
            ({"a": {"$file": "/dev/zero"}}, {"allow_files": 1}, FILE, "is not a file"),
        ]
        if os.geteuid() != 0:
            table.append(({"a": {"$file": locked}}, {"allow_files": 1}, FILE, "cannot be read"))
        for payload, options, status, part in table:
            ended = send(simulator, dict(payload, prompt="x"), **options)
            assert ended.status == status and part in ended.message, (payload, ended.status, ended.message)
            assert "Nothing was sent" in ended.message or "content_type" in ended.message, ended.message
        assert simulator.log()["requests_total"] == 0


def test_empty():
    """An empty file is refused: no model can use it, and it would be paid."""
    with Simulator() as simulator, tempfile.TemporaryDirectory() as folder, simulator.client() as client:
        empty = write(folder, "empty.png", b"")
        assert client.add_bytes("memory", b"") == ARGUMENT and "is empty" in client.message, client.message
        assert client.add_file("file", empty) == OK
        for value in ({"$file": empty}, {"$input": "file"},
                      [{"$file": write(folder, "a.png", PNG)}, {"$file": empty}]):
            ended = client.generate(PICTURE, {"prompt": "x", "image_urls": value}, allow_files=1)
            assert ended.status == FILE and "is empty. Nothing was sent" in ended.message, ended.message
        assert client.generate(PICTURE,
                               {"prompt": "x", "image_urls": {"$input": "memory"}}).status == ARGUMENT
        assert simulator.log()["requests_total"] == 0


def test_sizes():
    """Files and memory of one byte, and of sizes around that of the read buffer, arrive unchanged."""
    edges = [1 << 10, 4 << 10, 16 << 10, 64 << 10, 128 << 10, 1 << 20]
    sizes = [1, 2, 3, *(edge + more for edge in edges for more in (-1, 0, 1)), (16 << 20) + 1]
    with Simulator() as simulator, tempfile.TemporaryDirectory() as folder, simulator.client() as client:
        for size in sizes:
            data, other = os.urandom(size), os.urandom(size)
            path = write(folder, "some.bin", data)
            assert client.add_bytes("memory", other) == OK
            ended = client.generate(
                PICTURE, {"prompt": "x", "image_urls": [{"$file": path}, {"$input": "memory"}]},
                allow_files=1)
            assert ended.status == OK, (size, ended.message)
            got = [part for part in parts(simulator) if "sha256" in part]
            assert [(part["bytes"], part["sha256"]) for part in got] == [(size, digest(data)),
                                                                         (size, digest(other))], size
            simulator.reset()


def test_text_stays_text():
    with Simulator() as simulator:
        for text in ("@/etc/passwd", "$file", "file:///etc/passwd"):
            assert send(simulator, {"prompt": text}, allow_files=1).status == OK
        assert simulator.log()["uploads"] == [] and [job["prompt"] for job in simulator.log()["jobs"]] == [
            "@/etc/passwd", "$file", "file:///etc/passwd"]


def test_stream_path_refuses_forms():
    """One more create, on the polling path, only if the refusal names the content type."""
    for status, fault, end, paths in [
            (400, "refuse-form=400", OK, 2), (415, "refuse-form=415", OK, 2), (422, "refuse-form=422", OK, 2),
            (422, "status=422", -27, 1), (400, "status=400", -22, 1), (403, "refuse-form=403", -22, 1)]:
        with Simulator() as simulator, tempfile.TemporaryDirectory() as folder:
            path = write(folder, "a.png", PNG + os.urandom(100_000))
            ended = send(simulator, {"prompt": "x", "image_urls": [{"$file": path}]}, fault, allow_files=1)
            assert ended.status == end, (fault, ended.status, ended.message)
            posts = simulator.posts()
            assert len(posts) == paths and len({post["idempotency_key"] for post in posts}) == 1, (
                fault, posts)
            assert simulator.log()["creations"]["total"] == (1 if end == OK else 0)
            uploads = simulator.log()["uploads"]
            assert all(upload["whole"] and upload["parts"] == uploads[0]["parts"]
                       for upload in uploads), status


def test_refused_for_the_time_being():
    """Another try sends the same bytes from the start."""
    with Simulator() as simulator, tempfile.TemporaryDirectory() as folder:
        path = write(folder, "a.png", PNG + os.urandom(300_000))
        ended = send(simulator, {"prompt": "x", "image_urls": [{"$file": path}]},
                     "status=429*1,retry-after-ms=1", allow_files=1)
        assert ended.status == OK, ended.message
        uploads = simulator.log()["uploads"]
        assert len(uploads) == 2 and uploads[0]["parts"] == uploads[1]["parts"] and simulator.log()[
            "creations"]["total"] == 1


def change_while_sent(change):
    """Returns how a create ends if its file is changed after the first bytes were sent."""
    with Simulator() as simulator, tempfile.TemporaryDirectory() as folder, simulator.client() as client:
        path = write(folder, "a.png", PNG + os.urandom(40_000_000))
        changed = []

        def on_event(record):
            if record["event"] == "bytes" and not changed:
                changed.append(record["done"])
                change(path)

        ended = client.generate(PICTURE, {"prompt": "x", "image_urls": [{"$file": path}]}, allow_files=1,
                                on_event=on_event)
        assert changed and changed[0] < 40_000_000, "the file was through before it could be changed"
        return ended, simulator.log_when(lambda log: log["uploads"])


def test_files_that_change():
    def grow(path):
        with open(path, "ab") as file:
            file.write(b"more")

    def rewrite(path):
        with open(path, "r+b") as file:
            file.write(b"other")

    for change in (grow, rewrite, lambda path: os.truncate(path, 1000)):
        ended, log = change_while_sent(change)
        assert ended.status == FILE, (ended.status, ended.message)
        assert ended.record[
            "charge_state"] == "not_sent" and "nothing was bought" in ended.message, ended.record
        assert log["creations"]["total"] == 0 and [upload["whole"] for upload in log["uploads"]] == [False]


def test_removed_while_sent():
    """A deleted file that is still open is sent whole."""
    ended, log = change_while_sent(os.remove)
    assert ended.status == OK and log["uploads"][0]["whole"] and log["creations"]["total"] == 1, ended.message


def test_progress():
    with Simulator() as simulator, tempfile.TemporaryDirectory() as folder:
        path = write(folder, "a.png", PNG + os.urandom(1_000_000))
        ended = send(simulator, {"prompt": "x", "image_urls": [{"$file": path}]}, allow_files=1)
        told = ended.events("bytes")
        assert told and told[-1]["done"] == told[-1]["total"] == 1_000_008 and told[-1][
            "direction"] == "upload", told
        assert [record["done"] for record in told] == sorted(record["done"] for record in told)
        assert [record["event"] for record in ended.records].count("terminal") == 1


def test_constant_memory():
    """Sends half a gigabyte in constant memory."""
    size = 512 << 20
    with Simulator() as simulator, tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:
        path = os.path.join(folder, "big.bin")
        with open(path, "wb") as file:
            file.write(PNG)
            file.truncate(size)
        hashed = hashlib.sha256()
        with open(path, "rb") as file:
            while block := file.read(1 << 20):
                hashed.update(block)
        done = subprocess.run([sys.executable, os.path.abspath(__file__), simulator.base_url, path],
                              capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr
        grown = json.loads(done.stdout)
        print(f"512 MiB sent; peak RSS {grown['peak']} KiB, {grown['before']} before", flush=True)
        assert grown["peak"] - grown["before"] < 16 << 10, grown
        got = [part for part in parts(simulator) if "sha256" in part]
        assert got[0]["bytes"] == size and got[0]["sha256"] == hashed.hexdigest()


def peak():
    """The most memory that this process has held so far, in KiB."""
    with open("/proc/self/status", encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmHWM:"))


if __name__ == "__main__":
    with Client(sys.argv[1]) as one:
        small = peak()
        sent = one.generate(PICTURE, {"prompt": "x", "image_urls": [{"$file": sys.argv[2]}]}, allow_files=1)
    assert sent.status == OK, sent.message
    print(json.dumps({"before": small, "peak": peak()}))
