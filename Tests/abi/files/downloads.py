"""Downloads under every fault: the whole file, or no file, and never the key."""
import base64
import concurrent.futures
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile

from engine import FILE, NOT_FOUND, OK, PROTOCOL, TRANSPORT, Client
from places import ROOT
from servers import Simulator, content, output

sys.path.insert(0, os.path.join(ROOT, "Tests", "common"))
import small_disk

# A try that brings nothing waits a second before the next: where that is not the point, there is one.
ONE = {"download_tries_max": 1}
# faults, options, how it ends, what its message holds
TABLE = [
    ("", {}, OK, ""),
    ("output-cut=30000", {}, OK, ""),
    ("output-reset=30000", {}, OK, ""),
    ("output-cut=5000,output-no-tag", ONE, TRANSPORT, ""),
    ("output-cut=5000,output-no-ranges", {"download_tries_max": 2}, TRANSPORT, ""),
    ("output-cut=20000,output-fail=1,output-no-ranges", {}, OK, ""),
    ("output-cut=20000,output-changes,output-fail=2", {}, OK, ""),
    ("output-cut=0", ONE, TRANSPORT, ""),
    ("output-cut=20000,output-416", {"download_tries_max": 2}, TRANSPORT, ""),
    ("output-long=1000", {}, OK, ""),
    ("output-long=1000,output-no-ranges", ONE, TRANSPORT, ""),
    ("output-stall,output-fail=2", {"silence_timeout_ms": 200}, OK, ""),
    ("output-status=404", {}, NOT_FOUND, "HTTP 404"),
    ("output-status=410", {}, NOT_FOUND, "HTTP 410"),
    ("output-status=503,output-fail=1", {}, OK, ""),
    ("output-page", {}, PROTOCOL, "text/html"),
    ("output-page", {"expected_type": "audio/wav"}, PROTOCOL, "text/html"),
    ("", {"expected_type": "image/png"}, PROTOCOL, "audio/wav"),
    ("", {"expected_type": "audio/mpeg"}, OK, ""),
    ("output-type=html", {"expected_type": "audio/wav"}, OK, ""),
    ("output-type=octet", {}, OK, ""),
    ("output-type=none", {}, OK, ""),
    ("output-redirect=302,output-fail=3", {}, OK, ""),
    ("output-redirect=307", {}, PROTOCOL, "more than 5"),
    ("output-redirect=307,output-fail=1", {"redirects_max": 0}, PROTOCOL, "more than 0"),
    ("output-redirect-away=302,output-fail=1", {}, OK, ""),
    ("output-redirect-out=302", {}, PROTOCOL, "https"),
    ("", {"download_bytes_max": 1000}, PROTOCOL, "longer than 1000"),
]


def at_once(function, items):
    """Calls a function with each at the same time, because they mostly wait."""
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        list(pool.map(function, items))


def check(simulator, whole, faults, options, status, part):
    with output(simulator, faults) as (client, url), tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "out.wav")
        ended = client.download(url, path, **options)
        assert ended.status == status, (faults, options, ended.status, ended.message)
        assert part in ended.message, (faults, ended.message)
        if status == OK:
            with open(path, "rb") as file:
                assert file.read() == whole, faults
            assert ended.record["size"] == len(whole) and ended.record[
                "detected_type"] == "audio/wav", ended.record
            os.remove(path)
        else:
            assert "at no cost" in ended.message and ended.record["event"] == "error", ended.record
        assert os.listdir(folder) == [], (faults, os.listdir(folder))


def test_table():
    with Simulator() as simulator:
        with output(simulator) as (_, url):
            whole = content(url)
        simulator.reset()
        at_once(lambda row: check(simulator, whole, *row), TABLE)
        log = simulator.log()
        assert log["key_leaks"] == [] and not any(entry["has_key"] for entry in log["downloads"])
        assert log["creations"]["total"] == len(TABLE)


def test_goes_on_where_it_broke_off():
    with Simulator() as simulator, tempfile.TemporaryDirectory() as folder:
        with output(simulator, "output-reset=30000,output-fail=1") as (client, url):
            ended = client.download(url, os.path.join(folder, "x.wav"))
        assert ended.status == OK and ended.record["tries"] == 2, ended.record
        assert len(ended.events("retry")) == 1
        asked = [entry["range"] for entry in simulator.log()["downloads"]]
        assert asked[0] is None and asked[1].startswith("bytes="), asked


def test_reset_at_random_bytes():
    """A hundred downloads, each reset at another byte: all are complete in the end."""
    chance = random.Random(7)
    with Simulator() as simulator, tempfile.TemporaryDirectory() as folder:
        with output(simulator) as (_, url):
            whole = content(url)

        def fetch(place):
            with output(simulator, f"output-reset={place},output-fail=1") as (client, url):
                path = os.path.join(folder, str(place))
                ended = client.download(url, path)
                assert ended.status == OK, (place, ended.message)
                with open(path, "rb") as file:
                    assert file.read() == whole, place

        at_once(fetch, chance.sample(range(1, len(whole)), 100))


