"""Many generations at once in one event loop."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, AsyncIterator, Iterable, List, Mapping, Optional, Set, Sized, Tuple

from ._arguments import create_options, refuse
from ._async_job import OnEvent
from ._errors import SkillsVideoError
from ._files_async import AsyncOutput
from ._outcome import InOrder, Outcome
from ._progress import make_bar
from ._requests import Request, as_request

if TYPE_CHECKING:
    from ._async import AsyncClient
    from ._requests import AnyRequest

AsyncOutcome = Outcome[AsyncOutput]


async def _one(
    client: AsyncClient, index: int, request: Request, options: Mapping[str, str], on_event: Optional[OnEvent]
) -> AsyncOutcome:
    try:
        one = create_options(options, request.idempotency_key)
        job = client._create(request.endpoint, request.payload, {}, one)
    except SkillsVideoError as error:
        return Outcome(index, request, None, None, error)
    job._is_kept = False
    try:
        return Outcome.of(index, request, job.id, await job._wait(None, on_event, None, None))
    except BaseException as error:
        await job._broken_off(error)
        if not isinstance(error, SkillsVideoError):
            raise
        return Outcome(index, request, job.id, None, error)
    finally:
        job._leave()


async def _as_they_end(
    client: AsyncClient,
    requests: Iterable[AnyRequest],
    concurrency: int,
    line: Optional[InOrder[AsyncOutput]],
    options: Mapping[str, str],
    on_event: Optional[OnEvent],
) -> AsyncIterator[AsyncOutcome]:
    waiting: Iterable[Tuple[int, AnyRequest]] = enumerate(requests)
    source = iter(waiting)
    read = 0
    tasks: Set[asyncio.Task[AsyncOutcome]] = set()
    try:
        while True:
            while len(tasks) < concurrency and (line is None or line.may_read(read)):
                entry = next(source, None)
                if entry is None:
                    break
                read += 1
                tasks.add(
                    asyncio.ensure_future(_one(client, entry[0], as_request(entry[1]), options, on_event))
                )
            if not tasks:
                return
            done, tasks = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                yield task.result()
    finally:
        left: List[asyncio.Task[AsyncOutcome]] = list(tasks)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)


async def run_map(
    client: AsyncClient,
    requests: Iterable[AnyRequest],
    concurrency: int,
    ordered: bool,
    options: Mapping[str, str],
    on_event: Optional[OnEvent],
    progress: bool,
) -> AsyncIterator[AsyncOutcome]:
    """The outcomes, as they come or in order."""
    if concurrency < 1:
        raise refuse(f"concurrency must be at least 1, not {concurrency}.")
    total = len(requests) if isinstance(requests, Sized) else None
    bar = make_bar("generations", total, "") if progress else None
    line: Optional[InOrder[AsyncOutput]] = InOrder.of(concurrency) if ordered else None
    outcomes = _as_they_end(client, requests, concurrency, line, options, on_event)
    count = 0
    try:
        async for outcome in outcomes:
            count += 1
            if bar is not None:
                bar.update_to(count, total)
            if line is None:
                yield outcome
                continue
            for due in line.take(outcome):
                yield due
    finally:
        await outcomes.aclose()  # type: ignore[attr-defined]
        if bar is not None:
            bar.close()
