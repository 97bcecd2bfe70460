"""Opening hours: against a count of minutes, over holidays and changes of the clocks."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.desk import hours
from tandem.core.desk.hours import Hours

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = Hours("", "Europe/Berlin", (((540, 1020),),) * 5 + ((), ()), ("12-25", "2026-05-01"))
NIGHT = Hours("", "Europe/Berlin", (((1320, 1800),),) * 7)
ALWAYS = Hours("", "Europe/Berlin", (((0, 1440),),) * 7)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-06-01 08:59", "2026-06-01 09:00"),
        ("2026-06-01 09:00", "2026-06-01 09:00"),
        ("2026-06-01 16:59", "2026-06-01 16:59"),
        ("2026-06-01 17:00", "2026-06-02 09:00"),
        ("2026-06-05 18:00", "2026-06-08 09:00"),  # Friday evening: Monday
        ("2026-04-30 17:00", "2026-05-04 09:00"),  # a holiday before a weekend
        ("2026-12-24 20:00", "2026-12-28 09:00"),
        ("2026-03-27 17:00", "2026-03-30 09:00"),  # over the change to summer time
        ("2026-10-23 17:00", "2026-10-26 09:00"),  # and back
    ],
)
def test_when_they_are_there_next(moment: str, opens: str) -> None:
    assert hours.opening(OFFICE, at(moment)) == at(opens)


def test_without_hours_they_are_always_there() -> None:
    now = at("2026-06-06 03:00")
    assert hours.is_open(None, now)
    assert hours.after(None, now, 90) == now + timedelta(minutes=90)


def test_a_night_belongs_to_the_day_on_which_it_begins() -> None:
    sunday = Hours("", "Europe/Berlin", ((),) * 6 + (((1320, 1800),),))
    assert hours.is_open(sunday, at("2026-06-08 05:59"))
    assert not hours.is_open(sunday, at("2026-06-08 06:00"))
    assert hours.opening(sunday, at("2026-06-08 06:00")) == at("2026-06-14 22:00")


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("2026-06-01 10:00", 30, "2026-06-01 10:30"),
        ("2026-06-01 16:50", 30, "2026-06-02 09:20"),
        ("2026-06-05 16:50", 30, "2026-06-08 09:20"),
        ("2026-06-06 12:00", 480, "2026-06-08 17:00"),
        ("2026-06-06 12:00", 481, "2026-06-09 09:01"),
    ],
)
def test_minutes_of_theirs_pass_only_while_they_are_there(
    start: str, minutes: int, end: str
) -> None:
    assert hours.after(OFFICE, at(start), minutes) == at(end)


def test_a_night_in_which_the_clocks_change_is_an_hour_shorter_or_longer() -> None:
    for day, long in (("2026-03-28", 7), ("2026-10-24", 9), ("2026-06-01", 8)):
        evening = at(f"{day} 22:00")
        assert hours.between(NIGHT, evening, evening + timedelta(hours=12)) == timedelta(hours=long)


def test_hours_that_begin_in_the_skipped_hour_begin_after_it() -> None:
    odd = Hours("", "Europe/Berlin", (((150, 300),),) * 7)  # 02:30 to 05:00
    before = at("2026-03-29 01:00")
    assert hours.opening(odd, before) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    # And in the hour that comes twice, from the first time on.
    assert hours.opening(odd, at("2026-10-25 01:00")) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


spans = st.lists(
    st.tuples(st.integers(0, 1439), st.integers(1, 1440)).map(lambda s: (s[0], s[0] + s[1])),
    max_size=2,
)
any_hours = st.builds(
    Hours,
    st.just(""),
    st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Apia"]),
    st.lists(spans.map(tuple), min_size=7, max_size=7).map(tuple),
    st.lists(st.sampled_from(["12-25", "2026-03-28", "2026-10-25/2026-10-27"])).map(tuple),
).filter(lambda one: any(one.week))
NAIVE = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)
moments = st.datetimes(NAIVE, NAIVE + timedelta(days=500), timezones=st.just(UTC)).map(
    lambda moment: moment.replace(second=0, microsecond=0)
)


@pytest.mark.property
@given(any_hours, moments, st.integers(1, 3000))
def test_after_and_between_agree(of: Hours, start: datetime, minutes: int) -> None:
    end = hours.after(of, start, minutes)
    assert hours.between(of, start, end) == timedelta(minutes=minutes)
    assert hours.is_open(of, end - timedelta(minutes=1)), "the last minute was one of theirs"


@pytest.mark.property
@given(any_hours, moments)
def test_nobody_is_there_before_the_next_opening(of: Hours, now: datetime) -> None:
    opens = hours.opening(of, now)
    if opens is None:
        return
    assert opens >= now
    assert hours.is_open(of, opens)
    assert hours.between(of, now, opens) == timedelta()


@pytest.mark.property
@given(any_hours, moments, st.integers(0, 5000), st.integers(0, 5000))
def test_more_minutes_never_end_sooner(of: Hours, start: datetime, some: int, more: int) -> None:
    assert hours.after(of, start, some) <= hours.after(of, start, some + more)
    assert hours.after(of, start, some) <= hours.after(of, start + timedelta(minutes=more), some)


@pytest.mark.parametrize("text", ["09:00-17:30", "22:00-06:00", "00:00-24:00", "09:00-09:01"])
def test_spans_are_read_and_written(text: str) -> None:
    assert hours.write_span(hours.read_span(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        *("9-17", "09:00", "09:00-09:00", "25:00-26:00"),
        *("24:00-01:00", "a-b", "09:60-10:00", "09:0-10:00"),
    ],
)
def test_what_is_no_span(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        hours.read_span(text)


@pytest.mark.parametrize("text", ["2026-12-25", "12-25", "02-29", "2026-12-24/2027-01-01"])
def test_holidays_are_read(text: str) -> None:
    assert hours.read_holiday(text) == text


@pytest.mark.parametrize(
    "text",
    ["Christmas", "13-25", "2026-02-30", "2026-12-24/2026-12-01", "2026-12-24/12-26"],
)
def test_what_is_no_holiday(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        hours.read_holiday(text)


def test_the_longest_closure_counts_weekends_and_holidays() -> None:
    assert hours.longest_closure(OFFICE) == 3  # 25 December 2026 is a Friday
    week = (((540, 1020),),) * 7
    assert hours.longest_closure(Hours("", "UTC", week, ("2026-08-01/2026-08-31",))) == 31


def test_ready_snoozes_end_when_somebody_is_there() -> None:
    friday = at("2026-06-05 16:30")
    assert hours.snoozes(OFFICE, friday) == {"hour": at("2026-06-08 09:00")}
    monday = at("2026-06-01 10:00")
    assert hours.snoozes(OFFICE, monday) == {
        "hour": at("2026-06-01 11:00"),
        "tomorrow": at("2026-06-02 09:00"),
        "monday": at("2026-06-08 09:00"),
    }


def test_a_time_that_the_clocks_skip_is_as_late_as_it_would_be() -> None:
    late = Hours("", "Europe/Berlin", ((), (), (), (), (), ((1320, 1590),), ((135, 165),)))
    noon = datetime(2026, 3, 28, 12, tzinfo=UTC)  # the clocks skip 02:00 to 03:00 on the 29th
    there = hours.between(late, noon, noon + timedelta(days=1))
    assert there == timedelta(hours=4, minutes=45), "22:00 to 02:30, then until 02:45"
