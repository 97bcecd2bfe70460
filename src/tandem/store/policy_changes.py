"""What the desk itself changed in the policy's file, newest last."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from tandem.store import queries
from tandem.store.database import Connection

QUERIES = queries.load("policy_changes.sql")
LOCK = 7_460_131_046  # of an advisory lock: any constant of our own


@dataclass(frozen=True, slots=True)
class PolicyChange:
    """The file's text before and after."""

    before: str
    after: str


async def add(
    connection: Connection, agent: UUID | None, source: str, change: PolicyChange, *, now: datetime
) -> None:
    """Store a change, in the transaction that makes it."""
    await connection.execute(
        QUERIES["add"],
        {
            "now": now,
            "agent": agent,
            "source": source,
            "before": change.before,
            "after": change.after,
        },
    )


async def lock(connection: Connection) -> None:
    """Let one process at a time change the policy's file, until the transaction ends."""
    await connection.execute(QUERIES["lock"], {"lock": LOCK})


async def newest(connection: Connection) -> PolicyChange | None:
    """The newest change; None if the desk never changed the policy."""
    async with connection.cursor(row_factory=class_row(PolicyChange)) as cursor:
        await cursor.execute(QUERIES["newest"])
        return await cursor.fetchone()
