"""What a turn measures besides confidence: signals, circling, time, category, ambiguity."""

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

SAME_WORDS = 0.8  # share of common words from which two messages are the same question
PRODUCT_TIE = 0.9  # of the best score: from here on another product's article may be meant as well
SHORT = 3  # lexemes: with so few words a question often has several meanings …
SHORT_PRODUCT_TIE = 0.65  # … so another product's article may be meant from here on
SHORT_ARTICLE_TIE = 0.85  # … and another article of the same product from here on
SCORE_MIN = 0.4  # of the best passage; with a lower one, no article is about what is meant
SINGLE_TIE = 0.5  # with a single lexeme: any article with this share may be meant
OPTIONS_MAX = 3

_WORD = re.compile(r"\w+")


def signals(
    screen: Screen, votes: Sequence[Vote], context: Context, policy: Policy
) -> tuple[Signal, ...]:
    """The soft reasons to bring in a person that words, account and time give.

    The frustration head is a weak vote (docs/screen.md): it counts only in a conversation in which
    the assistant has already replied, where there is something to be frustrated with.
    """
    found: list[Signal] = []
    counted = {vote.head: vote.words for vote in votes if vote.counts}
    if screen.cancel or "cancel" in counted:
        found.append(
            Signal(SignalName.CANCEL, screen.cancel.words if screen.cancel else counted["cancel"])
        )
    if screen.frustrated:
        found.append(Signal(SignalName.FRUSTRATED, screen.frustrated.words))
    elif "frustration" in counted and any(
        message.author is Author.ASSISTANT for message in context.earlier
    ):
        found.append(Signal(SignalName.FRUSTRATED, counted["frustration"]))
    if of_value := _high_value(context, policy):
        found.append(Signal(SignalName.HIGH_VALUE, of_value))
    if screen.complex:
        found.append(Signal(SignalName.COMPLEX, screen.complex.words))
    if (minutes := _waited(context)) >= policy.waiting_minutes:
        found.append(Signal(SignalName.WAITING, f"{minutes:.0f} minutes without an answer"))
    return tuple(found)


def _high_value(context: Context, policy: Policy) -> str | None:
    """Why the customer is of high value: marked so, or by the policy's rules."""
    if context.high_value:
        return context.plan or "marked high value"
    attributes = dict(context.attributes)
    met = (rule.met_by(context.plan, attributes) for rule in policy.high_value)
    return next(filter(None, met), None)


def doubt(
    confidence: Confidence | None, threshold: Threshold, ambiguity: Ambiguity | None
) -> tuple[Signal, ...]:
    """The signal of low confidence, once the search is done.

    Not if one short question would clarify what is meant: that is no reason for a person yet.
    """
    if ambiguity is not None or (confidence and threshold.met_by(confidence.value)):
        return ()
    said = "nothing to answer from" if confidence is None else f"{confidence.value:.2f}"
    cut = "no cut meets the target" if threshold.value is None else f"{threshold.value:.2f}"
    return (Signal(SignalName.LOW_CONFIDENCE, f"{said}; answers from {cut}"),)


def circling(context: Context, policy: Policy) -> bool:
    """Whether the conversation goes round in circles: repeated questions, or too many turns.

    It is a repetition if the customer asks the same again after an answer. Courtesies don't count
    as turns.
    """
    answers = [
        message
        for message in context.earlier
        if message.author is Author.ASSISTANT and message.decision != "greet"
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
    """Whether the assistant has talked with the customer for longer than the policy allows.

    After a pause as long as the limit, the time starts again.
    """
    limit = timedelta(minutes=policy.time_limit_minutes)
    began, has_spoken = context.now, False
    for message in reversed(context.earlier):
        if message.at is None:
            continue
        if began - message.at > limit:
            break
        began = message.at
        has_spoken = has_spoken or message.author is Author.ASSISTANT
    return has_spoken and context.now - began > limit


def category(precedents: tuple[Hit, ...], categories: Sequence[str], allowed: Sequence[str]) -> str:
    """The category that most similar resolved tickets had, weighted by their score.

    `categories` are the precedents' own, in their order. Only allowed ones count. Without any, or
    without a clear majority, it is uncategorised, which has the strictest mode.
    """
    weights: Counter[str] = Counter()
    for hit, name in zip(precedents, categories, strict=True):
        weights[name if name in allowed else UNCATEGORISED] += max(hit.score, 0.0)  # pyright: ignore[reportArgumentType] -- a Counter adds floats as well
    if not weights:
        return UNCATEGORISED
    name, weight = weights.most_common(1)[0]
    return name if weight * 2 > sum(weights.values()) else UNCATEGORISED


def ambiguity(hits: tuple[Hit, ...], lexemes: int, product: str) -> Ambiguity | None:
    """Whether one short question would clarify what is meant: which product, or which article.

    `lexemes` is the number of content words in the question: with few words several meanings are
    likely, so a weaker tie suffices. docs/ambiguity.md shows what these thresholds find and cost.
    """
    best = best_of_each(hits)
    if not best or best[0].score < SCORE_MIN:
        return None
    product_tie, article_tie = _ties(lexemes)
    if not product and best[0].product:
        near = [hit.product for hit in best if hit.score >= product_tie * best[0].score]
        products = tuple(dict.fromkeys(filter(None, near)))
        if len(products) > 1:
            return Ambiguity("product", products[:OPTIONS_MAX])
    near = [hit.title for hit in best if hit.score >= article_tie * best[0].score]
    titles = tuple(dict.fromkeys(filter(None, near)))
    return Ambiguity("article", titles[:OPTIONS_MAX]) if len(titles) > 1 else None


def _ties(lexemes: int) -> tuple[float, float]:
    """The shares of the best score from which another product and another article may be meant."""
    if lexemes <= 1:
        return SINGLE_TIE, SINGLE_TIE
    if lexemes <= SHORT:
        return SHORT_PRODUCT_TIE, SHORT_ARTICLE_TIE
    return PRODUCT_TIE, 1.01  # with many words the best article is never just one of a tie


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
