"""Runs one piece of logic for both clients.

The logic is a generator. It yields each thing that it has to wait for, and is sent the answer. Only the
driver knows how to wait: Client polls, AsyncClient awaits.
"""

from __future__ import annotations

from ._typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Any, Awaitable, Callable, Generator, Optional, TypeVar

    T = TypeVar("T")
    Steps = Generator[Any, Any, T]


class Until(NamedTuple):
    """Wait for new records of the job, or until this moment of time.monotonic(); None: without a limit."""

    deadline: Optional[float]


class Returned(NamedTuple):
    """A callback of the program has returned this. A coroutine has to be awaited."""

    value: object


def run(steps: Steps[T], wait: Callable[[Any], Any]) -> T:
    """Runs the steps and returns what they return. wait: waits for what they yield. Its errors are raised
    inside the steps.
    """
    try:
        request = next(steps)
        while True:
            try:
                answer = wait(request)
            except BaseException as error:
                request = steps.throw(error)
            else:
                request = steps.send(answer)
    except StopIteration as end:
        value: T = end.value
        return value


async def run_async(steps: Steps[T], wait: Callable[[Any], Awaitable[Any]]) -> T:
    """As run(), with a `wait` that is awaited."""
    try:
        request = next(steps)
        while True:
            try:
                answer = await wait(request)
            except BaseException as error:
                request = steps.throw(error)
            else:
                request = steps.send(answer)
    except StopIteration as end:
        value: T = end.value
        return value
