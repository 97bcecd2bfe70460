"""A linear classifier head over a text's vector and its words, read from a text file."""

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import mul
from typing import Any

from tandem.core.errors import ConfigError
from tandem.core.turn.evidence import Vote
from tandem.core.turn.plain import plain


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """A logistic regression over a vector and word groups; valid for vectors of `model` only.

    Heads are compared by identity, so that what is computed from them can be kept.
    """

    name: str
    model: str
    """The embedder's name; with any other embedder the head is not used."""
    weights: tuple[float, ...]
    words: Mapping[str, float]
    """The weights of word groups (`grams`), those that matter most."""
    bias: float
    threshold: float
    """The least probability that counts as yes, from an error target measured out of fold."""
    leans_from: float
    """The least probability from which the reply also offers a person."""
    topic: bool
    """Whether it hears a topic that people must answer …"""
    urgent: bool
    """… and at once."""
    provenance: Mapping[str, Any]
    """The data the head was learnt from, the command, and its measured quality."""


WORDS_MAX = 200  # characters of a vote's words
GRAM_WORDS = 3  # words of the longest group
_TOKEN = re.compile(r"[\w'$€£]+|[?!]")


def grams(said: str) -> frozenset[str]:
    """The groups of one to three neighbouring words in a text in the form of `plain`."""
    words = _TOKEN.findall(said)
    return frozenset(
        " ".join(words[at : at + size])
        for size in range(1, GRAM_WORDS + 1)
        for at in range(len(words) - size + 1)
    )


def probability(head: Head, vector: Sequence[float], found: frozenset[str]) -> float:
    """The fitted model's probability that the text is of the head's kind, 0 to 1.

    `found` are the text's `grams`; together they weigh as much as the vector. The classes were
    balanced in fitting, so this orders texts; it is not a frequency.
    """
    (spoken,) = _spoken((head,), found)
    return _chance(head, vector, spoken)


def _chance(head: Head, vector: Sequence[float], spoken: float) -> float:
    assert len(vector) == len(head.weights), "the vector is of another embedder"
    score = math.fsum(map(mul, head.weights, vector)) + spoken + head.bias
    return 1 / (1 + math.exp(-score)) if score >= 0 else math.exp(score) / (1 + math.exp(score))


def speaking(heads: Sequence[Head], model: str) -> tuple[Head, ...]:
    """The heads that were fitted on the vectors of this embedder."""
    return tuple(head for head in heads if head.model == model)


def vote(
    heads: Sequence[Head], heard: Sequence[str], vectors: Iterable[Sequence[float]]
) -> tuple[Vote, ...]:
    """Each head's highest probability over the texts `heard`, and the text that it is for."""
    asked = tuple(heads)
    spoken = zip(*(_spoken(asked, grams(plain(text))) for text in heard), strict=True)
    told = list(zip(heard, vectors, strict=True))
    return tuple(_vote(head, told, said) for head, said in zip(asked, spoken, strict=True))


def _spoken(heads: tuple[Head, ...], found: frozenset[str]) -> list[float]:
    """What the word groups found in a text add to each head's score."""
    knowing = _knowing(heads)
    known = [list[float]() for _ in heads]
    for gram in found:
        for at in knowing.get(gram, ()):
            known[at].append(heads[at].words[gram])
    return [math.fsum(weights) / math.sqrt(len(found) or 1) for weights in known]


@lru_cache(maxsize=4)
def _knowing(heads: tuple[Head, ...]) -> Mapping[str, Sequence[int]]:
    """The places of the heads that know a word group: one look-up instead of one for each head."""
    knowing = dict[str, list[int]]()
    for at, head in enumerate(heads):
        for gram in head.words:
            knowing.setdefault(gram, []).append(at)
    return {gram: tuple(places) for gram, places in knowing.items()}


def _vote(head: Head, told: Sequence[tuple[str, Sequence[float]]], spoken: Sequence[float]) -> Vote:
    chances = [
        (_chance(head, vector, said), text)
        for (text, vector), said in zip(told, spoken, strict=True)
    ]
    chance, words = max(chances, key=lambda one: one[0])
    return Vote(
        head.name,
        chance,
        head.threshold,
        head.leans_from,
        words[:WORDS_MAX],
        head.topic,
        head.urgent,
    )


def parse(text: str) -> Head:
    """The head in a file that `tools.fit_heads` wrote; ConfigError if the file is not one."""
    try:
        table = json.loads(text)
        head = Head(
            name=str(table["name"]),
            model=str(table["model"]),
            weights=tuple(float(weight) for weight in table["weights"]),
            words={str(gram): float(weight) for gram, weight in table["words"].items()},
            bias=float(table["bias"]),
            threshold=float(table["threshold"]),
            leans_from=float(table["leans_from"]),
            topic=bool(table["topic"]),
            urgent=bool(table["urgent"]),
            provenance=dict(table["provenance"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigError(
            f"This is not the file of a head ({type(error).__name__}).",
            hint="Make it anew: `python -m tools.fit_heads --data DIR --out FOLDER`.",
        ) from error
    numbers = (*head.weights, *head.words.values(), head.bias, head.threshold, head.leans_from)
    if not head.weights or not all(map(math.isfinite, numbers)):
        raise ConfigError("The file of a head holds no weights, or a number that is not finite.")
    return head
