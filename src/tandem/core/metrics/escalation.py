"""Escalation quality: how much goes to people, why, whether rightly, and how soon they reply."""

from collections import Counter
from collections.abc import Sequence

from tandem.core.metrics.cell import Cell, Path, State, involved_cells, total
from tandem.core.metrics.counted import Counted, compare
from tandem.core.metrics.figures import Figure, proportion
from tandem.core.metrics.measure import Band, Measure, Part, Unit
from tandem.core.metrics.reviewed import Reviewed
from tandem.core.metrics.series import points

BAND = Band(0.2, 0.4)
TRAP = (
    "Fewer handoffs are no success while customers who need a person don't get one: read the "
    "missed and the needless ones that reviewers found, and how long people take. Both sides of "
    "the band are an alarm."
)


def escalation(counted: Counted) -> Measure:
    """The share that people had, of all that the assistant took part in."""
    cells = counted.everyone.cells
    involved = involved_cells(cells)
    return Measure(
        name="escalation",
        title="Escalation quality",
        unit=Unit.SHARE,
        of="conversations the assistant took part in",
        figure=_escalated(involved),
        denominator=total(involved),
        band=BAND,
        trap=TRAP,
        beside=(
            *_judged(counted.reviewed, involved),
            *_reachability(counted),
            _repeated(cells),
            *_reasons(involved),
        ),
        comparison=compare(
            counted,
            lambda group: proportion(
                total(group.cells, lambda cell: cell.path != Path.ASSISTANT), total(group.cells)
            ),
            of="Dealt with by people, of all that came in (always where people answer all)",
        ),
        series=points(involved_cells(counted.course.cells), _escalated),
    )


def _escalated(cells: Sequence[Cell]) -> Figure:
    return proportion(total(cells, _is_escalated), total(cells))


def _is_escalated(cell: Cell) -> bool:
    return cell.state == State.ESCALATED


def _judged(reviewed: Reviewed, involved: Sequence[Cell]) -> list[Part]:
    """What reviewers found in a sample, weighted by how it was drawn; `n` is what they judged."""
    escalated = total(involved, _is_escalated)
    others = total(involved) - escalated
    return [
        Part("missed", "A person should have had it", Unit.SHARE, reviewed.missed, others),
        Part("needless", "It needed no person", Unit.SHARE, reviewed.needless, escalated),
    ]


def _reachability(counted: Counted) -> list[Part]:
    reached = counted.reached
    times = {
        "reply_p50": ("Half of who asked for a person had a reply within", reached.replied.p50),
        "reply_p90": ("Nine of ten had a reply within", reached.replied.p90),
    }
    found = [
        Part(name, label, Unit.SECONDS, Figure(value, reached.replied.n, None, None), reached.asked)
        for name, (label, value) in times.items()
    ]
    found.append(Part("late", "People's reply came late", Unit.SHARE, reached.late, reached.asked))
    found.append(
        Part("never", "People's reply never came", Unit.SHARE, reached.never, reached.asked)
    )
    return found


def _repeated(cells: Sequence[Cell]) -> Part:
    """Of the handed over that people replied to: those asked again for what the brief had."""
    replied = [cell for cell in cells if _is_escalated(cell) and cell.is_replied]
    figure = proportion(total(replied, lambda cell: cell.is_repeated), total(replied))
    label = "Asked again for what was known"
    return Part("asked_again", label, Unit.SHARE, figure, total(cells, _is_escalated))


def _reasons(involved: Sequence[Cell]) -> list[Part]:
    escalated = [cell for cell in involved if _is_escalated(cell)]
    every = total(escalated)
    counts: Counter[str] = Counter()
    for cell in escalated:
        counts[cell.reason or "taken_over"] += cell.count
    return [
        Part(f"reason_{reason}", f"Reason: {reason}", Unit.SHARE, proportion(count, every), every)
        for reason, count in counts.most_common()
    ]
