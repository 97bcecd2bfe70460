"""Clocks: which holds, and that nobody waits longer than somebody less urgent who came later."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.desk import clock
from tandem.core.desk.clock import Clock, Due
from tandem.core.desk.conversation import Alarm, Priority
from tandem.core.desk.hours import Hours

NOW = datetime(2026, 6, 1, 10, tzinfo=UTC)
OFFICE = Hours("", "UTC", (((540, 1020),),) * 5 + ((), ()))


@pytest.mark.parametrize(
    ("clocks", "team", "priority", "first", "next_"),
    [
        ((), "", Priority.NORMAL, 10, 60),
        ((), "", Priority.URGENT, 5, 10),
        ((Clock(30, 120),), "", Priority.NORMAL, 30, 120),
        ((Clock(30, 120), Clock(60, 240, team="Post")), "Post", Priority.NORMAL, 60, 240),
        ((Clock(30, 120), Clock(60, 240, team="Post")), "Other", Priority.NORMAL, 30, 120),
        ((Clock(30, 120), Clock(5, 20, "urgent")), "", Priority.URGENT, 5, 20),
        # Less urgent ones are due in 30 minutes, so an urgent one is too.
        ((Clock(30, 120), Clock(90, 90, "urgent")), "", Priority.URGENT, 30, 30),
        ((Clock(30, 30), Clock(1, 1)), "", Priority.NORMAL, 1, 1),
    ],
)
def test_the_most_specific_clock_holds(
    clocks: tuple[Clock, ...], team: str, priority: Priority, first: int, next_: int
) -> None:
    assert clock.minutes(clocks, team, priority, is_first=True) == first
    assert clock.minutes(clocks, team, priority, is_first=False) == next_


any_clock = st.builds(
    Clock,
    st.integers(1, 600),
    st.integers(1, 600),
    st.sampled_from(["", *Priority]),
    st.sampled_from(["", "Post"]),
)


@pytest.mark.property
@given(
    st.lists(any_clock, max_size=5).map(tuple),
    st.sampled_from(["", "Post"]),
    st.sampled_from([None, OFFICE]),
    st.integers(0, 10_000),
    st.booleans(),
    st.booleans(),
)
def test_who_came_first_and_is_more_urgent_is_never_due_later(
    clocks: tuple[Clock, ...],
    team: str,
    hours: Hours | None,
    later: int,
    first: bool,
    other_first: bool,
) -> None:
    def due(priority: Priority, since: datetime, is_first: bool) -> datetime:
        return clock.due(
            clocks,
            hours,
            team,
            priority,
            is_first=is_first,
            since=since,
            warn_share=0.75,
            lead_minutes=10,
        ).due_at

    for priority in Priority:
        for other in Priority:
            if priority.is_over(other):
                assert due(priority, NOW, first) <= due(
                    other, NOW + timedelta(minutes=later), other_first
                )


def test_alarms_go_one_step_after_the_other() -> None:
    due = Due(NOW, NOW + timedelta(minutes=5), NOW + timedelta(minutes=15))
    steps = [clock.alarm_at(due, NOW + timedelta(minutes=one)) for one in (-1, 0, 5, 14, 15)]
    assert steps == [None, Alarm.WARNED, Alarm.LATE, Alarm.LATE, Alarm.LEAD]
    assert [one.step for one in Alarm] == [1, 2, 3]
