"""P(right): a small logistic model over named features of what the search found."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tandem.core.knowledge.rank import Hit, best_of_each

KEYWORDS_ALONE = "keywords"  # the "embedder" of calibrations for searches without vectors
SHARPNESS = 20.0  # of the softmax whose entropy is the first feature; scores lie 0 to 1.5
LIST_MAX = 20  # documents that are looked at
RUNNERS_UP = 4

FEATURES = ("certainty", "cosine", "bm25", "margin", "spread", "agreement")
"""All rise with P(right); docs/confidence.md shows what each is worth."""

KEYWORD_FEATURES = ("certainty", "bm25", "margin", "spread")


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
    """What the shape and the height of the ranked list say; all zero without hits.

    A document is its best passage. `certainty` is 1 minus the entropy (0 to 1) of a softmax over the
    scores of the best 20, `margin` the best score over the mean of the next four, `spread` the
    standard deviation of the scores, `agreement` the share of legs that put the best hit first.
    """
    best = best_of_each(tuple(hits))[:LIST_MAX]
    if not best:
        return tuple((name, 0.0) for name in FEATURES)
    first = best[0]
    scores = [hit.score for hit in best]
    runners_up = scores[1 : 1 + RUNNERS_UP] or [0.0]
    middle = math.fsum(scores) / len(scores)
    values = {
        "certainty": 1 - _entropy(scores),
        "cosine": first.cosine or 0.0,
        "bm25": first.bm25,
        "margin": first.score - math.fsum(runners_up) / len(runners_up),
        "spread": math.sqrt(math.fsum((score - middle) ** 2 for score in scores) / len(scores)),
        "agreement": ((first.rank_cosine == 1) + (first.rank_bm25 == 1)) / 2,
    }
    return tuple((name, round(values[name], 9)) for name in FEATURES)


def _entropy(scores: Sequence[float]) -> float:
    """Entropy of a softmax over the scores, as a share of what 20 equal ones would have."""
    weights = [math.exp(SHARPNESS * (score - scores[0])) for score in scores]
    whole = math.fsum(weights)
    shares = [weight / whole for weight in weights]
    return -math.fsum(share * math.log(share) for share in shares if share > 0) / math.log(LIST_MAX)


def sigmoid(logit: float) -> float:
    """The probability of log odds, without overflow on either side."""
    if logit >= 0:
        return 1 / (1 + math.exp(-logit))
    return math.exp(logit) / (1 + math.exp(logit))
