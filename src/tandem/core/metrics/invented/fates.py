"""What became of each conversation of an invented history, drawn from its description."""

import heapq
import itertools
import math
import random
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tandem.core.desk.ownership import SILENCE
from tandem.core.desk.place import Arm
from tandem.core.metrics.cell import Path, State
from tandem.core.metrics.invented.description import Description, Spell, Stage, Topic

BACK_WITHIN = timedelta(days=6.5)  # safely within the week that counts as a return
AWAY_FOR = timedelta(days=8)  # after which another question is no return
SUGGESTED_FROM = 0.4  # P(right) of suggestions, up to
ANSWERED_FROM = 0.85


@dataclass(frozen=True, slots=True)
class Customer:
    """Someone who writes. `draw` (0 to 1) decides which share of contacts they are in, forever."""

    number: int
    draw: float
    is_identified: bool
    language: str
    plan: str


@dataclass(frozen=True, slots=True)
class Fate:
    """One conversation: who wrote about what, and what happened when.

    Times may lie after the history's end: then they have not happened yet. `suggestion` is the
    outcome of a suggestion (`yes`, `no`, `silent`; "" without one), `probability` the P(right) of
    the first reply. `returns_at` is when the customer begins another conversation about it.
    """

    number: int
    at: datetime
    topic: Topic
    customer: Customer
    mode: str
    arm: str
    path: Path
    state: State | None
    resolution: str
    reason: str
    suggestion: str
    probability: float
    first_reply_at: datetime | None
    handed_off_at: datetime | None
    human_replied_at: datetime | None
    resolved_at: datetime
    stars: int | None
    is_repeated: bool
    returns_at: datetime | None

    @property
    def asks_at_once(self) -> bool:
        """Whether they ask for a person before the assistant has answered anything."""
        return self.reason == "customer_request" and not self.suggestion

    @property
    def rated_at(self) -> datetime:
        """When they rate it, if they do: up to an hour and a half after its end."""
        return self.resolved_at + timedelta(minutes=2 + 13 * self.number % 88)


def fates(
    description: Description, seed: int, *, since: datetime, until: datetime
) -> Iterator[Fate]:
    """Every conversation that begins in the period, in order; the same seed gives the same."""
    chance = random.Random(seed)  # noqa: S311 -- a simulation
    customers = itertools.count()
    away: deque[tuple[datetime, Customer]] = deque()
    back: list[tuple[datetime, int, Customer, Topic]] = []
    arriving = _arrivals(description, chance, since, until)
    following = next(arriving, None)
    for number in itertools.count():
        if back and back[0][0] < until and (following is None or back[0][0] <= following):
            at, _, customer, topic = heapq.heappop(back)
        elif following is not None:
            at, following = following, next(arriving, None)
            topic = _topic(description, chance, at - since)
            customer = _customer(description, chance, away, at, customers)
        else:
            return
        fate = _fate(description, chance, number, at, since, customer, topic)
        if fate.returns_at is not None:
            heapq.heappush(back, (fate.returns_at, number, customer, topic))
        else:
            away.append((fate.resolved_at + AWAY_FOR, customer))
        yield fate


def _arrivals(
    description: Description, chance: random.Random, since: datetime, until: datetime
) -> Iterator[datetime]:
    """Times of a Poisson process whose rate changes by the hour."""
    weekly, daily = sum(description.weekdays) / 7, sum(description.hours)
    hour = since
    while hour < until:
        grown = (1 + description.growth) ** ((hour - since) / timedelta(days=30))
        rate = description.per_day * grown * description.weekdays[hour.weekday()] / weekly
        rate *= description.hours[hour.hour] / daily * _busier(description, hour - since)
        at = 0.0
        while rate > 0:
            at += chance.expovariate(rate)
            if at >= 1:
                break
            arrived = hour + timedelta(hours=at)
            if arrived < until:
                yield arrived
        hour += timedelta(hours=1)


def _busier(description: Description, age: timedelta) -> float:
    weights = sum(topic.weight for topic in description.topics)
    return sum(_weight(description, topic, age) for topic in description.topics) / weights


def _weight(description: Description, topic: Topic, age: timedelta) -> float:
    spells = _spells(description, topic, age)
    return topic.weight * math.prod(spell.arrivals for spell in spells)


def _spells(description: Description, topic: Topic, age: timedelta) -> list[Spell]:
    return [
        spell
        for spell in description.spells
        if spell.category == topic.category and spell.since <= age < spell.until
    ]


def _topic(description: Description, chance: random.Random, age: timedelta) -> Topic:
    weights = [_weight(description, topic, age) for topic in description.topics]
    return chance.choices(description.topics, weights)[0]


def _customer(
    description: Description,
    chance: random.Random,
    away: deque[tuple[datetime, Customer]],
    at: datetime,
    numbers: Iterator[int],
) -> Customer:
    """Someone new, or who was here before but has nothing open."""
    if chance.random() < description.known:
        for _ in range(min(20, len(away))):
            free_at, known = away.popleft()
            if free_at < at:
                return known
            away.append((free_at, known))
    return Customer(
        number=next(numbers),
        draw=chance.random(),
        is_identified=chance.random() < description.identified,
        language=_one_of(chance, description.languages),
        plan=_one_of(chance, description.plans),
    )


def _one_of(chance: random.Random, weights: Mapping[str, float] | None) -> str:
    return chance.choices(list(weights), list(weights.values()))[0] if weights else ""


def stage_of(stages: Sequence[Stage], category: str, age: timedelta) -> Stage | None:
    """What holds for a category at that time: the last stage that names it."""
    found: Stage | None = None
    for stage in stages:
        if stage.since <= age and category in stage.categories:
            found = stage
    return found


