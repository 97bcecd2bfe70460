"""Uploads: files that are in no message yet.

Their row is stored before their bytes, and deleted after them.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from tandem.core.desk.message import Attachment
from tandem.store import queries
from tandem.store.database import Connection

QUERIES = queries.load("uploads.sql")


async def arrived(connection: Connection, file: Attachment) -> None:
    """Stores what a file turned out to be, once its bytes are stored."""
    await connection.execute(
        QUERIES["arrived"],
        {"id": file.id, "media_type": file.media_type, "bytes": file.bytes},
    )


async def never_sent(connection: Connection, before: datetime) -> list[UUID]:
    """Up to a hundred uploads that were not sent in time, oldest first, locked against sending."""
    cursor = await connection.execute(QUERIES["never_sent"], {"before": before})
    return [row[0] for row in await cursor.fetchall()]


async def forget(connection: Connection, ids: Sequence[UUID]) -> None:
    """Deletes the rows of files whose bytes are gone."""
    await connection.execute(QUERIES["forget"], {"ids": list(ids)})
