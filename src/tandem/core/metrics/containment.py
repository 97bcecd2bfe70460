"""Containment: resolved without a person, of all that the assistant took part in."""

from collections.abc import Callable, Sequence

from tandem.core.metrics import satisfaction
from tandem.core.metrics.cell import Cell, State, involved_cells, total
from tandem.core.metrics.counted import Counted, Suggested, compare
from tandem.core.metrics.figures import Figure, proportion
from tandem.core.metrics.measure import Band, Measure, Part, Unit
from tandem.core.metrics.series import points

BAND = Band(0.6, 0.8)
TRAP = (
    "A conversation without a person is not yet a customer who was helped: look at how many said "
    "so, how many came back, how many left after a “no”, and what they rate. Above the band, ask "
    "whether people can still be reached."
)


def containment(counted: Counted) -> Measure:
    """The share that ended without a person, confirmed and assumed apart."""
    cells = counted.everyone.cells
    involved = involved_cells(cells)
    return Measure(
        name="containment",
        title="Containment",
        unit=Unit.SHARE,
        of="conversations the assistant took part in",
        figure=_contained(involved),
        denominator=total(involved),
        band=BAND,
        trap=TRAP,
        beside=(*_of_involved(involved), *_kept(involved), *_suggested(counted.suggested)),
        comparison=compare(
            counted,
            lambda group: _contained(group.cells),
            of="Resolved without a person, of all that came in (never where people answer all)",
        ),
        series=points(involved_cells(counted.course.cells), _contained),
    )


def durable(cells: Sequence[Cell]) -> Figure:
    """The share that did not come back within a week, of those of whom it can be told."""
    told = [cell for cell in cells if cell.is_contained and _is_told(cell)]
    return _share(told, lambda cell: cell.returned is False)


def _of_involved(involved: Sequence[Cell]) -> list[Part]:
    shares: tuple[tuple[str, str, Callable[[Cell], bool]], ...] = (
        ("confirmed", "The customer said that it helped", lambda cell: _ended(cell, "confirmed")),
        ("assumed", "Answered, then silence", lambda cell: _ended(cell, "assumed")),
        (
            "abandoned_after_no",
            "Left after saying no",
            lambda cell: cell.state == State.ABANDONED and cell.is_refused,
        ),
        (
            "abandoned",
            "Left after a question, a suggestion or an offer",
            lambda cell: cell.state == State.ABANDONED,
        ),
        ("ongoing", "Still open", lambda cell: cell.state == State.ONGOING),
        (
            "naive",
            "Naive: all that was not handed over",
            lambda cell: cell.state != State.ESCALATED,
        ),
    )
    every = total(involved)
    found = [
        Part(name, label, Unit.SHARE, _share(involved, which), every)
        for name, label, which in shares
    ]
    if not all(cell.is_common for cell in involved):
        common = [cell for cell in involved if cell.is_common]
        label = "Containment of the categories that the policy calls common"
        figure = _contained(common)
        found.insert(0, Part("common", label, Unit.SHARE, figure, total(common)))
    return found


def _kept(involved: Sequence[Cell]) -> list[Part]:
    contained = [cell for cell in involved if cell.is_contained]
    every = total(contained)
    return [
        Part(
            "durable",
            "Of the contained: nothing new from that customer within 7 days, on any channel",
            Unit.SHARE,
            durable(contained),
            every,
        ),
        Part(
            "csat_contained",
            "Rating of the contained",
            Unit.STARS,
            satisfaction.stars(contained),
            every,
        ),
    ]


def _suggested(suggested: Sequence[Suggested]) -> list[Part]:
    shown = sum(one.shown for one in suggested)
    counts = {
        "yes": ("Suggestions that customers said yes to", sum(one.yes for one in suggested)),
        "no": ("Suggestions that customers said no to", sum(one.no for one in suggested)),
        "silent": ("Suggestions met with silence", sum(one.silent for one in suggested)),
    }
    return [
        Part(f"suggested_{name}", label, Unit.SHARE, proportion(count, shown), shown)
        for name, (label, count) in counts.items()
    ]


def _contained(cells: Sequence[Cell]) -> Figure:
    return _share(cells, lambda cell: cell.is_contained)


def _share(cells: Sequence[Cell], which: Callable[[Cell], bool]) -> Figure:
    return proportion(total(cells, which), total(cells))


def _ended(cell: Cell, resolution: str) -> bool:
    return cell.is_contained and cell.resolution == resolution


def _is_told(cell: Cell) -> bool:
    return cell.is_identified and cell.returned is not None
