"""The shipped library through ctypes, one client at a time: blocking calls, and their records."""
import ctypes
import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "common"))
import record_schema
from places import LIBRARY

POINTER, TEXT, STATUS = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int32
OUT = ctypes.POINTER(POINTER)
CALLBACK = ctypes.CFUNCTYPE(None, POINTER, POINTER)
OK, ARGUMENT, MEMORY, FILE, TRANSPORT, TIMEOUT, PROTOCOL, STOPPED, UNKNOWN = (
    0, -1, -4, -5, -10, -11, -12, -13, -14)
NOT_FOUND, SIGNATURE = -23, -40


def load():
    library = ctypes.CDLL(str(LIBRARY))
    for name, arguments, result in [
            ("sv_client_create", [OUT], STATUS), ("sv_client_set", [POINTER, TEXT, TEXT], STATUS),
            ("sv_client_free", [POINTER], None), ("sv_client_message", [POINTER], TEXT),
            ("sv_generate", [OUT, POINTER, TEXT, TEXT, TEXT, CALLBACK, POINTER], STATUS),
            ("sv_download", [OUT, POINTER, TEXT, TEXT, TEXT, CALLBACK, POINTER], STATUS),
            ("sv_start_download", [OUT, POINTER, TEXT, TEXT, TEXT, ctypes.c_uint64], STATUS),
            ("sv_poll_lines", [OUT, ctypes.POINTER(ctypes.c_size_t), POINTER, STATUS], STATUS),
            ("sv_job_free", [POINTER], None), ("sv_job_result", [POINTER], POINTER),
            ("sv_client_add_file", [POINTER, TEXT, TEXT, TEXT, TEXT], STATUS),
            ("sv_client_add_bytes", [POINTER, TEXT, TEXT, ctypes.c_size_t, TEXT, TEXT], STATUS),
            ("sv_client_remove_input", [POINTER, TEXT], STATUS),
            ("sv_event_json", [POINTER, POINTER], TEXT), ("sv_event_kind", [POINTER], STATUS),
            ("sv_result_json", [POINTER, POINTER], TEXT), ("sv_result_message", [POINTER], TEXT),
            ("sv_result_status", [POINTER], STATUS), ("sv_result_category", [POINTER], STATUS),
            ("sv_result_generation_id", [POINTER], TEXT),
            ("sv_result_output_count", [POINTER], ctypes.c_uint32),
            ("sv_result_output_url", [POINTER, ctypes.c_uint32], TEXT), ("sv_result_free", [POINTER], None),
            ("sv_data_url_decode", [OUT, TEXT, ctypes.c_size_t], STATUS),
            ("sv_result_content", [POINTER, ctypes.POINTER(ctypes.c_size_t)], POINTER),
            ("sv_webhook_verify", [OUT, TEXT, TEXT, TEXT, TEXT, ctypes.c_size_t, TEXT, ctypes.c_int64,
                                   ctypes.c_int64],
             STATUS),
            ("sv_webhook_parse", [OUT, TEXT, ctypes.c_size_t], STATUS),
            ("sv_webhook_moves", [TEXT, TEXT], STATUS)]:
        function = getattr(library, name)
        function.argtypes, function.restype = arguments, result
    return library


LIB = load()


class Ended:
    """How a call ended: its status, its last record, and its events."""

    def __init__(self, status, result, records=(), message=""):
        self.status, self.records = status, [record_schema.checked(record) for record in records]
        self.record, self.message, self.id, self.urls, self.category = None, message, None, [], None
        if result:
            self.record = record_schema.checked(json.loads(LIB.sv_result_json(result, None)))
            self.message = LIB.sv_result_message(result).decode()
            self.category = LIB.sv_result_category(result)
            identity = LIB.sv_result_generation_id(result)
            self.id = identity.decode() if identity else None
            count = LIB.sv_result_output_count(result)
            self.urls = [LIB.sv_result_output_url(result, index).decode() for index in range(count)]
            LIB.sv_result_free(result)

    def events(self, name):
        return [record for record in self.records if record["event"] == name]


class Client:
    def __init__(self, url, **options):
        self.handle = POINTER()
        assert LIB.sv_client_create(ctypes.byref(self.handle)) == 0
        for name, value in dict(options, base_url=url).items():
            self.set(name, value)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        LIB.sv_client_free(self.handle)

    def set(self, name, value):
        status = LIB.sv_client_set(self.handle, name.encode(), str(value).encode())
        assert status == 0, (name, self.message)

    @property
    def message(self):
        return LIB.sv_client_message(self.handle).decode()

    def _call(self, function, *texts, on_event=None, **options):
        records = []

        def take(event, _):
            records.append(json.loads(LIB.sv_event_json(event, None)))
            if on_event:
                on_event(records[-1])

        out = POINTER()
        given = json.dumps(options).encode() if options else None
        status = function(ctypes.byref(out), self.handle, *texts, given, CALLBACK(take), None)
        return Ended(status, out.value, records, "" if out.value else self.message)

    def generate(self, endpoint, payload, **more):
        return self._call(LIB.sv_generate, endpoint.encode(), json.dumps(payload).encode(), **more)

    def download(self, url, path, **more):
        return self._call(LIB.sv_download, url.encode(), os.fsencode(path), **more)

    def add_file(self, name, path, file_name=None, content_type=None):
        encoded = [text and text.encode() for text in (file_name, content_type)]
        return LIB.sv_client_add_file(self.handle, name.encode(), os.fsencode(path), *encoded)

    def add_bytes(self, name, data, file_name=None, content_type=None):
        encoded = [text and text.encode() for text in (file_name, content_type)]
        return LIB.sv_client_add_bytes(self.handle, name.encode(), data, len(data), *encoded)


def verify(headers, body, secret, now, tolerance=300):
    out = POINTER()
    encoded = [text if text is None or isinstance(text, bytes) else text.encode() for text in headers]
    status = LIB.sv_webhook_verify(ctypes.byref(out), *encoded, body, len(body), secret.encode(), now,
                                   tolerance)
    return Ended(status, out.value)


def parse(body):
    out = POINTER()
    status = LIB.sv_webhook_parse(ctypes.byref(out), body, len(body))
    return Ended(status, out.value)
