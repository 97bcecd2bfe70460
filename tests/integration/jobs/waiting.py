"""Waits for something that another task does."""

import asyncio
from collections.abc import Awaitable, Callable

DEADLINE_S = 60.0
LOOK_S = 0.01


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Return once it is true; fails after a minute."""
    async with asyncio.timeout(DEADLINE_S):
        while not await holds():  # noqa: ASYNC110 -- what it waits for is in the database
            await asyncio.sleep(LOOK_S)
