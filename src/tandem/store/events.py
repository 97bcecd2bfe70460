"""Events: what happened, numbered without gaps in the transaction that caused it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg import Notify
from psycopg.rows import kwargs_row
from psycopg.types.json import Jsonb

from tandem.core.desk.event import PAYLOAD, EventType
from tandem.core.formats import Record
from tandem.store import queries
from tandem.store.database import Connection

QUERIES = queries.load("events.sql")
CHANNEL = "tandem_event"  # of events.sql and messages.sql
PAGE_MAX = 500


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event: `data` for the team, `public_data` for the customer (None: not visible to them)."""

    conversation_id: UUID
    seq: int
    public_seq: int | None
    type: str
    data: Mapping[str, object]
    public_data: Mapping[str, object] | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """An event's number among all, and among those the customer sees."""

    seq: int
    public_seq: int | None


async def append(
    connection: Connection,
    conversation: UUID,
    type: EventType,
    data: Mapping[str, object],
    *,
    public: Mapping[str, object] | None = None,
    now: datetime,
) -> Place:
    """Stores an event with the next number; the conversation's row stays locked."""
    cursor = await connection.execute(
        QUERIES["append"],
        {
            "conversation": conversation,
            "type": type.value,
            "format": PAYLOAD.current,
            "data": Jsonb(dict(data)),
            "public": None if public is None else Jsonb(dict(public)),
            "now": now,
        },
    )
    row = await cursor.fetchone()
    assert row is not None, "the caller holds the conversation's row"
    return Place(row[0], row[1])


def announced(notifications: Iterable[Notify]) -> dict[UUID, range]:
    """The numbers of each conversation's new events among these notifications.

    Each is announced once and in order: the conversation's row is locked from numbering to commit.
    """
    numbers: defaultdict[UUID, list[int]] = defaultdict(list)
    for one in notifications:
        if one.channel == CHANNEL:
            conversation, _, seq = one.payload.partition(" ")
            numbers[UUID(conversation)].append(int(seq))
    return {id: range(seqs[0], seqs[-1] + 1) for id, seqs in numbers.items()}


async def since(
    connection: Connection, conversation: UUID, seq: int, most: int = PAGE_MAX
) -> list[StoredEvent]:
    """The events after `seq`, oldest first."""
    async with connection.cursor(row_factory=kwargs_row(_made)) as cursor:
        await cursor.execute(
            QUERIES["since"], {"conversation": conversation, "seq": seq, "most": most}
        )
        return await cursor.fetchall()


async def public_since(
    connection: Connection, conversation: UUID, public_seq: int, most: int = PAGE_MAX
) -> list[StoredEvent]:
    """The events after `public_seq` that the customer may see, oldest first."""
    async with connection.cursor(row_factory=kwargs_row(_made)) as cursor:
        await cursor.execute(
            QUERIES["public_since"],
            {"conversation": conversation, "public_seq": public_seq, "most": most},
        )
        return await cursor.fetchall()


async def last_handoff(connection: Connection, conversation: UUID) -> StoredEvent | None:
    """The newest handoff; None if there was none."""
    async with connection.cursor(row_factory=kwargs_row(_made)) as cursor:
        await cursor.execute(QUERIES["last_handoff"], {"conversation": conversation})
        return await cursor.fetchone()


def _made(
    conversation_id: UUID,
    seq: int,
    public_seq: int | None,
    type: str,
    format: int,  # noqa: A002 -- the column's name
    data: Record,
    public_data: Record | None,
    at: datetime,
) -> StoredEvent:
    """The event in a row, whichever release wrote it."""
    return StoredEvent(
        conversation_id=conversation_id,
        seq=seq,
        public_seq=public_seq,
        type=type,
        data=PAYLOAD.upcast_from(format, data),
        public_data=None if public_data is None else PAYLOAD.upcast_from(format, public_data),
        at=at,
    )
