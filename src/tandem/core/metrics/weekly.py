"""The week in three numbers, and what to look at: for the page and the mail of every Monday."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from tandem.core.metrics.cell import Cell, total
from tandem.core.metrics.counted import Counted, Group, compare
from tandem.core.metrics.figures import Figure, proportion
from tandem.core.metrics.measure import FEW, Comparison, Measure, Unit, difference
from tandem.core.metrics.promises import Promised
from tandem.core.metrics.reachability import Reachability
from tandem.core.metrics.reviewed import Reviewed
from tandem.core.metrics.satisfaction import stars

WEEK = timedelta(days=7)
WORST_MAX, GAPS_MAX, CHANGES_MAX = 5, 5, 5
NOT_COMPARED = frozenset({"backlog"})  # as of now, so it has no week before


@dataclass(frozen=True, slots=True)
class Worst:
    """A conversation that went badly: `why` in words, `points` as store/weekly.sql gives them."""

    conversation_id: UUID
    number: int
    subject: str
    started_at: datetime
    why: tuple[str, ...]
    points: int


@dataclass(frozen=True, slots=True)
class WeeklyGap:
    """A gap of the knowledge: how many conversations it cost in its period, and the one before."""

    id: UUID
    label: str
    conversations: int
    before: int


@dataclass(frozen=True, slots=True)
class Change:
    """A metric that changed more than chance explains since the week before."""

    name: str
    title: str
    unit: Unit
    now: Figure
    before: Figure
    difference: Figure


@dataclass(frozen=True, slots=True)
class Week:
    """A week, from Monday to Monday in the firm's time zone.

    `promised` are the promises of the four weeks that end with it.
    Whether something was solved for good is told a week later, so `solved` and `csat` are of the
    conversations that began in the week before, from `solved_since` on.
    """

    since: datetime
    until: datetime
    solved_since: datetime
    reviewed: Reviewed
    reached: Reachability
    solved: Comparison
    csat: Comparison
    worst: tuple[Worst, ...]
    gaps: tuple[WeeklyGap, ...]
    changes: tuple[Change, ...]
    promised: Promised


def last_week(now: datetime, zone: str) -> tuple[datetime, datetime]:
    """The last whole week, from Monday, midnight, to Monday, midnight."""
    there = ZoneInfo(zone)
    today = now.astimezone(there).date()
    monday = today - timedelta(days=today.weekday())
    start, end = monday - WEEK, monday
    return (
        datetime.combine(start, time(), there).astimezone(now.tzinfo),
        datetime.combine(end, time(), there).astimezone(now.tzinfo),
    )


def day_of(at: datetime, zone: str) -> str:
    """The day of a moment in this time zone, such as 2026-11-23."""
    return at.astimezone(ZoneInfo(zone)).date().isoformat()


def solved(counted: Counted) -> Comparison:
    """Solved for good without a person, of all customers who are known and wrote."""
    return compare(
        counted,
        _solved,
        of="Solved for good without a person, of all that known customers began",
    )


def rated(counted: Counted) -> Comparison:
    """The mean rating of the same conversations, whoever answered."""
    return compare(counted, lambda group: stars(group.cells), of="Mean rating, whoever answered")


def _solved(group: Group) -> Figure:
    known = [cell for cell in group.cells if cell.is_identified]
    return proportion(total(known, _is_solved), total(known))


def _is_solved(cell: Cell) -> bool:
    return cell.is_contained and cell.returned is False


def changes(now: Sequence[Measure], before: Sequence[Measure]) -> tuple[Change, ...]:
    """The metrics whose difference has zero outside its interval, the clearest first."""
    of = {one.name: one for one in before}
    found: list[tuple[float, Change]] = []
    for one in now:
        was = of.get(one.name)
        if was is None or one.name in NOT_COMPARED or min(one.figure.n, was.figure.n) < FEW:
            continue
        differs = difference(one.figure, was.figure)
        if differs.value is None or differs.low is None or differs.high is None:
            continue
        if differs.low <= 0 <= differs.high:
            continue
        width = (differs.high - differs.low) / 2
        change = Change(one.name, one.title, one.unit, one.figure, was.figure, differs)
        found.append((abs(differs.value) / width, change))
    found.sort(key=lambda pair: -pair[0])
    return tuple(change for _, change in found[:CHANGES_MAX])
