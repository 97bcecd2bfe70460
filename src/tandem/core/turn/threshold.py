"""The confidence needed to answer by itself, set by a bound on the error, never by hand."""

from collections.abc import Sequence
from dataclasses import dataclass

from tandem.core.metrics.figures import exact_upper_bound, upper_bound

JUDGED_MIN = 150  # judged outcomes needed before a desk's own threshold replaces the shipped one


@dataclass(frozen=True, slots=True)
class Threshold:
    """The threshold in force, and the data behind it.

    Of `judged` outcomes, `answered` were at or above `value`, and `wrong` of these were wrong;
    `bound` is the one-sided 95 % bound on that error. `value` is None if no threshold meets the
    target: then the assistant does not answer by itself.
    """

    value: float | None
    target: float
    judged: int
    answered: int
    wrong: int
    bound: float
    origin: str  # "shipped" or "judged"

    def met_by(self, confidence: float) -> bool:
        """Whether this confidence is enough to answer."""
        return self.value is not None and confidence >= self.value


def choose(
    outcomes: Sequence[tuple[float, bool]],
    target: float,
    *,
    origin: str,
    confidence: float = 0.95,
    weights: Sequence[float] | None = None,
) -> Threshold:
    """The lowest threshold whose answers are wrong at most `target` of the time, with a 95 % bound.

    `outcomes` are pairs of confidence and whether the candidate was right. The bound is exact
    (Clopper and Pearson 1934) at each threshold; equal confidences are on the same side. Choosing
    among the data's own values makes the bound slightly optimistic: docs/confidence.md shows how
    little on data that was not used for the choice.

    With `weights` the error is the weighted one, and its bound that of the effective number of
    outcomes (Kish 1965); `answered` and `wrong` stay plain counts.
    """
    counted = [1.0] * len(outcomes) if weights is None else weights
    ordered = sorted(zip(outcomes, counted, strict=True), key=lambda one: -one[0][0])
    is_plain = weights is None or len(set(counted)) < 2
    best: Threshold | None = None
    wrong = 0
    whole = squares = amiss = 0.0
    for answered, ((value, right), weight) in enumerate(ordered, 1):
        wrong += not right
        whole, squares = whole + weight, squares + weight * weight
        amiss += weight * (not right)
        is_tie = answered < len(ordered) and ordered[answered][0][0] == value
        if is_tie or amiss > target * whole:
            continue
        bound = (
            upper_bound(wrong, answered, confidence)
            if is_plain
            else exact_upper_bound(amiss / whole, whole * whole / squares, confidence)
        )
        if bound <= target:
            best = Threshold(value, target, len(ordered), answered, wrong, bound, origin)
    return best or Threshold(None, target, len(ordered), 0, 0, 1.0, origin)
