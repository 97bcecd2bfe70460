"""Widget sessions: the browsers in which a contact uses the chat."""

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
    """The contact of a session and its inbox; `origins` are the sites that may show the widget."""

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
    """Stores a new session."""
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
    """The session of a token; None if the token is unknown or expired."""
    async with connection.cursor(row_factory=class_row(WidgetSession)) as cursor:
        await cursor.execute(QUERIES["read"], {"token_hash": token_hash, "now": now})
        return await cursor.fetchone()


async def renew(connection: Connection, token_hash: bytes, expires_at: datetime) -> None:
    """Extends a session."""
    await connection.execute(QUERIES["renew"], {"token_hash": token_hash, "expires_at": expires_at})


async def seen(connection: Connection, contact: UUID, now: datetime) -> None:
    """Stores that the contact has the chat open."""
    await connection.execute(QUERIES["seen"], {"contact": contact, "now": now})


async def forget(connection: Connection, token_hash: bytes) -> None:
    """Ends a session; ending it twice changes nothing."""
    await connection.execute(QUERIES["forget"], {"token_hash": token_hash})


async def forget_old(connection: Connection, now: datetime) -> None:
    """Deletes expired sessions."""
    await connection.execute(QUERIES["forget_old"], {"now": now})
