"""Opening hours: when people are there, and how much of their time lies between two moments."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import islice
from zoneinfo import ZoneInfo

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SATURDAY = 5  # of the weekdays, counted from 0
DAY_MIN = 24 * 60
HORIZON_DAYS = 400  # in a row without an opening; then there is none
CLOSED_DAYS_MAX = 60  # in a row; more would keep customers from people

Span = tuple[int, int]
"""From and to, in minutes of the local day; an end beyond 24 hours is on the next day."""


@dataclass(frozen=True, slots=True)
class Hours:
    """When a team is there; an empty `team` stands for all that have no hours of their own.

    `week` has the spans of each weekday, Monday first. `holidays` are days on which nobody comes:
    "2026-12-25", "12-25" for every year, or "2026-12-24/2027-01-01" for all days between.
    """

    team: str
    time_zone: str
    week: tuple[tuple[Span, ...], ...]
    holidays: tuple[str, ...] = ()


def is_open(hours: Hours | None, at: datetime) -> bool:
    """Whether people are there at this moment; without hours they always are."""
    return opening(hours, at) == at


def opening(hours: Hours | None, at: datetime) -> datetime | None:
    """When they are there next: `at` itself while they are; None if never (see HORIZON_DAYS)."""
    if hours is None:
        return at
    return next((start for start, _ in _spans(hours, at)), None)


def after(hours: Hours | None, at: datetime, minutes: int) -> datetime:
    """The moment until which they are there for so many minutes, counted from `at` on.

    If they never are, the clock runs on as if they were: a customer is not forgotten for it.
    """
    left, reached = timedelta(minutes=minutes), at
    for start, end in _spans(hours, at) if hours is not None else ():
        if start + left <= end:
            return start + left
        left, reached = left - (end - start), end
    return reached + left


def between(hours: Hours | None, start: datetime, end: datetime) -> timedelta:
    """How much of the time between two moments they are there."""
    if hours is None or end <= start:
        return max(end - start, timedelta())
    return sum((closes - opens for opens, closes in openings(hours, start, end)), timedelta())


def openings(hours: Hours, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """The times between two moments when they are there, in order and without overlaps."""
    found: list[tuple[datetime, datetime]] = []
    for opens, closes in _spans(hours, start):
        if opens >= end:
            break
        found.append((opens, min(closes, end)))
    return found


def is_working(hours: Hours | None, day: date) -> bool:
    """Whether they come on that day at all; without hours, from Monday to Friday."""
    if hours is None:
        return day.weekday() < SATURDAY
    return bool(hours.week[day.weekday()]) and not _is_holiday(hours, day)


def longest_closure(hours: Hours) -> int:
    """The most days in a row without any opening, as far as the holidays are written down."""
    dated = [day for one in hours.holidays for day in _ends(one) if day is not None]
    first = date(min((day.year for day in dated), default=2024), 1, 1)
    last = date(max((day.year for day in dated), default=2024) + 1, 12, 31)
    longest = run = 0
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        run = 0 if is_working(hours, day) else run + 1
        longest = max(longest, run)
    return longest


def is_zone(name: str) -> bool:
    """Whether there is a time zone of this name (IANA, such as Europe/Berlin)."""
    try:
        zone(name)
    except (KeyError, ValueError, OSError):  # not there, no name, a folder of zones
        return False
    return True


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo:
    """The time zone; raises KeyError, ValueError or OSError if there is none."""
    return ZoneInfo(name)


def _spans(hours: Hours, at: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The times from `at` on when they are there, in UTC, in order and without overlaps."""
    local = at.astimezone(zone(hours.time_zone)).date()
    reached, day, closed = at, local - timedelta(days=1), 0
    while closed < HORIZON_DAYS:
        closed += 1
        for start, end in _of_day(hours, day):
            begin = max(start, reached)
            if end > begin:
                yield begin, end
                reached, closed = end, 0
        day += timedelta(days=1)


