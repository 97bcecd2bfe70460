"""Learns articles: they are read, split, embedded and stored in batches, each batch atomically."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from tandem.adapters.read.source import Found, Source, is_address, read_source
from tandem.adapters.site.found import Gone, PassedOver, Unchanged
from tandem.assistant.ports import Embedder
from tandem.assistant.prepare import prepare
from tandem.core.errors import InvalidError
from tandem.core.knowledge.article import DESK, Article, BadInput, Unpublished
from tandem.core.knowledge.mark import Mark
from tandem.core.knowledge.rank import Corpus
from tandem.store import articles, passages, sources, versions
from tandem.store.articles import Home, Known
from tandem.store.database import Connection, Database
from tandem.store.passages import Model
from tandem.store.versions import Prepared

BATCH_ARTICLES = 32
BATCH_PASSAGES = 256
BATCHES_IN_FLIGHT = 3  # batches that are embedded ahead of storing
LOSS_MIN = 5  # articles that a source may lose at once, however small it is


@dataclass(frozen=True, slots=True)
class Double:
    """Two articles with the same text, each by its place."""

    where: str
    other: str


@dataclass(slots=True)
class Learnt:
    """What a run did, counted as it runs.

    A moved article is unchanged but for its place; `passed_over` are a site's addresses that are no
    pages to keep. `edited` are articles that somebody edited on the desk: they stay as they are.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    moved: int = 0
    retired: int = 0
    passages: int = 0
    embedded: int = 0
    passed_over: int = 0
    unpublished: list[Unpublished] = field(default_factory=list[Unpublished])
    doubles: list[Double] = field(default_factory=list[Double])
    edited: list[str] = field(default_factory=list[str])
    bad: list[BadInput] = field(default_factory=list[BadInput])


@dataclass(slots=True)
class _Run:
    """One run over a source: what it reads, what it found so far, and where articles belong.

    `location` is that of the whole source, also where only a part of it is read. `seen` are the ids
    read so far with their places, `late` articles that may have moved here from a place that this
    run has not come to yet. Of a site, `marks` are what it says of its pages, and `gone` those that
    it says it has no more.
    """

    database: Database
    embedder: Embedder | None
    source: Source
    location: str
    source_id: int
    now: datetime
    again: bool
    careful: bool
    learnt: Learnt
    seen: dict[str, str] = field(default_factory=dict[str, str])
    late: list[tuple[Article, str, Known]] = field(default_factory=list[tuple[Article, str, Known]])
    marks: list[Mark] = field(default_factory=list[Mark])
    gone: list[str] = field(default_factory=list[str])

    def home(self, article: Article) -> Home:
        """Where an article of this run is read from."""
        return Home(self.source_id, article.id, article.where)


async def learn(
    database: Database,
    embedder: Embedder | None,
    source: Source,
    *,
    prune: bool,
    now: datetime,
    again: bool = False,
    careful: bool = False,
    progress: Callable[[int], None] = lambda _: None,
) -> Learnt:
    """Updates the knowledge to what the source contains now.

    Unchanged articles are neither embedded nor stored again, except with `again`. What is not
    published (any more) is passed over, and retired if it was learnt before. With `prune`, articles
    of this source that it no longer contains are retired; not if part of it could not be read,
    since what can't be read may still be there. A file that moved keeps its article; an id that
    another source has is left to it (docs/knowledge.md). A `careful` run, as every one over a site,
    retires nothing where more than half would go. `progress` is called with the number of
    articles seen so far. Each batch is one transaction under the knowledge's lock: if the run is
    killed, what was stored is whole and searchable, and the next run does the rest. Raises
    InvalidError if the path does not exist, UnavailableError if the database or the embedder fails.
    """
    if isinstance(source.at, Path) and not source.at.exists():
        raise InvalidError(f"There is no {source.at}.", hint="Name an existing file or folder.")
    async with database.transaction() as connection:
        location = await _location(connection, source)
        source_id = await articles.source(connection, location)
        model = await _model(connection, embedder)
    careful = careful or isinstance(source.at, str)
    run = _Run(database, embedder, source, location, source_id, now, again, careful, Learnt())

    async with aclosing(_ahead(_batches(run))) as batches:
        async for batch in batches:
            await _store(run, batch, model)
            progress(len(run.seen))
    if prune or run.learnt.unpublished or run.gone:
        run.learnt.retired = await _retire(run, is_whole=prune and not run.learnt.bad)
    await _note(run)
    return run.learnt


