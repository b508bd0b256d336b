#!/usr/bin/env python3
"""Compares sv_inspect with simdjson's bare parse and with Python's json.loads on the same documents, in one
run: CPU time, alternating, medians of their ratio. The documents are the shipped catalogue, cut and repeated
to size."""
import json
import os
import statistics
import subprocess
import sys
import time

from measuring import OUT, ROOT, compile_c, with_library

CATALOGUE = os.path.join(ROOT, "share", "catalogue", "openapi.json")
# bytes, rounds within a process
WORK = [(50_000, 200), (1_000_000, 40), (10_000_000, 10)]
PROCESSES = 5
AIM, AIM_PYTHON = 2.0, 8.0


def build():
    inspect = compile_c("inspect", *with_library(f"{ROOT}/build"))
    parse = os.path.join(OUT, "parse")
    simdjson = ["-isystem", f"{ROOT}/.build-simdjson/include", f"{ROOT}/.build-simdjson/lib/libsimdjson.a"]
    source = os.path.join(ROOT, "Tests", "bench", "parse.cpp")
    subprocess.run(["g++", "-O2", "-std=c++17", source, "-o", parse, *simdjson], check=True)
    return inspect, parse


def document(size):
    """A document of about so many bytes, and an endpoint in its middle."""
    with open(CATALOGUE, encoding="utf-8") as file:
        catalogue = json.load(file)
    paths, schemas = {}, {}
    length, copy = len(
        json.dumps({**catalogue, "paths": {}, "components": {**catalogue["components"], "schemas": {}}})), 0
    while length < size:
        for path, item in catalogue["paths"].items():
            text = json.dumps(item)
            for name, schema in catalogue["components"]["schemas"].items():
                reference = f'"#/components/schemas/{name}"'
                if reference in text:
                    text = text.replace(reference, f'"#/components/schemas/{name}{copy}"')
                    if f"{name}{copy}" not in schemas:
                        schemas[f"{name}{copy}"] = schema
                        length += len(json.dumps(schema)) + len(name) + 8
            paths[f"{path}{copy}"] = json.loads(text)
            length += len(text) + len(path) + 8
            if length >= size:
                break
        copy += 1
    for name in ("Error", "PredictionStatus", "QueueState"):
        schemas.setdefault(name, catalogue["components"]["schemas"].get(name, {}))
    whole = {**catalogue, "paths": paths, "components": {**catalogue["components"], "schemas": schemas}}
    creates = [path for path in paths if "/generation/" in path and "post" in paths[path]]
    return json.dumps(whole), creates[len(creates) // 2]


def python_walk(text, endpoint):
    """CPU seconds of json.loads alone, and with the least walk that finds an endpoint's fields."""
    start = time.process_time()
    loaded = json.loads(text)
    parsed = time.process_time() - start
    schema = loaded["paths"][endpoint]["post"]["requestBody"]["content"]["application/json"]["schema"]
    node = loaded
    for part in schema["$ref"][2:].split("/"):
        node = node[part]
    found = [(name, field.get("type"), name in node.get("required", [])) for name,
             field in node["properties"].items()]
    assert found
    return parsed, time.process_time() - start


def seconds(*command):
    return float(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


def main():
    inspect, parse = build()
    worst = 0.0
    for size, rounds in WORK:
        text, endpoint = document(size)
        path = os.path.join(OUT, f"{size}.json")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        query = json.dumps({"endpoint": endpoint, "template": True})
        pairs, walks = [], []
        for _ in range(PROCESSES):
            pairs.append((seconds(parse, path, str(rounds)), seconds(inspect, path, query, str(rounds))))
            walks.append(min(python_walk(text, endpoint) for _ in range(3)))
        ratio = statistics.median(ours / bare for bare, ours in pairs)
        bare, ours = (statistics.median(pair[which] for pair in pairs) for which in (0, 1))
        loads, walk = (statistics.median(times[which] for times in walks) for which in (0, 1))
        worst = max(worst, ratio)
        print(f"{len(text):>9} bytes: simdjson's parse {bare * 1e3:8.3f} ms; sv_inspect {ours * 1e3:8.3f} "
              f"ms, ratio {ratio:.2f}"
              f" (aim {AIM}); json.loads {loads * 1e3:8.3f} ms, with a walk {walk * 1e3:8.3f} ms, "
              f"{walk / ours:.1f} times"
              f" (aim {AIM_PYTHON})", flush=True)
    return 0 if worst > 0 else 1


sys.exit(main())
