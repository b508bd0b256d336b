"""Faults that need a platform of their own. A listener is closed for everybody, and bytes that come one by
one come late where many are served. The test opens a listener again when it reads the record of the first
failure."""
from concurrent.futures import ThreadPoolExecutor

import local_platform as local
from table import Row, Seen
from terms import BUDGETS

ENDPOINT = "google/nano-banana-2"
SLOW = "slow-bytes=1,events=0"
CUT = "cut-after=1,then-refuse"

# phase, name, fault of the create, way, what steers the listener before the call, record at which it opens,
# expectation
SCENES = [
    ("connect", "refused for ever", "", "cold", "listener/closed", None, "transport not_sent 0 0 0"),
    ("connect", "refused for ever", "", "warm", None, None, "transport not_sent 0 0 0"),
    ("connect", "refused once", "", "cold", "listener/closed", "retry", "ok accepted 1 1 0"),
    ("connect", "refused once", "", "warm", None, "retry", "ok accepted 1 1 0"),
    # Whether the reset is seen before or after the request was written is a race; both ends are right.
    ("connect", "reset once", "", "cold", "listener/reset/1", None,
     "outcome_unknown unknown 0 0 0 or ok accepted 1 1 0 or transport not_sent 0 0 0"),
    ("poll after a lost stream", "refused for ever", CUT, "cold", None, None, "transport accepted 1 1 0"),
    ("poll after a lost stream", "refused once", CUT, "cold", None, "poll_error", "ok accepted 1 1 1"),
    # The connection of the credits call is still open and is used.
    ("poll after a lost stream", "refused for ever", CUT, "warm", None, None, "ok accepted 1 1 1"),
    ("stream", SLOW, SLOW, "cold", None, None, "ok accepted 1 1 0"),
    ("stream", SLOW, SLOW, "warm", None, None, "ok accepted 1 1 0"),
]


def play(driver, scene):
    phase, name, spec, way, steering, opening, expected = scene
    # Without faults of its own, a warm client's credits call closes the listener afterwards.
    closes = ["--fault", "then-refuse*1"] if way == "warm" and not spec else []
    with local.Platform(*closes) as platform:
        if steering:
            platform.ask("POST", steering)
        # A listener that stays closed is given up when the total is over, so it is short.
        total = 5000 if name == "refused for ever" else BUDGETS["total_timeout_ms"]
        options = [f"{option}={value}" for option, value in dict(BUDGETS, total_timeout_ms=total).items()]

        def watch(record):
            if record["event"] == opening:
                platform.ask("POST", "listener/open")

        platform.log()
        done = local.drive(driver, platform, platform.faulty(spec), way, ENDPOINT, options, watch)
        log = platform.log()
    creates = [request for request in log["requests"] if request["method"] == "POST"]
    polls = [request for request in log["requests"] if request["method"] == "GET"
             and "/generation/" in request["path"]]
    seen = Seen(done.status, done.charge, log["creations"]["total"], len(creates), len(polls), None)
    return Row(phase, "stream", name, way, expected, seen, done.problem, message=done.message)


def run(driver):
    with ThreadPoolExecutor(len(SCENES)) as pool:
        return list(pool.map(lambda scene: play(driver, scene), SCENES))