def _fate(
    description: Description,
    chance: random.Random,
    number: int,
    at: datetime,
    since: datetime,
    customer: Customer,
    topic: Topic,
) -> Fate:
    stage = stage_of(description.stages, topic.category, at - since)
    mode, arm = (stage.mode, "") if stage else ("off", "")
    if stage is not None and stage.mode == "auto":
        is_in = customer.draw * 100 < stage.percent
        mode, arm = ("auto", Arm.ASSISTANT) if is_in else ("draft", Arm.CONTROL)
        arm = arm if stage.percent < 100 else Arm.NONE
    spells = _spells(description, topic, at - since)
    if mode == "auto":
        return _with_assistant(description, chance, number, at, customer, topic, arm, spells)
    replied = _worked(description, at, _time(description, chance, topic.reply_s))
    resolved = _worked(description, replied, _time(description, chance, topic.work_s))
    never = chance.random() < description.never
    return Fate(
        number=number,
        at=at,
        topic=topic,
        customer=customer,
        mode=mode,
        arm=arm,
        path=Path.PEOPLE,
        state=None,
        resolution="agent",
        reason="",
        suggestion="",
        probability=chance.uniform(SUGGESTED_FROM, 1.0),
        first_reply_at=None if never else replied,
        handed_off_at=None,
        human_replied_at=None if never else replied,
        resolved_at=resolved,
        stars=_stars(chance, topic.people_stars, topic.people_rates, 0),
        is_repeated=False,
        returns_at=_returns(chance, topic.people_returns, resolved),
    )


def _with_assistant(
    description: Description,
    chance: random.Random,
    number: int,
    at: datetime,
    customer: Customer,
    topic: Topic,
    arm: str,
    spells: Sequence[Spell],
) -> Fate:
    lost = max((spell.lost for spell in spells), default=0.0)
    worse = max((spell.stars for spell in spells), default=0)
    end = chance.choices(
        ("confirmed", "assumed", "abandoned", "escalated"),
        (
            topic.confirmed * (1 - lost),
            topic.assumed * (1 - lost),
            topic.abandoned,
            topic.escalated + topic.contained * lost,
        ),
    )[0]
    answered_at = at + timedelta(seconds=chance.uniform(1.5, 6))
    reason, suggestion = "", ""
    handed, replied = None, None
    resolution = end
    match end:
        case "confirmed":
            suggestion = "yes" if chance.random() < topic.suggests else ""
            resolved = answered_at + timedelta(minutes=1 + chance.expovariate(1 / 6))
        case "assumed":
            resolved = answered_at + SILENCE
        case "abandoned":
            suggestion = chance.choices(("silent", "no", ""), (0.5, 0.25, 0.25))[0]
            resolved = answered_at + timedelta(minutes=chance.uniform(1, 9)) + SILENCE
        case _:
            resolution = "agent"
            reason = _one_of(chance, topic.reasons)
            suggestion = "no" if chance.random() < topic.suggests / 2 else ""
            handed = answered_at + timedelta(minutes=chance.uniform(1, 8))
            replied = _worked(description, handed, _time(description, chance, topic.reply_s))
            resolved = _worked(description, replied, _time(description, chance, topic.work_s))
            if chance.random() < description.never:
                replied = None
    is_human = end == "escalated"
    is_asked_back = reason == "customer_request" and not suggestion
    return Fate(
        number=number,
        at=at,
        topic=topic,
        customer=customer,
        mode="auto",
        arm=arm,
        path=Path.ESCALATED if is_human else Path.ASSISTANT,
        state=State.ESCALATED
        if is_human
        else State.ABANDONED
        if end == "abandoned"
        else State.CONTAINED,
        resolution=resolution,
        reason=reason,
        suggestion=suggestion,
        probability=chance.uniform(SUGGESTED_FROM, ANSWERED_FROM)
        if suggestion
        else chance.uniform(ANSWERED_FROM, 1.0),
        first_reply_at=replied if is_asked_back else answered_at,
        handed_off_at=handed,
        human_replied_at=replied,
        resolved_at=resolved,
        stars=_stars(chance, topic.people_stars, topic.people_rates, worse)
        if is_human
        else _stars(chance, topic.assistant_stars, topic.assistant_rates, worse),
        is_repeated=is_human and replied is not None and chance.random() < topic.asked_again,
        returns_at=_returns(
            chance, topic.people_returns if is_human else topic.assistant_returns, resolved
        ),
    )


def _stars(
    chance: random.Random, weights: Sequence[float], answered: float, worse: int
) -> int | None:
    if chance.random() >= answered:
        return None
    return max(1, chance.choices((1, 2, 3, 4, 5), weights)[0] - worse)


def _returns(chance: random.Random, share: float, resolved: datetime) -> datetime | None:
    if chance.random() >= share:
        return None
    return resolved + timedelta(hours=2) + chance.random() * (BACK_WITHIN - timedelta(hours=2))


def _time(description: Description, chance: random.Random, median_s: float) -> timedelta:
    return timedelta(seconds=median_s * math.exp(description.spread * chance.gauss(0, 1)))


def _worked(description: Description, start: datetime, takes: timedelta) -> datetime:
    """When work of this length ends that begins then: nights and weekends are left out."""
    if description.opens is None or description.closes is None:
        return start + takes
    at, left = start, takes
    while True:
        opens = at.replace(hour=description.opens, minute=0, second=0, microsecond=0)
        closes = opens + timedelta(hours=description.closes - description.opens)
        if at.weekday() < 5 and at < closes:
            at = max(at, opens)
            if at + left <= closes:
                return at + left
            left -= closes - at
        at = opens + timedelta(days=1)
