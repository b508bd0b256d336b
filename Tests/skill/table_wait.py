"""wait_generation.py: arguments, lines, exit codes."""
from harness import Case
from scripted_server import RESET, Exchange
from table_create import FINISHED, id_of, polled

RUNNING = polled(id_of("IN_PROGRESS"))
ID = ("--generation-id", "gen_1")
PAGE = polled(b"<html>log in</html>")


def wait(name, code, *more, args=(*ID, "--interval", "0.02"), **expected):
    return Case(f"wait: {name}", "wait_generation.py", [*args, *more], code, **expected)


def refused(name, *args, number=(), error="invalid_arguments", **expected):
    return wait(name, 1, args=args, faults=number, server=[], kinds=["error"], records=[{"error": error}],
                **expected)


FAILED = id_of("FAILED", code="VIDEO_GENERATION_TIMEOUT", message="took too long")
CASES = [
    wait("to the end", 0, server=[RUNNING, RUNNING, FINISHED], kinds=["start", "poll", "terminal"], records=[
        {"event": "poll", "generation_id": "gen_1", "attempt": 1, "http_status": 200, "status": "IN_PROGRESS",
         "status_key": "status", "terminal": False}, {"event": "poll", "attempt": 3, "terminal": True},
        {"event": "terminal", "ok": True, "generation_id": "gen_1", "status": "COMPLETED",
         "response": {"id": "gen_1"}}]),
    wait("failed", 10, server=[polled(FAILED)], faults=[16], records=[
        {"event": "terminal", "ok": False, "status": "FAILED", "code": "VIDEO_GENERATION_TIMEOUT",
         "message": lambda text: "took too long" in text}]),
    wait("canceled", 10, server=[polled(id_of("CANCELED"))], records=[{"event": "terminal", "ok": False}]),
    wait("words of older answers", 0, server=[polled(id_of("processing")), polled(id_of("succeeded"))],
         records=[
        {"event": "poll", "terminal": False}, {"event": "terminal", "ok": True}]),
    *(wait(f"{status} is transient", 0, server=[polled({"message": "later"}, b"%d Later" % status), FINISHED],
           faults=[15], records=[
        {"event": "poll_error", "attempt": 1, "http_status": status, "transient": True},
        {"event": "terminal", "ok": True}]) for status in (429, 503, 408)),
    wait("reset, then an answer", 0, server=[Exchange("GET", "/api/v1/generation/gen_1", RESET), FINISHED],
         faults=[14], records=[
        {"event": "poll_error", "transient": True}, {"event": "terminal", "ok": True}]),
    wait("short body, then an answer", 0, faults=[14], server=[Exchange(
        "GET", "/api/v1/generation/gen_1", b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{", RESET),
                                                               FINISHED],
        records=[
            {"event": "poll_error", "transient": True}, {"event": "terminal", "ok": True}]),
    wait("a page is said to be one", 11, "--timeout", "1.5", server=[PAGE] * 9, faults=[15], records=[
        {"event": "poll_error", "message": lambda text: "JSON" in text or "<html>" in text}]),
    wait("not found at first", 0, server=[polled({"message": "no"}, b"404 No"), FINISHED], faults=[15],
         records=[
        {"event": "poll_error", "http_status": 404, "transient": True}, {"event": "terminal", "ok": True}]),
    *(wait(f"{status} is final", 12, server=[polled({"message": "no"}, b"%d No" % status)], faults=faults,
           records=[
        {"event": "poll_error", "http_status": status, "transient": False},
        {"event": "error", "generation_id": "gen_1",
         "resume_command": lambda text: "--generation-id gen_1" in text}])
      for status, faults in ((401, ()), (422, ()), (501, (17,)))),
    wait("time limit", 11, "--timeout", "0.2", faults=[15, 16], server=[
        Exchange("GET", "/api/v1/generation/gen_1", b"")], records=[
            {"event": "timeout", "generation_id": "gen_1", "elapsed_seconds": lambda seconds: seconds >= 0,
             "message": lambda text: "gen_1" in text,
             "resume_command": lambda text: "wait_generation.py" in text}]),
    wait("the id is escaped", 0, args=("--generation-id", "a/../b?c d", "--interval", "0.02"), faults=[15],
        server=[
        polled(id_of("COMPLETED", id="a/../b?c d"), identity="a%2F..%2Fb%3Fc%20d")],
        records=[{"event": "terminal", "ok": True}]),
    refused("no id"),
    refused("empty id", "--generation-id", " "),
    refused("nan as the time limit", *ID, "--timeout", "nan", error="invalid_timeout", number=[15]),
    refused("no time limit", *ID, "--timeout", "0", error="invalid_timeout"),
    refused("no interval", *ID, "--interval", "0", error="invalid_interval"),
    refused("interval that is no number", *ID, "--interval", "x"),
    refused("no key", *ID, error="missing_api_key", environment={"SKILLS_VIDEO_API_KEY": ""}),
    refused("address in place of a base", *ID, "--base-url", "ftp://example.com"),
]
