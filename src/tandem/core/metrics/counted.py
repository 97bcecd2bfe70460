"""All that the metrics of a period are computed from, and the groups that they are compared by."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from tandem.core.desk.place import Arm
from tandem.core.metrics.cell import Cell, Span, total, undivided, undivided_spans
from tandem.core.metrics.figures import UNDEFINED, Figure, proportion
from tandem.core.metrics.measure import Compared, Comparison, difference
from tandem.core.metrics.reachability import Reachability
from tandem.core.metrics.reviewed import Reviewed

BASELINE = timedelta(weeks=8)  # before the assistant began, as far back as people alone count


@dataclass(frozen=True, slots=True)
class Suggested:
    """How many suggestions of a category customers said yes or no to, or nothing.

    `least` is the lower end of their P(right), in tenths. Either is None where all are summed.
    """

    category: str | None
    least: float | None
    shown: int
    yes: int
    no: int
    silent: int

    @property
    def yes_share(self) -> Figure:
        """How many got a yes, of all that were shown: silence is none."""
        return proportion(self.yes, self.shown)


@dataclass(frozen=True, slots=True)
class Limits:
    """Waits for people that had a time limit: how many ended in time, of those known."""

    kept: int
    known: int


@dataclass(frozen=True, slots=True)
class Backlog:
    """What people have open now: how many, and how long their customers have waited, in seconds."""

    open: int
    waiting: int
    median_s: float | None
    longest_s: float | None


@dataclass(frozen=True, slots=True)
class Group:
    """Conversations to be compared with others: their cells, and how long they took."""

    cells: Sequence[Cell]
    resolution: Sequence[Span]
    first_reply: Sequence[Span]

    def undivided(self) -> Self:
        """The same conversations whatever their keys."""
        return type(self)(
            undivided(self.cells),
            undivided_spans(self.resolution),
            undivided_spans(self.first_reply),
        )

    def by_key(self) -> list[tuple[date | str, Self]]:
        """Those of each key, in order."""
        of: defaultdict[date | str, tuple[list[Cell], list[Span], list[Span]]] = defaultdict(
            lambda: ([], [], [])
        )
        for place, every in enumerate((self.cells, self.resolution, self.first_reply)):
            for one in every:
                of[one.key][place].append(one)  # pyright: ignore[reportArgumentType] -- as above
        return [(key, type(self)(*of[key])) for key in sorted(of, key=str)]

    def of_arm(self, arm: Arm) -> Self:
        """Those of one arm."""
        return type(self)(
            [cell for cell in self.cells if cell.arm == arm],
            [span for span in self.resolution if span.arm == arm],
            [span for span in self.first_reply if span.arm == arm],
        )


@dataclass(frozen=True, slots=True)
class Counted:
    """A period, counted. `course` is everyone by day, week, month or a dimension's value.

    `hours` are resolution times in the teams' opening hours.

    `baseline` is people alone in the weeks before `began`, when the assistant first took part in a
    conversation; None if it never did, or nothing was before. `reviewed` is what people judged of
    its turns in the period.
    """

    everyone: Group
    course: Group
    hours: Sequence[Span]
    baseline: Group | None
    began: date | None
    suggested: Sequence[Suggested]
    reached: Reachability
    reviewed: Reviewed
    limits: Limits
    backlog: Backlog


def compare(counted: Counted, figure: Callable[[Group], Figure], *, of: str) -> Comparison:
    """Everyone let in against the control group; without one, everyone against people before.

    `of` names what is compared.
    """
    control = counted.everyone.of_arm(Arm.CONTROL)
    if total(control.cells):
        assistant = counted.everyone.of_arm(Arm.ASSISTANT)
        one, other = figure(assistant), figure(control)
        says = (
            f"{of}: everyone a percentage let in against its control group. Where categories have "
            "different percentages, choose one: else the two groups ask different things."
        )
        course = tuple(
            Compared(key, figure(group.of_arm(Arm.ASSISTANT)), figure(group.of_arm(Arm.CONTROL)))
            for key, group in counted.course.by_key()
        )
        return Comparison(one, other, difference(one, other), UNDEFINED, says, course)
    if counted.baseline is None or counted.began is None or not total(counted.baseline.cells):
        says = "No baseline yet: neither a control group nor people alone before the assistant."
        return Comparison(figure(counted.everyone), UNDEFINED, UNDEFINED, UNDEFINED, says)
    one, before = figure(counted.everyone), figure(counted.baseline)
    says = (
        f"{of}: everyone now against people alone in the eight weeks before {counted.began}, "
        "when the assistant began. No control group: other things may have changed too."
    )
    return Comparison(one, UNDEFINED, difference(one, before), before, says)
