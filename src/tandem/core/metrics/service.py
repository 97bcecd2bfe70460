"""What else tells whether customers are served: returns, kept times, the backlog, cost."""

import math
from collections.abc import Callable, Sequence

from tandem.core.metrics.cell import Cell, Path, involved_cells, total
from tandem.core.metrics.counted import Counted, Group, compare
from tandem.core.metrics.figures import UNDEFINED, Z_95, Figure, proportion
from tandem.core.metrics.measure import Comparison, Measure, Part, Unit
from tandem.core.metrics.series import points

NOW = Comparison(
    UNDEFINED, UNDEFINED, UNDEFINED, UNDEFINED, "As of now; there is nothing to compare."
)


def returned(counted: Counted) -> Measure:
    """The share that came back within a week, of those of whom it can be told."""
    cells = counted.everyone.cells
    told = _told(cells)
    return Measure(
        name="returned",
        title="Came back",
        unit=Unit.SHARE,
        of="conversations resolved at least once",
        figure=_returned(told),
        denominator=total(cells, lambda cell: cell.is_closed or cell.returned is not None),
        band=None,
        trap="Who is not recognised can't be seen coming back: the true share is higher.",
        beside=tuple(
            Part(
                f"returned_{path}",
                f"Came back after {path.says}",
                Unit.SHARE,
                _returned([cell for cell in told if cell.path == path]),
                total([cell for cell in told if cell.path == path]),
            )
            for path in Path
        ),
        comparison=compare(
            counted,
            lambda group: _returned(_told(group.cells)),
            of="Came back within 7 days",
        ),
        series=points(_told(counted.course.cells), _returned),
    )


def _told(cells: Sequence[Cell]) -> list[Cell]:
    """Those of whom it can be told whether they came back."""
    return [cell for cell in cells if cell.returned is not None]


def _returned(told: Sequence[Cell]) -> Figure:
    return proportion(total(told, lambda cell: cell.returned is True), total(told))


def kept_times(counted: Counted) -> Measure:
    """The share of replies that people owed and gave in time."""
    limits = counted.limits
    return Measure(
        name="sla",
        title="Replies in time",
        unit=Unit.SHARE,
        of="waits for people that had a time limit",
        figure=proportion(limits.kept, limits.known),
        denominator=limits.known,
        band=None,
        trap="A limit that is easy to keep says nothing of how long customers wait.",
        beside=(),
        comparison=NOW,
        series=(),
    )


def backlog(counted: Counted) -> Measure:
    """How many conversations people have open now."""
    now = counted.backlog
    exact = Figure(float(now.open), now.open, float(now.open), float(now.open))
    times = {
        "waiting_median": ("Half of those waiting have waited longer than", now.median_s),
        "waiting_longest": ("The longest wait", now.longest_s),
    }
    waiting = Figure(float(now.waiting), now.open, float(now.waiting), float(now.waiting))
    return Measure(
        name="backlog",
        title="Backlog",
        unit=Unit.COUNT,
        of="conversations open with people, now",
        figure=exact,
        denominator=now.open,
        band=None,
        trap="A short line can hide a long wait: look at the age.",
        beside=(
            Part("waiting", "Customers wait for a reply", Unit.COUNT, waiting, now.open),
            *(
                Part(
                    name,
                    label,
                    Unit.SECONDS,
                    Figure(value, now.waiting, value, value),
                    now.waiting,
                )
                for name, (label, value) in times.items()
            ),
        ),
        comparison=NOW,
        series=(),
    )


def cost(counted: Counted) -> Measure:
    """What language models cost for each conversation resolved without a person, in dollars."""
    involved = involved_cells(counted.everyone.cells)
    return Measure(
        name="cost",
        title="Cost of models",
        unit=Unit.DOLLARS,
        of="conversations resolved without a person",
        figure=per_contained(involved),
        denominator=total(involved, _is_contained),
        band=None,
        trap="What was not resolved cost too, and is counted; people's time is not.",
        beside=(
            Part(
                "cost_involved",
                "For each conversation the assistant took part in",
                Unit.DOLLARS,
                _ratio(involved, lambda _: True),
                total(involved),
            ),
        ),
        comparison=compare(counted, _cost_of, of="Cost of models for each that came in"),
        series=points(involved_cells(counted.course.cells), per_contained, _is_contained),
    )


def per_contained(cells: Sequence[Cell]) -> Figure:
    """The cost of all of these for each contained one, with its interval."""
    return _ratio(cells, _is_contained)


def _cost_of(group: Group) -> Figure:
    return _ratio(group.cells, lambda _: True)


def _is_contained(cell: Cell) -> bool:
    return cell.is_contained


def _ratio(cells: Sequence[Cell], counts: Callable[[Cell], bool]) -> Figure:
    """The cost of all for each that counts; the interval is that of a ratio of two sums.

    Cochran (1977), Sampling Techniques, 2.11: the variance of what each case's cost differs from
    the ratio.
    """
    n = total(cells)
    count = total(cells, counts)
    if not count:
        return UNDEFINED
    cost = math.fsum(cell.cost for cell in cells)
    value = cost / count
    squares = math.fsum(cell.cost_squares for cell in cells)
    of_counted = math.fsum(cell.cost for cell in cells if counts(cell))
    residual = max(0.0, squares - 2 * value * of_counted + value * value * count)
    spread = Z_95 * math.sqrt(residual * n / max(1, n - 1)) / count
    return Figure(value, count, max(0.0, value - spread), value + spread)
