"""The week: when it was, what was solved for good, and what changed beyond chance."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.desk.place import Arm
from tandem.core.metrics import weekly
from tandem.core.metrics.figures import UNDEFINED, Figure, proportion
from tandem.core.metrics.measure import Comparison
from tandem.core.metrics.page import measures
from tandem.core.metrics.promises import Promised
from tandem.core.metrics.reachability import reachability
from tandem.core.metrics.reviewed import reviewed
from tandem.core.metrics.week_text import subject, text
from tandem.core.metrics.weekly import Week, WeeklyGap, Worst
from tests.unit.core.metrics.counting import ALONE, CONTAINED, ESCALATED, NOW, counted, times

MONDAY = datetime(2026, 11, 30, tzinfo=UTC)
NONE = Comparison(UNDEFINED, UNDEFINED, UNDEFINED, UNDEFINED, "No baseline yet.")


@given(st.integers(0, 4 * 366 * 86_400))
@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "Pacific/Auckland", "America/New_York"])
def test_the_last_week_is_whole_and_over(zone: str, seconds: int) -> None:
    now = MONDAY + timedelta(seconds=seconds)
    since, until = weekly.last_week(now, zone)

    assert until <= now < until + timedelta(days=7, hours=2)
    assert abs(until - since - timedelta(days=7)) <= timedelta(hours=1)  # summer time
    assert weekly.last_week(until, zone) == (since, until)
    assert datetime.fromisoformat(weekly.day_of(since, zone)).weekday() == 0


def test_solved_for_good_is_of_all_that_known_customers_began() -> None:
    known = replace(CONTAINED, is_identified=True)
    cells = [
        times(known, 10),
        times(replace(known, returned=True), 5),
        times(replace(known, returned=None), 3),  # too early to tell: not solved yet
        times(replace(ALONE, is_identified=True), 22),
        times(CONTAINED, 100),  # nobody knows whether they came back
    ]
    assert weekly.solved(counted(cells)).assistant == proportion(10, 40)


def test_the_control_group_is_what_it_is_compared_with() -> None:
    let_in = replace(CONTAINED, is_identified=True, arm=Arm.ASSISTANT)
    control = replace(ALONE, is_identified=True, arm=Arm.CONTROL)
    found = weekly.solved(counted([times(let_in, 20), times(control, 20)]))

    assert found.difference.value == 1.0


def test_only_what_chance_does_not_explain_has_changed() -> None:
    before = measures(counted([times(CONTAINED, 500), times(ESCALATED, 500)]))
    same = measures(counted([times(CONTAINED, 510), times(ESCALATED, 490)]))
    worse = measures(counted([times(CONTAINED, 300), times(ESCALATED, 700)]))
    few = measures(counted([times(ESCALATED, 29)]))

    assert weekly.changes(same, before) == ()
    assert [one.name for one in weekly.changes(worse, before)] == ["escalation", "containment"]
    assert weekly.changes(few, before) == ()


def the_week(**changed: object) -> Week:
    week = Week(
        since=MONDAY - timedelta(days=7),
        until=MONDAY,
        solved_since=MONDAY - timedelta(days=14),
        reviewed=reviewed(()),
        reached=reachability((), NOW),
        solved=NONE,
        csat=NONE,
        worst=(),
        gaps=(),
        changes=(),
        promised=Promised.total(()),
    )
    return replace(week, **changed)


def test_an_empty_week_says_that_there_is_not_enough() -> None:
    said = text(the_week(), base="https://desk.example")

    assert "answers: not enough yet (n = 0)" in said
    assert "none that anything speaks against" in said
    assert "0 made, 0 due and not judged" in said
    assert subject(the_week(), "2026-11-23").endswith("not enough solved for good")


def test_a_week_names_its_worst_and_where_to_look() -> None:
    worst = Worst(UUID(int=1), 7, "The grinder", MONDAY, ("rated 1", "came back"), 6)
    gap = WeeklyGap(UUID(int=2), "grinder, noise", 9, 3)
    solved = replace(NONE, assistant=Figure(0.4, 40, 0.3, 0.5))
    said = text(the_week(worst=(worst,), gaps=(gap,), solved=solved), base="https://desk.example")

    assert "#7 The grinder: rated 1, came back" in said
    assert f"https://desk.example/c/{UUID(int=1)}" in said
    assert "grinder, noise: 9 conversations, before 3" in said
    assert "now: 40.0% (30.0% to 50.0%, n = 40)" in said
