#!/usr/bin/env python3
"""sv_classify_error of the shipped library, for every body shape and all codes of the contract, against
tables."""
import ctypes
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "common"))
import record_schema
from places import LIBRARY

library = ctypes.CDLL(str(LIBRARY))
library.sv_classify_error.argtypes = [ctypes.POINTER(ctypes.c_void_p), ctypes.c_int32, ctypes.c_char_p,
                                      ctypes.c_size_t]
library.sv_result_json.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
library.sv_result_json.restype = ctypes.c_char_p
library.sv_result_free.argtypes = [ctypes.c_void_p]
for accessor in ("sv_result_status", "sv_result_category", "sv_result_retry_after_ms"):
    getattr(library, accessor).argtypes = [ctypes.c_void_p]
library.sv_result_retry_after_ms.restype = ctypes.c_int64
ADVICE = {"charge_state": library.sv_result_charge, "code": library.sv_result_code,
          "remedy": library.sv_result_remedy}
for accessor in ADVICE.values():
    accessor.argtypes, accessor.restype = [ctypes.c_void_p], ctypes.c_char_p

# sub-code: usual HTTP status, category, whether a repeat may work, a word of its remedy
CODES = {
    "FAILED": (502, "transient", True, "later"),
    "TIMEOUT": (504, "transient", True, "later"),
    "RATE_LIMITED": (429, "rate_limited", True, "Retry-After"),
    "PROVIDER_UNAVAILABLE": (503, "transient", True, "later"),
    "UNSUPPORTED_MODEL": (400, "validation", False, "skillsvideo models"),
    "INVALID_INPUT": (400, "validation", False, "payload"),
    "INSUFFICIENT_CREDITS": (402, "insufficient_credits", False, "Top up"),
    "CONTENT_REJECTED": (422, "content_rejected", False, "was refused"),
}
FAMILIES = ("IMAGE_GENERATION", "VIDEO_GENERATION", "TTS_GENERATION")
STATUSES = {
    400: "validation", 401: "auth", 402: "insufficient_credits", 403: "forbidden", 404: "not_found",
    408: "transient",
    409: "unknown", 422: "validation", 425: "transient", 429: "rate_limited", 500: "transient",
    501: "unknown", 502: "transient", 503: "transient", 504: "transient", 599: "transient",
}
# status, body, what the record must hold
ODD = [
    (503, "your credit balance is too low", {"category": "transient", "charge_state": "unknown"}),
    (502, "unauthorized upstream", {"category": "transient"}),
    (400, '{"error":{"message":"Not enough credits"}}',
     {"category": "validation", "message": "Not enough credits"}),
    (0, "insufficient credits", {"category": "insufficient_credits"}),
    (402, '{"error":"INSUFFICIENT_CREDITS","code":"VIDEO_GENERATION_INSUFFICIENT_CREDITS","message":"m"}',
     {"category": "insufficient_credits", "code": "VIDEO_GENERATION_INSUFFICIENT_CREDITS",
      "charge_state": "rejected"}),
    (429, '{"code":"IMAGE_GENERATION_INSUFFICIENT_CREDITS"}',
     {"category": "insufficient_credits", "should_retry": False}),
    (200, '{"id":"gen_1","status":"FAILED","code":"IMAGE_GENERATION_CONTENT_REJECTED","message":"no"}',
     {"category": "content_rejected", "charge_state": "accepted", "message": "no"}),
    (200, '{"id":"gen_1","status":"FAILED","code":"VIDEO_GENERATION_TIMEOUT"}', {
        "category": "transient", "charge_state": "accepted", "should_retry": False,
        "remedy": "To try again, start a new generation. It costs credits again."}),
    (422, '{"id":"gen_1","status":"FAILED","code":"VIDEO_GENERATION_RATE_LIMITED"}', {
        "category": "rate_limited", "charge_state": "accepted", "should_retry": False}),
    (503, '{"id":"gen_1","code":"VIDEO_GENERATION_PROVIDER_UNAVAILABLE"}', {
        "charge_state": "accepted", "should_retry": False,
        "remedy": "Follow the generation with: skillsvideo wait gen_1"}),
    (200, '{"id":"gen_1","status":"failed"}', {"category": "job_failed", "charge_state": "accepted"}),
    (200, '{"id":"gen_1","status":"CANCELED"}', {"category": "job_canceled"}),
    (200, '{"id":"gen_1","status":"COMPLETED"}', {"category": "ok", "should_retry": False, "guidance": []}),
    (500, "<html><body>oops</body></html>", {"category": "transient", "charge_state": "unknown"}),
    (500, '{"message":"broken"}', {"category": "transient", "charge_state": "unknown",
                                   "should_retry": False}),
    (503, '{"message":"Service Unavailable"}', {
        "category": "transient", "charge_state": "unknown", "should_retry": False}),
    (503, '{"error":"no healthy upstream"}', {"charge_state": "unknown", "should_retry": False}),
    (503, '{"code":503,"message":"busy"}', {"charge_state": "unknown", "should_retry": False}),
    (409, '{"message":"Idempotency-Key is being processed"}',
     {"charge_state": "unknown", "should_retry": False}),
    (504, '{"code":"IMAGE_GENERATION_TIMEOUT"}', {"charge_state": "unknown", "should_retry": False}),
    (400, '{"code":"IMAGE_GENERATION_TIMEOUT"}', {"charge_state": "unknown", "should_retry": False}),
    (600, '', {"charge_state": "unknown", "should_retry": False}),
    (999, '{"message":"m"}', {"charge_state": "unknown", "should_retry": False}),
    (404, "", {"category": "not_found", "message": ""}),
    (422, '{"message":"half', {"category": "validation"}),
    (400, b'{"message":"bad \xff byte"}', {"category": "validation", "message": "bad \ufffd byte"}),
]
passed = failed = 0


