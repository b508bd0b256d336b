#!/usr/bin/env python3
"""Files in, files out and webhooks of the shipped library, over real sockets; ends with `N passed, N failed`.
Arguments choose tests by a part of their names."""
import importlib
import sys
import time
import traceback

MODULES = ["webhooks", "downloads", "uploads", "lost_uploads"]


def main():
    passed, failed = 0, 0
    for module in map(importlib.import_module, MODULES):
        for name, test in vars(module).items():
            label = f"{module.__name__}.{name.removeprefix('test_')}"
            if not name.startswith("test_") or (sys.argv[1:] and not any(word in label for word in sys.argv[1:])):
                continue
            started = time.monotonic()
            try:
                test()
                passed += 1
            except Exception:  # pylint: disable=broad-except
                failed += 1
                print(f"FAILED {label}\n{traceback.format_exc()}", flush=True)
            if time.monotonic() - started > 2:
                print(f"{label}: {time.monotonic() - started:.1f} s", flush=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
