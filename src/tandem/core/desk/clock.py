"""Clocks for people: by when a waiting customer should have a reply, and who hears of it if not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tandem.core.desk import hours as opening
from tandem.core.desk.conversation import Alarm, Priority
from tandem.core.desk.hours import Hours


@dataclass(frozen=True, slots=True)
class Clock:
    """How soon people reply, in minutes of the team's hours; empty fields match any.

    `first` is the first reply since people got the conversation, `next` is every later one.
    """

    first_minutes: int
    next_minutes: int
    priority: str = ""
    team: str = ""


SHIPPED = (Clock(10, 60), Clock(10, 10, "high"), Clock(5, 10, "urgent"))
"""What holds where the policy says nothing else."""


@dataclass(frozen=True, slots=True)
class Due:
    """When a reply is due, when people are warned before, and when the leads hear of it after."""

    warn_at: datetime
    due_at: datetime
    lead_at: datetime


def minutes(clocks: Sequence[Clock], team: str, priority: Priority, *, is_first: bool) -> int:
    """In how many minutes the reply is due: by the most specific clock, of equals the last.

    A higher priority is never due later than a lower one, whatever the clocks say: nobody waits
    longer than somebody less urgent who came later.
    """
    own = _of(clocks, team, priority)
    lower = [_of(clocks, team, other) for other in Priority if priority.is_over(other)]
    least = [number for one in lower for number in (one.first_minutes, one.next_minutes)]
    return min([own.first_minutes if is_first else own.next_minutes, *least])


def due(
    clocks: Sequence[Clock],
    hours: Hours | None,
    team: str,
    priority: Priority,
    *,
    is_first: bool,
    since: datetime,
    warn_share: float,
    lead_minutes: int,
) -> Due:
    """When this reply is due, for a customer who waits `since`; counted in the team's hours."""
    allowed = minutes(clocks, team, priority, is_first=is_first)
    return Due(
        opening.after(hours, since, round(allowed * warn_share)),
        opening.after(hours, since, allowed),
        opening.after(hours, since, allowed + lead_minutes),
    )


def alarm_at(due: Due, now: datetime) -> Alarm | None:
    """The alarm that should have been raised by now."""
    if now >= due.lead_at:
        return Alarm.LEAD
    if now >= due.due_at:
        return Alarm.LATE
    return Alarm.WARNED if now >= due.warn_at else None


def _of(clocks: Sequence[Clock], team: str, priority: Priority) -> Clock:
    matching = [
        clock
        for clock in (*SHIPPED, *clocks)
        if clock.team in ("", team) and clock.priority in ("", priority.value)
    ]
    # The firm's clocks come before the shipped ones, however specific those are.
    own = [clock for clock in matching if clock not in SHIPPED] or matching
    return max(enumerate(own), key=lambda item: (_weight(item[1]), item[0]))[1]


def _weight(clock: Clock) -> int:
    return 2 * bool(clock.team) + bool(clock.priority)
