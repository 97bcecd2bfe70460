"""Finds passages and similar resolved tickets, using the whole conversation as the query."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tandem.assistant.ports import Embedder
from tandem.core.desk.message import Author, Message
from tandem.core.knowledge.rank import (
    Corpus,
    Hit,
    Weighted,
    best_of_each,
    keyword_texts,
    vector_texts,
)
from tandem.core.turn.evidence import Context
from tandem.core.turn.find import ARTICLES_MAX
from tandem.core.turn.parts import parts
from tandem.core.turn.screen import only_replies
from tandem.store import articles, passages, tickets
from tandem.store.articles import KnowledgeState
from tandem.store.database import Connection, Database
from tandem.store.passages import Found, Query

PRECEDENTS_MAX = 3
QUESTION_CHARS_MAX = 8_000  # of a message are used for the search; the record has the whole message


@dataclass(frozen=True, slots=True)
class Asking:
    """One question to search for, and what was said before it."""

    text: str
    earlier: tuple[Message, ...]

    @property
    def readings(self) -> tuple[tuple[Message, ...], ...]:
        """What it is searched for with: nothing, and what was said before it, if anything was.

        A yes, a no or a pick says nothing to search for.
        """
        told = (
            one.author is Author.CUSTOMER
            and one.picks is None
            and one.text != self.text
            and not only_replies(one.text)
            for one in self.earlier
        )
        return ((), self.earlier) if any(told) else ((),)


@dataclass(frozen=True, slots=True)
class Searched:
    """What was found for a question alone, and with what was said before it (None: nothing was)."""

    question: str
    alone: Found
    told: Found | None = None


@dataclass(frozen=True, slots=True)
class Retrieved:
    """What was found: passages with the question's idf, and tickets with their categories.

    `parts` are the parts of a message that asks several things. `picked` are all passages of the
    article that the customer picked.
    """

    whole: Searched
    precedents: tuple[Hit, ...]
    categories: tuple[str, ...]
    parts: tuple[Searched, ...] = ()
    picked: tuple[Hit, ...] = ()


def askings(context: Context) -> tuple[Asking, ...]:
    """What is searched for: the open question, then each of its parts if there are several."""
    whole = Asking(context.matter.text, context.earlier)
    asked = parts(context.matter.text)
    if len(asked) == 1:
        return (whole,)
    return (
        whole,
        *(
            Asking(part, (*context.earlier, *_others(asked, place)))
            for place, part in enumerate(asked)
        ),
    )


def _others(asked: Sequence[str], place: int) -> tuple[Message, ...]:
    """The parts before this one, which it may point back to."""
    return tuple(Message(Author.CUSTOMER, part) for part in asked[:place])


Vectors = tuple[tuple[NDArray[np.float32], ...], ...]
"""One for each reading of each asking."""


async def embed_question(
    embedder: Embedder, context: Context, heard: Sequence[str]
) -> tuple[NDArray[np.float32], Vectors]:
    """The vectors of what is heard, (len(heard), dimension), and those to search for.

    The latter are the weighted sum of a question and earlier messages, of unit length. Equal texts
    are embedded once.
    """
    searches = [
        [_shortened(vector_texts(one.text, earlier)) for earlier in one.readings]
        for one in askings(context)
    ]
    wanted = [text[:QUESTION_CHARS_MAX] for text in heard]
    wanted += [text.text for readings in searches for texts in readings for text in texts]
    distinct = list(dict.fromkeys(wanted))
    place = {text: at for at, text in enumerate(distinct)}
    vectors = await embedder.embed(distinct)

    def summed(texts: Sequence[Weighted]) -> NDArray[np.float32]:
        weights = np.array([text.weight for text in texts], dtype=np.float32)
        vector = weights @ vectors[[place[text.text] for text in texts]]
        return vector / (np.linalg.norm(vector) or 1.0)

    of_heard = vectors[[place[text] for text in wanted[: len(heard)]]]
    return of_heard, tuple(tuple(map(summed, readings)) for readings in searches)


def _shortened(texts: Sequence[Weighted]) -> tuple[Weighted, ...]:
    return tuple(Weighted(text.text[:QUESTION_CHARS_MAX], text.weight) for text in texts)


async def retrieve(
    database: Database,
    context: Context,
    knowledge: KnowledgeState,
    vectors: Vectors,
    audiences: Sequence[str],
) -> Retrieved:
    """Searches articles and, if there are any, resolved tickets, as of the turn's snapshot.

    `vectors` are those of `embed_question`, or none.
    """
    asked = askings(context)
    queries = [
        [
            Query(
                corpus=Corpus.ARTICLE,
                snapshot=knowledge.snapshot,
                texts=_shortened(keyword_texts(one.text, earlier)),
                vector=vectors[place][way] if vectors else None,
                model=knowledge.model,
                by_index=Corpus.ARTICLE in knowledge.indexed,
                product=context.product,
                locale=context.locale,
                audiences=tuple(audiences),
                today=context.now.date(),
            )
            for way, earlier in enumerate(one.readings)
        ]
        for place, one in enumerate(asked)
    ]
    in_all = queries[0][-1]
    picked = context.matter.picked
    async with database.connection() as connection:
        whole, *by_part = [
            Searched(one.text, *[await _found(connection, way) for way in readings])
            for one, readings in zip(asked, queries, strict=True)
        ]
        of_picked: tuple[Hit, ...] = ()
        if picked is not None and picked.article_id:
            of_picked = await passages.of_article(connection, in_all, picked.article_id)
        if not knowledge.has_tickets:
            return Retrieved(whole, (), (), tuple(by_part), of_picked)
        of_tickets = replace(
            in_all, corpus=Corpus.TICKET, by_index=Corpus.TICKET in knowledge.indexed
        )
        similar = await passages.search(connection, of_tickets)
        precedents = similar.hits[:PRECEDENTS_MAX]
        categories = await tickets.categories(connection, [hit.document for hit in precedents])
    return Retrieved(whole, precedents, categories, tuple(by_part), of_picked)


async def _found(connection: Connection, query: Query) -> Found:
    """What a search finds, with the passages around those that may be quoted."""
    found = await passages.search(connection, query)
    best = {hit.document for hit in best_of_each(found.hits)[:ARTICLES_MAX]}
    quotable = [hit for hit in found.hits if hit.text and hit.document in best]
    return replace(found, around=await passages.around(connection, query, quotable))


async def search_articles(
    database: Database,
    embedder: Embedder | None,
    texts: tuple[Weighted, ...],
    *,
    product: str = "",
    audiences: Sequence[str] = ("customer",),
    without: tuple[int, ...] = (),
) -> Found:
    """Searches the articles in force for a text, outside any turn."""
    knowledge, vector = await asyncio.gather(
        _state(database, embedder, audiences), _vector(embedder, texts)
    )
    async with database.connection() as connection:
        return await passages.search(
            connection,
            Query(
                corpus=Corpus.ARTICLE,
                snapshot=knowledge.snapshot,
                texts=texts,
                vector=vector,
                model=knowledge.model,
                by_index=Corpus.ARTICLE in knowledge.indexed,
                product=product,
                audiences=tuple(audiences),
                without=without,
            ),
        )


async def search_tickets(
    database: Database, embedder: Embedder | None, text: str, most: int = 5
) -> tuple[Hit, ...]:
    """The most similar resolved tickets, outside any turn; none where there are no tickets."""
    texts = (Weighted(text[:QUESTION_CHARS_MAX], 1.0),)
    knowledge, vector = await asyncio.gather(
        _state(database, embedder, ("customer",)), _vector(embedder, texts)
    )
    if not knowledge.has_tickets or not text.strip():
        return ()
    async with database.connection() as connection:
        found = await passages.search(
            connection,
            Query(
                corpus=Corpus.TICKET,
                snapshot=knowledge.snapshot,
                texts=texts,
                vector=vector,
                model=knowledge.model,
                by_index=Corpus.TICKET in knowledge.indexed,
                audiences=("customer",),
            ),
        )
    return best_of_each(found.hits)[:most]


async def _state(
    database: Database, embedder: Embedder | None, audiences: Sequence[str]
) -> KnowledgeState:
    model = embedder.model if embedder else None
    async with database.connection() as connection:
        return await articles.state(connection, model=model, audiences=audiences)


async def _vector(
    embedder: Embedder | None, texts: Sequence[Weighted]
) -> NDArray[np.float32] | None:
    if embedder is None:
        return None
    vectors = await embedder.embed([text.text for text in texts])
    return np.array([text.weight for text in texts], dtype=np.float32) @ vectors
