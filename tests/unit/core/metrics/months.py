"""Small invented months whose true values are known, and their cells, without a database."""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from statistics import NormalDist

from tandem.core.metrics.cell import Cell, Path, Span, State, bucket_of
from tandem.core.metrics.invented.description import Description, Stage, Topic
from tandem.core.metrics.invented.fates import Fate
from tandem.core.metrics.invented.stories import REFUSED_AFTER

SINCE = datetime(2026, 3, 1, tzinfo=UTC)
DAYS = timedelta(days=30)
STARS = (1, 2, 3, 4, 5)

EASY = Topic(
    category="easy",
    product="",
    weight=3,
    confirmed=0.3,
    assumed=0.4,
    abandoned=0.1,
    suggests=0.3,
    reasons={"customer_request": 2, "low_confidence": 1},
    reply_s=2_400,
    work_s=7_200,
    assistant_stars=(1, 1, 2, 4, 5),
    people_stars=(1, 1, 2, 5, 7),
    assistant_rates=0.3,
    people_rates=0.4,
    assistant_returns=0.1,
    people_returns=0.1,
)
HARD = replace(
    EASY,
    category="hard",
    weight=1,
    confirmed=0.15,
    assumed=0.25,
    abandoned=0.15,
    reply_s=5_400,
    work_s=40_000,
    assistant_stars=(4, 3, 3, 4, 3),
    people_stars=(2, 2, 3, 5, 4),
)
MONTH = Description(
    per_day=6,
    growth=0.1,
    weekdays=(1.2, 1.1, 1, 1, 1, 0.8, 0.9),
    hours=(1,) * 8 + (4,) * 12 + (2,) * 4,
    topics=(EASY, HARD),
    stages=(Stage(timedelta(), ("easy", "hard"), "auto", 80),),
    identified=0.8,
)
"""Returns are as frequent everywhere, so that they leave the mix of topics as it is."""


def cell_of(fate: Fate, now: datetime) -> Cell:
    """The cell of one conversation, as its facts would be counted."""
    is_over = fate.resolved_at <= now
    is_handed = fate.handed_off_at is not None and fate.handed_off_at <= now
    is_answered = fate.first_reply_at is not None and fate.first_reply_at <= now
    is_involved = fate.state is not None and (is_handed or (is_answered and not fate.asks_at_once))
    state, path = None, Path.PEOPLE
    if is_involved:
        path = Path.ESCALATED if is_handed else Path.ASSISTANT
        state = State.ESCALATED if is_handed else fate.state if is_over else State.ONGOING
    told = fate.resolved_at <= now - timedelta(days=7)
    replied = fate.human_replied_at is not None and fate.human_replied_at <= now
    return Cell(
        key="",
        arm=fate.arm,
        path=path,
        state=state,
        resolution=fate.resolution if is_over else None,
        reason=fate.reason or None if state is State.ESCALATED else None,
        is_common=True,
        is_identified=fate.customer.is_identified,
        is_refused=fate.suggestion == "no" and is_involved and is_refused(fate, now),
        is_answered=is_answered,
        is_replied=replied,
        is_closed=is_over,
        is_repeated=fate.is_repeated and replied,
        returned=(fate.returns_at is not None) if told else None,
        stars=fate.stars if fate.rated_at <= now else None,
        count=1,
        cost=0.0,
        cost_squares=0.0,
    )


def is_refused(fate: Fate, now: datetime) -> bool:
    """Whether they had said no to a suggestion by then."""
    return fate.first_reply_at is not None and fate.first_reply_at + REFUSED_AFTER <= now


def spans_of(fates: Iterable[Fate], now: datetime) -> list[Span]:
    """How long they took until they were resolved, or have taken so far."""
    counts = Counter(
        (
            fate.arm,
            fate.path.value,
            bucket_of((min(fate.resolved_at, now) - fate.at).total_seconds()),
            fate.resolved_at <= now,
        )
        for fate in fates
    )
    return [Span("", *of, count) for of, count in counts.items()]


def mixed(of_topic: Iterable[tuple[float, float]]) -> float:
    """The mean of values with these weights."""
    pairs = list(of_topic)
    return sum(weight * value for weight, value in pairs) / sum(weight for weight, _ in pairs)


def mean_stars(weights: Iterable[float]) -> float:
    """The mean of 1 to 5 with these weights."""
    return mixed(zip(weights, STARS, strict=True))


def true_stars(description: Description) -> float:
    """The mean rating of what the assistant takes part in, by those who rate."""
    parts: list[tuple[float, float]] = []
    for topic in description.topics:
        alone = topic.weight * (1 - topic.escalated) * topic.assistant_rates
        people = topic.weight * topic.escalated * topic.people_rates
        parts.append((alone, mean_stars(topic.assistant_stars)))
        parts.append((people, mean_stars(topic.people_stars)))
    return mixed(parts)


def people_within(topic: Topic, spread: float, seconds: float, steps: int = 400) -> float:
    """P(reply + work ≤ seconds) of people: two lognormals, the first one integrated over."""
    normal, total = NormalDist(), 0.0
    for step in range(steps):
        reply = topic.reply_s * math.exp(spread * normal.inv_cdf((step + 0.5) / steps))
        left = seconds - reply
        if left > 0:
            total += normal.cdf(math.log(left / topic.work_s) / spread)
    return total / steps


def true_median(description: Description) -> float:
    """The median seconds until people alone have resolved it."""
    low, high = 60.0, 3_000_000.0
    while high / low > 1.0005:
        middle = math.sqrt(low * high)
        share = mixed(
            (topic.weight, people_within(topic, description.spread, middle))
            for topic in description.topics
        )
        low, high = (middle, high) if share < 0.5 else (low, middle)
    return math.sqrt(low * high)
