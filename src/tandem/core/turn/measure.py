"""What a turn measures beside its confidence: signals, circles, the clock, the category, ambiguity."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from tandem.core.desk.message import Author, Message
from tandem.core.knowledge.rank import Hit, best_of_each
from tandem.core.turn.confidence import Confidence
from tandem.core.turn.evidence import Ambiguity, Context, Vote
from tandem.core.turn.policy import UNCATEGORISED, Policy
from tandem.core.turn.screen import Screen
from tandem.core.turn.signals import Signal, SignalName
from tandem.core.turn.threshold import Threshold

SAME_WORDS = 0.8  # share of words that two messages have in common before they are the same question
TIE = 0.93  # of the best score: two articles that close can't be told apart by it
NEAREST = 5  # hits that are looked at for a tie
OPTIONS_MAX = 3

_WORD = re.compile(r"\w+")


def signals(
    screen: Screen,
    votes: Sequence[Vote],
    context: Context,
    confidence: Confidence | None,
    threshold: Threshold,
    policy: Policy,
) -> tuple[Signal, ...]:
    """The soft reasons to bring a person in, the strongest first."""
    found: list[Signal] = []
    if screen.cancel:
        found.append(Signal(SignalName.CANCEL, screen.cancel.words))
    if screen.frustrated:
        found.append(Signal(SignalName.FRUSTRATED, screen.frustrated.words))
    else:
        found += [
            Signal(SignalName.FRUSTRATED, f"{vote.probability:.2f}, counts from {vote.threshold:.2f}")
            for vote in votes
            if vote.head == "frustration" and vote.counts
        ]
    if context.high_value:
        found.append(Signal(SignalName.HIGH_VALUE, context.plan or "marked high value"))
    if screen.complex:
        found.append(Signal(SignalName.COMPLEX, screen.complex.words))
    if (minutes := _waited(context)) >= policy.waiting_minutes:
        found.append(Signal(SignalName.WAITING, f"{minutes:.0f} minutes without an answer"))
    if confidence is None or not threshold.met_by(confidence.value):
        said = "nothing to answer from" if confidence is None else f"{confidence.value:.2f}"
        cut = "no cut meets the target" if threshold.value is None else f"{threshold.value:.2f}"
        found.append(Signal(SignalName.LOW_CONFIDENCE, f"{said}; answers from {cut}"))
    return tuple(found)


def circling(context: Context, policy: Policy) -> bool:
    """Whether the conversation goes round: the same asked again after an answer, or too many turns.

    Courtesies don't count as turns.
    """
    answers = [
        message
        for message in context.earlier
        if message.author is Author.ASSISTANT and message.decision != "courtesy"
    ]
    if len(answers) >= policy.turns_max:
        return True
    if not answers:
        return False
    words = _words(context.question)
    repeats = sum(
        _alike(words, _words(message.text)) >= SAME_WORDS
        for message in context.earlier
        if message.author is Author.CUSTOMER and len(words) >= 3
    )
    return repeats >= 2


def out_of_time(context: Context, policy: Policy) -> bool:
    """Whether the assistant has held this conversation for longer than the policy lets it."""
    began = [message.at for message in context.earlier if message.at is not None]
    limit = timedelta(minutes=policy.time_limit_minutes)
    held = any(message.author is Author.ASSISTANT for message in context.earlier)
    return bool(began) and held and context.now - min(began) > limit


def category(precedents: tuple[Hit, ...], categories: Sequence[str], allowed: Sequence[str]) -> str:
    """The category most of the similar resolved tickets had, weighted by their score.

    `categories` are the precedents' own, in their order. Only allowed ones count; without any, or
    without a clear majority, it is uncategorised, which has the strictest mode.
    """
    weights: Counter[str] = Counter()
    for hit, name in zip(precedents, categories, strict=True):
        weights[name if name in allowed else UNCATEGORISED] += max(hit.score, 0.0)  # pyright: ignore[reportArgumentType] -- a Counter adds floats as well
    if not weights:
        return UNCATEGORISED
    name, weight = weights.most_common(1)[0]
    return name if weight * 2 > sum(weights.values()) else UNCATEGORISED


def ambiguity(hits: tuple[Hit, ...], product: str) -> Ambiguity | None:
    """Whether the best passages belong to different products and none is known for this customer."""
    if product or not hits:
        return None
    near = [hit for hit in best_of_each(hits)[:NEAREST] if hit.score >= TIE * hits[0].score]
    products = list(dict.fromkeys(hit.product for hit in near if hit.product))
    if len(products) < 2:
        return None
    return Ambiguity("product", tuple(products[:OPTIONS_MAX]))


def _waited(context: Context) -> float:
    """Minutes since the customer's first message that nobody answered."""
    unanswered: list[Message] = []
    for message in reversed(context.earlier):
        if message.author is not Author.CUSTOMER:
            break
        unanswered.append(message)
    times = [message.at for message in unanswered if message.at is not None]
    return (context.now - min(times)).total_seconds() / 60 if times else 0.0


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.lower()))


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / (len(one | other) or 1)
