"""By when something is to be done: "within 7 working days", "by Friday", "tomorrow"."""

import re
from datetime import UTC, date, datetime, time, timedelta

from tandem.core.desk import hours
from tandem.core.desk.hours import WEEKDAYS, Hours

DAYS_MAX = 3660  # further ahead, a number of days is no date

_NUMBERS = {
    word: number
    for number, words in enumerate(
        ("", "a an one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    )
    for word in words.split()
}
_N = rf"(?:\d{{1,4}}|{'|'.join(_NUMBERS)})"
_SPAN = re.compile(
    r"\b(?:within|in(?![^.;:]{0,12}month)|up to|at most|no later than|takes?(?: about)?)"
    r"(?: the next)?"
    rf" (?:{_N}\s?(?:to|or|-|–)\s?)?(?P<n>{_N})[\s-]"
    r"(?P<kind>(?:working|business|calendar)[\s-])?(?P<unit>minute|hour|day|week|month)s?\b",
    re.IGNORECASE,
)
_BY = re.compile(
    r"\b(?:by|until|on|before) (?:the )?(?:next )?"
    r"(?P<end>end of (?:the |this |next )?(?:day|week|month)"
    rf"|{'|'.join(WEEKDAYS)}|today|tonight|tomorrow)\b"
    r"|\b(?P<next>tomorrow|the (?:next|following) (?:working |business )?day|(?:the )?same day"
    r"|today|tonight)\b",
    re.IGNORECASE,
)


def names_time(sentence: str) -> bool:
    """Whether a sentence says by when."""
    return _SPAN.search(sentence) is not None or _BY.search(sentence) is not None


def due_at(sentence: str, now: datetime, of: Hours | None) -> datetime | None:
    """By when a sentence promises something that is told now; None if it names no time.

    A day counts to its last second, in the firm's time zone. Working days are those on which it has
    opening hours, Monday to Friday where it has none.
    """
    zone = hours.zone(of.time_zone) if of is not None else UTC
    today = now.astimezone(zone).date()

    def end_of(day: date) -> datetime:
        return datetime.combine(day, time(23, 59, 59), zone).astimezone(UTC)

    if (span := _SPAN.search(sentence)) is not None:
        written = span["n"].casefold()
        count = int(written) if written.isdecimal() else _NUMBERS[written]
        unit = span["unit"].casefold()
        if unit in ("minute", "hour"):
            return now + timedelta(**{f"{unit}s": count})
        is_working = span["kind"] is not None and not span["kind"].casefold().startswith("calendar")
        days = count * {"day": 1, "week": 7, "month": 31}[unit]
        if days > DAYS_MAX:
            return None
        if unit == "day" and is_working:
            return end_of(_working_day(today, count, of))
        return end_of(today + timedelta(days=days))
    if (by := _BY.search(sentence)) is None:
        return None
    return end_of(_named(" ".join((by["end"] or by["next"]).casefold().split()), today, of))


def _named(words: str, today: date, of: Hours | None) -> date:
    """The day of "Friday", "tomorrow", "the end of the week", "the next working day"."""
    if words in WEEKDAYS:
        return today + timedelta(days=(WEEKDAYS.index(words) - today.weekday()) % 7)
    if words.startswith("end of"):
        ahead = 1 if " next " in words else 0
        if words.endswith("week"):
            return today + timedelta(days=6 - today.weekday() + 7 * ahead)
        if words.endswith("month"):
            first = today.replace(day=1)
            for _ in range(1 + ahead):
                first = (first + timedelta(days=32)).replace(day=1)
            return first - timedelta(days=1)
        return today + timedelta(days=ahead)
    if "working" in words or "business" in words:
        return _working_day(today, 1, of)
    return today + timedelta(days=words == "tomorrow" or "next" in words or "following" in words)


def _working_day(today: date, count: int, of: Hours | None) -> date:
    """The day that ends so many working days after today."""
    day = today
    while count > 0 and day < today + timedelta(days=DAYS_MAX):
        day += timedelta(days=1)
        count -= hours.is_working(of, day)
    return day
