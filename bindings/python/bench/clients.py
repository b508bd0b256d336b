"""Reads one stream with one client: `clients.py NAME URL EVENTS` prints how many it saw and their CPU
seconds."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from typing import Tuple

MODEL = "google/nano-banana-pro"
KEY = "bench-key"
Seen = Tuple[int, float]


def sync(url: str, read: bool = False) -> Seen:
    import skillsvideo as sv

    with sv.Client(KEY, base_url=url) as client:
        began = time.process_time()
        seen = 0
        for event in client.stream(MODEL, prompt="a"):
            if isinstance(event, sv.Message):
                seen += 1
                if read and event.status is None:
                    raise SystemExit("an event without a status")
        return seen, time.process_time() - began


def sync_status(url: str) -> Seen:
    return sync(url, read=True)


def asynchronous(url: str, read: bool = False) -> Seen:
    import skillsvideo as sv

    async def main() -> Seen:
        async with sv.AsyncClient(KEY, base_url=url) as client:
            began = time.process_time()
            seen = 0
            async for event in client.stream(MODEL, prompt="a"):
                if isinstance(event, sv.Message):
                    seen += 1
                    if read and event.status is None:
                        raise SystemExit("an event without a status")
            return seen, time.process_time() - began

    return asyncio.run(main())


def asynchronous_status(url: str) -> Seen:
    return asynchronous(url, read=True)


def wait(url: str) -> Seen:
    import skillsvideo as sv

    with sv.Client(KEY, base_url=url) as client:
        began = time.process_time()
        result = client.generate(MODEL, prompt="a")
        took = time.process_time() - began
    assert result.ok
    return EXPECTED, took


def httpx_sse(url: str) -> Seen:
    import httpx
    from httpx_sse import connect_sse

    with httpx.Client(timeout=60) as client:
        began = time.process_time()
        seen = 0
        with connect_sse(client, "POST", f"{url}/generation/sse/{MODEL}", json={"prompt": "a"}) as source:
            for event in source.iter_sse():
                seen += 1
                if json.loads(event.data)["status"] is None:
                    raise SystemExit("an event without a status")
        return seen, time.process_time() - began


async def aiohttp_reading(url: str) -> Seen:
    import aiohttp
    import orjson

    async with aiohttp.ClientSession(read_bufsize=1 << 18) as session:
        began = time.process_time()
        seen = 0
        async with session.post(f"{url}/generation/sse/{MODEL}", json={"prompt": "a"}) as response:
            async for line in response.content:
                if line.startswith(b"data: "):
                    seen += 1
                    if orjson.loads(line[6:])["status"] is None:
                        raise SystemExit("an event without a status")
        return seen, time.process_time() - began


def aiohttp_uvloop(url: str) -> Seen:
    import uvloop

    loop = uvloop.new_event_loop()
    try:
        return loop.run_until_complete(aiohttp_reading(url))
    finally:
        loop.close()


CLIENTS = {
    "sync": sync,
    "sync_status": sync_status,
    "async": asynchronous,
    "async_status": asynchronous_status,
    "wait": wait,
    "httpx": httpx_sse,
    "aiohttp": lambda url: asyncio.run(aiohttp_reading(url)),
    "aiohttp_uvloop": aiohttp_uvloop,
}

if __name__ == "__main__":
    EXPECTED = int(sys.argv[3])
    count, seconds = CLIENTS[sys.argv[1]](sys.argv[2])
    print(count, seconds)
