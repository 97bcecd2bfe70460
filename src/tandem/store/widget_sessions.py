"""Widget sessions: the browsers in which a contact has the chat."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from tandem.store import queries
from tandem.store.database import Connection

QUERIES = queries.load("widget_sessions.sql")


@dataclass(frozen=True, slots=True)
class WidgetSession:
    """Whose chat it is, and in which inbox; `origins` are the sites that may show that one."""

    token_hash: bytes
    contact_id: UUID
    inbox_id: UUID
    is_blocked: bool
    origins: Sequence[str]


async def add(
    connection: Connection,
    token_hash: bytes,
    *,
    contact: UUID,
    inbox: UUID,
    now: datetime,
    expires_at: datetime,
) -> None:
    """Keep a new session."""
    await connection.execute(
        QUERIES["add"],
        {
            "token_hash": token_hash,
            "contact": contact,
            "inbox": inbox,
            "now": now,
            "expires_at": expires_at,
        },
    )


async def read(connection: Connection, token_hash: bytes, now: datetime) -> WidgetSession | None:
    """The session of a token; None for one that is unknown or ran out."""
    async with connection.cursor(row_factory=class_row(WidgetSession)) as cursor:
        await cursor.execute(QUERIES["read"], {"token_hash": token_hash, "now": now})
        return await cursor.fetchone()


async def renew(connection: Connection, token_hash: bytes, expires_at: datetime) -> None:
    """Have a session last longer."""
    await connection.execute(QUERIES["renew"], {"token_hash": token_hash, "expires_at": expires_at})


async def seen(connection: Connection, contact: UUID, now: datetime) -> None:
    """Note that the contact has the chat before them."""
    await connection.execute(QUERIES["seen"], {"contact": contact, "now": now})


async def forget(connection: Connection, token_hash: bytes) -> None:
    """End a session; ending it twice is once."""
    await connection.execute(QUERIES["forget"], {"token_hash": token_hash})


async def forget_old(connection: Connection, now: datetime) -> None:
    """Drop what ran out."""
    await connection.execute(QUERIES["forget_old"], {"now": now})
