"""Articles and their versions; one lock numbers every change of the knowledge."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath
from uuid import uuid4

from psycopg.rows import class_row

from tandem.core.errors import NotFoundError
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
class Known:
    """An article that is stored; `content_hash` is None once it was retired.

    `key` is what the desk calls it, `origin` its id in its source, which lies at `location`; it was
    read from the file `place` last. One that `is_edited` on the desk is not learnt from there.
    """

    key: str
    id: int
    source_id: int
    origin: str
    place: str
    location: str
    number: int
    content_hash: str | None
    is_edited: bool


@dataclass(frozen=True, slots=True)
class Home:
    """Where an article is read from: its source, its id there, and its file."""

    source_id: int
    origin: str
    place: str


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
    connection: Connection, title: str, snapshot: int, audiences: Sequence[str], today: date
) -> str | None:
    """The key of the only article in force with this exact title, in any case; None if none.

    One that is out of date `today`, or hidden, has none.
    """
    cursor = await connection.execute(
        QUERIES["titled"],
        {
            "title": title.strip(),
            "snapshot": snapshot,
            "audiences": list(audiences),
            "today": today,
        },
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


async def current(
    connection: Connection, source_id: int, origins: Sequence[str]
) -> dict[str, Known]:
    """What is stored of a source under these ids of it."""
    async with connection.cursor(row_factory=class_row(Known)) as cursor:
        await cursor.execute(QUERIES["current"], {"source": source_id, "origins": list(origins)})
        return {row.origin: row for row in await cursor.fetchall()}


async def numbered(connection: Connection, number: int | None) -> Known | None:
    """One article by its number; None for None. Raises NotFoundError if there is none."""
    if number is None:
        return None
    async with connection.cursor(row_factory=class_row(Known)) as cursor:
        await cursor.execute(QUERIES["numbered"], {"id": number})
        found = await cursor.fetchone()
    if found is None:
        raise NotFoundError("There is no such article.", hint="`tandem knowledge` lists them.")
    return found


async def snapshot(connection: Connection) -> int:
    """The number of the newest snapshot."""
    cursor = await connection.execute(QUERIES["snapshot"])
    row = await cursor.fetchone()
    assert row is not None
    return row[0]


async def alike(
    connection: Connection, source_id: int, articles: Sequence[tuple[str, str]]
) -> list[Known]:
    """What is in force with the content of one of these, or with its id in another source.

    `articles` are their ids and content hashes.
    """
    async with connection.cursor(row_factory=class_row(Known)) as cursor:
        await cursor.execute(
            QUERIES["alike"],
            {
                "source": source_id,
                "origins": [origin for origin, _ in articles],
                "hashes": [content_hash for _, content_hash in articles],
            },
        )
        return await cursor.fetchall()


async def free_key(connection: Connection, origin: str, location: str) -> str:
    """What the desk calls a new article: its id in its source, made longer where it is taken.

    Folders of the source's location come in front, the nearest first; then numbers behind.
    """
    parts = [part for part in PurePath(location).with_suffix("").parts if part.strip("/:")]
    first = origin.partition("/")[0]
    if parts and parts[-1] == first:
        parts.pop()  # the id begins with the folder's own name
    longer = ["/".join((*parts[-many:], origin)) for many in range(1, len(parts) + 1)]
    wanted = [origin, *longer, *(f"{origin}-{number}" for number in range(2, 100))]
    cursor = await connection.execute(QUERIES["taken"], {"keys": wanted})
    taken = {row[0] for row in await cursor.fetchall()}
    return next(key for key in (*wanted, f"{origin}-{uuid4()}") if key not in taken)


async def in_force(connection: Connection, source_id: int) -> list[tuple[int, str, str]]:
    """The articles of a source that are in force: number, id there, and file."""
    cursor = await connection.execute(QUERIES["in_force"], {"source": source_id})
    return [(row[0], row[1], row[2]) for row in await cursor.fetchall()]


async def move(connection: Connection, article: int, home: Home) -> None:
    """Stores where an article is read from now."""
    await connection.execute(
        QUERIES["move"],
        {"id": article, "source": home.source_id, "origin": home.origin, "place": home.place},
    )


async def edited(connection: Connection, article: int, now: datetime) -> None:
    """Stores that an article was edited on the desk: it is not learnt from its source any more.

    Call it before the new version is added.
    """
    await connection.execute(QUERIES["edited"], {"id": article, "now": now})


async def given_back(connection: Connection, article: int) -> str | None:
    """Lets an article be learnt from its source again; its key, None if it was not edited."""
    cursor = await connection.execute(QUERIES["given_back"], {"id": article})
    row = await cursor.fetchone()
    return None if row is None else row[0]


async def saw(connection: Connection, article: int, content_hash: str) -> None:
    """Stores what the source of an edited article has now."""
    await connection.execute(QUERIES["saw"], {"id": article, "hash": content_hash})


async def end_versions(connection: Connection, articles: Sequence[int], snapshot: int) -> None:
    """Ends the versions in force of these articles at this snapshot."""
    await connection.execute(
        QUERIES["end_versions"], {"articles": list(articles), "snapshot": snapshot}
    )


async def add_version(
    connection: Connection,
    article: Article,
    *,
    key: str,
    home: Home,
    content_hash: str,
    number: int,
    snapshot: int,
    now: datetime,
) -> tuple[int, int]:
    """Stores an article's new version; returns the article's number and the version's."""
    cursor = await connection.execute(
        QUERIES["keep"],
        {
            "key": key,
            "source": home.source_id,
            "origin": home.origin,
            "place": home.place,
        },
    )
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
            "valid_until": article.valid_until,
            "review_by": article.review_by,
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


