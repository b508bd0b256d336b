"""Uploads that break off: a create with an unknown outcome is never sent again, and no message claims
anything without proof."""
import os
import tempfile

from engine import UNKNOWN
from servers import PICTURE, Simulator
from uploads import PNG, write

# More than the buffers between two programs of this machine hold.
LARGE = 40_000_000


def test_connection_lost():
    """On a cold and on a warm connection: an outcome that is not known is never sent again."""
    with tempfile.TemporaryDirectory() as folder:
        path = write(folder, "a.png", PNG + os.urandom(3_000_000))
        for fault in ("close", "reset", "reset-headers", "stall-start"):
            with Simulator() as simulator, simulator.client(fault) as client:
                options = {"allow_files": 1, "total_timeout_ms": 3000 if fault == "stall-start" else 20_000}
                for _ in range(2):
                    ended = client.generate(PICTURE, {"prompt": "x", "image_urls": [{"$file": path}]},
                                            **options)
                    assert ended.status == UNKNOWN, (fault, ended.status, ended.message)
                    assert ended.record["charge_state"] == "unknown"
                log = simulator.log_when(lambda log: len(log["uploads"]) >= 2)
                assert len(log["uploads"]) == 2 and log["creations"]["total"] == 2, (fault, log["uploads"])


def test_never_whole():
    """An upload that is cut, stalls or is answered in the middle bought nothing, and is not sent again by
    itself."""
    faults = [
        ("upload-reset=1000", "transport", "not_sent"), ("upload-reset=1000000", "transport", "not_sent"),
        ("upload-stall=1000000", "transport", "not_sent"),
        ("upload-status=402,upload-stall=1000000", "insufficient_credits", "rejected"),
        ("upload-status=503,error-body=aws,upload-stall=1000000", "transport", "not_sent"),
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = write(folder, "a.png", PNG + os.urandom(LARGE))
        for fault, error, charge in faults:
            with Simulator() as simulator, simulator.client(fault) as client:
                options = {
                    "allow_files": 1, "total_timeout_ms": 60_000, "upload_timeout_ms": 1000,
                    "poll_timeout_ms": 5000}
                ended = client.generate(PICTURE, {"prompt": "x", "image_urls": [{"$file": path}]}, **options)
                seen = (ended.record["error"], ended.record["charge_state"])
                assert seen == (error, charge), (fault, seen, ended.message)
                assert "nothing was bought" in ended.message, (fault, ended.message)
                assert simulator.log()["creations"]["total"] == 0
