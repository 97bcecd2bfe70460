"""P(right): a small logistic model over named features of what the search found."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tandem.core.knowledge.rank import Hit, best_of_each
from tandem.core.knowledge.stem import stems

KEYWORDS_ALONE = "keywords"  # the "embedder" of calibrations for searches without vectors
SHARPNESS = 20.0  # of the softmax whose entropy is `certainty`; cosines lie 0 to 1
LIST_MAX = 20  # of the ranked list that are used
SPREAD_MIN = 0.02  # of the scores; with a smaller deviation a lead is chance
MARGIN_ALONE = 0.3  # of an article that no other competes with; about the largest that occurs

FEATURES = ("cosine", "coverage", "margin", "certainty")
"""All rise with P(right), and mean the same in a list of three articles and of thirty thousand.

Four did as well as nine on articles they were not fitted on (docs/confidence.md).
"""

KEYWORD_FEATURES = ("bm25", "lead")

MEANING_FEATURES = ("cosine", "gap")
"""Of an article further down the list: its own height, and how far it is below the first."""

KEYWORD_MEANING_FEATURES = ("bm25", "gap")


Features = tuple[tuple[str, float], ...]
"""Named values, in a fixed order."""


@dataclass(frozen=True, slots=True)
class Model:
    """A logistic model: `bias` + the sum of weight · (feature - mean) / scale."""

    features: tuple[str, ...]
    means: tuple[float, ...]
    scales: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float

    def logit(self, features: Mapping[str, float]) -> float:
        """The model's log odds that the candidate is right."""
        return self.bias + math.fsum(
            weight * (features[name] - mean) / scale
            for name, mean, scale, weight in zip(
                self.features, self.means, self.scales, self.weights, strict=True
            )
        )


@dataclass(frozen=True, slots=True)
class Confidence:
    """P(right) of a candidate, with the features it was measured from."""

    value: float
    features: Features


def features(
    hits: Sequence[Hit], question: str, terms: Mapping[str, float], language: str
) -> Features:
    """What the search says of its first article, as named features; all zero without hits.

    `cosine` and `bm25` are the best hit's own. `coverage` is the share of the question's words that
    stand in the article (its title, headings and the passages found), weighted by idf. `margin` is
    how far its score is above the next article's. `certainty` is 1 minus the entropy of a softmax
    over the best 20 cosines, 0 to 1: near 1 if the vectors single out a few passages, near 0 if
    they prefer none. `lead`, the margin in standard deviations of the list, is what calibrations of
    older releases read. `terms` are the idf of the question's lexemes, as the search found them.
    """
    names = ("cosine", "bm25", "coverage", "margin", "certainty", "lead")
    if not hits:
        return tuple((name, 0.0) for name in names)
    first, ranked = hits[0], best_of_each(tuple(hits))
    scores = [hit.score for hit in ranked[:LIST_MAX]]
    cosines = sorted((hit.cosine or 0.0 for hit in hits), reverse=True)[:LIST_MAX]
    values = (
        first.cosine or 0.0,
        first.bm25,
        coverage(of_article(hits, first.document), question, terms, language),
        first.score - ranked[1].score if len(ranked) > 1 else MARGIN_ALONE,
        1 - _entropy(cosines),
        _lead(scores),
    )
    return tuple((name, round(value, 9)) for name, value in zip(names, values, strict=True))


STALE = "stale"
"""Names the feature, 1, of an article that should have been read again by now."""

ALONE = "alone_"
"""Begins the names of the features of a question by itself, where that leads elsewhere."""


def both(told: Features, alone: Features) -> Features:
    """The features of a question with what was said before it, and of the question by itself."""
    return (*told, *((f"{ALONE}{name}", value) for name, value in alone))


def of_alone(values: Features) -> Features:
    """Those of the question by itself; none where it leads to the same article."""
    return tuple((name[len(ALONE) :], value) for name, value in values if name.startswith(ALONE))


def of_article(hits: Sequence[Hit], article: str) -> str:
    """What was found of an article: its title, headings and passages."""
    own = [hit for hit in hits if hit.document == article]
    headings = dict.fromkeys(heading for hit in own for heading in hit.heading_path)
    return "\n".join((own[0].title, own[0].product, *headings, *(hit.text for hit in own)))


def coverage(text: str, question: str, terms: Mapping[str, float], language: str) -> float:
    """The share of the question's words that stand in the text, weighted by their idf."""
    asked = stems(question, language)
    own = {term: idf for term, idf in terms.items() if term in asked}
    held = stems(text, language)
    whole = math.fsum(own.values())
    return math.fsum(idf for term, idf in own.items() if term in held) / whole if whole else 0.0


def meaning_features(hit: Hit, first: Hit) -> Features:
    """What the search says of an article further down the list, as named features."""
    values = (("cosine", hit.cosine or 0.0), ("bm25", hit.bm25), ("gap", hit.score - first.score))
    return tuple((name, round(value, 9)) for name, value in values)


def _lead(scores: Sequence[float]) -> float:
    if len(scores) < 2:
        return 0.0
    middle = math.fsum(scores) / len(scores)
    spread = math.sqrt(math.fsum((score - middle) ** 2 for score in scores) / len(scores))
    return (scores[0] - math.fsum(scores[1:]) / (len(scores) - 1)) / (spread + SPREAD_MIN)


def _entropy(values: Sequence[float]) -> float:
    """Entropy of a softmax over the values, as a share of what 20 equal ones would have."""
    weights = [math.exp(SHARPNESS * (value - values[0])) for value in values]
    whole = math.fsum(weights)
    shares = [weight / whole for weight in weights]
    return -math.fsum(share * math.log(share) for share in shares if share > 0) / math.log(LIST_MAX)


def sigmoid(logit: float) -> float:
    """The probability of log odds, without overflow on either side."""
    if logit >= 0:
        return 1 / (1 + math.exp(-logit))
    return math.exp(logit) / (1 + math.exp(logit))
