"""Learns articles: they are read, split, embedded and stored in batches, each batch atomically."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tandem.adapters.read.article import Defaults, Read
from tandem.adapters.read.files import find, read_articles
from tandem.assistant.ports import Embedder
from tandem.core.errors import InvalidError
from tandem.core.knowledge.article import Article, Audience, BadInput, Unpublished
from tandem.core.knowledge.rank import Corpus
from tandem.core.knowledge.split import embedding_text, split
from tandem.store import articles, passages
from tandem.store.articles import Current
from tandem.store.database import Connection, Database
from tandem.store.passages import Model, Piece

BATCH_ARTICLES = 32
BATCH_PASSAGES = 256
BATCHES_IN_FLIGHT = 3  # batches that are embedded ahead of storing


@dataclass(frozen=True, slots=True)
class Source:
    """Where articles come from, and defaults for those that don't set a value."""

    path: Path
    product: str = ""
    audience: Audience = Audience.CUSTOMER
    locale: str = "en"


@dataclass(slots=True)
class Learnt:
    """What a run did, counted as it runs."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    retired: int = 0
    passages: int = 0
    embedded: int = 0
    unpublished: list[Unpublished] = field(default_factory=list[Unpublished])
    bad: list[BadInput] = field(default_factory=list[BadInput])


@dataclass(frozen=True, slots=True)
class _Prepared:
    """An article with its passages, ready to be stored."""

    article: Article
    content_hash: str
    pieces: tuple[Piece, ...]


async def learn(
    database: Database,
    embedder: Embedder | None,
    source: Source,
    *,
    prune: bool,
    now: datetime,
    progress: Callable[[int], None] = lambda _: None,
) -> Learnt:
    """Updates the knowledge to what the source contains now.

    Unchanged articles are neither embedded nor stored again. What is not published (any more) is
    passed over, and retired if it was learnt before. With `prune`, articles of this source
    that it no longer contains are retired; not if part of it could not be read, since what can't be
    read may still be there. `progress` is called with the number of articles seen so far. Each
    batch is one transaction under the knowledge's lock: if the run is killed, what was stored is
    whole and searchable, and the next run does the rest. Raises InvalidError if the path does not
    exist, UnavailableError if the database or the embedder fails.
    """
    if not source.path.exists():
        raise InvalidError(f"There is no {source.path}.", hint="Name an existing file or folder.")
    learnt = Learnt()
    seen: dict[str, str] = {}
    async with database.transaction() as connection:
        source_id = await articles.source(connection, str(source.path.resolve()))
        model = await _model(connection, embedder)

    async with aclosing(_ahead(_batches(database, embedder, source, learnt, seen, now))) as batches:
        async for batch in batches:
            await _store(database, batch, source_id, model, learnt, now)
            progress(len(seen))
    is_gone = prune and not learnt.bad
    drafts = {one.id for one in learnt.unpublished} - seen.keys()
    if is_gone or drafts:
        learnt.retired = await _retire(
            database, source_id, lambda id: id in drafts or (is_gone and id not in seen)
        )
    return learnt


async def embed_missing(
    database: Database, embedder: Embedder, *, progress: Callable[[int], None] = lambda _: None
) -> int:
    """Stores this embedder's vector for every passage in force without one; returns how many.

    After a change of model this embeds everything again; otherwise it finds nothing to do.
    """
    async with database.transaction() as connection:
        model = await passages.model(connection, embedder.model, embedder.dimension)
    done = after = 0
    while missing := await _without_vector(database, model, after):
        vectors = await embedder.embed([text for _, text in missing])
        async with database.transaction() as connection:
            # A version that ended meanwhile must not be marked as in force again by its vector.
            await articles.lock(connection)
            await passages.add_vectors(
                connection, model, [number for number, _ in missing], vectors
            )
        after = missing[-1][0]
        done += len(missing)
        progress(done)
    async with database.transaction() as connection:
        await articles.lock(connection)
        for corpus in Corpus:
            await passages.ensure_index(connection, model, corpus)
    return done


async def _without_vector(database: Database, model: Model, after: int) -> list[tuple[int, str]]:
    async with database.connection() as connection:
        return await passages.without_vector(connection, model, after, BATCH_PASSAGES)


async def _model(connection: Connection, embedder: Embedder | None) -> Model | None:
    if embedder is None:
        return None
    return await passages.model(connection, embedder.model, embedder.dimension)


async def _batches(
    database: Database,
    embedder: Embedder | None,
    source: Source,
    learnt: Learnt,
    seen: dict[str, str],
    now: datetime,
) -> AsyncGenerator[asyncio.Task[list[_Prepared]]]:
    """Batches of new or changed articles, with embedding already started."""
    found = _distinct(_read(source, now), learnt, seen)
    while batch := await asyncio.to_thread(lambda: list(islice(found, BATCH_ARTICLES))):
        async with database.connection() as connection:
            known = await articles.current(connection, [article.id for article in batch])
        changed: list[tuple[Article, str]] = []
        unchanged: list[str] = []
        for article in batch:
            content_hash = article.content_hash
            if (old := known.get(article.id)) and old.content_hash == content_hash:
                unchanged.append(article.id)
            else:
                changed.append((article, content_hash))
        learnt.unchanged += len(unchanged)
        if unchanged:
            async with database.transaction() as connection:
                source_id = await articles.source(connection, str(source.path.resolve()))
                await articles.move(connection, unchanged, source_id)
        yield asyncio.create_task(_prepare(embedder, changed))


def _read(source: Source, now: datetime) -> Iterator[Read]:
    root = source.path if source.path.is_dir() else source.path.parent
    defaults = Defaults(now, source.product, source.audience, source.locale)
    for found in find(source.path):
        if isinstance(found, BadInput):
            yield found
        else:
            yield from read_articles(found, root=root, defaults=defaults)


def _distinct(found: Iterable[Read], learnt: Learnt, seen: dict[str, str]) -> Iterator[Article]:
    """The published articles, each id once; all else is recorded in the result."""
    for item in found:
        if isinstance(item, BadInput):
            learnt.bad.append(item)
        elif isinstance(item, Unpublished):
            learnt.unpublished.append(item)
        elif item.id in seen:
            why = f"{seen[item.id]} has the same id, {item.id!r}; give one of them another `id`"
            learnt.bad.append(BadInput(item.where, why))
        else:
            seen[item.id] = item.where
            yield replace(
                item,
                product=item.product.strip().lower(),
                locale=item.locale.replace("_", "-").partition("-")[0].strip().lower(),
            )


async def _ahead(
    tasks: AsyncGenerator[asyncio.Task[list[_Prepared]]],
) -> AsyncGenerator[list[_Prepared]]:
    """Yields results in order while the next batches are embedded; cancels the rest at the end."""
    waiting: list[asyncio.Task[list[_Prepared]]] = []
    try:
        async for task in tasks:
            waiting.append(task)
            if len(waiting) >= BATCHES_IN_FLIGHT:
                yield await waiting.pop(0)
        while waiting:
            yield await waiting.pop(0)
    finally:
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)


async def _prepare(
    embedder: Embedder | None, changed: Sequence[tuple[Article, str]]
) -> list[_Prepared]:
    cut = await asyncio.to_thread(lambda: [pieces_of(article, embedder) for article, _ in changed])
    texts = [piece.searched_text for pieces in cut for piece in pieces]
    vectors: NDArray[np.float32] | None = None
    if embedder is not None and texts:
        vectors = await embedder.embed(texts)
    prepared: list[_Prepared] = []
    row = 0
    for (article, content_hash), pieces in zip(changed, cut, strict=True):
        if vectors is not None:
            ours = vectors[row : row + len(pieces)]
            pieces = [
                replace(piece, vector=vector) for piece, vector in zip(pieces, ours, strict=True)
            ]
        row += len(pieces)
        prepared.append(_Prepared(article, content_hash, tuple(pieces)))
    return prepared


def pieces_of(article: Article, embedder: Embedder | None) -> list[Piece]:
    """An article's passages with the searched text of each, not yet with vectors."""
    window = embedder.window if embedder else 256
    count_tokens = embedder.count_tokens if embedder else _about_tokens
    return [
        Piece(
            passage.ordinal,
            passage.heading_path,
            passage.text,
            embedding_text(article.title, passage, window=window, count_tokens=count_tokens),
            None,
            passage.shape,
        )
        for passage in split(article, window=window, count_tokens=count_tokens)
    ]


