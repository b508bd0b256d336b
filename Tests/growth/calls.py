"""Calls of the library with the documents of shapes.py and payloads.py, through the program growth.c."""
import json
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "common"))
from listings import LISTS  # noqa: E402
from payloads import VALIDATIONS  # noqa: E402
from places import BUILD, INCLUDE  # noqa: E402
from shapes import INSPECTIONS  # noqa: E402

SHAPES = INSPECTIONS + LISTS + VALIDATIONS
ENDPOINT = {"endpoint": "/a", "template": True}


def compiled(folder, library=BUILD):
    """The program of growth.c."""
    program = os.path.join(folder, "growth")
    command = ["cc", "-std=c99", "-D_POSIX_C_SOURCE=200809L", "-O1", "-Wall", "-Wextra", "-Werror",
               f"-I{INCLUDE}", str(HERE / "growth.c"), "-o", program, f"-L{library}", "-lskillsvideo",
               f"-Wl,-rpath,{library}"]
    subprocess.run(command, check=True)
    return program


def parts(shape, number):
    """The document, the query or endpoint, and the navigation or payload of a call."""
    made = shape.make(number)
    if shape.kind == "inspect":
        return made, ENDPOINT, None
    if shape.kind == "list":
        document, docs, query = made
        return document, query, docs
    document, payload = made
    return document, "/a", payload


def line(shape, number, folder):
    """Writes the files of a call, and returns the line that names them for growth.c."""
    document, query, other = parts(shape, number)
    contents = {"document": json.dumps(document), "query": query if isinstance(query, str)
                else json.dumps(query)}
    if other is not None:
        # A payload that starts with a bracket is JSON text already.
        contents["other"] = other if str(other).startswith("{\"") else json.dumps(other)
    words = [shape.kind if shape.kind == "validate" else "inspect"]
    for name in ("document", "query", "other"):
        path = os.path.join(folder, f"{SHAPES.index(shape)}-{number}-{name}")
        if name in contents:
            with open(path, "w", encoding="utf-8") as file:
                file.write(contents[name])
        words.append(path if name in contents else "-")
    return " ".join(words)
