"""A figure over time, or by the values of a dimension."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

from tandem.core.metrics.cell import Cell, Span
from tandem.core.metrics.figures import Figure
from tandem.core.metrics.measure import Point

Counts = TypeVar("Counts", Cell, Span)


def points(
    counts: Sequence[Counts],
    figure: Callable[[Sequence[Counts]], Figure],
    of: Callable[[Counts], bool] = lambda _: True,
) -> tuple[Point, ...]:
    """The figure of each key's counts, in order; the denominator is those that `of` holds for."""
    by_key: defaultdict[date | str, list[Counts]] = defaultdict(list)
    for one in counts:
        by_key[one.key].append(one)
    return tuple(
        Point(key, figure(by_key[key]), sum(one.count for one in by_key[key] if of(one)))
        for key in sorted(by_key, key=str)
    )