def _about_tokens(text: str) -> int:
    """An estimate of tokens without an embedder: one for three characters is rather too many."""
    return len(text) // 3


async def _store(
    database: Database,
    batch: Sequence[_Prepared],
    source_id: int,
    model: Model | None,
    learnt: Learnt,
    now: datetime,
) -> None:
    if not batch:
        return
    async with database.transaction() as connection:
        snapshot = await articles.lock(connection)
        known = await articles.current(connection, [item.article.id for item in batch])
        # Another run may have stored the same meanwhile: under the lock the answer is final.
        fresh = [item for item in batch if not _is_current(item, known)]
        replaced = [known[item.article.id].id for item in fresh if item.article.id in known]
        await articles.end_versions(connection, replaced, snapshot)
        await passages.end(connection, Corpus.ARTICLE, replaced, snapshot)
        touched: list[int] = []
        for item in fresh:
            old = known.get(item.article.id)
            article_id, version_id = await articles.add_version(
                connection,
                item.article,
                content_hash=item.content_hash,
                source_id=source_id,
                number=old.number + 1 if old else 1,
                snapshot=snapshot,
                now=now,
            )
            touched.append(article_id)
            await passages.add(
                connection,
                item.pieces,
                corpus=Corpus.ARTICLE,
                document=article_id,
                version=version_id,
                model=model,
                product=item.article.product,
                locale=item.article.locale,
                audience=item.article.audience.value,
                snapshot=snapshot,
            )
        if fresh:
            await passages.count_lexemes(connection, Corpus.ARTICLE, touched, snapshot)
            await articles.advance(connection, snapshot)
    learnt.changed += len(replaced)
    learnt.new += len(fresh) - len(replaced)
    learnt.unchanged += len(batch) - len(fresh)
    learnt.passages += sum(len(item.pieces) for item in fresh)


def _is_current(item: _Prepared, known: dict[str, Current]) -> bool:
    old = known.get(item.article.id)
    return old is not None and old.content_hash == item.content_hash


async def _retire(database: Database, source_id: int, is_gone: Callable[[str], bool]) -> int:
    """Retires the articles of this source that are gone from it; returns how many."""
    async with database.transaction() as connection:
        snapshot = await articles.lock(connection)
        in_force = await articles.in_force(connection, source_id)
        gone = [number for key, number in in_force.items() if is_gone(key)]
        if gone:
            await articles.end_versions(connection, gone, snapshot)
            await passages.end(connection, Corpus.ARTICLE, gone, snapshot)
            await passages.count_lexemes(connection, Corpus.ARTICLE, gone, snapshot)
            await articles.advance(connection, snapshot)
    return len(gone)
