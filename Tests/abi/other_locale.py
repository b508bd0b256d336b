"""The library in a host that has set its own locale, where a comma is the decimal point."""

import os
import shutil
import subprocess
import sys
import tempfile

import places

COMMA = """comment_char %
escape_char /
LC_NUMERIC
decimal_point ","
thousands_sep "."
grouping 3;3
END LC_NUMERIC
"""
HOST = """
import ctypes, json, locale, sys
sys.path.insert(0, sys.argv[1])
locale.setlocale(locale.LC_NUMERIC, "comma")
strtod = ctypes.CDLL(None).strtod
strtod.restype = ctypes.c_double
assert strtod(b"0.5", None) == 0, "the locale is not in force"
import offline
def document(schema):
    schema = {"type": "object", "properties": {"n": schema}, "required": ["n"]}
    body = {"requestBody": {"content": {"application/json": {"schema": schema}}}}
    return json.dumps({"openapi": "3.1.0", "paths": {"/x": {"post": body}}}).encode()
# schema, value, whether it is valid
TABLE = [
    ({"minimum": 0.75}, 0.5, False), ({"minimum": 0.25}, 0.5, True), ({"maximum": 0.25}, 0.5, False),
    ({"maximum": 1.5}, 1.25, True),
    ({"multipleOf": 0.25}, 0.5, True), ({"multipleOf": 0.3}, 0.5, False), ({"type": "integer"}, 0.5, False),
    ({"enum": [0.5]}, 0.5, True), ({"enum": [0.25]}, 0.5, False),
    ({"exclusiveMinimum": 1.5e-3}, 1.5e-3, False),
]
for schema, value, valid in TABLE:
    status, report = offline.validate(document(schema), "/x", {"n": value})
    assert (status == 0) == valid, (schema, value, report)
NUMBER = {"type": "number", "minimum": 0.25, "maximum": 0.75, "default": 0.5}
status, record = offline.inspect(document(NUMBER), endpoint="/x")
field = record["fields"][0]
assert [field[name] for name in ("minimum", "maximum", "default")] == [0.25, 0.75, 0.5], field
# Of several limits the narrowest counts, in whatever order they come.
for limits in ([0.25, 0.75], [0.75, 0.25]):
    layers = {"type": "number", "allOf": [{"minimum": limit} for limit in limits]}
    field = offline.inspect(document(layers), endpoint="/x")[1]["fields"][0]
    assert field["minimum"] == 0.75, field
"""


def run():
    """How many tests have passed and failed, and what there is to say."""
    if shutil.which("localedef") is None:
        return 0, 1, "localedef is not installed; it is part of glibc's programs (libc-bin)"
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "definition"), "w", encoding="ascii") as file:
            file.write(COMMA)
        subprocess.run(
            ["localedef", "-c", "--no-archive", "-i", "./definition", "./comma"],
            cwd=folder,
            capture_output=True,
            check=False,
        )
        done = subprocess.run(
            [sys.executable, "-c", HOST, os.path.dirname(os.path.abspath(__file__))],
            cwd=places.ROOT,
            capture_output=True,
            env={**os.environ, "LOCPATH": folder},
            stdin=subprocess.DEVNULL,
            text=True,
            errors="replace",
            check=False,
        )
    return int(done.returncode == 0), int(done.returncode != 0), done.stdout + done.stderr
