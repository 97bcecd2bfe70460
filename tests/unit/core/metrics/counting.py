"""Conversations for the tests of metrics, written as a table would."""

from collections.abc import Sequence
from dataclasses import replace

from tandem.core.metrics.cell import Cell, Path, Span, State, bucket_of
from tandem.core.metrics.counted import Backlog, Counted, Group, Limits, Suggested
from tandem.core.metrics.reachability import Ask, reachability
from tandem.core.metrics.reviewed import reviewed
from tandem.testing import StoppedClock

NOW = StoppedClock().at
NO_LIMITS = Limits(0, 0)
ONE = Cell(
    key="",
    arm="",
    path=Path.ASSISTANT,
    state=State.ONGOING,
    resolution=None,
    reason=None,
    is_common=True,
    is_identified=False,
    is_refused=False,
    is_answered=True,
    is_replied=False,
    is_closed=False,
    is_repeated=False,
    returned=None,
    stars=None,
    count=1,
    cost=0.0,
    cost_squares=0.0,
)
CONTAINED = replace(
    ONE, state=State.CONTAINED, resolution="confirmed", is_closed=True, returned=False
)
ASSUMED = replace(CONTAINED, resolution="assumed")
ABANDONED = replace(CONTAINED, state=State.ABANDONED, resolution="abandoned")
ESCALATED = replace(
    CONTAINED,
    path=Path.ESCALATED,
    state=State.ESCALATED,
    resolution="agent",
    reason="customer_request",
    is_replied=True,
)
ALONE = replace(ESCALATED, path=Path.PEOPLE, state=None, reason=None)


def times(cell: Cell, many: int) -> Cell:
    """So many of these."""
    return replace(cell, count=many, cost=cell.cost * many, cost_squares=cell.cost_squares * many)


def took(
    seconds: float, *, path: Path = Path.ASSISTANT, is_over: bool = True, arm: str = ""
) -> Span:
    """One conversation that took this long."""
    return Span("", arm, path, bucket_of(seconds), is_over, 1)


def counted(
    cells: Sequence[Cell] = (),
    *,
    resolution: Sequence[Span] = (),
    first_reply: Sequence[Span] = (),
    baseline: Group | None = None,
    suggested: Sequence[Suggested] = (),
    asks: Sequence[Ask] = (),
    limits: Limits = NO_LIMITS,
) -> Counted:
    """A period with these conversations."""
    course = Group(cells, resolution, first_reply)
    return Counted(
        everyone=course.undivided(),
        course=course,
        hours=resolution,
        baseline=baseline,
        began=NOW.date() if baseline else None,
        suggested=suggested,
        reached=reachability(asks, NOW),
        reviewed=reviewed(()),
        limits=limits,
        backlog=Backlog(0, 0, None, None),
    )
