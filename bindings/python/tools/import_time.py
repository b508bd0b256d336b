"""Prints the CPU time of `import skillsvideo` without that of Python itself: medians of alternating runs."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys

ROUNDS = 21
AIM_MS = 30


def once(python: str, code: str) -> float:
    """Milliseconds of CPU time of a program: wall time would depend on other programs."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([python, "-c", code], check=True, stdin=subprocess.DEVNULL, cwd=os.path.dirname(python))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000


def main() -> None:
    python = os.path.abspath(sys.argv[1])
    for code in ("pass", "import skillsvideo"):
        once(python, code)
    pairs = [(once(python, "pass"), once(python, "import skillsvideo")) for _ in range(ROUNDS)]
    over = statistics.median(ours - bare for bare, ours in pairs)
    bare = statistics.median(bare for bare, _ in pairs)
    print(f"import skillsvideo: {over:.1f} ms of CPU over bare Python's {bare:.1f} ms (aim {AIM_MS})")


main()
