"""Simulated customers: what a customer gets from whole conversations, not what a ranking is worth.

One conversation per question, of at most three messages of the customer. They know the article that
answers them when they see it, and nothing else. No model plays them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tandem.core.desk.option import Option, OptionKind
from tandem.core.lab.content import Quoted
from tandem.core.lab.dataset import Question
from tandem.core.metrics import figures

TURNS_MAX = 3  # messages of the customer, the question included


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply of the assistant, as far as a simulated customer looks at it.

    `quoted` are the articles it quotes, in their order; `best` is that of the best candidate before
    the decision; `words` is how much it quotes, `gold` what it quotes of gold articles.
    """

    decision: str
    rule: str
    quoted: tuple[str, ...]
    options: tuple[Option, ...]
    best: str | None
    words: int
    gold: tuple[Quoted, ...] = ()


class End(StrEnum):
    """How a conversation ended."""

    HELPED = "helped"
    ANSWERED_WRONG = "answered_wrong"
    OFFERED_PERSON = "offered_person"
    HANDED_OFF = "handed_off"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation: the question, the replies, and how it ended."""

    question: Question
    replies: tuple[Reply, ...]
    end: End


def react(
    question: Question, reply: Reply, products: Mapping[str, str], *, is_last: bool
) -> Option | End:
    """What the customer does next: presses an option of the reply, or leaves with this end.

    `products` are the products of the articles. Whose question no article answers says no to
    everything but a person.
    """
    match reply.decision:
        case "hand_off":
            return End.HANDED_OFF
        case "offer_human":
            return End.OFFERED_PERSON
        case "answer" | "suggest" if question.answerable:
            if reply.quoted and reply.quoted[0] in question.gold:
                return End.HELPED
            if reply.decision == "answer":
                return End.ANSWERED_WRONG
        case "answer" | "suggest" | "ask":
            pass
        case _:
            return End.NOTHING
    if is_last:
        return End.NOTHING
    return _led(question, reply, products) or _no(reply) or End.NOTHING


def _led(question: Question, reply: Reply, products: Mapping[str, str]) -> Option | None:
    """The option that leads to a gold article."""
    if not question.answerable:
        return None
    wanted = {products.get(gold, "") for gold in question.gold} - {""}
    return next(
        (
            option
            for option in reply.options
            if option.article_id in question.gold or (option.product and option.product in wanted)
        ),
        None,
    )


def _no(reply: Reply) -> Option | None:
    return next((one for one in reply.options if one.kind is OptionKind.NO), None)


@dataclass(frozen=True, slots=True)
class ConversationFigures:
    """Shares of the conversations of answerable questions, but for the last four.

    `helped_in_2`: with at most two messages of the customer. `suggested_wrong`: a suggestion was
    wrong. `suggestions_wrong`: the wrong ones of all first suggestions, to answerable and
    unanswerable questions. `asked_needlessly`: it asked although its best candidate was gold. The
    last three are shares of the unanswerable questions.
    """

    helped_in_1: figures.Figure
    helped_in_2: figures.Figure
    helped_in_3: figures.Figure
    answered_wrong: figures.Figure
    suggested_wrong: figures.Figure
    asked_needlessly: figures.Figure
    offered_person: figures.Figure
    handed_off: figures.Figure
    suggestions_wrong: figures.Figure
    unanswerable_answered: figures.Figure
    unanswerable_suggested: figures.Figure
    unanswerable_to_person: figures.Figure


@dataclass(frozen=True, slots=True)
class FirstReplies:
    """What the first reply was, for questions of another kind, such as underspecified ones."""

    answer: figures.Figure
    suggest: figures.Figure
    ask: figures.Figure
    offer_human: figures.Figure
    hand_off: figures.Figure


def measure(talks: Sequence[Talk]) -> ConversationFigures:
    """All figures, with Wilson intervals."""
    asked = [talk for talk in talks if talk.question.answerable]
    unanswerable = [talk for talk in talks if talk.question.kind.startswith("unanswerable")]

    def helped(most: int) -> figures.Figure:
        return _share(asked, lambda talk: talk.end is End.HELPED and len(talk.replies) <= most)

    def ended(end: End) -> figures.Figure:
        return _share(asked, lambda talk: talk.end is end)

    suggested = [
        (talk, first)
        for talk in (*asked, *unanswerable)
        if (first := next((one for one in talk.replies if one.decision == "suggest"), None))
    ]
    return ConversationFigures(
        helped_in_1=helped(1),
        helped_in_2=helped(2),
        helped_in_3=helped(3),
        answered_wrong=ended(End.ANSWERED_WRONG),
        suggested_wrong=_share(
            asked, lambda talk: any(_is_wrong(talk.question, one) for one in _suggestions(talk))
        ),
        asked_needlessly=_share(asked, _asked_needlessly),
        offered_person=ended(End.OFFERED_PERSON),
        handed_off=ended(End.HANDED_OFF),
        suggestions_wrong=figures.proportion(
            sum(_is_wrong(talk.question, first) for talk, first in suggested), len(suggested)
        ),
        unanswerable_answered=_share(
            unanswerable, lambda talk: any(one.decision == "answer" for one in talk.replies)
        ),
        unanswerable_suggested=_share(unanswerable, lambda talk: bool(_suggestions(talk))),
        unanswerable_to_person=_share(
            unanswerable, lambda talk: talk.end in (End.OFFERED_PERSON, End.HANDED_OFF)
        ),
    )


def apart(talks: Sequence[Talk]) -> Mapping[str, FirstReplies]:
    """First replies by kind, for questions that are neither answerable nor unanswerable."""
    kinds = sorted({talk.question.kind for talk in talks} - {"answerable", "unanswerable"})
    return {
        kind: first_replies([talk for talk in talks if talk.question.kind == kind])
        for kind in kinds
    }


def first_replies(talks: Sequence[Talk]) -> FirstReplies:
    """The shares of each decision among the first replies."""

    def share(decision: str) -> figures.Figure:
        return _share(talks, lambda talk: talk.replies[0].decision == decision)

    return FirstReplies(
        answer=share("answer"),
        suggest=share("suggest"),
        ask=share("ask"),
        offer_human=share("offer_human"),
        hand_off=share("hand_off"),
    )


def _suggestions(talk: Talk) -> list[Reply]:
    return [one for one in talk.replies if one.decision == "suggest"]


def _is_wrong(question: Question, reply: Reply) -> bool:
    is_gold = bool(reply.quoted) and reply.quoted[0] in question.gold
    return not (question.answerable and is_gold)


def _asked_needlessly(talk: Talk) -> bool:
    return any(one.decision == "ask" and one.best in talk.question.gold for one in talk.replies)


def _share(talks: Sequence[Talk], holds: Callable[[Talk], bool]) -> figures.Figure:
    return figures.proportion(sum(map(holds, talks)), len(talks))
