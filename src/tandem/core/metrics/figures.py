"""A measured figure with its denominator and its interval."""

import math
from dataclasses import dataclass

Z_95 = 1.959963984540054  # two-sided 95 % of the normal distribution


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value, the number of cases behind it, and its 95 % interval.

    `value` (and with it the bounds) is None where the figure is undefined, for instance a recall
    without positives; `n` is the figure's own denominator.
    """

    value: float | None
    n: int
    low: float | None
    high: float | None


UNDEFINED = Figure(None, 0, None, None)


def proportion(successes: int, trials: int) -> Figure:
    """A proportion with its Wilson interval; undefined without trials."""
    if trials == 0:
        return UNDEFINED
    low, high = wilson_interval(successes, trials)
    return Figure(successes / trials, trials, low, high)


def wilson_interval(successes: float, trials: float, z: float = Z_95) -> tuple[float, float]:
    """Bounds of a proportion (Wilson 1927), each 0 to 1; (0, 1) when there were no trials.

    Trials need not be whole: weighted cases count as the number that varies as much.

    Not the normal interval: gates are read at 20 to 200 trials near 0 or 1, where that one leaves
    the unit interval.
    """
    if trials == 0:
        return 0.0, 1.0
    share = successes / trials
    middle = share + z * z / (2 * trials)
    spread = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    scale = 1 + z * z / trials
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def upper_bound(successes: int, trials: int, confidence: float = 0.95) -> float:
    """The one-sided upper bound of a proportion (Clopper and Pearson 1934); 1 without trials.

    The largest proportion under which seeing at most this many successes still has probability
    1 - `confidence`. With no success in 59 trials it is just under 0.05.
    """
    if successes >= trials:
        return 1.0
    low, high = successes / trials, 1.0
    for _ in range(60):  # bisection down to the spacing of doubles
        middle = (low + high) / 2
        if _at_most(successes, trials, middle) > 1 - confidence:
            low = middle
        else:
            high = middle
    return high


def _at_most(successes: int, trials: int, probability: float) -> float:
    """P(X ≤ successes) of a binomial, summed in logarithms."""
    if probability <= 0:
        return 1.0
    log_hit, log_miss = math.log(probability), math.log1p(-probability)
    whole = math.lgamma(trials + 1)
    return math.fsum(
        math.exp(
            whole
            - math.lgamma(hits + 1)
            - math.lgamma(trials - hits + 1)
            + hits * log_hit
            + (trials - hits) * log_miss
        )
        for hits in range(successes + 1)
    )


def exact_interval(share: float, cases: float) -> tuple[float, float]:
    """The 95 % interval of a share (Clopper and Pearson 1934), also of a part of a case.

    `cases` need not be whole: it may be the effective number behind a weighted share, as Korn and
    Graubard (1998) use it for surveys. (0, 1) without cases.
    """
    return _exact_low(share, cases, 0.025), 1 - _exact_low(1 - share, cases, 0.025)


def exact_upper_bound(share: float, cases: float, confidence: float = 0.95) -> float:
    """The one-sided upper bound of a share of cases that need not be whole; 1 without cases."""
    return 1 - _exact_low(1 - share, cases, 1 - confidence)


def _exact_low(share: float, cases: float, tail: float) -> float:
    """The probability under which at least this share has just the probability `tail`."""
    hits = share * cases
    if hits <= 0:
        return 0.0
    low, high = 0.0, 1.0
    for _ in range(60):  # bisection down to the spacing of doubles
        middle = (low + high) / 2
        if beta_below(middle, hits, cases - hits + 1) < tail:
            low = middle
        else:
            high = middle
    return low


def beta_below(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b), by its continued fraction.

    DLMF 8.17.22, evaluated as Lentz does (Press et al., Numerical Recipes, 6.4), here since the
    core has no scipy.
    """
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_below(1 - x, b, a)
    front = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )
    c, d = 1.0, 1 / (1 - (a + b) * x / (a + 1))
    fraction = d
    for m in range(1, 10_000):
        for step in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d, c = 1 / (1 + step * d), 1 + step / c
            fraction *= d * c
        if abs(d * c - 1) < 1e-14:
            break
    return front * fraction / a
