"""Runs several awaitables at a time, up to a limit; if one fails, its own error is raised."""

import asyncio
from collections.abc import Coroutine, Iterable
from typing import TypeVar

T = TypeVar("T")


async def run_limited(work: Iterable[Coroutine[object, object, T]], concurrency: int) -> list[T]:
    """The results in order. If one fails, the others are cancelled and its error is raised."""
    limit = asyncio.Semaphore(concurrency)

    async def bounded(one: Coroutine[object, object, T]) -> T:
        async with limit:
            return await one

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(bounded(one)) for one in work]
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from failures
    return [task.result() for task in tasks]
