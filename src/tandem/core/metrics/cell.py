"""What metrics are computed from: counts of conversations that are alike, and of their times."""

import math
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from operator import attrgetter

BUCKETS_PER_E = 25  # of a time's logarithm: neighbours differ by 4 %


class Path(StrEnum):
    """Who dealt with a conversation."""

    ASSISTANT = "assistant"  # the assistant alone
    ESCALATED = "escalated"  # people, after the assistant
    PEOPLE = "people"  # people alone

    @property
    def says(self) -> str:
        """The path in words."""
        return _PATHS[self]


_PATHS = {
    Path.ASSISTANT: "the assistant alone",
    Path.ESCALATED: "people after the assistant",
    Path.PEOPLE: "people alone",
}


class State(StrEnum):
    """What became of a conversation that the assistant took part in; the first that fits."""

    ESCALATED = "escalated"  # people ever had it
    ONGOING = "ongoing"
    ABANDONED = "abandoned"  # the customer left after a question or an offer
    CONTAINED = "contained"


@dataclass(frozen=True, slots=True)
class Cell:
    """How many conversations are alike in everything that a metric looks at.

    `key` is the day that its week or month begins with, or the value of a dimension. `returned` is
    None while that can't be told: not resolved, or less than a week ago. `is_common` says that the
    policy calls its category common, `is_repeated` that a known fact was asked for again. `cost` is
    in dollars, over all of them; `cost_squares` sums the squares of each one's.
    """

    key: date | str
    arm: str
    path: str
    state: str | None
    resolution: str | None
    reason: str | None
    is_common: bool
    is_identified: bool
    is_refused: bool
    is_answered: bool
    is_replied: bool
    is_closed: bool
    is_repeated: bool
    returned: bool | None
    stars: int | None
    count: int
    cost: float
    cost_squares: float

    @property
    def is_contained(self) -> bool:
        """Whether they ended without a person."""
        return self.state == State.CONTAINED


_COUNTS = ("count", "cost", "cost_squares")
_WITHOUT_KEY = attrgetter(*(of.name for of in fields(Cell) if of.name not in ("key", *_COUNTS)))


@dataclass(frozen=True, slots=True)
class Span:
    """How many conversations took about this long: `bucket` is of a logarithm (`seconds_of`).

    `is_over` is False for those still open, which have taken that long so far.
    """

    key: date | str
    arm: str
    path: str
    bucket: int
    is_over: bool
    count: int


def bucket_of(seconds: float) -> int:
    """The bucket of a time."""
    return math.floor(math.log1p(max(0.0, seconds)) * BUCKETS_PER_E)


def seconds_of(bucket: int) -> float:
    """The middle of a bucket, in seconds."""
    return math.expm1((bucket + 0.5) / BUCKETS_PER_E)


def involved_cells(cells: Iterable[Cell]) -> list[Cell]:
    """Those that the assistant took part in."""
    return [cell for cell in cells if cell.state is not None]


def undivided(cells: Iterable[Cell]) -> list[Cell]:
    """The same conversations whatever their key, which is empty: far fewer cells."""
    alike: dict[tuple[object, ...], list[Cell]] = {}
    for cell in cells:
        alike.setdefault(_WITHOUT_KEY(cell), []).append(cell)
    return [
        replace(
            some[0],
            key="",
            count=sum(cell.count for cell in some),
            cost=math.fsum(cell.cost for cell in some),
            cost_squares=math.fsum(cell.cost_squares for cell in some),
        )
        for some in alike.values()
    ]


def undivided_spans(spans: Iterable[Span]) -> list[Span]:
    """The same times whatever their key."""
    counts: Counter[tuple[str, str, int, bool]] = Counter()
    for span in spans:
        counts[span.arm, span.path, span.bucket, span.is_over] += span.count
    return [Span("", *of, count) for of, count in counts.items()]


def total(cells: Iterable[Cell], which: Callable[[Cell], bool] = lambda _: True) -> int:
    """How many conversations the cells count that this holds for."""
    return sum(cell.count for cell in cells if which(cell))


@dataclass(frozen=True, slots=True)
class Involvement:
    """Every conversation once: with people alone, or in one of the four states."""

    people: int
    escalated: int
    ongoing: int
    abandoned: int
    contained: int

    @property
    def involved(self) -> int:
        """The conversations that the assistant took part in."""
        return self.escalated + self.ongoing + self.abandoned + self.contained

    @property
    def all(self) -> int:
        """Every conversation."""
        return self.people + self.involved


def involvement(cells: Iterable[Cell]) -> Involvement:
    """How the conversations divide."""
    counts: dict[str | None, int] = {}
    for cell in cells:
        counts[cell.state] = counts.get(cell.state, 0) + cell.count
    return Involvement(
        people=counts.pop(None, 0), **{state.value: counts.get(state.value, 0) for state in State}
    )
