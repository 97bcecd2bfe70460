"""CSAT: what customers rate, and how many of those who could."""

from collections import Counter
from collections.abc import Sequence

from tandem.core.metrics.cell import Cell, Path, involved_cells, total
from tandem.core.metrics.counted import Counted, compare
from tandem.core.metrics.figures import Figure, proportion
from tandem.core.metrics.measure import Measure, Part, Unit, difference, mean
from tandem.core.metrics.series import points

LOWEST, HIGHEST, GOOD = 1, 5, 4
TRAP = (
    "Only those who answer are counted, and who answers differs by path: read each mean with its "
    "share of answers. Easy cases go to the assistant, so the fair comparison is by group."
)


def satisfaction(counted: Counted) -> Measure:
    """The mean rating of conversations that the assistant took part in."""
    cells = counted.everyone.cells
    involved = involved_cells(cells)
    return Measure(
        name="csat",
        title="Satisfaction",
        unit=Unit.STARS,
        of="resolved conversations the assistant took part in, whose customers could rate them",
        figure=stars(involved),
        denominator=total(involved, _is_asked),
        band=None,
        trap=TRAP,
        beside=tuple(_beside(cells)),
        comparison=compare(
            counted, lambda group: stars(group.cells), of="Mean rating, whoever answered"
        ),
        series=points(involved_cells(counted.course.cells), stars, _is_asked),
    )


def stars(cells: Sequence[Cell]) -> Figure:
    """The mean rating, 1 to 5."""
    counts: Counter[float] = Counter()
    for cell in cells:
        if cell.stars is not None:
            counts[cell.stars] += cell.count
    return mean(sorted(counts.items()), low=LOWEST, high=HIGHEST)


def _beside(cells: Sequence[Cell]) -> list[Part]:
    of = {path: [cell for cell in cells if cell.path == path] for path in Path}
    found = [
        Part(
            f"csat_{path}", f"Rating of {path.says}", Unit.STARS, stars(of[path]), _asked(of[path])
        )
        for path in Path
    ]
    assistant, people = of[Path.ASSISTANT], of[Path.PEOPLE]
    found.append(
        Part(
            "csat_difference",
            "The assistant alone minus people alone",
            Unit.STARS,
            difference(stars(assistant), stars(people)),
            _asked(assistant) + _asked(people),
        )
    )
    rated = [cell for cell in cells if cell.stars is not None]
    found.append(
        Part(
            "good",
            "Ratings of 4 or 5",
            Unit.SHARE,
            proportion(total(rated, lambda cell: (cell.stars or 0) >= GOOD), total(rated)),
            total(rated),
        )
    )
    found.append(Part("answered", "Share who rated", Unit.SHARE, answered(cells), _asked(cells)))
    found.extend(
        Part(
            f"answered_{path}",
            f"Share who rated {path.says}",
            Unit.SHARE,
            answered(of[path]),
            _asked(of[path]),
        )
        for path in Path
    )
    return found


def answered(cells: Sequence[Cell]) -> Figure:
    """How many rated, of all who could."""
    return proportion(total(cells, lambda cell: cell.stars is not None), _asked(cells))


def _asked(cells: Sequence[Cell]) -> int:
    return total(cells, _is_asked)


def _is_asked(cell: Cell) -> bool:
    """Whether its customer could rate it: it was resolved after a reply, or has a rating."""
    return (cell.is_closed and cell.is_answered) or cell.stars is not None
