#!/usr/bin/env python3
"""The command's --json lines and the shipped library's sv_poll_lines are one schema: the same calls, to
platforms that answer alike, give the same records but for times, ports and random keys. The command has the
engine in it, built in ordinary Swift; the library is the Embedded one. What the records of messages must say
is worked out beside it (messages.py)."""
import ctypes
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import masking
import messages

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "common"))
import record_schema
import schemas
from local_simulator import LocalSimulator
from places import COMMAND, LIBRARY

MODEL = "google/nano-banana-pro"

library = ctypes.CDLL(str(LIBRARY))
POINTER, TEXT = ctypes.c_void_p, ctypes.c_char_p
library.sv_client_create.argtypes = [ctypes.POINTER(POINTER)]
library.sv_client_set.argtypes = [POINTER, TEXT, TEXT]
library.sv_start.argtypes = [ctypes.POINTER(POINTER), POINTER, TEXT, TEXT, TEXT, ctypes.c_uint64]
library.sv_attach.argtypes = [ctypes.POINTER(POINTER), POINTER, TEXT, TEXT, ctypes.c_uint64]
library.sv_start_download.argtypes = library.sv_start.argtypes
library.sv_start_credits.argtypes = [ctypes.POINTER(POINTER), POINTER, ctypes.c_uint64]
library.sv_poll_lines.argtypes = [ctypes.POINTER(TEXT), POINTER, POINTER, ctypes.c_int32]
library.sv_job_free.argtypes = library.sv_client_free.argtypes = [POINTER]

# name, fault of the platform, words of the command, call of the library
CASES = [
    ("generate", None, ["generate", MODEL, "prompt=a red fox"], ("start", MODEL, {"prompt": "a red fox"})),
    ("fallback", "end-after=2", ["generate", MODEL, "prompt=a red fox"],
     ("start", MODEL, {"prompt": "a red fox"})),
    ("failed", "failed=IMAGE_GENERATION_CONTENT_REJECTED", ["generate", MODEL, "prompt=x"],
     ("start", MODEL, {"prompt": "x"})),
    ("no credits", "status=402", ["generate", MODEL, "prompt=x"], ("start", MODEL, {"prompt": "x"})),
    ("unknown id", None, ["wait", "gen_x", "--timeout", "1"],
     ("attach", "gen_x", None, {"total_timeout_ms": 1000})),
    ("outcome unknown", "close", ["generate", MODEL, "prompt=x"], ("start", MODEL, {"prompt": "x"})),
    ("credits", None, ["credits"], ("credits", None, None)),
    ("floor", None, ["generate", MODEL, "prompt=x", "--min-credits", "1000000"],
     ("start", MODEL, {"prompt": "x"}, {"min_credits": 1000000})),
    ("report", "credits-shape=text", ["generate", MODEL, "prompt=x", "--report-credits"],
     ("start", MODEL, {"prompt": "x"}, {"report_credits": True})),
]
SEEDS = range(1, 6)
QUICK = {"trace": True, "poll_interval_ms": 1, "poll_interval_max_ms": 1, "create_tries_max": 1}


def platform(fault):
    return LocalSimulator("--latency-ms", "50", *(["--fault", fault] if fault else []))


def by_command(simulator, words):
    environment = {**os.environ, **simulator.environment}
    done = subprocess.run([COMMAND, *words, "--json"], env=environment, stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=60)
    return checked(done.stdout.splitlines())


def by_library(about, call, tag=0):
    client, job, lines = POINTER(), POINTER(), []
    assert library.sv_client_create(ctypes.byref(client)) == 0
    for name, value in (("base_url", about["base_url"]), ("api_key", about["key"])):
        assert library.sv_client_set(client, name.encode(), value.encode()) == 0
    kind, what, payload, *options = call
    if kind == "start":
        texts = [json.dumps(value).encode() for value in (payload, *options)] + [None]
        started = library.sv_start(ctypes.byref(job), client, what.encode(), *texts[:2], tag)
    elif kind == "attach":
        started = library.sv_attach(ctypes.byref(job), client, what.encode(), json.dumps(options[0]).encode(),
                                    0)
    elif kind == "download":
        option_text = json.dumps(options[0] if options else {}).encode()
        started = library.sv_start_download(ctypes.byref(job), client, what.encode(), payload.encode(),
                                            option_text, tag)
    else:
        started = library.sv_start_credits(ctypes.byref(job), client, 0)
    assert started == 0, started
    text = TEXT()
    while (count := library.sv_poll_lines(ctypes.byref(text), None, client, 30000)) > 0:
        lines += text.value.decode().splitlines()
    assert count == 0, count
    library.sv_job_free(job)
    library.sv_client_free(client)
    return checked(lines)


def checked(lines):
    for line in lines:
        record_schema.checked(json.loads(line))
    return lines


def plain(lines):
    """The records without what differs from run to run."""
    text = re.sub(r"127\.0\.0\.1:\d+", "HOST", "\n".join(lines))
    text = re.sub(r'"(elapsed_ms|started_ms|waited_ms|delay_ms|retry_after_ms|elapsed_seconds)":\d+',
                  r'"\1":0', text)
    text = re.sub(r'"sv-[0-9a-f]{32}"', '"KEY"', text)
    # How many polls a short wait takes depends on the machine.
    records = [json.loads(line) for line in text.splitlines()]
    for record in records:
        record.pop("attempt", None)
        for attempt in record.get("ledger", []):
            attempt.pop("count", None)
    return [record for index, record in enumerate(records) if index == 0 or record != records[index - 1]]


def same_records():
    """Each call by the command and by the library, with how they differ."""
    for name, fault, words, call in CASES:
        def test(fault=fault, words=words, call=call):
            with platform(fault) as simulator:
                command = plain(by_command(simulator, words))
            with platform(fault) as simulator:
                ours = plain(by_library(simulator.about, call))
            alike = command == ours and command
            return [] if alike else [f"command {json.dumps(command)}", f"library {json.dumps(ours)}"]
        yield name, test


def worked_out():
    """Each test of what records must say and must not, with what it finds."""
    def follow(about, options=(QUICK,), tag=0):
        return by_library(about, ("start", MODEL, {"prompt": "x"}, *options), tag)
    for seed in SEEDS:
        yield f"messages, seed {seed}", lambda seed=seed: messages.flaws(lambda about: follow(about, (), 7),
                                                                         seed)
        yield f"masking, seed {seed}", lambda seed=seed: masking.flaws(follow, seed)
    yield "masking next to an escape", lambda: masking.awkward_flaws(follow)


def main():
    """Words choose tests by a part of their names; --update writes the examples of the JSON Schema."""
    if "--update" in sys.argv:
        record_schema.PATH.write_text(schemas.with_examples(by_library), encoding="utf-8")
        return 0
    tests = {**dict(same_records()), **dict(worked_out()), **dict(schemas.tests(by_library))}
    chosen = [name for name in tests if not sys.argv[1:] or any(word in name for word in sys.argv[1:])]
    failed = 0
    for name in chosen:
        try:
            flaws = tests[name]()
        except AssertionError as wrong:
            flaws = [str(wrong)]
        if flaws:
            failed += 1
            print(f"FAILED {name}: {len(flaws)} flaws\n  " + "\n  ".join(flaws[:9]))
    print(f"{len(chosen) - failed} passed, {failed} failed")
    return 1 if failed or not chosen else 0


sys.exit(main())
