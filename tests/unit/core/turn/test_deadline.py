"""By when a sentence promises something: spans, named days, and working days of the firm."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.desk.hours import Hours
from tandem.core.turn.deadline import due_at, names_time

MONDAY = datetime(2026, 11, 30, 12, tzinfo=UTC)
NINE_TO_FIVE = ((540, 1020),)
BERLIN = Hours("", "Europe/Berlin", (*[NINE_TO_FIVE] * 4, (), (), ()), ("12-01",))


def day(number: int, month: int = 12) -> datetime:
    return datetime(2026, month, number, 23, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("says", "due"),
    [
        ("You get an e-mail within 10 minutes", MONDAY + timedelta(minutes=10)),
        ("We reply within one hour", MONDAY + timedelta(hours=1)),
        ("We refund you within 14 days", day(14)),
        ("It arrives in 3 to 5 business days", day(7)),
        ("It arrives in 3-5 working days", day(7)),
        ("It takes up to two weeks", day(14)),
        ("We refund you by Friday", day(4)),
        ("We send it on Monday", day(30, 11)),
        ("It is sent on the next Wednesday", day(2)),
        ("We send it tomorrow", day(1)),
        ("It arrives on the next working day", day(1)),
        ("We'll fix it by the end of the week", day(6)),
        ("We'll fix it by the end of the month", day(30, 11)),
        ("We'll fix it by the end of next month", day(31)),
        ("We send it the same day", day(30, 11)),
        ("We reply within ſix hourS", MONDAY + timedelta(hours=6)),
        ("We refund the coffee", None),
        ("The third parcel in 12 months is replaced", None),
        ("We keep it for 99999 days", None),
        ("We refund it within 9999 weeks", None),
    ],
)
def test_the_time_is_read(says: str, due: datetime | None) -> None:
    assert due_at(says, MONDAY, None) == due


def test_days_end_where_the_firm_is_and_working_days_are_its_own() -> None:
    # Closed on Tuesday, a holiday, and from Friday to Sunday: Wednesday, Thursday, Monday.
    due = due_at("It is sent within three working days", MONDAY, BERLIN)
    assert due == datetime(2026, 12, 7, 22, 59, 59, tzinfo=UTC)


@given(st.integers(1, 3000), st.integers(0, 10**8))
def test_a_longer_span_is_due_later_and_none_before_it_was_told(days: int, after_s: int) -> None:
    now = MONDAY + timedelta(seconds=after_s)
    due, later = (due_at(f"within {count} days", now, BERLIN) for count in (days, days + 1))
    working = due_at(f"within {days % 500 + 1} working days", now, BERLIN)
    assert due is not None
    assert later is not None
    assert working is not None
    assert now + timedelta(days=days - 1) < due < later
    assert working > now


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    if due_at(text, MONDAY, None) is not None:
        assert names_time(text)
