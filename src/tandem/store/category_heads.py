"""Category heads: what was fitted on labelled tickets and conversations, one for each embedder."""

from datetime import datetime

from tandem.core.errors import ConfigError
from tandem.core.turn.category import CategoryHead
from tandem.store import codec, queries
from tandem.store.database import Connection

QUERIES = queries.load("category_heads.sql")

KNOWN_MAX = 4  # heads that a process keeps in memory; each has a few megabytes at most
_known: dict[str, CategoryHead | None] = {}  # by the hash of the content, so never out of date


async def newest(connection: Connection, embedder: str) -> CategoryHead | None:
    """The embedder's head; None if there is none that this release can read.

    One that a later release wrote doesn't stop the desk: precedents decide, as without a head.
    """
    cursor = await connection.execute(
        QUERIES["newest"], {"embedder": embedder, "known": list(_known)}
    )
    row = await cursor.fetchone()
    if row is None:
        return None
    key, body = row
    if body is not None:
        while len(_known) >= KNOWN_MAX:
            del _known[next(iter(_known))]
        _known[key] = _decode(body)
    return _known.get(key)


async def keep(connection: Connection, head: CategoryHead, *, now: datetime) -> None:
    """Puts a head in force for its embedder."""
    body = codec.encode(head)
    await connection.execute(
        QUERIES["keep"],
        {"embedder": head.embedder, "hash": codec.content_hash(body), "body": body, "now": now},
    )


async def remove(connection: Connection, embedder: str) -> None:
    """Takes the embedder's head out of force."""
    await connection.execute(QUERIES["remove"], {"embedder": embedder})


def _decode(body: str) -> CategoryHead | None:
    try:
        return codec.decode(body, CategoryHead)
    except ConfigError:
        return None
