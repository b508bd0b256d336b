"""Many generations at once in one event loop."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, AsyncIterator, Iterable, List, Mapping, Optional, Set

from ._async_job import OnEvent
from ._errors import SkillsVideoError
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
            done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            tasks = pending
            for task in done:
                for outcome in core.take(task.result()):
                    yield outcome
    finally:
        left: List[asyncio.Task[AsyncOutcome]] = list(tasks)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        core.close()


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
    job._is_kept = False
    try:
        return Outcome.of(index, request, job.id, await job._run(job._wait_steps(None, on_event, None, None)))
    except BaseException as error:
        await job._interrupted(error)
        if not isinstance(error, SkillsVideoError):
            raise
        return Outcome(index, request, job.id, None, error)
    finally:
        job._leave()
