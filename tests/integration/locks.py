"""Who waits for a lock, according to the database, so that a test need not guess the time."""

import asyncio
from typing import Any

from tandem.store.database import Database

BLOCKED = (
    "select count(*) from pg_stat_activity"
    " where datname = current_database() and wait_event_type = 'Lock'"
)


async def blocked(database: Database, count: int, *tasks: asyncio.Task[Any]) -> None:
    """Return once so many wait for a lock; fails if one of the tasks ended instead."""
    waiting = 0
    async with database.connection() as connection:
        while waiting < count:
            assert not any(task.done() for task in tasks), "it waited for nobody"
            row = await (await connection.execute(BLOCKED)).fetchone()
            assert row is not None
            waiting = row[0]
