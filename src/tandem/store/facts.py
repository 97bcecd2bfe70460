"""Conversation facts: what became of each conversation, made from its events."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from uuid import UUID

from psycopg import sql
from psycopg.rows import class_row

from tandem.core.metrics.cell import BUCKETS_PER_E
from tandem.store import queries
from tandem.store.database import Connection

NO_TEAM = UUID(int=0)
RETURNS_WITHIN = timedelta(days=7)  # of being resolved; who comes back later has a new matter


@dataclass(frozen=True, slots=True)
class Fact:
    """What became of one conversation (docs/metrics.md says what each field means).

    `state` is None where the assistant took no part; `resolution` and `closed_at` are None while it
    is open. `open_s` are seconds of its team's opening hours from start to close, `cost` dollars.
    `waits` and `suggested` are lines that core/metrics reads, sorted.
    """

    conversation_id: UUID
    contact_id: UUID
    inbox_id: UUID
    team_id: UUID | None
    seq: int
    started_at: datetime
    first_reply_at: datetime | None
    human_replied_at: datetime | None
    handed_off_at: datetime | None
    first_resolved_at: datetime | None
    reopened_at: datetime | None
    returned_at: datetime | None
    closed_at: datetime | None
    open_s: float | None
    cost: float
    reopenings: int
    human_replies: int
    asked_again: int
    stars: int | None
    is_internal: bool
    is_identified: bool
    is_involved: bool
    is_refused: bool
    path: str
    state: str | None
    resolution: str | None
    reason: str | None
    mode: str
    arm: str
    product: str
    category: str
    language: str
    segment: str
    channel: str
    waits: str
    suggested: str


COLUMNS = sql.SQL(", ").join(sql.Identifier("f", field.name) for field in fields(Fact))
QUERIES = queries.load("facts.sql", columns=COLUMNS)


@dataclass(frozen=True, slots=True)
class Opening:
    """A time when a team is there; `team` is NO_TEAM for conversations without one."""

    team: UUID
    opens: datetime
    closes: datetime


async def due(connection: Connection, most: int) -> list[UUID]:
    """Conversations with events that their fact doesn't know yet, oldest first."""
    cursor = await connection.execute(QUERIES["due"], {"most": most})
    return [row[0] for row in await cursor.fetchall()]


async def count_due(connection: Connection) -> int:
    """How many conversations have events that their fact doesn't know yet."""
    cursor = await connection.execute(QUERIES["count_due"])
    row = await cursor.fetchone()
    assert row is not None
    return row[0]


async def due_of_contact(connection: Connection, contact: UUID) -> None:
    """All conversations of a contact are measured anew, after something changed that counts.

    It waits for a refresh under way, which may have read the contact before the change, and would
    then delete this mark as done.
    """
    await lock(connection)
    await connection.execute(QUERIES["due_of_contact"], {"contact": contact})


async def forget(tx: Connection) -> None:
    """Deletes all facts and marks every conversation as due: the next refreshes rebuild them."""
    await tx.execute(QUERIES["lock"])
    await tx.execute(QUERIES["forget"])
    await tx.execute(QUERIES["all_due"])


async def lock(tx: Connection) -> None:
    """Waits for a refresh under way; the next one waits for this transaction."""
    await tx.execute(QUERIES["lock"])


async def span(connection: Connection, ids: Sequence[UUID]) -> tuple[datetime, datetime] | None:
    """From the first to the last moment of these conversations; None without any."""
    cursor = await connection.execute(QUERIES["span"], {"ids": list(ids)})
    row = await cursor.fetchone()
    return (row[0], row[1]) if row and row[0] is not None else None


async def measure(
    tx: Connection,
    ids: Sequence[UUID],
    *,
    openings: Sequence[Opening],
    always_open: Sequence[UUID],
) -> None:
    """Makes the facts of these conversations from their events; the caller holds the lock.

    `openings` cover the conversations' span, for the teams that have hours; `always_open` are the
    other teams (and NO_TEAM, if it is one of them).
    """
    at = {"ids": list(ids), "within": RETURNS_WITHIN, "buckets": BUCKETS_PER_E}
    of_teams = {
        "no_team": NO_TEAM,
        "always_open": list(always_open),
        "teams": [one.team for one in openings],
        "opens": [one.opens for one in openings],
        "closes": [one.closes for one in openings],
    }
    await tx.execute(QUERIES["measure"], at | of_teams)
    await tx.execute(QUERIES["follow_returns"], at)
    await tx.execute(QUERIES["done"], at)


async def of_conversation(connection: Connection, id: UUID) -> Fact | None:
    """One conversation's fact; None before it was measured first."""
    async with connection.cursor(row_factory=class_row(Fact)) as cursor:
        await cursor.execute(QUERIES["of_conversation"], {"id": id})
        return await cursor.fetchone()


async def begun(connection: Connection) -> datetime | None:
    """When the first conversation began that the assistant took part in; None before."""
    cursor = await connection.execute(QUERIES["begun"])
    row = await cursor.fetchone()
    return row[0] if row else None
