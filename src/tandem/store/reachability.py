"""Who asked for a person, and when a person replied."""

from datetime import datetime, timedelta
from uuid import UUID

from psycopg.rows import class_row

from tandem.core.metrics.reachability import Ask
from tandem.store import queries
from tandem.store.database import Connection

QUERIES = queries.load("reachability.sql")
RECENT = timedelta(days=28)  # back to which replies say how long people usually take


async def asks(
    connection: Connection, *, since: datetime, until: datetime, team: UUID | None = None
) -> list[Ask]:
    """Every wish for a person in a period, oldest first; of one team if it is given."""
    async with connection.cursor(row_factory=class_row(Ask)) as cursor:
        await cursor.execute(QUERIES["asks"], {"since": since, "until": until, "team": team})
        return await cursor.fetchall()


async def recent(connection: Connection, team: UUID | None, now: datetime) -> list[float]:
    """How many seconds the team's newest first replies took at about this hour of the day."""
    cursor = await connection.execute(
        QUERIES["recent"], {"team": team, "now": now, "since": now - RECENT}
    )
    return [row[0] for row in await cursor.fetchall()]
