"""The faults of the scripts that this library replaces, as far as they concern creating, following and
classifying, and the cases that show each of them gone. Faults 18 and 19 are of inspecting. The run fails when
a case named here is not there."""

FAULTS = {
    1: ("an event's name decides the outcome",
        ["an event's name decides nothing", "an event named error in plain words"]),
    2: ("id and status are searched at any depth", ["nested status and id", "nested before the id",
                                                    "other id"]),
    3: ("the key goes to any URL and across redirects", [
        "endpoint that is a URL", "301 to another host", "307 to another host, polling path",
        "poll 302 to another host",
        "credits to another host", "download to another port", "download after a call with the key"]),
    4: ("a reset in mid-stream loses the job",
        ["reset after the id", "truncated chunk", "no connection to poll on"]),
    5: ("the grammar of event streams", [
        "CR line ends", "CRLF line ends in single bytes", "byte order mark", "comments and retry",
        "name and id",
        "data of several lines", "nothing without an end of the event is an event",
        "unfinished terminal event"]),
    6: ("JSON or a page on the stream path", [
        "JSON 200 for a stream", "JSON 202 for a stream", "JSON under another type", "2xx in HTML"]),
    7: ("no limits, and time-outs that never come", [
        "endless event over the limit", "event over the limit", "endless header line",
        "time limit after the id", "silence", "silence before the id is waited out"]),
    8: ("402 and 429 end as a missing id", ["402", "429 up to the limit", "429 for want of credits"]),
    9: ("a connection lost before the first event is repeated", [
        "closed without an answer", "stream is reset before an id", "empty stream",
        "close without an answer after credits"]),
    10: ("an error event and its code are lost, numeric ids are not taken", [
        "error event without a status", "stream reports an error before an id", "numeric id",
        "numeric id is polled"]),
    11: ("lines of the poller come before those of the stream",
         ["early clean end", "lost stream, then FAILED"]),
    12: ("the fallback asks elsewhere, /v1 is doubled", [
        "endpoint /v1/generation/sse/google/veo below /api/v1",
        "endpoint /v1/generation/google/veo below /v1"]),
    # 13, NaN in payloads and closed pipes: Tests/abi/programs/input.c and Tests/command.
    14: ("a lost poll ends the wait", [
        "poll closed without an answer", "poll reset without an answer", "poll breaks off",
        "poll without an answer in time", "polls closed up to the limit"]),
    15: ("limits, Retry-After, 408, HTML, ids and early 404 of polls", [
        "time limit during a poll", "poll 429 with Retry-After 1", "poll 408",
        "polls in HTML up to the limit",
        "wait for an id that needs escaping", "poll 404 for a job not visible yet",
        "poll 404 after a create"]),
    16: ("the code of FAILED and the way to resume are missing", [
        "FAILED with a code", "poll reports FAILED", "time limit while polling"]),
    17: ("words beat the code",
         ["400 by its code", "422 by its code", "the code where it differs from the error"]),
}


def missing(cases):
    """Returns the cases that are named here and do not exist."""
    names = {case["name"] for case in cases}
    return [f"fault {number} ({what}): no case {name!r}" for number, (what, wanted) in FAULTS.items()
            for name in wanted if name not in names]
