"""Rate limits: how often somebody asked within a window of time."""

from datetime import datetime

from tandem.store import queries
from tandem.store.database import Connection

QUERIES = queries.load("rate_limits.sql")


async def hit(connection: Connection, key: str, window_start: datetime) -> int:
    """Counts one more request; returns how many there were in this window."""
    cursor = await connection.execute(QUERIES["hit"], {"key": key, "start": window_start})
    row = await cursor.fetchone()
    assert row is not None
    return row[0]


async def forget(connection: Connection, before: datetime) -> None:
    """Deletes the windows that began before."""
    await connection.execute(QUERIES["forget"], {"before": before})
