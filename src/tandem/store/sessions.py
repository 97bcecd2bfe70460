"""Sessions: agents' signed-in browsers."""

from datetime import datetime
from uuid import UUID

from tandem.core.desk.secret import digest
from tandem.core.desk.session import Session
from tandem.store import queries
from tandem.store.database import Connection

QUERIES = queries.load("sessions.sql")


async def add(connection: Connection, session: Session, now: datetime) -> None:
    """Stores a new session, by its secret's digest."""
    await connection.execute(
        QUERIES["add"],
        {
            "hash": digest(session.secret),
            "agent": session.agent.id,
            "now": now,
            "until": session.expires_at,
        },
    )


async def holder(connection: Connection, secret: str, now: datetime) -> UUID | None:
    """The agent of the session; None if it expired, was ended, or the agent is not active."""
    cursor = await connection.execute(QUERIES["holder"], {"hash": digest(secret), "now": now})
    row = await cursor.fetchone()
    return row[0] if row else None


async def end(connection: Connection, secret: str) -> None:
    """Signs one browser out."""
    await connection.execute(QUERIES["end"], {"hash": digest(secret)})


async def end_all(connection: Connection, agent: UUID, *, but: str | None = None) -> None:
    """Signs an agent out everywhere, except in the browser with the secret `but`."""
    await connection.execute(
        QUERIES["end_all"], {"agent": agent, "but": None if but is None else digest(but)}
    )


async def forget(connection: Connection, now: datetime) -> None:
    """Deletes expired sessions."""
    await connection.execute(QUERIES["forget"], {"now": now})
