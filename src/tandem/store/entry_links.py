"""Entry links: what lets an agent in once, from a mail or a terminal."""

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
    """Whom a link lets in, and to do what."""

    agent: UUID
    purpose: Purpose


async def add(
    connection: Connection, secret: str, agent: UUID, purpose: Purpose, expires_at: datetime
) -> None:
    """Keep a link by its secret's digest; an agent has one unused link of a purpose, the newest."""
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
    """Use a link up; None if it was used, ran out, or its agent is not active."""
    async with connection.cursor(row_factory=kwargs_row(_made)) as cursor:
        await cursor.execute(QUERIES["use"], {"hash": digest(secret), "now": now})
        return await cursor.fetchone()


async def void(connection: Connection, agent: UUID) -> None:
    """Have no unused link let this agent in any more."""
    await connection.execute(QUERIES["void"], {"agent": agent})


async def forget(connection: Connection, now: datetime) -> None:
    """Drop what ran out."""
    await connection.execute(QUERIES["forget"], {"now": now})


def _made(agent_id: UUID, purpose: str) -> EntryLink:
    return EntryLink(agent_id, Purpose(purpose))
