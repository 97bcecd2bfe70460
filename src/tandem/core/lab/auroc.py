"""The AUROC: how well a score separates two kinds of case."""

import math
from collections.abc import Sequence

import numpy as np

from tandem.core.metrics import figures


def auroc(scores: Sequence[float], positive: Sequence[bool]) -> figures.Figure:
    """The chance that a positive scores above a negative, ties counting half (Mann, Whitney 1947).

    The interval is Newcombe's (2006, method 5), the counterpart of the Wilson interval: it needs no
    resampling and doesn't shrink to a point at 1, as DeLong's and the bootstrap do. The value is
    undefined when there are no positives or no negatives.
    """
    kinds = np.asarray(positive, dtype=np.bool_)
    values, place = np.unique(np.asarray(scores, dtype=np.float64), return_inverse=True)
    hits = np.bincount(place[kinds], minlength=len(values))
    misses = np.bincount(place[~kinds], minlength=len(values))
    positives, negatives = int(hits.sum()), int(misses.sum())
    if positives == 0 or negatives == 0:
        return figures.Figure(None, positives + negatives, None, None)
    misses_below = np.cumsum(misses) - misses
    value = float(hits @ (misses_below + misses / 2)) / (positives * negatives)
    low = _bound(value, 0.0, positives, negatives)
    high = _bound(value, 1.0, positives, negatives)
    return figures.Figure(value, positives + negatives, low, high)


def _bound(value: float, end: float, positives: int, negatives: int) -> float:
    """The AUROC furthest towards `end` that is still compatible with `value`, by bisection."""
    inside, outside = value, end
    for _ in range(60):
        middle = (inside + outside) / 2
        if abs(value - middle) <= figures.Z_95 * _deviation(middle, positives, negatives):
            inside = middle
        else:
            outside = middle
    return outside


def _deviation(true: float, positives: int, negatives: int) -> float:
    """The standard deviation of an AUROC whose true value is `true` (Hanley and McNeil 1982).

    Both group sizes enter the pair terms as their mean, which is Newcombe's method 5.
    """
    others = (positives + negatives) / 2 - 1
    pairs = 1 + others * ((1 - true) / (2 - true) + true / (1 + true))
    return math.sqrt(true * (1 - true) * pairs / (positives * negatives))