async def _location(connection: Connection, source: Source) -> str:
    """The source that this belongs to: a folder that was learnt before, or it itself.

    So a file learnt by itself keeps the id that it has in its folder.
    """
    if isinstance(source.at, str):
        return source.at
    known, path = await articles.sources(connection), source.at.resolve()
    return next((str(folder) for folder in path.parents if str(folder) in known), str(path))


async def _note(run: _Run) -> None:
    """Stores how it went, and what a site said of its pages."""
    bad = run.learnt.bad
    async with run.database.transaction() as connection:
        if run.marks:
            await sources.mark(connection, run.source_id, run.marks)
        if run.gone:
            await sources.unmark(connection, run.source_id, run.gone)
        await sources.learnt(
            connection,
            run.location,
            options=run.source.options if run.source.location == run.location else None,
            failure=f"{len(bad)} not readable, the first: {bad[0]}"[:500] if bad else None,
            now=run.now,
        )


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


async def _batches(run: _Run) -> AsyncGenerator[asyncio.Task[list[Prepared]]]:
    """Batches of new or changed articles, with embedding already started."""
    async with aclosing(_found(run)) as found:
        async for batch in found:
            hashed = [(article, article.content_hash) for article in batch]
            yield asyncio.create_task(prepare(run.embedder, await _fresh(run, hashed)))
    # Only now is it known which places are gone.
    late = [(article, hashed) for article, hashed, _ in run.late]
    gone = [known for *_, known in run.late if known.origin not in run.seen]
    if late:
        yield asyncio.create_task(prepare(run.embedder, await _fresh(run, late, gone)))


async def _found(run: _Run) -> AsyncGenerator[list[Article]]:
    """The published articles in batches, each id once; all else is recorded in the run."""
    async with run.database.connection() as connection:
        known = await sources.marks(connection, run.source_id)
    if run.again:
        known = [replace(mark, etag="", last_modified="") for mark in known]
    batch: list[Article] = []
    async with aclosing(read_source(run.source, run.location, now=run.now, known=known)) as found:
        async for item in found:
            article = _taken(run, item)
            batch += [] if article is None else [article]
            if len(batch) >= BATCH_ARTICLES:
                yield batch
                batch = []
    if batch:
        yield batch


def _taken(run: _Run, item: Found) -> Article | None:
    """The article to learn; None for all else, which is recorded."""
    seen, learnt = run.seen, run.learnt
    match item:
        case Mark():
            run.marks.append(item)
        case Unchanged():
            seen[item.url] = item.url
            learnt.unchanged += 1
        case Gone():
            run.gone.append(item.url)
        case PassedOver():
            learnt.passed_over += 1
        case BadInput():
            learnt.bad.append(item)
            # Without its mark it is fetched again, and reported again, until it can be read.
            run.marks = [mark for mark in run.marks if mark.url != item.where]
        case Unpublished():
            learnt.unpublished.append(item)
        case Article() if item.id in seen:
            why = f"{seen[item.id]} has the same id, {item.id!r}; give one of them another `id`"
            learnt.bad.append(BadInput(item.where, why))
        case Article():
            seen[item.id] = item.where
            locale = item.locale.replace("_", "-").partition("-")[0].strip().lower()
            return replace(item, product=item.product.strip().lower(), locale=locale)
    return None


async def _fresh(
    run: _Run, batch: Sequence[tuple[Article, str]], gone: Sequence[Known] | None = None
) -> list[tuple[Article, str]]:
    """Those of a batch that must be stored; the others are unchanged, moved, or wait.

    `gone` are articles whose places this run has not come to, once all of it is read.
    """
    async with run.database.transaction() as connection:
        ids = [article.id for article, _ in batch]
        own = await articles.current(connection, run.source_id, ids)
        alike = await articles.alike(
            connection, run.source_id, [(article.id, hashed) for article, hashed in batch]
        )
        fresh: list[tuple[Article, str]] = []
        for article, content_hash in batch:
            known = own.get(article.id)
            if known is not None and known.is_edited:
                run.learnt.edited.append(known.key)
                await articles.saw(connection, known.id, content_hash)
                continue
            if known is not None and known.content_hash is not None:
                is_same = known.content_hash == content_hash and not run.again
                run.learnt.unchanged += is_same
                await articles.move(connection, known.id, run.home(article))
                fresh += [] if is_same else [(article, content_hash)]
                continue
            same = [one for one in alike if one.content_hash == content_hash]
            others = [one for one in alike if one.source_id != run.source_id]
            left = await asyncio.to_thread(_left, run, others, article)
            if left is None and gone is not None:
                left = next((one for one in same if one in gone), None)
            if left is not None:
                is_same = left.content_hash == content_hash or left.is_edited
                run.learnt.moved += is_same
                await articles.move(connection, left.id, run.home(article))
                fresh += [] if is_same else [(article, content_hash)]
                continue
            may_move = [
                one for one in same if one.source_id == run.source_id and one.origin not in run.seen
            ]
            if gone is None and may_move:
                run.late.append((article, content_hash, may_move[0]))
                continue
            run.learnt.doubles += [Double(article.where, _place(one)) for one in same[:1]]
            fresh.append((article, content_hash))
    return fresh


