"""A real nginx between the library and the platform: TLS, HTTP/1.1, HTTP/2, buffering and its own
failures."""

from harness import (
    ENDPOINT,
    EVENT_MESSAGE,
    SV_ERR_OUTCOME_UNKNOWN,
    SV_ERR_STOPPED,
    Run,
    check,
    check_completed,
    generate,
)
from nginx import Nginx, is_reachable
from platforms import Simulator, free_port

QUICK = ["poll_interval_ms=50"]


def completes(http2, buffering):
    with Simulator("--latency-ms", "300") as simulator, Nginx(simulator.port, http2, buffering) as nginx:
        run = generate(*nginx.settings, *QUICK)
        check_completed(run)
        check(run.end["source"] == "sse", f"it did not end on the stream: {run.told()}")
        check(run.names.count("accepted") == 1 and run.names.count("sse_event") >= 3, f"records: {run.names}")
        check(simulator.creations() == 1 and simulator.posts() == 1, f"log: {simulator.log()}")
        nginx.kill()
        # A create goes over HTTP/1.1 whatever is offered.
        check(nginx.protocols() == ["HTTP/1.1"], f"nginx was spoken to in {nginx.protocols()}")


def test_http1_unbuffered_completes():
    completes(http2=False, buffering=False)


def test_http1_buffered_completes():
    completes(http2=False, buffering=True)


def test_http2_unbuffered_completes():
    completes(http2=True, buffering=False)


def test_http2_buffered_completes():
    completes(http2=True, buffering=True)


def carries_large_bodies(http2):
    """More than one window of HTTP/2 and one buffer of nginx hold."""
    with Simulator("--latency-ms", "50") as simulator, Nginx(simulator.port, http2) as nginx:
        payload = '{"prompt":"a red fox","note":"' + "x" * 120_000 + '"}'
        run = generate(*nginx.settings, *QUICK, operation=["generate", ENDPOINT, payload])
        check_completed(run)
        log = simulator.log()
        check([request["body_bytes"] for request in log["requests"]] == [len(payload)], f"log: {log}")


def test_http1_large_body():
    carries_large_bodies(http2=False)


def test_http2_large_body():
    carries_large_bodies(http2=True)


def arrives_early(http2):
    """The stream never ends by itself: what arrives, arrives before its end. The cancel at the first event
    ends it."""
    with Simulator("--fault", "stall-after=1") as simulator, Nginx(simulator.port, http2) as nginx:
        run = generate(f"cancel:{EVENT_MESSAGE}", "silence_timeout_ms=86400000", *nginx.settings)
        check(run.status == SV_ERR_STOPPED, f"status {run.status}: {run.told()}")
        check(run.names[-3:] == ["accepted", "sse_event", "error"], f"records: {run.names}")
        check(run.end["charge_state"] == "accepted", f"charge state {run.end['charge_state']}")
        check(simulator.posts() == 1, f"log: {simulator.log()}")


def test_http1_unbuffered_events_arrive_before_the_end():
    arrives_early(http2=False)


def test_http2_unbuffered_events_arrive_before_the_end():
    arrives_early(http2=True)


def test_http1_buffered_and_silent():
    """A proxy that holds everything back: without an id only the total ends the wait, and the outcome is
    open. (Over HTTP/2 nginx passes on what it has, buffering or not.)"""
    with Simulator("--fault", "stall-after=1") as simulator, Nginx(simulator.port, buffering=True) as nginx:
        run = generate(*nginx.settings, "silence_timeout_ms=1", "poll_timeout_ms=1", "total_timeout_ms=2000")
        check_unknown(run)
        check("accepted" not in run.names, f"nginx did not buffer: {run.told()}")
        check(simulator.creations() == 1 and simulator.posts() == 1, f"log: {simulator.log()}")


def survives_restart(http2):
    """nginx dies in mid-stream and comes back: the job is followed by its id and bought once."""
    with Simulator("--latency-ms", "300", "--fault", "stall-after=1") as simulator:
        with Nginx(simulator.port, http2) as nginx, Run(*nginx.settings, *QUICK) as run:
            run.until("sse_event")
            nginx.kill()
            run.until("poll_error")
            check(nginx.start(), "nginx did not come back")
            run.finish()
            check_completed(run)
            check(run.end["source"] == "poll", f"it did not end by polling: {run.told()}")
            check("sse_stream_ended" in run.names or "sse_connect_error" in run.names,
                  f"records: {run.names}")
            check(simulator.creations() == 1 and simulator.posts() == 1, f"log: {simulator.log()}")


