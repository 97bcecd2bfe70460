"""Entry links: one-time links in a mail or a terminal by which an agent signs in."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import kwargs_row

from tandem.core.desk.entry import Purpose
from tandem.core.desk.secret import digest
from tandem.store import queries
from tandem.store.database import Connection

QUERIES = queries.load("entry_links.sql")


@dataclass(frozen=True, slots=True)
class EntryLink:
    """The agent of a link, and its purpose."""

    agent: UUID
    purpose: Purpose


async def add(
    connection: Connection, secret: str, agent: UUID, purpose: Purpose, expires_at: datetime
) -> None:
    """Stores a link by its secret's digest; an agent's older links of the same purpose end."""
    await connection.execute(
        QUERIES["add"],
        {
            "hash": digest(secret),
            "agent": agent,
            "purpose": purpose.value,
            "until": expires_at,
        },
    )


async def use(connection: Connection, secret: str, now: datetime) -> EntryLink | None:
    """Uses a link up; None if it was used, has expired, or its agent is not active."""
    async with connection.cursor(row_factory=kwargs_row(_made)) as cursor:
        await cursor.execute(QUERIES["use"], {"hash": digest(secret), "now": now})
        return await cursor.fetchone()


async def revoke_all(connection: Connection, agent: UUID) -> None:
    """Revokes all unused links of this agent."""
    await connection.execute(QUERIES["revoke_all"], {"agent": agent})


async def forget(connection: Connection, now: datetime) -> None:
    """Deletes expired links."""
    await connection.execute(QUERIES["forget"], {"now": now})


def _made(agent_id: UUID, purpose: str) -> EntryLink:
    return EntryLink(agent_id, Purpose(purpose))
