"""The bootstrap: intervals for figures that are not plain proportions."""

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from tandem.core.metrics import figures

RESAMPLES = 2_000  # the 2.5 % tail then holds 50 resamples
CELLS_AT_ONCE = 1_000_000  # about 8 MB for each array of the statistic

Counts = NDArray[np.int64]
Values = NDArray[np.float64]


def intervals(
    cells: Counts, statistic: Callable[[Counts], Values], seed: int
) -> list[figures.Figure]:
    """Each statistic of the counted cases, with its percentile interval (Efron 1979).

    `cells` says how many cases there are of each kind. `statistic` takes such counts, one row per
    sample, and returns a row of values between 0 and 1 for each. Counting kinds instead of rows
    makes the interval independent of the order of the cases. Undefined without cases.
    """
    n = int(cells.sum())
    values = statistic(cells[np.newaxis])[0]
    if n == 0:
        return [figures.UNDEFINED] * len(values)
    rng = np.random.default_rng(seed)
    at_once = max(1, min(RESAMPLES, CELLS_AT_ONCE // len(cells)))
    resampled = [
        statistic(rng.multinomial(n, cells / n, size=min(at_once, RESAMPLES - done)))
        for done in range(0, RESAMPLES, at_once)
    ]
    lows, highs = np.quantile(np.concatenate(resampled), (0.025, 0.975), axis=0)
    return [
        _figure(float(value), n, float(low), float(high))
        for value, low, high in zip(values, lows, highs, strict=True)
    ]


def mean(values: Sequence[float], seed: int) -> figures.Figure:
    """The mean of values between 0 and 1, with its interval; undefined without values."""
    kinds, cells = np.unique(np.asarray(values, dtype=np.float64), return_counts=True)
    n = max(1, len(values))
    return intervals(cells, lambda counts: (counts @ kinds / n)[:, np.newaxis], seed)[0]


def _figure(value: float, n: int, low: float, high: float) -> figures.Figure:
    """The figure, with an interval that contains it.

    If all resamples agree, the bootstrap gives no width: five right of five would be "1 (1 to 1)".
    Then the Wilson interval of the same share is used.
    """
    if low == high:
        successes = round(value * n, 6)  # so that rounding does not cost a whole case
        low, _ = figures.wilson_interval(math.floor(successes), n)
        _, high = figures.wilson_interval(math.ceil(successes), n)
    return figures.Figure(value, n, min(low, value), max(high, value))
