"""Search in numbers: what is asked, what is found, and the one absolute score that orders it."""

from dataclasses import dataclass
from enum import StrEnum

from tandem.core.desk.message import Author, Message

COSINE_WEIGHT = 0.5
KEYWORD_WEIGHT = 0.5
CUSTOMER_DECAY = 0.4  # each earlier customer message counts this much of the one after it
ASSISTANT_WEIGHT = 0.2  # the last answer, in the vector alone
CUSTOMER_MESSAGES = 3  # how many earlier ones are looked at


class Corpus(StrEnum):
    """What can be searched."""

    ARTICLE = "article"
    TICKET = "ticket"


@dataclass(frozen=True, slots=True)
class Weighted:
    """A text that asks, and how much it counts (1 for the question itself)."""

    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found, with what each leg says of it.

    `cosine` is -1 to 1 (None without a vector), `bm25` the sum over the question's lexemes divided
    by their summed idf (0 to 2.2), `score` the absolute fused score. Ranks start at 1; None: that
    leg did not bring the passage.
    """

    passage_id: int
    document: str
    version: int
    title: str
    url: str
    heading_path: tuple[str, ...]
    text: str
    product: str
    cosine: float | None
    bm25: float
    score: float
    rank_cosine: int | None
    rank_bm25: int | None


def fused(cosine: float | None, bm25: float) -> float:
    """The absolute score of a passage: comparable between questions.

    A weighted sum, since rank fusion loses whenever one leg is weak (docs/search.md). Without a
    vector the keyword leg speaks alone.
    """
    return KEYWORD_WEIGHT * bm25 + (0.0 if cosine is None else COSINE_WEIGHT * cosine)


def keyword_texts(question: str, earlier: tuple[Message, ...]) -> tuple[Weighted, ...]:
    """The texts whose lexemes are looked for: the question, and what was said last, fading."""
    said = [message.text for message in earlier if message.author is Author.CUSTOMER]
    recent = list(reversed(said))[:CUSTOMER_MESSAGES]
    return (
        Weighted(question, 1.0),
        *(Weighted(text, CUSTOMER_DECAY**steps) for steps, text in enumerate(recent, 1)),
    )


def vector_texts(question: str, earlier: tuple[Message, ...]) -> tuple[Weighted, ...]:
    """The texts whose vectors are summed: as for keywords, and the last answer a little."""
    answers = [message.text for message in earlier if message.author is not Author.CUSTOMER]
    last = (Weighted(answers[-1], ASSISTANT_WEIGHT),) if answers else ()
    return (*keyword_texts(question, earlier), *last)


def best_of_each(hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """A document is its best passage: the first hit of each, in the order given."""
    seen: set[str] = set()
    best: list[Hit] = []
    for hit in hits:
        if hit.document not in seen:
            seen.add(hit.document)
            best.append(hit)
    return tuple(best)
