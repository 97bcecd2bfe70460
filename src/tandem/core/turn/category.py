"""Which of the firm's categories a message has: a linear head over its vector, and its likeness."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import mul

from tandem.core.turn.confidence import sigmoid
from tandem.core.turn.evidence import Vote
from tandem.core.turn.policy import UNCATEGORISED

LIKENESS = 5.0
"""What the cosine to the nearest labelled message weighs beside the log of the head's share.

The share alone tells categories apart; the cosine tells what belongs in none. From 2 to 10 changes
little on the three intent sets (docs/evaluation.md).
"""

COUNTS_FROM = 0.5
"""The least P(right) with which a category is given: it is right more often than not."""

VOTE = "category "  # how the vote is named, before the category's name
NEVER = 2.0  # no category offers a person


@dataclass(frozen=True, slots=True, eq=False)
class CategoryHead:
    """Multinomial logistic regression over vectors of `embedder`, and some of its messages.

    `names` are the categories; `uncategorised` among them stands for what was labelled as belonging
    in none. `weights` and `examples` are rows of 32-bit floats, as long as a vector: a row of
    weights for each name, and for each name as many examples as it has `keys`, which say where an
    example is from (empty: the category's own name). `slope` and `offset` turn the score into
    P(right), measured on messages left out of the fit (fit/categories.py). `messages` were fitted
    on; of those left out in turn, `held_out_right` is the share whose likeliest category was right.
    """

    embedder: str
    names: tuple[str, ...]
    weights: bytes
    biases: tuple[float, ...]
    examples: bytes
    keys: tuple[tuple[str, ...], ...]
    slope: float
    offset: float
    messages: int
    held_out_right: float


@dataclass(frozen=True, slots=True)
class Guess:
    """The likeliest category, P(right), and the labelled message of it that is most similar."""

    name: str
    probability: float
    key: str
    cosine: float


def guess(head: CategoryHead, vector: Sequence[float], allowed: Sequence[str]) -> Guess | None:
    """The likeliest of the allowed categories; None if the head knows none of them.

    The vector has unit length and is of the head's embedder. None also if it has another length, as
    when an endpoint changes its model and keeps the name.
    """
    weights = _floats(head.weights, len(head.names))
    known = [at for at, name in enumerate(head.names) if name in allowed]
    if not known or any(len(row) != len(vector) for row in weights):
        return None
    scores = [
        sum(map(mul, row, vector)) + bias for row, bias in zip(weights, head.biases, strict=True)
    ]
    best = max(known, key=lambda at: scores[at])
    highest = max(scores)
    whole = highest + math.log(sum(math.exp(score - highest) for score in scores))
    first, own = sum(map(len, head.keys[:best])), head.keys[best]
    examples = _floats(head.examples, sum(map(len, head.keys)))[first : first + len(own)]
    cosines = [sum(map(mul, row, vector)) for row in examples]
    cosine, key = max(zip(cosines, own, strict=True), default=(0.0, ""))
    score = scores[best] - whole + LIKENESS * cosine
    return Guess(head.names[best], sigmoid(head.offset + head.slope * score), key, cosine)


def readable(name: str) -> str:
    """A category's name as words: its vector is one more example of the category."""
    return " ".join(re.split(r"[\W_]+", name)).strip() or name


def vote(head: CategoryHead, vector: Sequence[float], allowed: Sequence[str]) -> tuple[Vote, ...]:
    """The guess as it stands in the record: one vote, or none if the head knows no category."""
    found = guess(head, vector, allowed)
    if found is None:
        return ()
    words = f"like {found.key} ({found.cosine:.2f})" if found.key else ""
    return (
        Vote(f"{VOTE}{found.name}", found.probability, COUNTS_FROM, NEVER, words, False, False),
    )


def voted(votes: Sequence[Vote]) -> str | None:
    """The category that the head gave, `uncategorised` below its least P; None without a head."""
    for one in votes:
        if one.head.startswith(VOTE):
            return one.head.removeprefix(VOTE) if one.counts else UNCATEGORISED
    return None


@lru_cache(maxsize=8)
def _floats(rows: bytes, count: int) -> tuple[Sequence[float], ...]:
    """The rows, without a copy; cached because every turn asks for the same."""
    whole = memoryview(rows).cast("f")
    width = len(whole) // max(count, 1)
    return tuple(whole[at * width : (at + 1) * width] for at in range(count))
