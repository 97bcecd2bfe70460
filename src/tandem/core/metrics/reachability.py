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


def reachability(asks: Sequence[Ask], now: datetime) -> Reachability:
    """The figures over these wishes, as of now."""
    took = sorted((ask.replied_at - ask.asked_at).total_seconds() for ask in asks if ask.replied_at)
    waiting = [now - ask.asked_at for ask in asks if ask.replied_at is None and not ask.is_over]
    judged = [ask for ask in asks if ask.due_at is not None and _is_known(ask, ask.due_at, now)]
    late = [ask for ask in judged if ask.due_at and (ask.replied_at or now) > ask.due_at]
    ended = [ask for ask in asks if ask.replied_at is not None or ask.is_over]
    return Reachability(
        asked=len(asks),
        replied=Waits(quantile(took, 0.5), quantile(took, 0.9), len(took)),
        late=proportion(len(late), len(judged)),
        never=proportion(sum(ask.is_over for ask in ended), len(ended)),
        open=tuple(_by_age(waiting)),
        longest_open_s=max(waiting).total_seconds() if waiting else None,
    )


def _is_known(ask: Ask, due_at: datetime, now: datetime) -> bool:
    """Whether it can be told if the reply was in time; one that nobody waits for any more can't."""
    return ask.replied_at is not None or (not ask.is_over and now > due_at)


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
