"""Many generations at once in one event loop."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, AsyncIterator, Iterable, Mapping, Optional, Set

from ._async_job import OnEvent
from ._errors import SkillsVideoError
from ._interruption import forceful
from ._map_core import MapCore, Outcome, Request
from ._output import AsyncOutput

if TYPE_CHECKING:
    from ._async_client import AsyncClient
    from ._map_core import AnyRequest

AsyncOutcome = Outcome[AsyncOutput]


async def run_map(
    client: AsyncClient,
    requests: Iterable[AnyRequest],
    concurrency: int,
    ordered: bool,
    options: Mapping[str, str],
    on_event: Optional[OnEvent],
    progress: bool,
) -> AsyncIterator[AsyncOutcome]:
    """Yields the outcomes."""
    core: MapCore[AsyncOutput] = MapCore(requests, concurrency, ordered, options, progress)
    tasks: Set[asyncio.Task[AsyncOutcome]] = set()
    try:
        while True:
            _fill(client, core, tasks, on_event)
            if not tasks:
                return
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                tasks.discard(task)
                for outcome in core.take(task.result()):
                    yield outcome
    except BaseException as error:
        newest = await _end_all(tasks, error)
        core.interrupted(client._engine, error, newest)
        raise
    finally:
        core.close()


async def _end_all(tasks: Set[asyncio.Task[AsyncOutcome]], error: BaseException) -> BaseException:
    """Ends all tasks; each waits for its id. Returns the stronger one if there is a second interruption."""
    for task in tasks:
        task.cancel()
    try:
        await asyncio.gather(*tasks, return_exceptions=True)
    except asyncio.CancelledError as second:
        return forceful(error, second)
    return error


def _fill(
    client: AsyncClient,
    core: MapCore[AsyncOutput],
    tasks: Set[asyncio.Task[AsyncOutcome]],
    on_event: Optional[OnEvent],
) -> None:
    """Starts requests until there are enough tasks."""
    while True:
        entry = core.next_request(len(tasks))
        if entry is None:
            return
        tasks.add(asyncio.ensure_future(_one(client, core, *entry, on_event)))


async def _one(
    client: AsyncClient,
    core: MapCore[AsyncOutput],
    index: int,
    request: Request,
    on_event: Optional[OnEvent],
) -> AsyncOutcome:
    """Follows one request to its outcome."""
    try:
        job = client._job_of(client._launch(request.endpoint, request.payload, {}, core.options_of(request)))
    except SkillsVideoError as error:
        return Outcome(index, request, None, None, error)
    job._is_kept, job._is_in_map = False, True
    core.started(index, job)
    try:
        await job._run(job._follow_steps(None, on_event, None, None))
        return core.ended(index, request, job)
    finally:
        job._leave()
