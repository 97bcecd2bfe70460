"""From which confidence on the assistant may answer: by a bound on the error, never by hand."""

from collections.abc import Sequence
from dataclasses import dataclass

from tandem.core.metrics.figures import upper_bound

JUDGED_MIN = 150  # judged outcomes before a desk's own threshold takes the place of the shipped one


@dataclass(frozen=True, slots=True)
class Threshold:
    """The cut in force, and what it rests on.

    Of `judged` outcomes `answered` lay at or above `value`, `wrong` of them wrong; `bound` is the
    one-sided 95 % bound on that error. `value` is None where no cut meets the target: then the
    assistant does not answer by itself.
    """

    value: float | None
    target: float
    judged: int
    answered: int
    wrong: int
    bound: float
    origin: str  # "shipped" or "judged"

    def met_by(self, confidence: float) -> bool:
        """Whether this confidence suffices to answer."""
        return self.value is not None and confidence >= self.value


def choose(
    outcomes: Sequence[tuple[float, bool]], target: float, *, origin: str, confidence: float = 0.95
) -> Threshold:
    """The lowest cut whose answers are wrong at most `target` of the time, with a 95 % bound.

    `outcomes` are pairs of confidence and whether the candidate was right. The bound is exact
    (Clopper and Pearson 1934) at each cut; equal confidences stand or fall together. The search is
    over the data's own cuts, which flatters the bound a little: docs/confidence.md shows how little
    on data that took no part in it.
    """
    ordered = sorted(outcomes, key=lambda outcome: -outcome[0])
    best: Threshold | None = None
    wrong = 0
    for answered, (value, right) in enumerate(ordered, 1):
        wrong += not right
        is_tie = answered < len(ordered) and ordered[answered][0] == value
        if is_tie or wrong > target * answered:
            continue
        bound = upper_bound(wrong, answered, confidence)
        if bound <= target:
            best = Threshold(value, target, len(ordered), answered, wrong, bound, origin)
    return best or Threshold(None, target, len(ordered), 0, 0, 1.0, origin)