def test_http1_killed_in_mid_stream():
    survives_restart(http2=False)


def test_http2_killed_in_mid_stream():
    survives_restart(http2=True)


def killed_before_answer(http2):
    """nginx dies after it has passed the create on and before any answer: nobody can know, so nothing is
    repeated."""
    with Simulator("--fault", "slow-start=86400000") as simulator:
        with Nginx(simulator.port, http2) as nginx, Run(*nginx.settings) as run:
            run.until("start")
            while simulator.creations() == 0:
                check(run.process.poll() is None, f"it ended early: {run.told()}")
            nginx.kill()
            run.finish()
            check_unknown(run)
            check(simulator.creations() == 1 and simulator.posts() == 1, f"log: {simulator.log()}")


def test_http1_killed_before_an_answer():
    killed_before_answer(http2=False)


def test_http2_killed_before_an_answer():
    killed_before_answer(http2=True)


def check_unknown(run):
    check(run.status == SV_ERR_OUTCOME_UNKNOWN, f"status {run.status}: {run.told()}")
    check(run.end["charge_state"] == "unknown", f"charge state {run.end['charge_state']}")
    check("retry" not in run.names and len(run.end["ledger"]) == 1, f"it was repeated: {run.told()}")


def bad_gateway(http2):
    """The platform is down: nginx answers the create with its own page, of which nobody knows what it stands
    for."""
    upstream = free_port()
    check(not is_reachable(upstream), "the port that should be dead is not")
    with Nginx(upstream, http2) as nginx:
        run = generate(*nginx.settings)
        check_unknown(run)
        check(run.end["http_status"] == 502, f"status {run.end['http_status']}")
        check("502 Bad Gateway" in run.end["message"], f"message {run.end['message']}")
        nginx.kill()
        check(len(nginx.protocols()) == 1, f"nginx was sent {len(nginx.protocols())} requests")


def test_http1_bad_gateway():
    bad_gateway(http2=False)


def test_http2_bad_gateway():
    bad_gateway(http2=True)


def body_too_large(http2):
    """A refusal of nginx's own, before the platform saw anything; nginx closes while the body is
    still being sent."""
    with Simulator() as simulator, Nginx(simulator.port, http2,
                                         directives="client_max_body_size 4k;") as nginx:
        payload = '{"prompt":"' + "x" * 100_000 + '"}'
        run = generate(*nginx.settings, operation=["generate", ENDPOINT, payload])
        check(run.end["http_status"] == 413, f"status {run.end['http_status']}: {run.told()}")
        check(run.end["charge_state"] == "rejected", f"charge state {run.end['charge_state']}")
        check("retry" not in run.names, f"it was repeated: {run.told()}")
        check(simulator.posts() == 0, f"log: {simulator.log()}")


def test_http1_body_too_large():
    body_too_large(http2=False)


def test_http2_body_too_large():
    body_too_large(http2=True)


def polls_over_http2(directives):
    with Simulator() as simulator, Nginx(simulator.port, http2=True, directives=directives) as nginx:
        first = generate(f"cancel:{EVENT_MESSAGE}", *nginx.settings)
        check(first.status == SV_ERR_STOPPED, f"status {first.status}: {first.told()}")
        run = generate(*nginx.settings, *QUICK, operation=["wait", first.end["generation_id"]])
        check_completed(run)
        check(run.end["generation_id"] == first.end["generation_id"], f"another id: {run.told()}")
        check(simulator.creations() == 1, f"log: {simulator.log()}")
        nginx.kill()
        polls = run.names.count("poll")
        check(polls > 0 and nginx.protocols() == ["HTTP/1.1"] + ["HTTP/2.0"] * polls,
              f"requests: {nginx.protocols()}")


def test_polls_go_over_http2():
    polls_over_http2("")


def test_polls_go_on_after_each_goaway():
    polls_over_http2("keepalive_requests 1;")
