"""The mails that ask for ratings: which are due, and which went out."""

from datetime import datetime
from uuid import UUID

from tandem.store import queries
from tandem.store.database import Connection

QUERIES = queries.load("surveys.sql")


async def queue(
    connection: Connection, *, after: datetime, until: datetime, now: datetime
) -> list[tuple[UUID, datetime]]:
    """Queues those due that were resolved in this time, at most a hundred; returns which.

    Each is a conversation and when it was resolved. None is queued twice.
    """
    cursor = await connection.execute(
        QUERIES["queue"], {"after": after, "until": until, "now": now}
    )
    return [(row[0], row[1]) for row in await cursor.fetchall()]


async def sent_at(connection: Connection, conversation: UUID) -> datetime | None:
    """When a mail about this conversation went out; None if none did."""
    row = await (await connection.execute(QUERIES["sent_at"], {"id": conversation})).fetchone()
    return None if row is None else row[0]


async def sent(
    connection: Connection, conversation: UUID, resolved_at: datetime, now: datetime
) -> None:
    """Stores that it went out; the caller has locked the conversation."""
    await connection.execute(
        QUERIES["sent"], {"id": conversation, "resolved_at": resolved_at, "now": now}
    )


async def wrote_since(connection: Connection, contact: UUID, since: datetime) -> bool:
    """Whether the contact wrote since then, in any conversation."""
    cursor = await connection.execute(QUERIES["wrote_since"], {"contact": contact, "since": since})
    row = await cursor.fetchone()
    return row is not None and row[0]
