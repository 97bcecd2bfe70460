"""The matter: the question that is open, and what was shown, offered and refused in it so far.

A yes, a no, a pick, "none of these" and courtesies continue a matter; any other text begins a new
one, follows it up ("and how long does it take?") or corrects it ("no, I meant the grinder").
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tandem.core.desk.message import QUOTING, Author, Message
from tandem.core.desk.option import Option, OptionKind, picked
from tandem.core.turn.screen import accepts, agrees, only_replies, refuses

SHOWING = (*QUOTING, "ask")
"""The decisions that a customer refuses by saying no."""

FOLLOWS_WORDS_MAX = 12  # a longer question carries its own topic
BARE_WORDS_MAX = 3  # "how long?", "why not?"

_CONTINUES = re.compile(
    r"(?:and|but|or|so|then|also|what about|how about|what if|what else)\b", re.IGNORECASE
)
_POINTS_BACK = re.compile(r"\b(?:it|its|that|this|they|them|their|those|these)\b", re.IGNORECASE)
_CORRECTS = re.compile(  # "No water comes out" is a question of its own
    r"(?:no|nope|nah|sorry|wait)\b(?:\s*[,.;:!–—]+\s*(?=\w)|\s+-+\s+(?=\w)"
    r"|\s+(?=(?:i|it|that|this|the|my|we|not|but)\b))|(?:actually|rather)\b[\s,]+|"
    r"(?:(?:no|sorry|wait|oh)[\s,]+)?i (?:meant|mean|was asking about)\b",
    re.IGNORECASE,
)
_TELL_ME = re.compile(
    r"(?:(?:yes|yeah|yep|ok|okay|sure)\b[\s,.!]*)?(?:please[\s,]+)?(?:do[\s,]+)?"
    r"(?:(?:tell|notify|inform|update|message|mail|e-mail) me|let me know"
    r"|keep me (?:posted|updated))"
    r"(?:[\s,]+(?:please|then|here|too))*(?:[\s,]+(?:when|once|as soon as)\b[^?\n]{0,60})?[\s.!]*",
    re.IGNORECASE,
)
_TROUBLE = re.compile(r"\b(?:work|help|solv|answer|fit)", re.IGNORECASE)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Matter:
    """The question that is searched for, and what happened in it before this turn.

    `picked` is the option that the customer picks now. `follows` are the articles that were just
    quoted, if the question only makes sense after them, and `after` is the question before it.
    `shown` are the articles quoted in this matter, `offered` those that were options. `refusals`
    counts every no to what was shown or asked in it, the present one included, `refused_in_all`
    those of the whole conversation.
    `notify` is the incident of whose end the customer was just offered to be told ("" if of none),
    `wants_notice` their yes or no to that now, `notify_answered` all incidents that they said yes
    or no for.
    """

    text: str
    picked: Option | None = None
    after: str = ""
    follows: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    refusals: int = 0
    refused_in_all: int = 0
    corrects: bool = False
    notify: str = ""
    wants_notice: bool | None = None
    notify_answered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Said:
    """The assistant's message that a reply refers to: the last that was no greeting.

    None is, after a greeting for a yes or thanks: then a "no" is to "Is there anything else?".
    """

    decision: str | None = None
    options: tuple[Option, ...] = ()
    articles: tuple[str, ...] = ()

    @property
    def notify(self) -> str:
        """The incident that the message offers to tell the end of; "" without such an offer."""
        return next(filter(None, (option.incident for option in self.options)), "")


def matter(
    question: str,
    earlier: Sequence[Message],
    *,
    pressed: str | None = None,
    named: Option | None = None,
) -> Matter:
    """The matter that is open with this question.

    `pressed` is the id of the option that was pressed; `named` is an option that the question is
    known to name, although the last message's options are not known.
    """
    open_, said = _read(earlier)
    now = _heard(open_, replace(said, options=(named,)) if named else said, question, pressed)
    return now if now.text else replace(now, text=question)


def last_decision(earlier: Sequence[Message]) -> str | None:
    """What the assistant decided last, as far as it is still open.

    Greetings are skipped, because they leave an offer or a question open, unless the customer said
    that an answer or a suggestion helped, or whether to tell them the end of an incident.
    """
    return _read(earlier)[1].decision


def matters(messages: Sequence[Message]) -> Iterator[Matter]:
    """The matter that is open after each message, in their order."""
    return (open_ for open_, _ in _readings(messages))


def _read(earlier: Sequence[Message]) -> tuple[Matter, _Said]:
    """The matter after these messages, and what a reply refers to."""
    read = Matter(""), _Said()
    for read in _readings(earlier):  # noqa: B007 -- the last one counts
        pass
    return read


def _readings(messages: Sequence[Message]) -> Iterator[tuple[Matter, _Said]]:
    open_, said, is_closed = Matter(""), _Said(), False
    for message in messages:
        if message.author is Author.CUSTOMER:
            open_ = _heard(open_, said, message.text, message.picks)
            is_yes = open_.picked is not None and open_.picked.kind is OptionKind.YES
            is_helped = said.decision in QUOTING and (is_yes or accepts(message.text))
            is_closed = is_helped or said.notify in open_.notify_answered
        elif message.author is Author.ASSISTANT and message.decision == "greet":
            said = _Said() if is_closed else said
        elif message.author is Author.ASSISTANT and message.decision is not None:
            said = _Said(message.decision, message.options, message.articles)
            offered = tuple(one.article_id for one in message.options if one.article_id)
            open_ = replace(
                open_,
                shown=_with(open_.shown, message.articles),
                offered=_with(open_.offered, offered),
            )
        yield open_, said


def _heard(open_: Matter, said: _Said, text: str, pressed: str | None) -> Matter:
    """The matter after a customer's message."""
    option = _option(said, text, pressed)
    wants_notice = _wants_notice(option, text) if said.notify else None
    if option is not None or wants_notice is not None or only_replies(text):
        is_no = option.kind is OptionKind.NO if option else refuses(text)
        more = int(is_no and said.decision in SHOWING)
        answered = () if wants_notice is None else (said.notify,)
        return replace(
            open_,
            picked=option,
            follows=(),
            corrects=False,
            refusals=open_.refusals + more,
            refused_in_all=open_.refused_in_all + more,
            notify=said.notify,
            wants_notice=wants_notice,
            notify_answered=_with(open_.notify_answered, answered),
        )
    if said.decision in SHOWING and corrects(text):
        return replace(
            open_,
            text=text,
            picked=None,
            follows=(),
            corrects=True,
            notify="",
            wants_notice=None,
        )
    is_after = follows_up(text)
    return Matter(
        text,
        after=open_.text if is_after else "",
        follows=said.articles if is_after else (),
        refused_in_all=open_.refused_in_all,
        notify_answered=open_.notify_answered,
    )