def proves_refusal(status, code):
    """The rule for money, from the header's chapter BEFORE THE ID."""
    if code.endswith(("_GENERATION_TIMEOUT", "_GENERATION_FAILED")):
        return False
    if status == 503:
        return code.endswith(("_GENERATION_PROVIDER_UNAVAILABLE", "_GENERATION_RATE_LIMITED"))
    return 300 <= status < 500 and status not in (302, 303, 408, 409, 425, 499)


def classify(status, body):
    body = body if isinstance(body, bytes) else body.encode()
    out = ctypes.c_void_p()
    answer = library.sv_classify_error(ctypes.byref(out), status, body, len(body))
    assert answer == 0, answer
    record = record_schema.checked(json.loads(library.sv_result_json(out, None)))
    retry_after = library.sv_result_retry_after_ms(out)
    for member, accessor in ADVICE.items():
        told = accessor(out)
        told = None if told is None else told.decode()
        check(f"the accessor of {member}", {member: told}, {member: record[member]})
    library.sv_result_free(out)
    return record, retry_after


def check(name, record, expected):
    global passed, failed
    wrong = {key: record.get(key) for key, value in expected.items() if record.get(key) != value}
    passed, failed = passed + (not wrong), failed + bool(wrong)
    if wrong:
        print(f"FAILED {name}: {wrong}, expected {expected}")


def main():
    for family in FAMILIES:
        for sub, (status, category, retry, word) in CODES.items():
            code = f"{family}_{sub}"
            for body in ({"error": "E", "code": code, "message": "m"}, {"error": code, "message": "m"},
                         {"error": {"code": code, "message": "m"}}):
                for seen in (status, 500, 400, 0):
                    record, retry_after = classify(seen, json.dumps(body))
                    is_refused = proves_refusal(seen, code)
                    # What may have been accepted is never advised to be sent again.
                    repeats = retry and is_refused
                    wanted = "dashboard" if retry and not is_refused else word
                    record["remedy has word"] = wanted in record["remedy"]
                    record["retry_after"] = retry_after
                    check(f"{seen} {body}", record, {
                        "v": 1, "event": "classified", "category": category, "should_retry": repeats,
                        "status": seen, "remedy has word": True, "retry_after": 0 if repeats else -1,
                        "charge_state": "rejected" if is_refused else "unknown"})
    for status, category in STATUSES.items():
        for body in ('{"message":"m"}', '{"error":"Something","message":"m"}'):
            check(f"{status} {body}", classify(status, body)[0], {
                "category": category, "message": "m",
                "charge_state": "rejected" if proves_refusal(status, "") else "unknown"})
    for status, body, expected in ODD:
        check(f"{status} {body}", classify(status, body)[0], expected)
    out = ctypes.c_void_p(1)
    check("bad arguments", {"null out": library.sv_classify_error(None, 400, b"", 0),
                            "status": library.sv_classify_error(ctypes.byref(out), -1, b"", 0),
                            "out": out.value,
                            "no body": library.sv_classify_error(ctypes.byref(out), 400, None, 5)},
          {"null out": -1, "status": -1, "out": None, "no body": 0})
    library.sv_result_free(out)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
