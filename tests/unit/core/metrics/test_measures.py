"""Each metric's value, denominator and interval, and what it is compared with."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.desk.place import Arm
from tandem.core.desk.review import ReviewKind, Verdict
from tandem.core.metrics.cell import Cell, Path, Span, State, involvement, total
from tandem.core.metrics.containment import containment
from tandem.core.metrics.counted import Group, Limits, Suggested
from tandem.core.metrics.escalation import escalation
from tandem.core.metrics.figures import Figure, proportion
from tandem.core.metrics.measure import Band, Measure, Part, difference, mean
from tandem.core.metrics.page import METRICS, measures
from tandem.core.metrics.reachability import Ask
from tandem.core.metrics.resolution import resolution_time
from tandem.core.metrics.reviewed import Item, reviewed
from tandem.core.metrics.satisfaction import satisfaction, stars
from tandem.core.metrics.service import cost, kept_times, returned
from tests.unit.core.metrics.counting import (
    ABANDONED,
    ALONE,
    ASSUMED,
    CONTAINED,
    ESCALATED,
    NOW,
    ONE,
    counted,
    times,
    took,
)

HOUR = 3600.0


def part(of: Measure, name: str) -> Part:
    return next(one for one in of.beside if one.name == name)


def test_containment_counts_confirmed_and_assumed_apart_and_the_naive_one_beside() -> None:
    cells = [
        times(CONTAINED, 30),
        times(ASSUMED, 20),
        times(ESCALATED, 30),
        times(ABANDONED, 10),
        times(replace(ABANDONED, is_refused=True), 5),
        times(ONE, 5),
        times(ALONE, 1000),
    ]
    found = containment(counted(cells))

    assert found.figure == proportion(50, 100)
    assert (found.denominator, found.verdict) == (100, "below")
    shares = {one.name: one.figure.value for one in found.beside}
    assert shares["confirmed"] == 0.3
    assert shares["assumed"] == 0.2
    assert shares["abandoned"] == 0.15
    assert shares["abandoned_after_no"] == 0.05
    assert shares["naive"] == 0.7


def test_durable_is_of_those_who_can_be_recognised_and_says_how_many() -> None:
    known = replace(CONTAINED, is_identified=True)
    cells = [
        times(known, 6),
        times(replace(known, returned=True), 2),
        times(replace(known, returned=None), 4),  # not a week ago
        times(CONTAINED, 20),
    ]
    durable = part(containment(counted(cells)), "durable")

    assert durable.figure == proportion(6, 8)
    assert durable.denominator == 32


def test_silence_after_a_suggestion_is_shown_and_never_contained() -> None:
    suggested = [Suggested("billing", 0.4, 10, 4, 3, 3), Suggested("", 0.6, 10, 6, 1, 2)]
    found = containment(counted([times(ABANDONED, 5)], suggested=suggested))

    assert found.figure.value == 0
    assert part(found, "suggested_silent").figure == proportion(5, 20)
    assert part(found, "suggested_yes").figure == proportion(10, 20)


def test_the_band_of_containment_is_that_of_the_common_categories() -> None:
    cells = [times(CONTAINED, 7), times(replace(ESCALATED, is_common=False), 13)]
    found = containment(counted(cells))

    assert part(found, "common").figure == proportion(7, 7)


def test_ratings_are_of_those_asked_and_who_did_not_answer_is_shown() -> None:
    cells = [
        times(replace(CONTAINED, stars=5), 8),
        times(CONTAINED, 12),
        times(replace(ALONE, stars=3), 5),
        times(replace(ALONE, is_answered=False), 50),  # resolved without a reply: nobody to rate
        times(replace(ONE, is_closed=False), 9),  # still open
    ]
    found = satisfaction(counted(cells))

    assert (found.figure.value, found.figure.n, found.denominator) == (5.0, 8, 20)
    assert part(found, "answered").figure == proportion(13, 25)
    assert part(found, "csat_difference").figure.value == pytest.approx(2.0)


def test_equal_ratings_are_no_certainty() -> None:
    figure = stars([times(replace(CONTAINED, stars=5), 5)])

    assert (figure.value, figure.high) == (5.0, 5.0)
    assert figure.low is not None
    assert figure.low < 4


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 400)), min_size=1, max_size=5))
def test_a_mean_lies_in_its_interval_and_within_the_scale(counts: list[tuple[int, int]]) -> None:
    figure = mean([(float(value), count) for value, count in counts], low=1, high=5)

    assert figure.value is not None
    assert figure.low is not None
    assert figure.high is not None
    assert 1 <= figure.low <= figure.value + 1e-9
    assert figure.value - 1e-9 <= figure.high <= 5


def test_open_conversations_count_as_open_not_as_missing() -> None:
    closed = [took(HOUR)] * 4
    still_open = [took(10 * HOUR, is_over=False)] * 6

    dropped = resolution_time(counted(resolution=closed))
    found = resolution_time(counted(resolution=[*closed, *still_open]))

    assert dropped.figure.value == pytest.approx(HOUR, rel=0.03)
    assert found.figure == Figure(None, 4, None, None)
    assert found.denominator == 10


def test_the_target_is_half_of_what_people_alone_take() -> None:
    people = [took(8 * HOUR, path=Path.PEOPLE, arm=Arm.CONTROL)] * 40
    fast = [took(2 * HOUR, arm=Arm.ASSISTANT)] * 40
    cells = [times(replace(CONTAINED, arm=Arm.ASSISTANT), 40)]
    cells += [times(replace(ALONE, arm=Arm.CONTROL), 40)]
    found = resolution_time(counted(cells, resolution=[*people, *fast]))

    assert found.band is not None
    assert found.band.high == pytest.approx(4 * HOUR, rel=0.03)
    assert found.verdict == "in_band"
    assert found.comparison.difference.value == pytest.approx(-6 * HOUR, rel=0.03)


def test_groups_are_compared_by_the_side_they_were_on_whoever_dealt_with_them() -> None:
    let_in = [
        times(replace(CONTAINED, arm=Arm.ASSISTANT), 40),
        times(replace(ESCALATED, arm=Arm.ASSISTANT), 60),
    ]
    control = [times(replace(ALONE, arm=Arm.CONTROL), 100)]
    found = escalation(counted([*let_in, *control]))

    assert found.figure == proportion(60, 100), "the control group is not involved"
    assert found.comparison.assistant == proportion(60, 100)
    assert found.comparison.control == proportion(100, 100)
    assert found.comparison.difference.value == pytest.approx(-0.4)


def test_both_groups_have_a_course_and_nothing_without_a_control_group() -> None:
    weeks = (date(2026, 1, 5), date(2026, 1, 12))
    cells = [
        times(replace(cell, arm=arm, key=week), many)
        for week, many in zip(weeks, (10, 20), strict=True)
        for arm, cell in ((Arm.ASSISTANT, CONTAINED), (Arm.CONTROL, ALONE))
    ]
    found = containment(counted(cells)).comparison.course
    assert [(one.key, one.assistant, one.control) for one in found] == [
        (weeks[0], proportion(10, 10), proportion(0, 10)),
        (weeks[1], proportion(20, 20), proportion(0, 20)),
    ]
    assert containment(counted([times(CONTAINED, 10)])).comparison.course == ()


def test_without_a_control_group_people_alone_before_stand_there_or_nothing() -> None:
    cells = [times(replace(CONTAINED, stars=4), 50)]
    before = Group([times(replace(ALONE, stars=5), 30)], (), ())

    compared = satisfaction(counted(cells, baseline=before)).comparison
    alone = satisfaction(counted(cells)).comparison

    assert compared.baseline.value == 5
    assert compared.difference.value == pytest.approx(-1)
    assert "No control group" in compared.says
    assert alone.baseline.value is None
    assert alone.says.startswith("No baseline yet")


def test_reasons_and_late_replies_stand_beside_escalation() -> None:
    cells = [times(ESCALATED, 3), times(replace(ESCALATED, reason="loop", is_repeated=True), 1)]
    due = NOW - timedelta(hours=1)
    asks = [
        Ask(NOW - timedelta(hours=3), due, NOW - timedelta(hours=2), False, "", "normal"),
        Ask(NOW - timedelta(hours=3), due, None, False, "", "normal"),
    ]
    found = escalation(counted(cells, asks=asks))

    assert part(found, "reason_customer_request").figure == proportion(3, 4)
    assert part(found, "asked_again").figure == proportion(1, 4)
    assert part(found, "late").figure == proportion(1, 2)
    assert found.verdict == "", "four are too few to say"
    assert escalation(counted([times(ESCALATED, 30)])).verdict == "above"


def test_missed_and_needless_ones_are_what_reviewers_judged() -> None:
    items = [
        Item("a", ReviewKind.ANSWER, 1.0, Verdict.RIGHT, should_be_person=True, ends=True),
        *[Item("a", ReviewKind.ANSWER, 1.0, Verdict.RIGHT, should_be_person=False, ends=True)] * 3,
        *[Item("b", ReviewKind.HANDOFF, 1.0, None, should_be_person=False, ends=False)] * 2,
    ]
    cells = [times(ESCALATED, 30), times(CONTAINED, 70)]
    found = escalation(replace(counted(cells), reviewed=reviewed(items)))

    assert (part(found, "missed").figure.value, part(found, "missed").figure.n) == (0.25, 4)
    assert part(found, "missed").denominator == 70
    assert (part(found, "needless").figure.value, part(found, "needless").denominator) == (1.0, 30)


def test_who_could_not_come_back_yet_is_not_counted() -> None:
    cells = [times(CONTAINED, 3), replace(CONTAINED, returned=True)]
    cells.append(times(replace(CONTAINED, returned=None), 9))

    assert returned(counted(cells)).figure == proportion(1, 4)


def test_replies_in_time_are_of_those_known() -> None:
    assert kept_times(counted(limits=Limits(3, 4))).figure == proportion(3, 4)


def test_what_was_not_contained_cost_too() -> None:
    dear = replace(ESCALATED, cost=0.3, cost_squares=0.09)
    cheap = replace(CONTAINED, cost=0.1, cost_squares=0.01)
    found = cost(counted([times(cheap, 10), times(dear, 10)]))

    assert found.figure.value == pytest.approx(0.4)
    assert found.figure.low is not None
    assert found.figure.high is not None
    assert found.figure.low < 0.4 < found.figure.high
    assert part(found, "cost_involved").figure.value == pytest.approx(0.2)


def test_without_conversations_nothing_is_zero_and_nothing_breaks() -> None:
    for one in measures(counted()):
        if one.name != "backlog":
            assert one.figure.value is None
            assert one.verdict == ""


cells_of_any_kind = st.builds(
    replace,
    st.sampled_from([ONE, CONTAINED, ASSUMED, ABANDONED, ESCALATED, ALONE]),
    count=st.integers(1, 1000),
    arm=st.sampled_from(["", *Arm]),
    stars=st.sampled_from([None, 1, 5]),
    returned=st.sampled_from([None, True, False]),
    is_identified=st.booleans(),
    is_refused=st.booleans(),
    key=st.sampled_from(["a", "b"]),
)


@given(st.lists(cells_of_any_kind, max_size=12))
def test_every_conversation_is_counted_once(cells: list[Cell]) -> None:
    found = involvement(cells)
    assert found.contained + found.escalated + found.abandoned + found.ongoing == found.involved
    assert found.people + found.involved == total(cells)
    assert found.contained == total(cells, lambda cell: cell.state == State.CONTAINED)


@given(st.lists(cells_of_any_kind, max_size=12))
def test_the_parts_of_a_series_add_up_to_the_whole(cells: list[Cell]) -> None:
    found = containment(counted(cells))
    assert sum(point.figure.n for point in found.series) == found.figure.n
    assert sum(point.denominator for point in found.series) == found.denominator


@given(
    st.lists(cells_of_any_kind, max_size=12),
    st.lists(
        st.builds(
            Span,
            st.sampled_from(["a", "b"]),
            st.sampled_from(["", *Arm]),
            st.sampled_from(Path),
            st.integers(0, 5),
            st.booleans(),
            st.integers(1, 100),
        ),
        max_size=12,
    ),
)
def test_cells_that_differ_in_their_key_alone_are_counted_as_one(
    cells: list[Cell], spans: list[Span]
) -> None:
    divided = counted(cells, resolution=spans, first_reply=spans)
    assert measures(divided) == measures(replace(divided, everyone=divided.course))
    assert len(divided.everyone.cells) <= len(cells)


@given(st.lists(cells_of_any_kind, max_size=12))
def test_every_figure_has_its_denominator_and_lies_in_its_interval(cells: list[Cell]) -> None:
    for one in measures(counted(cells)):
        figures = [(one.figure, one.denominator)]
        figures += [(each.figure, each.denominator) for each in one.beside]
        for figure, denominator in figures:
            assert figure.n <= denominator
            if figure.value is not None and figure.low is not None and figure.high is not None:
                assert figure.low - 1e-9 <= figure.value <= figure.high + 1e-9
        assert one.trap
        assert one.of
        assert one.comparison.says
    found = measures(counted(cells))
    names = [part.name for one in found for part in one.beside]
    assert [one.name for one in found] == list(METRICS)
    assert len({*names, *METRICS}) == len(names) + len(METRICS), "a name means one figure"


def test_the_difference_of_two_shares_is_newcombes() -> None:
    """Newcombe (1998), table II, row (a): 56/70 against 48/80, method 10."""
    found = difference(proportion(56, 70), proportion(48, 80))

    assert found.value == pytest.approx(0.2)
    assert found.low == pytest.approx(0.0524, abs=1e-4)
    assert found.high == pytest.approx(0.3339, abs=1e-4)


@pytest.mark.parametrize(
    ("value", "verdict"), [(0.5, "below"), (0.6, "in_band"), (0.9, "above"), (None, "")]
)
def test_a_band_has_two_sides(value: float | None, verdict: str) -> None:
    assert Band(0.6, 0.8).verdict(Figure(value, 30, None, None)) == verdict