def test_data_addresses():
    picture = b"\x89PNG\r\n\x1a\n" + os.urandom(10_000)
    text = base64.b64encode(picture).decode()
    table = [
        (f"data:image/png;base64,{text}", picture), (f"data:image/png;base64,{text.rstrip('=')}", picture),
    ]
    with Simulator() as simulator, tempfile.TemporaryDirectory() as folder, simulator.client() as client:
        for number, (url, want) in enumerate(table):
            path = os.path.join(folder, str(number))
            ended = client.download(url, path)
            assert ended.status == OK, ended.message
            with open(path, "rb") as file:
                assert file.read() == want, url[:60]
            assert len(ended.record["url"]) < 80
        ended = client.download(f"data:image/png;base64,{text}", os.path.join(folder, "no"),
                                download_bytes_max=100)
        assert ended.status == PROTOCOL, ended.message
        page = base64.b64encode(b"<html><body>log in</body></html>").decode()
        ended = client.download(f"data:image/png;base64,{page}", os.path.join(folder, "no"))
        assert ended.status == PROTOCOL and "text/html" in ended.message, ended.message
        assert sorted(os.listdir(folder)) == [str(number) for number in range(len(table))]


def test_disk_full():
    """The system takes no more bytes, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    old = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    with Simulator() as simulator, tempfile.TemporaryDirectory() as folder:
        with output(simulator) as (client, url):
            resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
            try:
                ended = client.download(url, os.path.join(folder, "x.wav"))
            finally:
                resource.setrlimit(resource.RLIMIT_FSIZE, before)
                signal.signal(signal.SIGXFSZ, old)
            assert ended.status == FILE and os.listdir(folder) == [], (ended.status, ended.message)


def on_small_disk(options, *words):
    """Runs this file as a program with the words, in a folder that is a tmpfs with these options."""
    with tempfile.TemporaryDirectory() as folder:
        program = [sys.executable, os.path.abspath(__file__), folder, *words]
        done = subprocess.run(
            small_disk.command(folder, options, *program), capture_output=True, text=True, timeout=60,
            check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


def test_disk_really_full():
    """A tmpfs without room for the file, or for any file, or to be read only: no file is left, and the same
    address can be fetched again."""
    obstacle = small_disk.obstacle()
    if obstacle:
        print(f"disk_really_full is skipped: {obstacle}", flush=True)
        return
    with Simulator() as simulator, output(simulator) as (_, url):
        whole = content(url)
        room = len(whole) // 4096 * 4096
        data = "data:audio/wav;base64," + base64.b64encode(whole[:48_000]).decode()
        no_space, read_only = "No space left on device", "Read-only file system"
        table = [("size=16k", url, no_space), (f"size={room}", url, no_space), ("nr_inodes=1", url, no_space),
                 ("size=16k", data, no_space), ("ro", url, read_only), ("ro", data, read_only)]
        for options, address, reason in table:
            full = on_small_disk(options, simulator.base_url, address)
            assert full["status"] == FILE and full["left"] == [], (options, full)
            assert reason in full["message"], (options, full)
            assert "Download the file again at no cost" in full["message"], (
                options, full)
        enough = on_small_disk(f"size={room + 4096}", simulator.base_url, url)
        assert (enough["status"], enough["left"]) == (OK, [len(whole)]), enough
        assert simulator.log()["creations"]["total"] == 1


def test_places_that_cannot_be_written():
    with Simulator() as simulator, tempfile.TemporaryDirectory() as folder:
        with output(simulator) as (client, url):
            taken = os.path.join(folder, "taken")
            with open(taken, "w", encoding="utf-8") as file:
                file.write("mine")
            os.symlink(taken, os.path.join(folder, "link"))
            os.mkdir(os.path.join(folder, "folder"))
            for name in ("taken", "link", "folder", "no/x", "taken/x"):
                assert client.download(url, os.path.join(folder, name)).status == FILE, name
            for name in ("folder", "/proc/x"):
                ended = client.download(url, os.path.join(folder, name), overwrite=1)
                assert ended.status == FILE, (name, ended.message)
            with open(taken, encoding="utf-8") as file:
                assert file.read() == "mine"
            assert sorted(os.listdir(folder)) == ["folder", "link", "taken"]
            assert client.download(url, taken, overwrite=1).status == OK
            assert os.path.getsize(taken) > 1000


def main(folder, base_url, url):
    """Fetches an address into a folder and prints how that ended, and the sizes of the files that are there
    now."""
    with Client(base_url) as client:
        ended = client.download(url, os.path.join(folder, "out.wav"))
    left = [os.path.getsize(os.path.join(folder, name)) for name in os.listdir(folder)]
    print(json.dumps({"status": ended.status, "message": ended.message, "left": left}))


if __name__ == "__main__":
    main(*sys.argv[1:])
