"""Search queries, hits, and the absolute score that orders the hits."""

from dataclasses import dataclass
from enum import StrEnum

from tandem.core.desk.message import Author, Message

COSINE_WEIGHT = 0.6
KEYWORD_WEIGHT = 0.4
CUSTOMER_DECAY = 0.4  # each earlier customer message has this share of the weight of the next one
ASSISTANT_WEIGHT = 0.2  # weight of the last answer, in the vector only
CUSTOMER_MESSAGES = 3  # how many earlier messages are used


class Corpus(StrEnum):
    """What can be searched."""

    ARTICLE = "article"
    TICKET = "ticket"


@dataclass(frozen=True, slots=True)
class Weighted:
    """A query text and its weight (1 for the question itself)."""

    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found, with the scores of both searches.

    `ordinal` is its place in the article, `shape` says what the lines of `text` are (lines.py), and
    `is_stale` that somebody should have read the article again by now. `cosine` is -1 to 1 (None
    without a vector). `bm25` is the sum over the question's lexemes divided by their summed idf (0
    to 2.2). `score` is the absolute fused score. Ranks start at 1; None means that the search did
    not return the passage.
    """

    passage_id: int
    document: str
    version: int
    title: str
    url: str
    heading_path: tuple[str, ...]
    ordinal: int
    text: str
    shape: str
    is_stale: bool
    product: str
    cosine: float | None
    bm25: float
    score: float
    rank_cosine: int | None
    rank_bm25: int | None


def fused(cosine: float | None, bm25: float) -> float:
    """The absolute score of a passage, comparable between questions.

    A weighted sum, because rank fusion loses whenever one search is weak (docs/search.md). Without
    a vector only the keyword score counts.
    """
    return KEYWORD_WEIGHT * bm25 + (0.0 if cosine is None else COSINE_WEIGHT * cosine)


def keyword_texts(question: str, earlier: tuple[Message, ...]) -> tuple[Weighted, ...]:
    """The texts whose lexemes are searched: the question, and recent messages, weighted less."""
    said = [message.text for message in earlier if message.author is Author.CUSTOMER]
    recent = list(reversed(said))[:CUSTOMER_MESSAGES]
    return (
        Weighted(question, 1.0),
        *(Weighted(text, CUSTOMER_DECAY**steps) for steps, text in enumerate(recent, 1)),
    )


def vector_texts(question: str, earlier: tuple[Message, ...]) -> tuple[Weighted, ...]:
    """The texts whose vectors are summed: as for keywords, plus a little of the last answer."""
    answers = [message.text for message in earlier if message.author is not Author.CUSTOMER]
    last = (Weighted(answers[-1], ASSISTANT_WEIGHT),) if answers else ()
    return (*keyword_texts(question, earlier), *last)


def best_of_each(hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """The first hit of each document, in the given order: its best passage stands for it."""
    seen: set[str] = set()
    best: list[Hit] = []
    for hit in hits:
        if hit.document not in seen:
            seen.add(hit.document)
            best.append(hit)
    return tuple(best)
