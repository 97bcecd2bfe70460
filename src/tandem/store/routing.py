"""Routing: which team and which agent get a conversation, and which handoffs are late."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from tandem.store import queries
from tandem.store.database import Connection

QUERIES = queries.load("routing.sql")


@dataclass(frozen=True, slots=True)
class Late:
    """A handoff without a reply in time."""

    id: UUID
    number: int


async def assign(
    connection: Connection,
    id: UUID,
    *,
    team: UUID | None,
    assignee: UUID | None,
) -> None:
    """Assigns it to a person, a team, both or nobody."""
    await connection.execute(QUERIES["assign"], {"id": id, "team": team, "assignee": assignee})


async def late(connection: Connection, *, before: datetime, now: datetime) -> list[Late]:
    """Handoffs without a reply in time, each returned once."""
    async with connection.cursor(row_factory=class_row(Late)) as cursor:
        await cursor.execute(QUERIES["late"], {"before": before, "now": now})
        return await cursor.fetchall()


async def team_of(connection: Connection, category: str) -> UUID | None:
    """The team that takes a category."""
    cursor = await connection.execute(QUERIES["team_of"], {"category": category})
    row = await cursor.fetchone()
    return row[0] if row else None


async def free_agent(connection: Connection, team: UUID | None) -> UUID | None:
    """The online agent with the most free capacity; of the team if one is given."""
    cursor = await connection.execute(QUERIES["free_agent"], {"team": team})
    row = await cursor.fetchone()
    return row[0] if row else None