@dataclass(frozen=True, slots=True)
class Overview:
    """An article in force: where it is from, until when it holds, and what of it is hidden.

    `old_passages` were learnt by an earlier release, which kept less of what their lines are.
    """

    id: str
    title: str
    source: str
    place: str
    audience: str
    product: str
    locale: str
    version: int
    learnt_at: datetime
    valid_until: date | None
    review_by: date | None
    passages: int
    old_passages: int
    is_hidden: bool
    hidden_passages: int


async def overview(connection: Connection) -> list[Overview]:
    """All articles in force, by id."""
    async with connection.cursor(row_factory=class_row(Overview)) as cursor:
        await cursor.execute(QUERIES["overview"])
        return await cursor.fetchall()


async def numbers_of(connection: Connection, keys: Sequence[str]) -> dict[str, int]:
    """The numbers of articles by their keys."""
    cursor = await connection.execute(QUERIES["numbers_of"], {"keys": list(keys)})
    return {row[0]: row[1] for row in await cursor.fetchall()}


LISTED_MAX = 2_000


@dataclass(frozen=True, slots=True)
class Listed:
    """An article in force, and how often it was quoted, with the customers' yes and no.

    `is_edited` on the desk it is not learnt from its `source` any more; `source_changed` says that
    there is something new there.
    """

    number: int
    id: str
    title: str
    source: str
    place: str
    audience: str
    product: str
    locale: str
    version: int
    learnt_at: datetime
    valid_until: date | None
    review_by: date | None
    is_edited: bool
    source_changed: bool
    is_hidden: bool
    proposals: int
    cited: int
    yes: int
    no: int


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version of an article in a line."""

    number: int
    title: str
    learnt_at: datetime
    is_in_force: bool
    characters: int


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an article, with the text as it was given."""

    number: int
    title: str
    body: str
    url: str
    product: str
    locale: str
    audience: str
    learnt_at: datetime
    valid_until: date | None
    review_by: date | None
    is_in_force: bool


async def listed(
    connection: Connection, since: datetime, *, number: int | None = None
) -> list[Listed]:
    """The articles in force by title, with their use since a time; or the one with this number."""
    async with connection.cursor(row_factory=class_row(Listed)) as cursor:
        await cursor.execute(
            QUERIES["listed"], {"since": since, "number": number, "most": LISTED_MAX}
        )
        return await cursor.fetchall()


async def versions_of(connection: Connection, article: int) -> list[VersionLine]:
    """All versions of an article, the newest first."""
    async with connection.cursor(row_factory=class_row(VersionLine)) as cursor:
        await cursor.execute(QUERIES["versions"], {"article": article})
        return await cursor.fetchall()


async def version(connection: Connection, article: int, number: int) -> Version:
    """One version of an article; raises NotFoundError if there is none with this number."""
    async with connection.cursor(row_factory=class_row(Version)) as cursor:
        await cursor.execute(QUERIES["version"], {"article": article, "number": number})
        found = await cursor.fetchone()
    if found is None:
        raise NotFoundError("There is no such version.", hint="The article lists its versions.")
    return found


async def unshaped(connection: Connection) -> int:
    """How many articles in force have passages of an earlier release."""
    cursor = await connection.execute(QUERIES["unshaped"])
    row = await cursor.fetchone()
    assert row is not None
    return row[0]


async def exists(connection: Connection, key: str) -> bool:
    """Whether there is, or was, an article with this key."""
    cursor = await connection.execute(QUERIES["exists"], {"key": key})
    row = await cursor.fetchone()
    assert row is not None
    return row[0]


async def sentences_from(connection: Connection, most: int) -> list[PassageOfArticle]:
    """Passages in force of articles for customers; the same ones each time."""
    async with connection.cursor(row_factory=class_row(PassageOfArticle)) as cursor:
        await cursor.execute(QUERIES["sentences_from"], {"most": most})
        return await cursor.fetchall()


async def sources(connection: Connection) -> set[str]:
    """Where the articles in force came from."""
    cursor = await connection.execute(QUERIES["sources"])
    return {row[0] for row in await cursor.fetchall()}
