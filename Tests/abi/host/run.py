#!/usr/bin/env python3
"""What the shipped library promises to unusual hosts: set-uid programs, small stacks, little memory, a second
copy of itself. Ends with `N passed, N failed`. Arguments choose tests by a part of their names."""

import sys
from pathlib import Path

import hosting
import suite  # from Tests/common, which hosting has put on the path

FOLDER = Path(__file__).resolve().parent
AT_ONCE = 2


def main():
    words = []
    with hosting.World() as world:
        hosting.WORLD.append(world)
        for name, word, told, _ in suite.outcomes(suite.chosen(suite.tests(FOLDER), sys.argv[1:]), AT_ONCE):
            words.append(word)
            print(f"{word} {name}" + (f"\n  {told}" if told else ""), flush=True)
    return suite.close(words)


if __name__ == "__main__":
    sys.exit(main())
