"""Breaches of the rules of Python's map(): how far it reads ahead, and what it knows when it ends early."""

PACKAGE = "bindings/python/src/skillsvideo/"
MAP = PACKAGE + "_map_core.py"

MAPS = [
    (
        "read everything after a slow request",
        MAP,
        [("self._early is not None and self._read >= self._due + WINDOW * self._concurrency", "False")],
        "python test_map_window",
    ),
    (
        "read a map ahead of what is in flight",
        PACKAGE + "_map.py",
        [("next_request(len(self._running) + len(self._ended))", "next_request(len(self._running) - 1)")],
        "python test_map reads_no_further",
    ),
    (
        "read an asynchronous map ahead",
        PACKAGE + "_async_map.py",
        [("core.next_request(len(tasks))", "core.next_request(len(tasks) - 1)")],
        "python test_map asynchronous_map_reads",
    ),
    (
        "forget an outcome before the program has it",
        MAP,
        [
            (
                "        yield outcome\n        self._offered = None\n        self._kept.pop(outcome.index",
                "        self._offered = None\n        self._kept.pop(outcome.index, None)\n"
                "        yield outcome\n        self._kept.pop(outcome.index",
            )
        ],
        "python test_map_left each_line_after_an_end",
    ),
    (
        "forget a job before its end is kept",
        MAP,
        [
            (
                "        self._kept[index] = left = job._left()\n",
                "        self._running.pop(index, None)\n        self._kept[index] = left = job._left()\n",
            )
        ],
        "python test_map_left each_line_after_an_end",
    ),
]
