"""Stores prepared articles as new versions: the one place where passages come into force."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tandem.core.knowledge.article import Article
from tandem.core.knowledge.rank import Corpus
from tandem.store import articles, passages
from tandem.store.articles import Home, Known
from tandem.store.database import Connection
from tandem.store.passages import Model, Piece


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article with its passages, ready to be stored."""

    article: Article
    content_hash: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Put:
    """What was stored: the new and the changed articles' numbers, and how many were unchanged."""

    new: tuple[int, ...]
    changed: tuple[int, ...]
    unchanged: int
    passages: int


async def put(
    connection: Connection,
    batch: Sequence[Prepared],
    *,
    source: int,
    location: str,
    model: Model | None,
    now: datetime,
    again: bool = False,
    over_edits: bool = False,
) -> Put:
    """Stores what is new or changed of one source, in force from the next snapshot on.

    Takes the knowledge's lock. What is current already is left, except with `again`; so is what
    somebody edited on the desk, except with `over_edits`.
    """
    snapshot = await articles.lock(connection)
    known = await articles.current(connection, source, [item.article.id for item in batch])
    # Another run may have stored the same meanwhile: under the lock the answer is final.
    fresh = [
        item
        for item in batch
        if (again or not _is_current(item, known)) and (over_edits or not _is_edited(item, known))
    ]
    replaced = [known[item.article.id] for item in fresh if item.article.id in known]
    ended = [one.id for one in replaced]
    await articles.end_versions(connection, ended, snapshot)
    await passages.end(connection, Corpus.ARTICLE, ended, snapshot)
    touched: list[int] = []
    for item in fresh:
        old, article = known.get(item.article.id), item.article
        key = (
            old.key
            if old is not None
            else await articles.free_key(connection, article.id, location)
        )
        article_id, version_id = await articles.add_version(
            connection,
            article,
            key=key,
            home=Home(source, article.id, article.where),
            content_hash=item.content_hash,
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
            product=article.product,
            locale=article.locale,
            audience=article.audience.value,
            snapshot=snapshot,
            valid_until=article.valid_until,
        )
    if fresh:
        await passages.count_lexemes(connection, Corpus.ARTICLE, touched, snapshot)
        await articles.advance(connection, snapshot)
    return Put(
        new=tuple(one for one in touched if one not in ended),
        changed=tuple(one for one in touched if one in ended),
        unchanged=len(batch) - len(fresh),
        passages=sum(len(item.pieces) for item in fresh),
    )


def _is_current(item: Prepared, known: dict[str, Known]) -> bool:
    old = known.get(item.article.id)
    return old is not None and old.content_hash == item.content_hash


def _is_edited(item: Prepared, known: dict[str, Known]) -> bool:
    old = known.get(item.article.id)
    return old is not None and old.is_edited
