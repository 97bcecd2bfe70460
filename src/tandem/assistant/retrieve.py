"""Finds passages and similar resolved tickets, using the whole conversation as the query."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tandem.assistant.ports import Embedder
from tandem.core.knowledge.rank import Corpus, Hit, Weighted, keyword_texts, vector_texts
from tandem.core.turn.evidence import Context
from tandem.store import articles, passages, tickets
from tandem.store.articles import KnowledgeState
from tandem.store.database import Database
from tandem.store.passages import Found, Query

PRECEDENTS_MAX = 3
QUESTION_CHARS_MAX = 8_000  # of a message are used for the search; the record has the whole message


@dataclass(frozen=True, slots=True)
class Retrieved:
    """What was found: passages with the question's idf, and tickets with their categories."""

    passages: Found
    precedents: tuple[Hit, ...]
    categories: tuple[str, ...]


async def embed_question(
    embedder: Embedder, context: Context, heard: Sequence[str]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The vectors of what is heard, (len(heard), dimension), and the one that is searched for.

    The latter is the weighted sum of the open question and earlier messages, of unit length. Equal
    texts are embedded once.
    """
    texts = [
        Weighted(text.text[:QUESTION_CHARS_MAX], text.weight)
        for text in vector_texts(context.matter, context.earlier)
    ]
    wanted = [text[:QUESTION_CHARS_MAX] for text in heard] + [text.text for text in texts]
    distinct = list(dict.fromkeys(wanted))
    place = {text: at for at, text in enumerate(distinct)}
    vectors = (await embedder.embed(distinct))[[place[text] for text in wanted]]
    weights = np.array([weighted.weight for weighted in texts], dtype=np.float32)
    summed = weights @ vectors[len(heard) :]
    summed /= np.linalg.norm(summed) or 1.0
    return vectors[: len(heard)], summed


async def retrieve(
    database: Database,
    context: Context,
    knowledge: KnowledgeState,
    vector: NDArray[np.float32] | None,
    audiences: Sequence[str],
) -> Retrieved:
    """Searches articles and, if there are any, resolved tickets, as of the turn's snapshot."""
    texts = tuple(
        Weighted(text.text[:QUESTION_CHARS_MAX], text.weight)
        for text in keyword_texts(context.matter, context.earlier)
    )

    def query(corpus: Corpus) -> Query:
        return Query(
            corpus=corpus,
            snapshot=knowledge.snapshot,
            texts=texts,
            vector=vector,
            model=knowledge.model,
            by_index=corpus in knowledge.indexed,
            product=context.product,
            locale=context.locale,
            audiences=tuple(audiences),
        )

    async with database.connection() as connection:
        found = await passages.search(connection, query(Corpus.ARTICLE))
        if not knowledge.has_tickets:
            return Retrieved(found, (), ())
        similar = await passages.search(connection, query(Corpus.TICKET))
        precedents = similar.hits[:PRECEDENTS_MAX]
        categories = await tickets.categories(connection, [hit.document for hit in precedents])
    return Retrieved(found, precedents, categories)


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
    async with database.connection() as connection:
        knowledge = await articles.state(
            connection, model=embedder.model if embedder else None, audiences=audiences
        )
    vector: NDArray[np.float32] | None = None
    if embedder is not None:
        vectors = await embedder.embed([text.text for text in texts])
        vector = np.array([text.weight for text in texts], dtype=np.float32) @ vectors
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
