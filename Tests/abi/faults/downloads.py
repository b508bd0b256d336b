"""Downloads of the file of a job that another client made: their faults, and how one row runs."""
import os
import tempfile

from terms import CODING_NAMES, FILE, Group

ENDPOINT, PAYLOAD = "/generation/qwen/qwen-3-tts/text-to-speech/1.7b", '{"text":"a red kite"}'
# A try that brings nothing waits for a second before the next one.
ONE, TWO = {"download_tries_max": 1}, {"download_tries_max": 2}
SILENT = {"silence_timeout_ms": 200}


def download(expected, specs, budgets=None):
    return Group("download", expected, (FILE,), specs, budgets)


DOWNLOADS = [
    # A file may be missing for 10 s: this comes first, so that it runs beside everything else.
    download("not_found accepted 1 1 2+", ["output-status=404"]),
    download("ok - 1 1 1", [
        *(f"output-address={name}" for name in ("exe", "sh", "bare", "space", "umlaut", "query", "parents")),
        *(f"output-type={name}" for name in ("text", "octet", "html", "events", "none")),
        *(f"output-coding={name}" for name in CODING_NAMES), "output-bomb=20000000",
        "output-bomb=20000000,output-coding=zstd", "output-no-ranges", "output-no-tag"]),
    download("ok - 1 1 2+", [
        "output-long=1000", "output-cut=30000", "output-reset=30000",
        "output-cut=20000,output-changes,output-fail=2", "output-cut=20000,output-no-ranges,output-fail=1",
        "output-status=503,output-fail=1",
        "output-status=404,output-fail=1", "output-bytes=empty,output-fail=1"]),
    download("ok - 1 1 3+", ["output-stall,output-fail=2"], SILENT),
    download("ok - 1 1 2", [f"output-redirect={status},output-fail=1" for status in (301, 302, 303, 307, 308)]
             + ["output-redirect-away=302,output-fail=1"]),
    download("protocol accepted 1 1 6", ["output-redirect=307"]),
    download("protocol accepted 1 1 1", ["output-redirect-out=302"]),
    # What is in the file is no sound.
    download("protocol accepted 1 1 1", [
        "output-page",
        *(f"output-bytes={name}" for name in ("script", "elf", "pe", "macho", "html", "webp"))]),
    # These have no first bytes to know them by, so that the promised type counts.
    download("ok - 1 1 1", ["output-bytes=text", "output-bytes=json"]),
    download("protocol accepted 1 1 1", ["output-bytes=empty"], ONE),
    download("validation accepted 1 1 1", ["output-status=400"]),
    download("auth accepted 1 1 1", ["output-status=401"]),
    download("forbidden accepted 1 1 1", ["output-status=403"]),
    download("not_found accepted 1 1 1", ["output-status=410"]),
    download("unknown accepted 1 1 1", ["output-status=418"]),
    download("rate_limited accepted 1 1 2", ["output-status=429"], TWO),
    download("transient accepted 1 1 2", ["output-status=500", "output-status=503"], TWO),
    download("transport accepted 1 1 1", ["output-cut=0", "output-cut=5000,output-no-tag"], ONE),
    download("transport accepted 1 1 2+",
             ["output-cut=5000,output-no-ranges", "output-cut=20000,output-416"], TWO),
    # The host sends the whole again and again: a first try that brings bytes is progress, the next is not.
    download("transport accepted 1 1 2", ["output-long=1000,output-no-ranges"], ONE),
    download("timeout accepted 1 1 1", ["output-stall,output-no-tag"], dict(SILENT, **ONE)),
]


def run(call, platform, case, options, key):
    """Returns the call, and whether the folder has the file after a success and nothing after a failure."""
    url = platform.output(platform.create(ENDPOINT, case.spec, key, PAYLOAD))
    with tempfile.TemporaryDirectory() as folder:
        done = call(platform, platform.base, case.way, url, options, folder=folder)
        left = {name: os.path.getsize(os.path.join(folder, name)) for name in os.listdir(folder)}
    if bool(left.pop("file", 0)) != (done.status == "ok") or left:
        done.problem = done.problem or f"the file and the end differ, or other files are there: {left}"
    done.key = key
    return done
