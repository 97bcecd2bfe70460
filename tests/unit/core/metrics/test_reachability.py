"""Reachability: everybody who asked is counted once, and no wait is flattered."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.metrics.reachability import Ask, quantile, reachability, typical

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def ask(
    asked: float, *, replied: float | None = None, due: float | None = 10, is_over: bool = False
) -> Ask:
    """A wish of so many minutes ago; `replied` and `due` are minutes after it."""
    at = NOW - timedelta(minutes=asked)

    def after(minutes: float | None) -> datetime | None:
        return None if minutes is None else at + timedelta(minutes=minutes)

    return Ask(at, after(due), after(replied), is_over, "", "normal")


def test_each_figure_with_its_denominator() -> None:
    asks = [
        ask(100, replied=5),
        ask(90, replied=20),  # late
        ask(80, is_over=True),  # never
        ask(30),  # late, and waits
        ask(5),  # waits, not late yet
        ask(60, replied=1, due=None),  # from before there were clocks
    ]
    found = reachability(asks, NOW)
    assert found.asked == 6
    assert (found.replied.p50, found.replied.n) == (300.0, 3)
    assert (found.late.value, found.late.n) == (2 / 3, 3)
    assert (found.never.value, found.never.n) == (1 / 4, 4)
    assert {one.age: one.count for one in found.open if one.count} == {
        "under 10 min": 1,
        "10 min to 1 h": 1,
    }
    assert found.longest_open_s == 1800


def test_nobody_asked() -> None:
    found = reachability([], NOW)
    assert (found.asked, found.replied.p50, found.late.value, found.longest_open_s) == (
        0,
        None,
        None,
        None,
    )


@pytest.mark.property
@given(
    st.lists(
        st.builds(
            ask,
            st.floats(0.1, 5000),
            replied=st.none() | st.floats(0, 100),
            due=st.none() | st.floats(0, 100),
            is_over=st.booleans(),
        ).filter(lambda one: not (one.is_over and one.replied_at))
    )
)
def test_everybody_is_counted_once(asks: list[Ask]) -> None:
    found = reachability(asks, NOW)
    waiting = sum(one.count for one in found.open)
    never = sum(one.is_over for one in asks)
    assert found.replied.n + never + waiting == found.asked == len(asks)


def test_a_usual_time_is_said_from_twenty_replies_on() -> None:
    assert typical([60.0] * 19) is None
    assert typical([60.0 * minute for minute in range(1, 21)]) == (6, 18)
    assert typical([5.0] * 20) == (1, 1)


def test_a_quantile_lies_between_its_neighbours() -> None:
    assert quantile([], 0.5) is None
    assert quantile([1, 2, 3, 4], 0.5) == 2.5
    assert quantile([7], 0.9) == 7
