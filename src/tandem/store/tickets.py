"""Tickets: resolved ones may serve as precedents; others are stored but not searched."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from tandem.core.knowledge.ticket import Ticket, TicketMessage
from tandem.store import queries
from tandem.store.database import Connection

QUERIES = queries.load("tickets.sql")


@dataclass(frozen=True, slots=True)
class Current:
    """What is stored under a ticket's key."""

    key: str
    id: int
    content_hash: str


async def current(connection: Connection, keys: Sequence[str]) -> dict[str, Current]:
    """What is stored under these keys."""
    async with connection.cursor(row_factory=class_row(Current)) as cursor:
        await cursor.execute(QUERIES["current"], {"keys": list(keys)})
        return {row.key: row for row in await cursor.fetchall()}


async def keep(connection: Connection, ticket: Ticket, *, content_hash: str, now: datetime) -> int:
    """Stores a new or changed ticket; returns its number."""
    messages = [
        asdict(message) | {"at": message.at.isoformat() if message.at else None}
        for message in ticket.messages
    ]
    cursor = await connection.execute(
        QUERIES["keep"],
        {
            "key": ticket.id,
            "subject": ticket.subject,
            "category": ticket.category,
            "product": ticket.product,
            "locale": ticket.locale,
            "messages": Jsonb(messages),
            "outcome": ticket.outcome,
            "csat": ticket.csat,
            "tags": list(ticket.tags),
            "is_resolved": ticket.is_resolved,
            "content_hash": content_hash,
            "now": now,
        },
    )
    row = await cursor.fetchone()
    assert row is not None
    return row[0]


async def labelled(connection: Connection, categories: Sequence[str], most: int) -> list[Ticket]:
    """The newest tickets of each category, and of all others together, up to so many of each.

    In the order of their import, with what a category is learnt from and nothing else.
    """
    cursor = await connection.execute(
        QUERIES["labelled"], {"categories": list(categories), "most": most}
    )
    return [
        Ticket(
            id=key,
            subject=subject,
            category=category,
            product="",
            locale="",
            messages=tuple(TicketMessage(one["author"], one["text"], None) for one in messages),
            outcome="",
            csat=None,
            tags=(),
        )
        for key, subject, category, messages in await cursor.fetchall()
    ]


@dataclass(frozen=True, slots=True)
class Label:
    """What a ticket was labelled with."""

    key: str
    category: str
    tags: Sequence[str]


async def labels(connection: Connection, keys: Sequence[str]) -> list[Label]:
    """The labels of these tickets, in the order of the keys."""
    async with connection.cursor(row_factory=class_row(Label)) as cursor:
        await cursor.execute(QUERIES["labels"], {"keys": list(keys)})
        found = {one.key: one for one in await cursor.fetchall()}
    return [found[key] for key in keys if key in found]


async def categories(connection: Connection, keys: Sequence[str]) -> tuple[str, ...]:
    """The categories of these tickets, in the order of the keys."""
    if not keys:
        return ()
    cursor = await connection.execute(QUERIES["categories"], {"keys": list(keys)})
    found: dict[str, str] = {row[0]: row[1] for row in await cursor.fetchall()}
    return tuple(found.get(key, "") for key in keys)
