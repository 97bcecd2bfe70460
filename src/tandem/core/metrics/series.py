"""A figure over time, or by the values of a dimension."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date

from tandem.core.metrics.cell import Cell, Span, total
from tandem.core.metrics.figures import Figure
from tandem.core.metrics.measure import Point


def points(
    cells: Sequence[Cell],
    figure: Callable[[Sequence[Cell]], Figure],
    of: Callable[[Cell], bool] = lambda _: True,
) -> tuple[Point, ...]:
    """The figure of each key's cells, in order; the denominator is those that `of` holds for."""
    by_key: defaultdict[date | str, list[Cell]] = defaultdict(list)
    for cell in cells:
        by_key[cell.key].append(cell)
    return tuple(
        Point(key, figure(by_key[key]), total(by_key[key], of)) for key in sorted(by_key, key=str)
    )


def points_of_spans(
    spans: Sequence[Span], figure: Callable[[Sequence[Span]], Figure]
) -> tuple[Point, ...]:
    """The same of times."""
    by_key: defaultdict[date | str, list[Span]] = defaultdict(list)
    for span in spans:
        by_key[span.key].append(span)
    return tuple(
        Point(key, figure(by_key[key]), sum(span.count for span in by_key[key]))
        for key in sorted(by_key, key=str)
    )
