"""P(right): a small logistic model over named features of what the search found."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tandem.core.knowledge.rank import Hit, best_of_each

KEYWORDS_ALONE = "keywords"  # the "embedder" of calibrations for searches without vectors
SHARPNESS = 20.0  # of the softmax whose entropy is `certainty`; cosines lie 0 to 1
LIST_MAX = 20  # of the ranked list that are used
SPREAD_MIN = 0.02  # of the scores; with a smaller deviation a lead is chance

FEATURES = ("cosine", "lead", "certainty")
"""All rise with P(right).

Three did as well as fourteen on articles they were not fitted on, and better than raw keyword
scores, which are not comparable between bodies of articles (docs/confidence.md).
"""

KEYWORD_FEATURES = ("bm25", "lead")


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
    features: tuple[tuple[str, float], ...]


def features(hits: Sequence[Hit]) -> tuple[tuple[str, float], ...]:
    """What the scores of the ranked list say, as named features; all zero without hits.

    `cosine` and `bm25` are the best hit's own. `lead` is how far the best document's score is above
    the others', in standard deviations of the list; a document has the score of its best passage.
    `certainty` is 1 minus the entropy of a softmax over the best 20 cosines, 0 to 1: near 1 if the
    vectors single out a few passages, near 0 if they prefer none.
    """
    names = ("cosine", "bm25", "lead", "certainty")
    if not hits:
        return tuple((name, 0.0) for name in names)
    first = hits[0]
    scores = [hit.score for hit in best_of_each(tuple(hits))[:LIST_MAX]]
    cosines = sorted((hit.cosine or 0.0 for hit in hits), reverse=True)[:LIST_MAX]
    values = (first.cosine or 0.0, first.bm25, _lead(scores), 1 - _entropy(cosines))
    return tuple((name, round(value, 9)) for name, value in zip(names, values, strict=True))


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
