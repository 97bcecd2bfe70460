"""Uploads: files that no message took yet. A row is there before its bytes and goes after them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from tandem.core.desk.message import Attachment
from tandem.store import queries
from tandem.store.database import Connection

QUERIES = queries.load("uploads.sql")


async def arrived(connection: Connection, file: Attachment) -> None:
    """Keep what a file turned out to be, once its bytes are kept."""
    await connection.execute(
        QUERIES["arrived"],
        {"id": file.id, "media_type": file.media_type, "bytes": file.bytes},
    )


async def never_sent(connection: Connection, before: datetime) -> list[UUID]:
    """At most a hundred that no message took in time, the oldest first, and none takes now."""
    cursor = await connection.execute(QUERIES["never_sent"], {"before": before})
    return [row[0] for row in await cursor.fetchall()]


async def forget(connection: Connection, ids: Sequence[UUID]) -> None:
    """Forget files whose bytes are gone."""
    await connection.execute(QUERIES["forget"], {"ids": list(ids)})
