"""The library from Python without a binding: ctypes, one thread, records in lines, polls that let Ctrl-C
through."""
import ctypes
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "common"))
import places
import platforms

SHORT = 20
JOBS = 5
PAYLOAD = json.dumps({"prompt": "a red fox"}).encode()


def load():
    library = ctypes.CDLL(str(places.LIBRARY))
    pointer, text, status = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int32
    out = ctypes.POINTER(pointer)
    library.sv_client_create.argtypes = [out]
    library.sv_client_set.argtypes = [pointer, text, text]
    library.sv_start.argtypes = [out, pointer, text, text, text, ctypes.c_uint64]
    library.sv_poll_lines.argtypes = [out, ctypes.POINTER(ctypes.c_size_t), pointer, status]
    library.sv_job_result.argtypes, library.sv_job_result.restype = [pointer], pointer
    library.sv_result_status.argtypes = [pointer]
    library.sv_result_json.argtypes, library.sv_result_json.restype = [pointer, pointer], text
    library.sv_result_free.argtypes, library.sv_result_free.restype = [pointer], None
    library.sv_validate.argtypes = [out, text, ctypes.c_size_t, text, text]
    library.sv_inspect.argtypes = [out, text, ctypes.c_size_t, text, ctypes.c_size_t, text]
    library.sv_job_free.argtypes, library.sv_job_free.restype = [pointer], None
    library.sv_client_free.argtypes, library.sv_client_free.restype = [pointer], None
    return library


def client_of(library, url):
    client = ctypes.c_void_p()
    assert library.sv_client_create(ctypes.byref(client)) == 0
    assert library.sv_client_set(client, b"base_url", url.encode()) == 0
    return client


def start(library, client, tag):
    job = ctypes.c_void_p()
    status = library.sv_start(ctypes.byref(job), client, b"google/nano-banana-2", PAYLOAD, None, tag)
    assert status == 0, status
    return job


def poll(library, client):
    """The records of one short poll."""
    text, length = ctypes.c_void_p(), ctypes.c_size_t()
    count = library.sv_poll_lines(ctypes.byref(text), ctypes.byref(length), client, SHORT)
    assert count >= 0, count
    lines = ctypes.string_at(text, length.value).decode().splitlines()
    assert len(lines) == count, (count, lines)
    return [json.loads(line) for line in lines]


def follow_all():
    """Several jobs to their ends; what is wrong, if anything."""
    library = load()
    client = client_of(library, os.environ["PLAIN_URL"])
    jobs = {tag: start(library, client, tag) for tag in range(1, JOBS + 1)}
    records = []
    while any(library.sv_job_result(job) is None for job in jobs.values()):
        records += poll(library, client)
    for tag, job in jobs.items():
        own = [record for record in records if record["tag"] == tag]
        assert own[0]["event"] == "start" and own[-1]["event"] == "terminal", own
        assert [record["event"] for record in own].count("terminal") == 1, own
        assert all(record["v"] == 1 for record in own)
        result = library.sv_job_result(job)
        assert library.sv_result_status(result) == 0
        assert json.loads(library.sv_result_json(result, None)) == own[-1]
        assert own[-1]["outputs"][0]["url"].startswith("http://127.0.0.1:"), own[-1]
        library.sv_job_free(job)
    library.sv_client_free(client)


def validate_all():
    """Payloads against the shipped catalogue, without a client."""
    library = load()
    with open(os.path.join(places.ROOT, "share", "catalogue", "openapi.json"), "rb") as file:
        document = file.read()
    result = ctypes.c_void_p()
    cases = [(PAYLOAD, 0, []), (b"{}", -22, [("", "required")]),
             (b'{"prompt": 1}', -22, [("/prompt", "type")])]
    for payload, wanted, problems in cases:
        status = library.sv_validate(
            ctypes.byref(result), document, len(document), b"openai/gpt-image-1.5", payload)
        report = json.loads(library.sv_result_json(result, None))
        library.sv_result_free(result)
        assert (status, report["valid"]) == (wanted, wanted == 0), (status, report)
        assert [(found["pointer"], found["keyword"]) for found in report["problems"]] == problems, report


def inspect_all():
    """Every endpoint of the shipped catalogue, without a client: its template satisfies its own schema."""
    library = load()
    folder = os.path.join(places.ROOT, "share", "catalogue")
    with open(os.path.join(folder, "openapi.json"), "rb") as openapi, open(os.path.join(folder, "docs.json"),
                                                                           "rb") as docs:
        document, navigation = openapi.read(), docs.read()

    def ask(**query):
        result = ctypes.c_void_p()
        status = library.sv_inspect(ctypes.byref(result), document, len(document), navigation,
                                    len(navigation), json.dumps(query).encode())
        answer = json.loads(library.sv_result_json(result, None))
        library.sv_result_free(result)
        assert status == 0, answer
        return answer

    for category, count in (("images", 23), ("Video", 38), ("audio", 1)):
        assert len(ask(category=category)["default_endpoints"]) == count, category
    endpoints = ask()["endpoints"]
    assert {endpoint["certainty"] for endpoint in endpoints} >= {"certain", "partial", "unverified"}
    result = ctypes.c_void_p()
    for endpoint in (row["endpoint"] for row in endpoints):
        template = ask(endpoint=endpoint, template=True)["request_template"]
        status = library.sv_validate(ctypes.byref(result), document, len(document), endpoint.encode(),
                                     json.dumps(template).encode())
        library.sv_result_free(result)
        assert status == 0, (endpoint, template)


def follow_for_ever():
    """Until Ctrl-C, which has to arrive as KeyboardInterrupt between two short polls."""
    library = load()
    client = client_of(library, os.environ["ENDLESS_URL"])
    job = start(library, client, 1)
    try:
        while library.sv_job_result(job) is None:
            for record in poll(library, client):
                if record["event"] == "accepted":
                    print("accepted", flush=True)
    except KeyboardInterrupt:
        library.sv_client_free(client)
        assert library.sv_result_status(library.sv_job_result(job)) == -13
        library.sv_job_free(job)
        print("interrupted", flush=True)


def interrupt(environment):
    """Sends SIGINT once the job's id was seen; what the program printed."""
    with subprocess.Popen([sys.executable, __file__, "for-ever"], env=environment, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as program:
        first = program.stdout.readline()
        program.send_signal(signal.SIGINT)
        try:
            rest, _ = program.communicate(timeout=30)
        except subprocess.TimeoutExpired:
            program.kill()
            return f"{first}Ctrl-C did not end it"
    return first + rest


def run():
    """Passed, failed and what went wrong."""
    wrong = []
    with platforms.platforms((platforms.PLAIN, platforms.ENDLESS)) as environment:
        done = subprocess.run([sys.executable, __file__, "all"], env=environment, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60)
        if done.returncode != 0:
            wrong.append(done.stdout)
        for offline in ("validate", "inspect"):
            done = subprocess.run([sys.executable, __file__, offline], env=environment,
                                  stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60)
            if done.returncode != 0:
                wrong.append(done.stdout)
        printed = interrupt(environment)
        if printed != "accepted\ninterrupted\n":
            wrong.append(printed)
    return 4 - len(wrong), len(wrong), "\n".join(wrong)


if __name__ == "__main__":
    {"all": follow_all, "validate": validate_all, "inspect": inspect_all, "for-ever": follow_for_ever}[
        sys.argv[1]]()
