"""A metric as it is published: its value with denominator and interval, and its trap beside it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tandem.core.metrics.figures import UNDEFINED, Figure, wilson_interval

FEW = 30  # cases; a value from fewer is shown as one


class Unit(StrEnum):
    """What a value is measured in."""

    SHARE = "share"  # 0 to 1
    SECONDS = "seconds"
    STARS = "stars"  # 1 to 5
    COUNT = "count"
    DOLLARS = "dollars"


@dataclass(frozen=True, slots=True)
class Band:
    """Where a value should be; None on a side that has no limit."""

    low: float | None
    high: float | None

    def verdict(self, figure: Figure) -> str:
        """`below`, `in_band` or `above`; "" without a value, or from too few cases to say."""
        if figure.value is None or figure.n < FEW:
            return ""
        if self.low is not None and figure.value < self.low:
            return "below"
        return "above" if self.high is not None and figure.value > self.high else "in_band"


@dataclass(frozen=True, slots=True)
class Part:
    """A figure that stands beside a metric, of `denominator` cases, `figure.n` of them known."""

    name: str
    label: str
    unit: Unit
    figure: Figure
    denominator: int


@dataclass(frozen=True, slots=True)
class Point:
    """A metric's value in one period, which begins with `key`, or of one value of a dimension."""

    key: date | str
    figure: Figure
    denominator: int


@dataclass(frozen=True, slots=True)
class Compared:
    """The figures of both groups in a day, week or month, which `key` names."""

    key: date | str
    assistant: Figure
    control: Figure


@dataclass(frozen=True, slots=True)
class Comparison:
    """A figure of everyone who was let in, and of the control group, whoever dealt with them.

    `difference` is the first minus the second. `baseline` stands in place of a control group:
    people alone, in the weeks before the assistant began. `says` names what is compared with what.
    `course` has both groups over time, and is empty without a control group.
    """

    assistant: Figure
    control: Figure
    difference: Figure
    baseline: Figure
    says: str
    course: tuple[Compared, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """A metric: `figure.n` cases it was computed from, of the `denominator` that it speaks for.

    `of` says in words what the denominator counts, `trap` how the value can mislead; `beside` are
    the figures that show whether it does.
    """

    name: str
    title: str
    unit: Unit
    of: str
    figure: Figure
    denominator: int
    band: Band | None
    trap: str
    beside: tuple[Part, ...]
    comparison: Comparison
    series: tuple[Point, ...]

    @property
    def verdict(self) -> str:
        """Where the value is in its band; "" without either, or from few cases."""
        return self.band.verdict(self.figure) if self.band else ""


def difference(one: Figure, other: Figure) -> Figure:
    """The difference of two independent figures, with the interval that theirs give.

    MOVER (Zou and Donner 2008); of two proportions with Wilson intervals it is Newcombe's (1998)
    method 10. `n` is that of the smaller.
    """
    if one.value is None or other.value is None:
        return UNDEFINED
    assert one.low is not None
    assert other.low is not None
    value, n = one.value - other.value, min(one.n, other.n)
    if one.high is None or other.high is None:
        return Figure(value, n, None, None)
    below = math.hypot(one.value - one.low, other.high - other.value)
    above = math.hypot(one.high - one.value, other.value - other.low)
    return Figure(value, n, value - below, value + above)


def mean(counts: Sequence[tuple[float, int]], *, low: float, high: float) -> Figure:
    """The mean of values from `low` to `high` that came so often, with a 95 % interval.

    A mean of bounded values varies at most as a proportion does. So the interval is Wilson's, for
    as many cases as give a proportion the same variance; equal ratings are no certainty.
    """
    n = sum(count for _, count in counts)
    if not n:
        return UNDEFINED
    width = high - low
    scaled = [((value - low) / width, count) for value, count in counts]
    share = sum(value * count for value, count in scaled) / n
    squares = sum((value - share) ** 2 * count for value, count in scaled)
    cases = float(n)
    if n > 1 and squares > 0:
        cases *= max(1.0, share * (1 - share) / (squares / (n - 1)))
    bottom, top = wilson_interval(share * cases, cases)
    return Figure(low + share * width, n, low + bottom * width, low + top * width)
