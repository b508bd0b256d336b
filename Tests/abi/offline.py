"""sv_inspect and sv_validate of the shipped library, and the documents that they are tried on."""
import ctypes
import glob
import gzip
import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "common"))
import record_schema
from places import LIBRARY, ROOT

library = ctypes.CDLL(str(LIBRARY))
OUT, TEXT, SIZE = ctypes.POINTER(ctypes.c_void_p), ctypes.c_char_p, ctypes.c_size_t
library.sv_inspect.argtypes = [OUT, TEXT, SIZE, TEXT, SIZE, TEXT]
library.sv_validate.argtypes = [OUT, TEXT, SIZE, TEXT, TEXT]
library.sv_result_json.argtypes, library.sv_result_json.restype = [ctypes.c_void_p, ctypes.c_void_p], TEXT
library.sv_result_free.argtypes, library.sv_result_free.restype = [ctypes.c_void_p], None


def answer(call, *arguments):
    """The status of a call, and its record."""
    out = ctypes.c_void_p()
    status = call(ctypes.byref(out), *arguments)
    record = record_schema.checked(json.loads(library.sv_result_json(out, None)))
    library.sv_result_free(out)
    return status, record


def inspect(document, navigation=None, **query):
    docs = None if navigation is None else json.dumps(navigation).encode()
    return answer(library.sv_inspect, document, len(document), docs, len(docs or b""),
                  json.dumps(query).encode())


def validate(document, endpoint, payload):
    return answer(library.sv_validate, document, len(document), endpoint.encode(),
                  json.dumps(payload).encode())


def real_documents():
    """The shipped catalogue and, where SUITES names them, documents of vendors: a name and a text each."""
    suites = os.environ.get("SUITES", "")
    found = sorted(glob.glob(os.path.join(suites, "openapi", "*.json*"))) if suites else []
    if not found:
        print("real documents skipped: no suites")
    for path in [os.path.join(ROOT, "share", "catalogue", "openapi.json"), *found]:
        with (gzip.open if path.endswith(".gz") else open)(path, "rb") as file:
            text = file.read()
        # Navigations and front matter lie beside the documents.
        if b'"paths"' in text:
            yield os.path.basename(path), text