def _left(run: _Run, others: Sequence[Known], article: Article) -> Known | None:
    """The article of another source that is this one: its file is gone, or is read here now."""
    content_hash = article.content_hash
    for known in others:
        is_alike = known.content_hash == content_hash or known.origin == article.id
        if is_alike and known.location != DESK and not is_address(known.location):
            file = _file(known)
            if file.is_relative_to(run.location) or not file.exists():
                return known
    return None


def _file(known: Known) -> Path:
    """The file that an article was read from last: its place begins with its folder's name."""
    location = Path(known.location)
    place = Path(known.place.rpartition(" line ")[0] or known.place)
    is_in_folder = place.parts[:1] == (location.name,)
    return (location.parent if is_in_folder else location.parent.parent) / place


def _place(known: Known) -> str:
    return f"{known.place or known.key} of {known.location}"


async def _ahead(
    tasks: AsyncGenerator[asyncio.Task[list[Prepared]]],
) -> AsyncGenerator[list[Prepared]]:
    """Yields results in order while the next batches are embedded; cancels the rest at the end."""
    waiting: list[asyncio.Task[list[Prepared]]] = []
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


async def _store(run: _Run, batch: Sequence[Prepared], model: Model | None) -> None:
    if not batch:
        return
    async with run.database.transaction() as connection:
        stored = await versions.put(
            connection,
            batch,
            source=run.source_id,
            location=run.location,
            model=model,
            now=run.now,
            again=run.again,
        )
    run.learnt.changed += len(stored.changed)
    run.learnt.new += len(stored.new)
    run.learnt.unchanged += stored.unchanged
    run.learnt.passages += stored.passages


async def _retire(run: _Run, *, is_whole: bool) -> int:
    """Retires what is not published any more and, if all was read, what is gone; how many.

    A source that has lost more than half of its articles has more likely a fault, such as a folder
    that is not mounted: a careful run retires nothing then, unless all is learnt again.
    """
    drafts = {one.id for one in run.learnt.unpublished}
    left = drafts.union(run.gone) - run.seen.keys()
    within = _within(run)

    def is_gone(origin: str, place: str) -> bool:
        is_read = (
            not within or place == within or place.startswith((f"{within}/", f"{within} line"))
        )
        return origin in left or (is_whole and is_read and origin not in run.seen)

    async with run.database.transaction() as connection:
        snapshot = await articles.lock(connection)
        in_force = await articles.in_force(connection, run.source_id)
        gone = [number for number, origin, place in in_force if is_gone(origin, place)]
        is_careful = run.careful and not run.again
        if is_careful and len(gone) > max(LOSS_MIN, len(in_force) / 2):
            why = f"{len(gone)} of its {len(in_force)} articles are gone, so none was retired; if"
            how = "that is right: learn it with --again --prune"
            run.learnt.bad.append(BadInput(run.location, f"{why} {how}"))
            return 0
        if gone:
            await articles.end_versions(connection, gone, snapshot)
            await passages.end(connection, Corpus.ARTICLE, gone, snapshot)
            await passages.count_lexemes(connection, Corpus.ARTICLE, gone, snapshot)
            await articles.advance(connection, snapshot)
    return len(gone)


def _within(run: _Run) -> str:
    """The place of what this run reads, if that is only a part of its source."""
    if isinstance(run.source.at, str) or run.source.location == run.location:
        return ""
    path, root = run.source.at.resolve(), Path(run.location)
    return f"{root.name}/{path.relative_to(root).as_posix()}"
