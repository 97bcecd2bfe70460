"""Prepares articles for the store: passages, and a vector for each."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tandem.assistant.ports import Embedder
from tandem.core.knowledge.article import Article
from tandem.core.knowledge.split import embedding_text, split
from tandem.store.passages import Piece
from tandem.store.versions import Prepared


async def prepare(
    embedder: Embedder | None, articles: Sequence[tuple[Article, str]]
) -> list[Prepared]:
    """Articles, each with its content hash, ready to be stored; raises UnavailableError."""
    cut = await asyncio.to_thread(lambda: [pieces_of(article, embedder) for article, _ in articles])
    texts = [piece.searched_text for pieces in cut for piece in pieces]
    vectors: NDArray[np.float32] | None = None
    if embedder is not None and texts:
        vectors = await embedder.embed(texts)
    prepared: list[Prepared] = []
    row = 0
    for (article, content_hash), pieces in zip(articles, cut, strict=True):
        if vectors is not None:
            ours = vectors[row : row + len(pieces)]
            pieces = [
                replace(piece, vector=vector) for piece, vector in zip(pieces, ours, strict=True)
            ]
        row += len(pieces)
        prepared.append(Prepared(article, content_hash, tuple(pieces)))
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
