"""What a turn measures besides confidence: signals, circling, time, category, ambiguity."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from tandem.core.desk.message import Author
from tandem.core.knowledge.rank import Hit
from tandem.core.turn.candidate import Finding, Meaning
from tandem.core.turn.evidence import Ambiguity, Context, Vote
from tandem.core.turn.policy import UNCATEGORISED, Policy
from tandem.core.turn.screen import Screen, only_replies, screen
from tandem.core.turn.signals import Signal, SignalName

SAME_WORDS = 0.8  # share of common words from which two messages are the same question
RECENT = 5  # messages of the customer in which anger and danger are looked for again
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
    findings: Sequence[Finding], ambiguity: Ambiguity | None, suggest_from: float | None
) -> tuple[Signal, ...]:
    """The signal of low confidence, once the search is done: nothing found may even be suggested.

    Not if one short question would clarify what is meant: that is no reason for a person yet.
    """
    likely = max((one.probability for one in findings if one.probability is not None), default=None)
    is_shown = likely is not None and suggest_from is not None and likely >= suggest_from
    if ambiguity is not None or is_shown:
        return ()
    said = "nothing verified to show" if likely is None else f"{likely:.2f}"
    cut = "nothing is suggested" if suggest_from is None else f"suggests from {suggest_from:.2f}"
    return (Signal(SignalName.LOW_CONFIDENCE, f"{said}; {cut}"),)


def circling(context: Context, policy: Policy) -> bool:
    """Whether the conversation goes round in circles: repeated questions, or too many turns.

    It is a repetition if the customer asks the same again after an answer. A yes or a no asks
    nothing ("no, that's all"). Courtesies don't count as turns, nor does what another assistant
    wrote before (it has no decision).
    """
    answers = [
        message
        for message in context.earlier
        if message.author is Author.ASSISTANT and message.decision != "greet"
    ]
    if sum(message.decision is not None for message in answers) >= policy.turns_max:
        return True
    if not answers or only_replies(context.question):
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


def ambiguity(
    finding: Finding, others: Sequence[Meaning], nearest: Sequence[Hit], least: float | None
) -> Ambiguity | None:
    """Whether one short question would clarify what is meant: which article, or which product.

    So it is with two or three verified candidates, each too unlikely to be suggested, but together
    likely enough. Articles of the same title are told apart by their products.
    """
    first = finding.probability
    if first is None or finding.candidate is None or least is None or not others:
        return None
    near = others[: OPTIONS_MAX - 1]
    together = first + sum(other.confidence.value for other in near)
    if first >= least or together < least:
        return None
    cited = finding.candidate.citations[0]
    articles = (cited.article_id, *(other.article_id for other in near))
    product = next((hit.product for hit in nearest if hit.document == cited.article_id), "")
    products = tuple(dict.fromkeys((product, *(other.product for other in near))))
    titles = {cited.title.casefold(), *(other.title.casefold() for other in near)}
    if len(titles) < len(articles) and len(products) > 1 and all(products):
        return Ambiguity("product", products)
    return Ambiguity("article", articles)


def upset(context: Context, policy: Policy) -> bool:
    """Whether anger, danger or a topic for people was heard earlier in the conversation."""
    said = [one.text for one in context.earlier if one.author is Author.CUSTOMER][-RECENT:]
    heard = (screen(text, topics=policy.topics) for text in said)
    return any(one.distress is not None or one.safety is not None for one in heard)


def _waited(context: Context) -> float:
    """Minutes since the customer's first message that nobody answered; 0 if its time is unknown."""
    if context.asked_at is None:
        return 0.0
    return (context.now - context.asked_at).total_seconds() / 60


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.lower()))


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / (len(one | other) or 1)
