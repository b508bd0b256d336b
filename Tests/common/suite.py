"""Shared by the suites of test_... functions: finds them, runs them at once, and reports the results."""

import concurrent.futures
import importlib
import time
import traceback


class Failure(Exception):
    """A test failed."""


class Skip(Exception):
    """This machine cannot run the test."""


def check(condition, message):
    if not condition:
        raise Failure(message)


def tests(folder):
    """Returns the tests of a folder by name: in each module test_*.py the functions test_... and the entries
    of a table TESTS."""
    found = {}
    for path in sorted(folder.glob("test_*.py")):
        module = importlib.import_module(path.stem)
        functions = {name[5:]: value for name, value in vars(module).items() if name.startswith("test_")
                     and callable(value)}
        for name, value in {**functions, **getattr(module, "TESTS", {})}.items():
            found[f"{path.stem[5:]}.{name}"] = value
    return found


def chosen(found, wanted):
    """Returns the tests whose name contains one of the words, or all if there are no words."""
    return {name: test for name, test in found.items() if not wanted or any(word in name for word in wanted)}


def outcome(test):
    """Returns "passed", "failed" or "skipped", a message, and the seconds."""
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
    """Yields name and outcome of each test in order, with `at_once` of them running."""
    with concurrent.futures.ThreadPoolExecutor(at_once) as pool:
        for name, (word, told, seconds) in zip(found, pool.map(outcome, found.values())):
            yield name, word, told, seconds


def report(found, at_once):
    """Runs the tests, prints a line for each and the closing line, and returns the exit status."""
    words = []
    for name, word, told, seconds in outcomes(found, at_once):
        words.append(word)
        print(f"{word:<8}{seconds:6.1f} s  {name}" + (f"\n  {told}" if told else ""), flush=True)
    return close(words)


def close(words):
    """Prints the closing line and returns the exit status. A suite without a passed test has failed."""
    skipped = f", {words.count('skipped')} skipped" if "skipped" in words else ""
    print(f"{words.count('passed')} passed, {words.count('failed')} failed{skipped}")
    return 0 if "passed" in words and "failed" not in words else 1