def _of_day(hours: Hours, day: date) -> Iterator[tuple[datetime, datetime]]:
    if not _is_holiday(hours, day):
        for start, end in sorted(hours.week[day.weekday()]):
            yield _moment(hours, day, start, fold=0), _moment(hours, day, end, fold=1)


def _moment(hours: Hours, day: date, minutes: int, *, fold: int) -> datetime:
    """A local time in UTC; one that the clocks skip is as late after midnight as it would be.

    Of one that comes twice, they come at the first and go at the second.
    """
    whole, minutes = divmod(minutes, DAY_MIN)
    there = datetime(day.year, day.month, day.day, tzinfo=zone(hours.time_zone), fold=fold)
    local = (there + timedelta(days=whole)).replace(hour=minutes // 60, minute=minutes % 60)
    moment = local.replace(fold=fold).astimezone(UTC)
    exists = moment.astimezone(local.tzinfo).replace(tzinfo=None) == local.replace(tzinfo=None)
    return moment if exists else local.replace(fold=0).astimezone(UTC)


def _is_holiday(hours: Hours, day: date) -> bool:
    return any(
        first <= day <= last if first and last else one == f"{day:%m-%d}"
        for one in hours.holidays
        for first, last in [_ends(one)]
    )


@lru_cache(maxsize=1024)
def _ends(holiday: str) -> tuple[date | None, date | None]:
    """The first and last day of a holiday; none for one of every year."""
    first, _, last = holiday.partition("/")
    if len(first) < len("2026-12-25"):
        return None, None
    return date.fromisoformat(first), date.fromisoformat(last or first)


def read_span(text: str) -> Span:
    """The span in "09:00-17:30"; "22:00-06:00" ends on the next day. Raises ValueError."""
    start, dash, end = (part.strip() for part in text.partition("-"))
    if not dash:
        raise ValueError(text)
    begin, until = _minutes(start), _minutes(end)
    if begin >= DAY_MIN or begin == until:
        raise ValueError(text)
    return begin, until if until > begin else until + DAY_MIN


def read_holiday(text: str) -> str:
    """A holiday as `Hours` has it; raises ValueError."""
    holiday = "/".join(part.strip() for part in text.split("/"))
    if len(holiday) == len("12-25"):
        date.fromisoformat(f"2024-{holiday}")  # a leap year: 02-29 is a day
        return holiday
    first, last = _ends(holiday)
    if first is None or last is None or last < first or holiday.count("/") > 1:
        raise ValueError(text)
    return holiday


def write_span(span: Span) -> str:
    """The span as a policy has it."""
    start, end = span
    end = end if end <= DAY_MIN else end - DAY_MIN
    return f"{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}"


def _minutes(clock: str) -> int:
    hour, colon, minute = clock.partition(":")
    if not (colon and hour.isascii() and minute.isascii() and hour.isdigit() and minute.isdigit()):
        raise ValueError(clock)
    minutes = int(hour) * 60 + int(minute)
    if len(minute) != 2 or int(minute) > 59 or minutes > DAY_MIN:
        raise ValueError(clock)
    return minutes


def upcoming(hours: Hours, at: datetime, most: int) -> list[tuple[datetime, datetime]]:
    """The next times when they are there, in UTC."""
    return list(islice(_spans(hours, at), most))


def snoozes(hours: Hours, at: datetime) -> dict[str, datetime]:
    """Ready ends of a snooze that fall into the hours: in an hour, tomorrow, next week.

    Each is the first opening from then on; what falls together is named once.
    """
    local = at.astimezone(zone(hours.time_zone))
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    starts = {
        "hour": at + timedelta(hours=1),
        "tomorrow": midnight + timedelta(days=1),
        "monday": midnight + timedelta(days=7 - local.weekday()),
    }
    found: dict[str, datetime] = {}
    for choice, start in starts.items():
        until = opening(hours, start.astimezone(UTC))
        if until is not None and until not in found.values():
            found[choice] = until
    return found
