"""Sources of articles: how they are learnt again, how that went, and a site's marks."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from tandem.core.knowledge.mark import Mark
from tandem.store import queries
from tandem.store.database import Connection

QUERIES = queries.load("sources.sql")


@dataclass(frozen=True, slots=True)
class LearntSource:
    """A source with articles in force; `options` are None if it was learnt by release 0.1.0.

    `failure` says why the newest try did not succeed.
    """

    location: str
    options: dict[str, object] | None
    learnt_at: datetime | None
    tried_at: datetime | None
    failure: str | None
    articles: int


async def learnt(
    connection: Connection,
    location: str,
    *,
    options: Mapping[str, object] | None,
    failure: str | None,
    now: datetime,
) -> None:
    """Stores how learning a source went, and with which options, if they are new."""
    await connection.execute(
        QUERIES["learnt"],
        {
            "location": location,
            "options": None if options is None else Jsonb(dict(options)),
            "failure": failure,
            "now": now,
        },
    )


async def move(connection: Connection, location: str, to: str) -> None:
    """Gives a source the place where it lies now, unless another one lies there."""
    await connection.execute(QUERIES["move"], {"location": location, "to": to})


async def every(connection: Connection) -> list[LearntSource]:
    """The sources with articles in force, by location."""
    async with connection.cursor(row_factory=class_row(LearntSource)) as cursor:
        await cursor.execute(QUERIES["all"])
        return await cursor.fetchall()


async def marks(connection: Connection, source_id: int) -> list[Mark]:
    """What is known of a site's pages."""
    cursor = await connection.execute(QUERIES["marks"], {"source": source_id})
    return [
        Mark(address, url, etag, last_modified, tuple(links))
        for address, url, etag, last_modified, links in await cursor.fetchall()
    ]


async def mark(connection: Connection, source_id: int, found: Sequence[Mark]) -> None:
    """Stores what a site said of its pages."""
    await connection.execute(
        QUERIES["mark"],
        {
            "source": source_id,
            "urls": [one.url for one in found],
            "addresses": [one.address for one in found],
            "etags": [one.etag for one in found],
            "modified": [one.last_modified for one in found],
            "links": [json.dumps(one.links) for one in found],
        },
    )


async def unmark(connection: Connection, source_id: int, urls: Sequence[str]) -> None:
    """Forgets pages that are gone."""
    await connection.execute(QUERIES["unmark"], {"source": source_id, "urls": list(urls)})
