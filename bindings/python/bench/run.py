"""Compares the CPU time per event of the package and of other clients, on one stream: medians of alternating
runs.

Tests/bench/server.c serves the stream. It makes its events once, so that it costs the same for every client.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(HERE)))
OUT = os.path.join(ROOT, "build", "bench")
# number of events, bytes of each, rounds
WORK = [(200_000, 200, 5), (20_000, 10_000, 5)]
# name in clients.py: description
CLIENTS = {
    "sync": "skillsvideo, fields not read",
    "sync_status": "skillsvideo, status of each read",
    "async": "skillsvideo asyncio, fields not read",
    "async_status": "skillsvideo asyncio, status of each read",
    "wait": "skillsvideo, wait for the end",
    "httpx": "httpx + httpx-sse + json, dict of each",
    "aiohttp": "aiohttp + orjson, dict of each",
    "aiohttp_uvloop": "aiohttp + orjson + uvloop, dict of each",
}


def compile_server() -> str:
    path = os.path.join(OUT, "server")
    source = os.path.join(ROOT, "Tests", "bench", "server.c")
    subprocess.run(["cc", "-O2", "-std=c99", "-D_GNU_SOURCE", source, "-o", path], check=True)
    return path


def measure(client: str, url: str, count: int) -> float:
    """Microseconds of CPU time per event, without the start of Python."""
    environment = {**os.environ, "SKILLSVIDEO_LIBRARY": os.path.join(ROOT, "build", "libskillsvideo.so")}
    environment["PYTHONPATH"] = os.path.join(HERE, "..", "src")
    command = [sys.executable, os.path.join(HERE, "clients.py"), client, url, str(count + 1)]
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    seen, seconds = done.stdout.split()
    if int(seen) != count + 1:
        sys.exit(f"{client} saw {seen} events of {count + 1}")
    return float(seconds) / (count + 1) * 1e6


def main() -> None:
    os.makedirs(OUT, exist_ok=True)
    server = compile_server()
    for count, size, rounds in WORK:
        times: dict = {client: [] for client in CLIENTS}
        with subprocess.Popen([server, str(count), str(size)], stdout=subprocess.PIPE, text=True) as serving:
            assert serving.stdout is not None
            url = f"http://127.0.0.1:{serving.stdout.readline().strip()}"
            for _ in range(rounds):
                for client in CLIENTS:
                    times[client].append(measure(client, url, count))
            serving.kill()
        ours = statistics.median(times["sync_status"])
        print(
            f"{count} events of {size} bytes: CPU for an event, and beside skillsvideo with the status of "
            f"each read"
        )
        for client, text in CLIENTS.items():
            median = statistics.median(times[client])
            print(f"  {text:<46}{median:8.2f} us {median / ours:8.2f}", flush=True)


main()
