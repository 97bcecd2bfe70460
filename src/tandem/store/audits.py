"""The audit log: who changed what on the desk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from tandem.store import queries
from tandem.store.database import Connection

QUERIES = queries.load("audits.sql")
NEWEST = 2**62  # greater than every entry's number


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the log; `agent_id` is None for the command line and the desk itself."""

    id: int
    at: datetime
    agent_id: UUID | None
    agent_name: str | None
    action: str
    subject: str
    data: Mapping[str, object]


async def add(
    connection: Connection,
    agent: UUID | None,
    action: str,
    subject: str,
    data: Mapping[str, object],
    *,
    now: datetime,
) -> None:
    """Adds an entry, in the transaction of the act; `data` never holds a secret."""
    await connection.execute(
        QUERIES["add"],
        {
            "now": now,
            "agent": agent,
            "action": action,
            "subject": subject,
            "data": Jsonb(dict(data)),
        },
    )


async def add_once(tx: Connection, action: str, subject: str, *, now: datetime) -> bool:
    """Adds an entry of the desk itself, unless there is one; says whether it was the first."""
    await tx.execute(QUERIES["lock"])
    cursor = await tx.execute(
        QUERIES["add_once"], {"action": action, "subject": subject, "now": now}
    )
    return await cursor.fetchone() is not None


async def page(connection: Connection, *, before: int = NEWEST, most: int = 50) -> list[Entry]:
    """The newest entries before a number."""
    async with connection.cursor(row_factory=class_row(Entry)) as cursor:
        await cursor.execute(QUERIES["page"], {"before": before, "most": most})
        return await cursor.fetchall()


@dataclass(frozen=True, slots=True)
class Done:
    """That something was done, and when."""

    at: datetime
    action: str


async def of_actions(
    connection: Connection, actions: Sequence[str], *, since: datetime, until: datetime
) -> list[Done]:
    """When any of these things were done in a period, oldest first; at most five hundred."""
    async with connection.cursor(row_factory=class_row(Done)) as cursor:
        await cursor.execute(
            QUERIES["of_actions"], {"actions": list(actions), "since": since, "until": until}
        )
        return await cursor.fetchall()
