#!/usr/bin/env python3
"""The shipped library over real TLS, behind a real nginx and through real proxies, on 127.0.0.1 only."""

import sys
from pathlib import Path

import harness
import suite  # from Tests/common, which harness has put on the path

FOLDER = Path(__file__).resolve().parent
AT_ONCE = 6


def main():
    words = []
    world = harness.open_world()
    try:
        for name, word, told, _ in suite.outcomes(suite.chosen(suite.tests(FOLDER), sys.argv[1:]), AT_ONCE):
            words.append(word)
            print(f"{word} {name}" + (f"\n  {told}" if told else ""), flush=True)
    finally:
        world.close()
    return suite.close(words)


if __name__ == "__main__":
    sys.exit(main())
