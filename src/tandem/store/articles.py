"""Articles and their versions; one lock numbers every change of the knowledge."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row

from tandem.core.knowledge.article import Article
from tandem.core.knowledge.rank import Corpus
from tandem.store import passages, queries
from tandem.store.database import Connection
from tandem.store.passages import Model

QUERIES = queries.load("articles.sql")


@dataclass(frozen=True, slots=True)
class KnowledgeState:
    """The knowledge that a turn searches; `indexed` are the corpora that have the vector index."""

    snapshot: int
    has_articles: bool
    has_tickets: bool
    model: Model | None
    has_product: bool
    indexed: frozenset[Corpus]


@dataclass(frozen=True, slots=True)
class Current:
    """What is stored under an article's key; `content_hash` is None once it was retired."""

    key: str
    id: int
    source_id: int
    number: int
    content_hash: str | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many articles, passages and tickets are in force."""

    articles: int
    passages: int
    tickets: int
    resolved: int


@dataclass(frozen=True, slots=True)
class PassageOfArticle:
    """A passage in force, with its article's number and key."""

    text: str
    id: int
    key: str
    product: str


async def state(
    connection: Connection, *, model: str | None, audiences: Sequence[str], product: str = ""
) -> KnowledgeState:
    """Reads in one query what a turn must know before it searches."""
    cursor = await connection.execute(
        QUERIES["state"],
        {
            "model": model,
            "audiences": list(audiences),
            "product": product,
            "exact_max": passages.EXACT_MAX,
        },
    )
    row = await cursor.fetchone()
    assert row is not None
    snapshot, has_articles, has_tickets, model_id, dimension, has_product, indexed = row
    known = Model(model_id, dimension) if model_id is not None else None
    corpora = frozenset(Corpus(name) for name in indexed)
    return KnowledgeState(snapshot, has_articles, has_tickets, known, has_product, corpora)


async def product_of_each(connection: Connection) -> dict[str, str]:
    """The products of the articles in force, by their keys."""
    cursor = await connection.execute(QUERIES["product_of_each"])
    return {row[0]: row[1] for row in await cursor.fetchall()}


async def titled(
    connection: Connection, title: str, snapshot: int, audiences: Sequence[str]
) -> str | None:
    """The key of the only article in force with this exact title, in any case; None if none."""
    cursor = await connection.execute(
        QUERIES["titled"],
        {"title": title.strip(), "snapshot": snapshot, "audiences": list(audiences)},
    )
    found = await cursor.fetchall()
    return found[0][0] if len(found) == 1 else None


async def products(connection: Connection) -> tuple[str, ...]:
    """The products that articles in force are about."""
    cursor = await connection.execute(QUERIES["products"])
    return tuple(row[0] for row in await cursor.fetchall())


async def lock(connection: Connection) -> int:
    """Takes the lock for changes of the knowledge; returns the number of the next snapshot."""
    cursor = await connection.execute(QUERIES["lock"])
    row = await cursor.fetchone()
    assert row is not None
    return row[0] + 1


async def advance(connection: Connection, snapshot: int) -> None:
    """Makes this snapshot the newest one."""
    await connection.execute(QUERIES["advance"], {"snapshot": snapshot})


async def source(connection: Connection, location: str) -> int:
    """The number of a source; a new source gets one."""
    cursor = await connection.execute(QUERIES["source"], {"location": location})
    row = await cursor.fetchone()
    assert row is not None
    return row[0]


async def current(connection: Connection, keys: Sequence[str]) -> dict[str, Current]:
    """What is stored under these keys."""
    async with connection.cursor(row_factory=class_row(Current)) as cursor:
        await cursor.execute(QUERIES["current"], {"keys": list(keys)})
        return {row.key: row for row in await cursor.fetchall()}


async def in_force(connection: Connection, source_id: int) -> dict[str, int]:
    """The articles of a source that are in force: number by key."""
    cursor = await connection.execute(QUERIES["in_force"], {"source": source_id})
    return {row[1]: row[0] for row in await cursor.fetchall()}


async def move(connection: Connection, keys: Sequence[str], source_id: int) -> None:
    """Stores that unchanged articles belong to another source now."""
    await connection.execute(QUERIES["move"], {"keys": list(keys), "source": source_id})


async def end_versions(connection: Connection, articles: Sequence[int], snapshot: int) -> None:
    """Ends the versions in force of these articles at this snapshot."""
    await connection.execute(
        QUERIES["end_versions"], {"articles": list(articles), "snapshot": snapshot}
    )


async def add_version(
    connection: Connection,
    article: Article,
    *,
    content_hash: str,
    source_id: int,
    number: int,
    snapshot: int,
    now: datetime,
) -> tuple[int, int]:
    """Stores an article's new version; returns the article's number and the version's."""
    cursor = await connection.execute(QUERIES["keep"], {"key": article.id, "source": source_id})
    kept = await cursor.fetchone()
    assert kept is not None
    cursor = await connection.execute(
        QUERIES["add_version"],
        {
            "article": kept[0],
            "number": number,
            "title": article.title,
            "body": article.body,
            "url": article.url,
            "product": article.product,
            "locale": article.locale,
            "audience": article.audience.value,
            "content_hash": content_hash,
            "now": now,
            "snapshot": snapshot,
        },
    )
    stored = await cursor.fetchone()
    assert stored is not None
    return kept[0], stored[0]


async def count(connection: Connection) -> Counts:
    """How many articles, passages and tickets are in force now."""
    async with connection.cursor(row_factory=class_row(Counts)) as cursor:
        await cursor.execute(QUERIES["count"])
        row = await cursor.fetchone()
    assert row is not None
    return row


async def sentences_from(connection: Connection, most: int) -> list[PassageOfArticle]:
    """Passages in force of articles for customers; the same ones each time."""
    async with connection.cursor(row_factory=class_row(PassageOfArticle)) as cursor:
        await cursor.execute(QUERIES["sentences_from"], {"most": most})
        return await cursor.fetchall()


async def sources(connection: Connection) -> set[str]:
    """Where the articles in force came from."""
    cursor = await connection.execute(QUERIES["sources"])
    return {row[0] for row in await cursor.fetchall()}