def _wants_notice(option: Option | None, text: str) -> bool | None:
    """The yes or no to the offer to be told when something is over; None if it is neither."""
    if option is not None:
        return True if option.kind is OptionKind.NOTIFY else None
    if agrees(text) or _TELL_ME.fullmatch(text.strip()):
        return True
    return False if refuses(text) and not _TROUBLE.search(text) else None


def _option(said: _Said, text: str, pressed: str | None) -> Option | None:
    """The option of the last message that was pressed, or whose words were typed."""
    if pressed is not None:
        return next((option for option in said.options if option.id == pressed), None)
    return picked(said.options, text)


def corrects(text: str) -> bool:
    """Whether a text takes back what was understood, and says what is meant instead."""
    found = _CORRECTS.match(text.strip())
    return found is not None and len(_WORD.findall(text[found.end() :])) >= 1


def follows_up(text: str) -> bool:
    """Whether a question needs what was said before to be understood."""
    words = _WORD.findall(text)
    if len(words) > FOLLOWS_WORDS_MAX:
        return False
    return (
        len(words) <= BARE_WORDS_MAX
        or _CONTINUES.match(text.strip()) is not None
        or _POINTS_BACK.search(text) is not None
    )


def _with(known: tuple[str, ...], more: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*known, *more)))
