#!/usr/bin/env python3
"""Says which libraries inside the self-contained one have newer versions in Debian, as `make sources-check`.
Status 1 when one that can be taken has.
"""
import os
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from components import COMPONENTS, SIMDJSON, SUITE, series  # noqa: E402
from registry import Missing, Registry, is_newer  # noqa: E402


def is_complete(registry, component, version, folder):
    """Whether the registry has all files of a version."""
    try:
        registry.fetch(component, version, os.path.join(folder, component.name))
    except Missing:
        return False
    return True


def main():
    found = 0
    with tempfile.TemporaryDirectory() as folder:
        registry = Registry(folder, SUITE, sources=True)
        for component in (*COMPONENTS, SIMDJSON):
            newer = [version for version in registry.versions(component)
                     if is_newer(version, component.recorded)]
            alike = [version for version in newer if series(version) == component.series]
            taken = next((version for version in alike if is_complete(registry, component, version, folder)),
                         None)
            found += taken is not None
            words = f"{component.package:<16} {component.recorded:<22}"
            if taken:
                print(f"{words} {taken} can be taken: record it in packaging/dependencies/components.py")
            elif newer:
                reason = "its files are not complete" if alike else "of another series"
                print(f"{words} {newer[0]} is newer, but {reason}")
            else:
                print(f"{words} is the newest")
    return 1 if found else 0


sys.exit(main())
