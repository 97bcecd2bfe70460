"""What an invented history is made from: how often things happen, and how long they take."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from tandem.core.metrics.cell import State


@dataclass(frozen=True, slots=True)
class Topic:
    """What customers write about, and what becomes of it; shares are 0 to 1.

    `confirmed`, `assumed` and `abandoned` are of what the assistant takes part in; the rest goes
    to people. `suggests` is the share of its replies that only suggest. Times are medians in
    seconds of people's first reply and of the work after it. Stars are weights of 1 to 5.
    """

    category: str
    product: str
    weight: float
    confirmed: float
    assumed: float
    abandoned: float
    suggests: float
    reasons: Mapping[str, float]
    reply_s: float
    work_s: float
    assistant_stars: Sequence[float]
    people_stars: Sequence[float]
    assistant_rates: float = 0.14
    people_rates: float = 0.26
    assistant_returns: float = 0.09
    people_returns: float = 0.07
    asked_again: float = 0.08

    @property
    def contained(self) -> float:
        """The share that ends without a person."""
        return self.confirmed + self.assumed

    @property
    def escalated(self) -> float:
        """The share that goes to people."""
        return 1 - self.contained - self.abandoned

    def of_state(self, state: State) -> float:
        """The share with this end, of what the assistant takes part in."""
        match state:
            case State.CONTAINED:
                return self.contained
            case State.ABANDONED:
                return self.abandoned
            case State.ESCALATED:
                return self.escalated
            case State.ONGOING:
                return 0.0


@dataclass(frozen=True, slots=True)
class Stage:
    """From `since` after the beginning on, a category has this mode, for a share of contacts.

    `percent` is only for `auto`; who is not among them is the control group.
    """

    since: timedelta
    categories: Sequence[str]
    mode: str
    percent: int = 100
    says: str = ""


@dataclass(frozen=True, slots=True)
class Spell:
    """A time in which a category is not as usual: more arrives, or less of it is contained.

    `lost` is the share of the contained that goes to people instead; `stars` is subtracted from
    ratings.
    """

    since: timedelta
    until: timedelta
    category: str
    arrivals: float = 1.0
    lost: float = 0.0
    stars: int = 0


@dataclass(frozen=True, slots=True)
class Description:
    """A desk's customers and its people.

    `per_day` is how many conversations begin on a day of mean weight when it starts, `growth` by
    what share that grows in 30 days. `weekdays` and `hours` are weights. People work between
    `opens` and `closes` o'clock UTC from Monday to Friday; at any time if both are None.
    """

    per_day: float
    growth: float
    weekdays: Sequence[float]
    hours: Sequence[float]
    topics: Sequence[Topic]
    stages: Sequence[Stage]
    spells: Sequence[Spell] = ()
    languages: Mapping[str, float] | None = None
    plans: Mapping[str, float] | None = None
    identified: float = 0.7
    known: float = 0.35  # share of arrivals from earlier customers
    spread: float = 0.8  # sigma of the logarithm of people's times
    never: float = 0.01  # share of wishes for a person that end without a reply
    opens: int | None = None
    closes: int | None = None
