"""What suites of functions test_... share: finding them, running them at once, and the words for their
results."""

import concurrent.futures
import importlib
import time
import traceback


class Failure(Exception):
    """What was expected and did not happen."""


class Skip(Exception):
    """Why this machine cannot run a test."""


def check(condition, message):
    if not condition:
        raise Failure(message)


def tests(folder):
    """Every function test_..., and every entry of a table TESTS, of the modules test_*.py in a folder, by
    name."""
    found = {}
    for path in sorted(folder.glob("test_*.py")):
        module = importlib.import_module(path.stem)
        functions = {name[5:]: value for name, value in vars(module).items() if name.startswith("test_")
                     and callable(value)}
        for name, value in {**functions, **getattr(module, "TESTS", {})}.items():
            found[f"{path.stem[5:]}.{name}"] = value
    return found


def chosen(found, wanted):
    """Those whose name holds one of the words; all when there is none."""
    return {name: test for name, test in found.items() if not wanted or any(word in name for word in wanted)}


def outcome(test):
    """passed, failed or skipped; what there is to say about it; and how long it took."""
    started = time.monotonic()
    word, told = "passed", ""
    try:
        test()
    except Skip as skip:
        word, told = "skipped", str(skip)
    except Failure as failure:
        word, told = "failed", str(failure)
    except Exception:  # pylint: disable=broad-except
        word, told = "failed", traceback.format_exc()
    return word, told, time.monotonic() - started


def outcomes(found, at_once):
    """The name and the outcome of each test, in order, `at_once` of them running."""
    with concurrent.futures.ThreadPoolExecutor(at_once) as pool:
        for name, (word, told, seconds) in zip(found, pool.map(outcome, found.values())):
            yield name, word, told, seconds


def report(found, at_once):
    """Runs the tests, prints a line for each and the closing line; the exit status."""
    words = []
    for name, word, told, seconds in outcomes(found, at_once):
        words.append(word)
        print(f"{word:<8}{seconds:6.1f} s  {name}" + (f"\n  {told}" if told else ""), flush=True)
    return close(words)


def close(words):
    """Prints the closing line and returns the exit status: a suite in which nothing passed has failed."""
    skipped = f", {words.count('skipped')} skipped" if "skipped" in words else ""
    print(f"{words.count('passed')} passed, {words.count('failed')} failed{skipped}")
    return 0 if "passed" in words and "failed" not in words else 1
