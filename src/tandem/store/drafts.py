"""Drafts: replies that the assistant proposes to agents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from tandem.store import queries
from tandem.store.database import Connection

QUERIES = queries.load("drafts.sql")


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposed reply; `is_outdated` once the customer wrote after the messages it answers."""

    conversation_id: UUID
    turn_id: UUID
    decision: str
    text: str
    sources: Sequence[Mapping[str, object]]
    confidence: float | None
    seen_seq: int
    created_at: datetime
    is_outdated: bool


async def put(
    connection: Connection,
    *,
    conversation: UUID,
    turn: UUID,
    decision: str,
    text: str,
    sources: Sequence[Mapping[str, object]],
    confidence: float | None,
    seen_seq: int,
    now: datetime,
) -> None:
    """Stores a proposed reply; it replaces the one before."""
    await connection.execute(
        QUERIES["put"],
        {
            "conversation": conversation,
            "turn": turn,
            "decision": decision,
            "text": text,
            "sources": Jsonb([dict(source) for source in sources]),
            "confidence": confidence,
            "seen_seq": seen_seq,
            "now": now,
        },
    )


async def read(connection: Connection, conversation: UUID) -> Draft | None:
    """The draft for a conversation, if there is one."""
    async with connection.cursor(row_factory=class_row(Draft)) as cursor:
        await cursor.execute(QUERIES["read"], {"conversation": conversation})
        return await cursor.fetchone()


async def drop(connection: Connection, conversation: UUID) -> None:
    """Deletes the draft."""
    await connection.execute(QUERIES["drop"], {"conversation": conversation})
