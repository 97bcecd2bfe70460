"""How long things take when some are not over yet: quantiles that don't drop what is still open."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tandem.core.metrics.cell import Span, seconds_of
from tandem.core.metrics.figures import Z_95, Figure


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a survival curve: the share that took longer than `seconds`, 0 to 1.

    `low` and `high` are its 95 % interval, `at_risk` the cases that had taken that long.
    """

    seconds: float
    share: float
    low: float
    high: float
    at_risk: int


def curve(spans: Iterable[Span]) -> list[Step]:
    """The survival curve of these times (Kaplan and Meier 1958), a step per bucket with an end.

    Cases still open count as long as they have lasted. The variance is Greenwood's (1926), the
    interval on the log-minus-log scale, which stays within 0 and 1.
    """
    ended: dict[int, int] = {}
    still_open: dict[int, int] = {}
    for span in spans:
        into = ended if span.is_over else still_open
        into[span.bucket] = into.get(span.bucket, 0) + span.count
    at_risk = sum(ended.values()) + sum(still_open.values())
    steps: list[Step] = []
    share, variance = 1.0, 0.0
    for bucket in sorted({*ended, *still_open}):
        ends = ended.get(bucket, 0)
        if ends:
            share *= 1 - ends / at_risk
            if at_risk > ends:
                variance += ends / (at_risk * (at_risk - ends))
            low, high = _bounds(share, variance)
            steps.append(Step(seconds_of(bucket), max(0.0, share), low, high, at_risk))
        at_risk -= ends + still_open.get(bucket, 0)
    return steps


def quantile(steps: Sequence[Step], share_below: float, *, n: int) -> Figure:
    """The time within which this share is over, with its interval (Brookmeyer and Crowley 1982).

    `n` is how many ended. The value is None if too many are open to tell, a bound if it is open.
    """
    left = 1 - share_below
    value = _first(steps, lambda step: step.share <= left + 1e-12)
    low = _first(steps, lambda step: step.low <= left + 1e-12)
    high = _first(steps, lambda step: step.high <= left + 1e-12)
    return Figure(value, n, low if value is not None else None, high if value is not None else None)


def _first(steps: Sequence[Step], holds: Callable[[Step], bool]) -> float | None:
    return next((step.seconds for step in steps if holds(step)), None)


def _bounds(share: float, variance: float) -> tuple[float, float]:
    """The bounds of a share that took longer, on the scale of log(-log)."""
    if share >= 1.0 - 1e-12:
        return 1.0, 1.0
    if share <= 1e-12:
        return 0.0, 0.0
    log = math.log(share)
    spread = Z_95 * math.sqrt(variance) / abs(log)
    return share ** math.exp(spread), share ** math.exp(-spread)
