"""The confidence model in force, from shared questions, the firm's articles and judged answers."""

import math
from dataclasses import dataclass

from tandem.core.turn.confidence import STALE, Confidence, Features, Model, of_alone, sigmoid
from tandem.core.turn.threshold import Threshold

STALE_TRUST = 0.8
"""Chosen, not measured: no set says how often an article that is overdue is wrong."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """How features become P(right), and from which value on the assistant may answer.

    `shared` was fitted on labelled questions about several bodies of articles, `own` at learning
    time on pairs made from the firm's articles, `judged` on the firm's judged answers; each is used
    where it exists. Their log odds are averaged, then scaled by `slope` and `offset` (Platt 1999).
    `meaning` gives the chance that a further article of the list is right if the first is not; None
    in calibrations of releases that did not ask. Valid for one embedder only: another one ranks
    differently, with other scores.
    """

    embedder: str
    shared: Model
    own: Model | None
    judged: Model | None
    slope: float
    offset: float
    thresholds: tuple[tuple[str, Threshold], ...]  # by category; "" is for all of them together
    version: str
    meaning: Model | None = None

    def raw(self, features: Features) -> float:
        """The mean log odds of the models, before scaling."""
        named = dict(features)
        models = (self.shared, self.own, self.judged)
        logits = [model.logit(named) for model in models if model is not None]
        return math.fsum(logits) / len(logits)

    def confidence(self, features: Features) -> Confidence:
        """P(right) of the candidate with these features.

        Where the question by itself leads to another article, only one of the two can be right.
        An article that was not read again when it should have been is believed less.
        """
        value, alone = self._scaled(features), of_alone(features)
        if alone:
            value *= 1 - self._scaled(alone)
        if dict(features).get(STALE):
            value *= STALE_TRUST
        return Confidence(value, features)

    def _scaled(self, features: Features) -> float:
        return sigmoid(self.offset + self.slope * self.raw(features))

    def of_meaning(self, first: float, features: Features) -> Confidence:
        """P(right) of a further article with these features, where the first one's is `first`."""
        if self.meaning is None:
            return Confidence(0.0, features)
        value = (1 - first) * sigmoid(self.meaning.logit(dict(features)))
        return Confidence(value, features)

    def threshold(self, category: str) -> Threshold:
        """The category's own threshold; until it has enough judged answers, the one for all."""
        found = dict(self.thresholds)
        return found.get(category, found[""])
