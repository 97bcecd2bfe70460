"""Whether confidences match how often the candidates are right."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tandem.core.lab import bootstrap
from tandem.core.metrics import figures

BINS = 10
ECE_FROM = 1_000  # with fewer, the noise of the estimate is as large as the errors it looks for


@dataclass(frozen=True, slots=True)
class CalibrationFigures:
    """The calibration error (undefined below 1,000 cases) and the Brier score; 0 is best."""

    ece: figures.Figure
    brier: figures.Figure


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Cases of similar confidence: their mean confidence, and how often they were right."""

    low: float
    high: float
    said: float
    came_true: figures.Figure


def measure(
    confidences: Sequence[float], right: Sequence[bool], *, seed: int
) -> CalibrationFigures:
    """Both figures; the Brier score (1950) is a mean, with a bootstrapped interval."""
    misses = [(confidence - hit) ** 2 for confidence, hit in zip(confidences, right, strict=True)]
    return CalibrationFigures(ece(confidences, right), bootstrap.mean(misses, seed))


def ece(confidences: Sequence[float], right: Sequence[bool]) -> figures.Figure:
    """The calibration error over ten bins of equal mass, without the bias of binning.

    sqrt(max(0, Σ n_b/n · (d_b² - v_b))), with d_b the gap of bin b between the mean confidence and
    the share r_b that was right, and v_b = r_b (1 - r_b) / (n_b - 1) what chance alone adds to d_b²
    (Bröcker 2012; Kumar, Liang and Ma 2019, the debiased estimator). It is the root-mean-square
    form, never below the mean absolute one. The interval is the normal one of the sum, each term's
    variance being 4 d_b² v_b + 2 v_b², under the root. Undefined below 1,000 cases.
    """
    n = len(confidences)
    if n < ECE_FROM:
        return figures.Figure(None, n, None, None)
    said, hits, sizes = _binned(confidences, right)
    shares = hits / sizes
    noise = shares * (1 - shares) / np.maximum(sizes - 1, 1)
    excess = (said - shares) ** 2 - noise
    weights = sizes / n
    square = float(weights @ excess)
    variance = float(weights**2 @ (4 * np.maximum(excess, 0) * noise + 2 * noise**2))
    spread = figures.Z_95 * float(np.sqrt(variance))
    low, value, high = np.sqrt(np.maximum((square - spread, square, square + spread), 0))
    return figures.Figure(float(value), n, float(low), float(high))


def reliability(confidences: Sequence[float], right: Sequence[bool]) -> tuple[ReliabilityBin, ...]:
    """Up to ten bins of about equal size, from the lowest confidence to the highest.

    Equal confidences share a bin, so there may be fewer bins, of unequal size.
    """
    if not confidences:
        return ()
    values = np.asarray(confidences, dtype=np.float64)
    places = _places(values)
    said, hits, sizes = _binned(confidences, right)
    return tuple(
        ReliabilityBin(
            low=float(values[places == place].min()),
            high=float(values[places == place].max()),
            said=float(said[place]),
            came_true=figures.proportion(int(hits[place]), int(sizes[place])),
        )
        for place in range(len(sizes))
    )


def _binned(
    confidences: Sequence[float], right: Sequence[bool]
) -> tuple[NDArray[np.float64], NDArray[np.intp], NDArray[np.intp]]:
    """The mean confidence, the number right and the size of each bin."""
    values = np.asarray(confidences, dtype=np.float64)
    places = _places(values)
    sizes = np.bincount(places)
    hits = np.bincount(places[np.asarray(right, dtype=np.bool_)], minlength=len(sizes))
    return np.bincount(places, weights=values) / sizes, hits, sizes


def _places(values: NDArray[np.float64]) -> NDArray[np.intp]:
    """The bin of each value, from 0 without gaps: cut at the quantiles, never inside a tie."""
    steps = np.linspace(0, 1, BINS + 1)[1:-1]
    edges = np.quantile(values, steps, method="inverted_cdf")
    _, places = np.unique(np.searchsorted(edges, values, side="left"), return_inverse=True)
    return places
