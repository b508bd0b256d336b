#!/usr/bin/env python3
"""Compares sv_generate with the floor, a bare libcurl program, in one run: CPU time, alternating, medians of
their ratio."""
import statistics
import subprocess
import sys

from measuring import ROOT, compile_c, with_library

# events, bytes of each, rounds, aim
WORK = [(200_000, 200, 15, 1.2), (20_000, 10_000, 15, 1.0), (1, 50_000_000, 7, 1.1)]


def measure(program, url, count):
    events, found, seconds, memory = subprocess.run([program, url], check=True, stdout=subprocess.PIPE,
                                                    text=True).stdout.split()
    if int(events) != count + 1 or int(found) != count + 1:
        sys.exit(f"{program} saw {events} events and {found} statuses of {count + 1}")
    return float(seconds), int(memory)


def main():
    client = compile_c("client", *with_library(f"{ROOT}/build"))
    server, floor = compile_c("server"), compile_c("floor", "-lcurl")
    for count, size, rounds, aim in WORK:
        with subprocess.Popen([server, str(count), str(size)], stdout=subprocess.PIPE, text=True) as serving:
            try:
                url = f"http://127.0.0.1:{serving.stdout.readline().strip()}"
                pairs = [(measure(floor, url, count), measure(client, url, count)) for _ in range(rounds)]
            finally:
                serving.kill()
        ratio = statistics.median(ours[0] / bare[0] for bare, ours in pairs)
        bare = statistics.median(pair[0][0] for pair in pairs)
        ours = statistics.median(pair[1][0] for pair in pairs)
        print(f"{count:>7} events of {size:>8} bytes: floor {bare * 1e3:7.1f} ms, "
              f"{bare / (count + 1) * 1e6:9.3f} us an event;"
              f" libskillsvideo {ours * 1e3:7.1f} ms; ratio {ratio:.2f} (aim {aim}); memory "
              f"{pairs[-1][0][1] // 1024}"
              f" and {pairs[-1][1][1] // 1024} MB", flush=True)


main()
