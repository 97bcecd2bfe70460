"""Reachability: how long it takes from the wish for a person to a person's first reply."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tandem.core.metrics.figures import Figure, proportion

AGES = (
    ("under 10 min", timedelta(minutes=10)),
    ("10 min to 1 h", timedelta(hours=1)),
    ("1 to 8 h", timedelta(hours=8)),
    ("8 to 24 h", timedelta(hours=24)),
    ("over 24 h", timedelta.max),
)
TYPICAL_MIN = 20  # replies; from fewer, no time is promised
MINUTE = 60.0  # seconds


@dataclass(frozen=True, slots=True)
class Ask:
    """One wish for a person; `is_over` says that it ended without a person's reply."""

    asked_at: datetime
    due_at: datetime | None
    replied_at: datetime | None
    is_over: bool
    team: str
    priority: str


@dataclass(frozen=True, slots=True)
class Waits:
    """How long first replies took, in seconds, from the wish on; None without any."""

    p50: float | None
    p90: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Open:
    """How many wishes of an age have no reply yet."""

    age: str
    count: int


@dataclass(frozen=True, slots=True)
class Reachability:
    """Of all who asked: how long replies took, how many were late or never came, who still waits.

    `late` is of those that were replied to or are overdue, `never` of those that have ended.
    """

    asked: int
    replied: Waits
    late: Figure
    never: Figure
    open: tuple[Open, ...]
    longest_open_s: float | None


@dataclass(frozen=True, slots=True)
class Over:
    """Wishes that have ended, counted: how soon they were replied to, and how many were late.

    `judged` are those that were replied to and had a time limit.
    """

    wished: int
    replied: Waits
    judged: int
    late: int


def reachability(asks: Sequence[Ask], now: datetime) -> Reachability:
    """The figures over these wishes, as of now."""
    replied = [ask for ask in asks if ask.replied_at]
    took = sorted(
        (ask.replied_at - ask.asked_at).total_seconds() for ask in replied if ask.replied_at
    )
    ended = Over(
        wished=sum(ask.replied_at is not None or ask.is_over for ask in asks),
        replied=Waits(quantile(took, 0.5), quantile(took, 0.9), len(took)),
        judged=sum(ask.due_at is not None for ask in replied),
        late=sum(_is_late(ask, now) for ask in replied),
    )
    return with_open(ended, [ask for ask in asks if not (ask.replied_at or ask.is_over)], now)


def with_open(ended: Over, waiting: Sequence[Ask], now: datetime) -> Reachability:
    """The figures over wishes that have ended and over those that nobody has replied to yet."""
    overdue = sum(_is_late(ask, now) for ask in waiting)
    ages = [now - ask.asked_at for ask in waiting]
    never = ended.wished - ended.replied.n
    return Reachability(
        asked=ended.wished + len(waiting),
        replied=ended.replied,
        late=proportion(ended.late + overdue, ended.judged + overdue),
        never=proportion(never, ended.wished),
        open=tuple(_by_age(ages)),
        longest_open_s=max(ages).total_seconds() if ages else None,
    )


def _is_late(ask: Ask, now: datetime) -> bool:
    return ask.due_at is not None and (ask.replied_at or now) > ask.due_at


def _by_age(waiting: Sequence[timedelta]) -> list[Open]:
    found: list[Open] = []
    least = timedelta.min
    for name, most in AGES:
        found.append(Open(name, sum(least < age <= most for age in waiting)))
        least = most
    return found


def quantile(ordered: Sequence[float], share_below: float) -> float | None:
    """The quantile of ordered numbers, between neighbours (Hyndman and Fan's type 7)."""
    if not ordered:
        return None
    place = (len(ordered) - 1) * share_below
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def typical(seconds: Sequence[float]) -> tuple[int, int] | None:
    """From and to how many minutes most replies took; None from too few to say."""
    if len(seconds) < TYPICAL_MIN:
        return None
    ordered = sorted(seconds)
    low, high = quantile(ordered, 0.25), quantile(ordered, 0.9)
    assert low is not None
    assert high is not None
    return max(1, round(low / MINUTE)), max(1, round(high / MINUTE))
