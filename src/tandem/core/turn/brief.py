"""The handoff brief: what a person should know before the first reply, taken from the record.

Every line is quoted, counted or a fixed text; none is composed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import takewhile
from typing import Any

from tandem.core.desk.contact import Contact
from tandem.core.desk.message import Author, Kind, StoredMessage
from tandem.core.desk.option import OptionKind
from tandem.core.knowledge.sentence import sentences
from tandem.core.turn.asking import TRIED, is_asking
from tandem.core.turn.given import Given, fold, given, own, said_in
from tandem.core.turn.known import ACCOUNT, EARLIER, TYPED
from tandem.core.turn.reasons import in_words
from tandem.core.turn.screen import accepts, only_replies, refuses, screen
from tandem.core.turn.signals import Reason
from tandem.core.turn.texts import LANGUAGES, texts_in
from tandem.core.turn.wants import is_general, says_something, short, wants, without_and

FACTS_MAX = 12
TRIED_MAX = 5
QUESTIONS_MAX = 5
RUNNING = "not over yet"  # the origin of an incident
QUOTE_MAX = 120  # characters

NOT_SAID = "Not said yet."
ONLY_A_PERSON = "Not said yet: they only asked for a person."


@dataclass(frozen=True, slots=True)
class Fact:
    """A known fact, so that nobody asks for it again, and its source.

    `seq` and `at` are the message in which the customer gave it first.
    """

    says: str
    origin: str  # see known.py
    seq: int | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Tried:
    """A reply of the assistant: what it did, in words, and what the customer said to it.

    `titles` are the articles it showed; `reaction` is empty while they said nothing.
    """

    decision: str
    titles: tuple[str, ...]
    did: str
    reaction: str
    seq: int | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question that is open, and who asked it: customer, assistant or agent."""

    says: str
    by: str
    seq: int | None = None


@dataclass(frozen=True, slots=True)
class Mood:
    """How the customer feels, in one word, with their words behind it."""

    word: str
    quote: str
    seq: int | None = None


@dataclass(frozen=True, slots=True)
class Brief:
    """What is wanted, known, tried, open and promised, in the customer's own words.

    `mood` is None for a calm customer. `reason` and `rule` are codes; `reasons.in_words` says them.
    """

    wants: str
    known: tuple[Fact, ...]
    tried: tuple[Tried, ...]
    open_questions: tuple[Question, ...]
    promised: tuple[str, ...]
    mood: Mood | None
    reason: str
    rule: str
    next_step: str


@dataclass(frozen=True, slots=True)
class Before:
    """The brief of an earlier handoff of the same conversation: its event, and what it told."""

    seq: int
    at: datetime
    known: frozenset[str]
    promised: frozenset[str]


NEXT_STEPS = {
    "customer_request": "Read what they wrote, then answer them.",
    "policy_restriction": "Only people may answer this topic. Follow your team's rules for it.",
    "policy_exception": "Decide whether to make the exception, and tell them either way.",
    "frustration": "Acknowledge what went wrong, then say what happens next.",
    "loop": "The articles did not help. Find out what was missing.",
    "time": "They have waited a long time. Answer first, then look for the cause.",
    "tool_failure": "Answer it yourself; an administrator can see what failed.",
    "usage_limit": "Answer it yourself; the assistant's budget is used up.",
    "cancel": "Find out why they want to cancel before you do it.",
    "high_value": "This customer is always answered by people.",
    "low_confidence": "Check whether an article answers this; if not, one is missing.",
    "complex": "There are several issues. Answer them one by one.",
    "unreadable": "Ask what the attachment is about.",
    "mode": "Answer it; use the assistant's draft if there is one.",
    "stopped": "The assistant is stopped. Answer it yourself.",
    "taken_over": "You took this over from the assistant.",
}


def brief(
    messages: Sequence[StoredMessage],
    contact: Contact,
    earlier: Sequence[str],
    *,
    reason: str,
    rule: str,
    told: str = "",
    incident: str = "",
) -> Brief:
    """Returns the brief of a handoff, from the messages, the account and earlier subjects.

    `told` is what the customer reads about the handoff, `incident` the title of the running one
    that it seems to be about. It holds nothing that the customer or the
    desk did not say.
    """
    replies = [own(message) for message in messages if message.kind is Kind.REPLY]
    written = said_in(messages)
    theirs = [message for message in written if message.author is Author.CUSTOMER]
    matter = wants([message.said for message in replies])
    facts = _most_telling(given(written, contact, earlier))
    running = [Fact(f"incident: {incident}", RUNNING)] if incident else []
    return Brief(
        wants=matter or (ONLY_A_PERSON if _only_a_person(theirs, reason) else NOT_SAID),
        known=(
            *running,
            *(Fact(_says(one), one.origin, one.seq, one.at) for one in facts),
        ),
        tried=tuple(_tried(replies)),
        open_questions=tuple(_open(replies, matter))[-QUESTIONS_MAX:],
        promised=_promised(told),
        mood=_mood(theirs),
        reason=reason,
        rule=rule,
        next_step=NEXT_STEPS[reason],
    )


def as_json(brief: Brief) -> dict[str, Any]:
    """The brief as JSON, for the event of the handoff."""
    known = [{**asdict(one), "at": one.at and one.at.isoformat()} for one in brief.known]
    return {**asdict(brief), "known": known}


def told_before(seq: int, at: datetime, told: Any) -> Before:
    """The brief of an earlier handoff, from its event's number, time and JSON (`as_json`)."""
    return Before(
        seq,
        at,
        frozenset(fold(fact["says"]) for fact in told["known"]),
        frozenset(told["promised"]),
    )


def text(brief: Brief, *, now: datetime, before: Before | None = None) -> str:
    """The brief as a private note in the conversation, in words, no line twice; times are UTC.

    After an earlier brief (`before`) it has the matter and only what is new since.
    """
    after = before.seq if before else -1
    told = before.known if before else frozenset[str]()
    lines = [f"Wants: {brief.wants}"]
    lines += [
        f"Known: {fact.says} ({_origin(fact, now)})"
        for fact in brief.known
        if fold(fact.says) not in told
    ]
    lines += [
        f"Tried: the assistant {one.did}; {_reaction(one)}"
        for one in brief.tried
        if (one.seq or 0) > after
    ]
    lines += [
        f"Open: “{one.says}” ({_ASKED_BY.get(one.by, one.by)})"
        for one in brief.open_questions
        if (one.seq or 0) > after
    ]
    lines += [
        f"Promised: “{promise}”"
        for promise in brief.promised
        if before is None or promise not in before.promised
    ]
    if brief.mood is not None and (brief.mood.seq or 0) > after:
        lines.append(f"Mood: {brief.mood.word}: “{brief.mood.quote}”")
    lines.append(f"Reason: {in_words(brief.reason, brief.rule)}")
    lines.append(f"Next: {brief.next_step}")
    if before is not None:
        since = _time(before.at, now)
        lines.insert(0, f"Handed over again. The brief {since} still holds; this is new:")
    return "\n".join(dict.fromkeys(lines))


_ASKED_BY = {
    "customer": "they asked, nobody answered",
    "assistant": "the assistant asked, they did not answer",
    "agent": "a colleague asked, they did not answer",
}


_WHO = ("name", "e-mail", "product", "plan")


def _most_telling(facts: Sequence[Given]) -> list[Given]:
    """As many facts as a brief has room for, in their order: other attributes make way first."""
    first = [one for one in facts if one.name in _WHO or (one.name and one.seq is not None)]
    rest = [one for one in facts if one not in first]
    kept = (first + rest)[:FACTS_MAX]
    return [one for one in facts if one in kept]


def _says(fact: Given) -> str:
    """The fact as one line; what they tried and wrote before is their own sentence."""
    if fact.name == TRIED:
        return f"they tried: “{fact.value}”"
    if fact.origin == EARLIER and not fact.name:
        return f"they wrote before: “{fact.value}”"
    return f"since: {fact.value}" if fact.name == "start" else fact.says


def _origin(fact: Fact, now: datetime) -> str:
    match fact.origin:
        case _ if fact.at is not None:
            return f"typed in the chat {_time(fact.at, now)}"
        case origin if origin == ACCOUNT:
            return "from their account, verified"
        case origin if origin == RUNNING:
            return RUNNING
        case origin if origin == TYPED:
            return "given by them, not verified"
        case origin if origin == EARLIER:
            return "from an earlier conversation"
        case _:
            return "typed in the chat"


def _time(at: datetime, now: datetime) -> str:
    at, now = at.astimezone(UTC), now.astimezone(UTC)
    day = "" if at.date() == now.date() else f"on {at.day} {at:%B} "
    return f"{day}at {at:%H:%M} UTC"


def _only_a_person(theirs: Sequence[StoredMessage], reason: str) -> bool:
    asked = any(screen(message.text).person for message in theirs)
    return asked or (reason == Reason.CUSTOMER_REQUEST and not theirs)


# What was tried -------------------------------------------------------------------------------


def _tried(replies: Sequence[StoredMessage], most: int = TRIED_MAX) -> Iterator[Tried]:
    """The newest replies of the assistant, in their order; a greeting tries nothing."""
    shown = [
        (place, message)
        for place, message in enumerate(replies)
        if message.author is Author.ASSISTANT
        and message.decision not in (None, "greet", "hand_off")
    ]
    for place, message in shown[-most:]:
        titles = tuple(dict.fromkeys(str(source["title"]) for source in message.sources))
        reaction = _said_to(message, replies[place + 1 :])
        yield Tried(message.decision or "", titles, _did(message), reaction, message.seq)


def _did(message: StoredMessage) -> str:
    """What a reply of the assistant showed, in words."""
    titles = [str(one["title"]) for one in message.sources if one.get("article_id", "?")]
    looked_up = [str(one["title"]) for one in message.sources if not one.get("article_id", "?")]
    match message.decision:
        case "answer" if looked_up:
            return f"looked up {_listed(looked_up)}"
        case "answer":
            return f"answered from {_listed(titles)}" if titles else "answered"
        case "suggest":
            return f"suggested {_listed(titles)}" if titles else "suggested an article"
        case "ask":
            return _asked(message)
        case "offer_human":
            return "was not sure, and offered a person"
        case _:
            return f"wrote: “{short(message.text, QUOTE_MAX)}”"


def _asked(message: StoredMessage) -> str:
    products = [one.label for one in message.options if one.kind is OptionKind.PRODUCT]
    articles = [one.label for one in message.options if one.kind is OptionKind.ARTICLE]
    if products:
        return f"asked which product is meant: {_listed(products)}"
    if articles:
        return f"asked which is meant: {_listed(articles)}"
    asked = [one for one in sentences(message.text) if is_asking(one)]
    return f"asked: “{short(asked[-1], QUOTE_MAX)}”" if asked else "asked for more words"


def _listed(titles: Sequence[str]) -> str:
    return ", ".join(f"“{title}”" for title in dict.fromkeys(titles))


def _said_to(message: StoredMessage, after: Sequence[StoredMessage]) -> str:
    """What the customer said to a reply, before the team wrote again; empty if nothing."""
    if (option := _pressed(message)) is not None:
        return option
    theirs = list(takewhile(lambda one: one.author is Author.CUSTOMER, after))
    if message.was_helpful is not None:
        return "they said yes" if message.was_helpful else "they said no"
    for one in theirs:
        if one.picks is not None:
            return f"they picked “{short(one.text, QUOTE_MAX)}”"
        if refuses(one.text):
            return "they said no"
        if accepts(one.text):
            return "they said yes"
        if says := next((part for part in sentences(one.text) if says_something(part)), ""):
            return f"they wrote: “{short(says, QUOTE_MAX)}”"
        if screen(one.text).person:
            return "they asked for a person"
    return ""


def _pressed(message: StoredMessage) -> str | None:
    option = next((one for one in message.options if one.id == message.chosen), None)
    match option and option.kind:
        case OptionKind.YES:
            return "they said yes"
        case OptionKind.NO:
            return "they said no"
        case OptionKind.PERSON:
            return "they asked for a person"
        case None:
            return None
        case _:
            assert option is not None
            return f"they picked “{option.label}”"


def _reaction(tried: Tried) -> str:
    return tried.reaction or "they have not replied to it"


# What is open ---------------------------------------------------------------------------------

_NO_QUESTION = re.compile(
    r"\b(?:help you|anything else|can i help|did (?:that|this) (?:help|answer)|all right\?|okay\?)",
    re.IGNORECASE,
)
"""Questions of the team that wait for no answer."""


def _open(replies: Sequence[StoredMessage], matter: str) -> Iterator[Question]:
    """What was asked and not answered, by either side, each once; the matter itself is no part."""
    answered = max(
        (
            number
            for number, message in enumerate(replies)
            if message.author in (Author.ASSISTANT, Author.AGENT)
            and message.decision
            not in ("suggest", "greet", "inform", "ask", "offer_human", "hand_off")
        ),
        default=-1,
    )
    seen: list[str] = []
    for number, message in enumerate(replies):
        if message.author is Author.CUSTOMER:
            is_open = number > answered and message.picks is None
        else:
            is_open = _asks(message) and not _is_answered(replies[number + 1 :])
        if not is_open:
            continue
        for sentence in filter(is_asking, sentences(message.text)):
            says = " ".join(sentence.split())
            known = fold(without_and(says))
            if known in seen or known in fold(matter) or not _asks_something(message, says):
                continue
            seen.append(known)
            yield Question(short(says, 2 * QUOTE_MAX), message.author.value, message.seq)


def _asks(message: StoredMessage) -> bool:
    return message.author is Author.AGENT or message.decision == "ask"


def _asks_something(message: StoredMessage, sentence: str) -> bool:
    """Whether a question waits for an answer: a request for a person is met by the handoff."""
    if message.author is Author.CUSTOMER:
        return says_something(sentence) and not is_general(sentence)
    return _NO_QUESTION.search(sentence) is None


def _is_answered(after: Sequence[StoredMessage]) -> bool:
    """Whether the customer's next message answers: it says something, and asks nothing back."""
    theirs = next((one for one in after if one.author is Author.CUSTOMER), None)
    if theirs is None:
        return False
    if theirs.picks is not None or refuses(theirs.text) or accepts(theirs.text):
        return True
    return not only_replies(theirs.text) and any(
        says_something(one) and not is_asking(one) for one in sentences(theirs.text)
    )


# What was promised, and the mood ---------------------------------------------------------------

_ANNOUNCED = frozenset(
    fold(sentence)
    for language in LANGUAGES
    for words in (texts_in(language).handed_off, texts_in(language).called)
    for sentence in sentences(words)
)


def _promised(told: str) -> tuple[str, ...]:
    """What the customer was told will happen: the announcement of a person, and all after it."""
    said = [" ".join(sentence.split()) for sentence in sentences(told)]
    start = next((n for n, sentence in enumerate(said) if fold(sentence) in _ANNOUNCED), 0)
    return (" ".join(said[start:]),) if said else ()


_MOODS = {
    "despair": "desperate",
    "rage": "angry",
    "threatens a public complaint": "angry",
    "shouts": "angry",
    "swears": "angry",
    "annoyed": "annoyed",
    "finds it bad": "annoyed",
    "goes in circles": "tired of repeating it",
    "insists": "impatient",
}
_WORRIED = re.compile(
    r"\b(?:i am|i'm|we are|we're|so|very|really|getting) (?:\w+ )?"
    r"(?:worried|scared|afraid|anxious)\b",
    re.IGNORECASE,
)


def _mood(theirs: Sequence[StoredMessage]) -> Mood | None:
    """The newest sign of anger, despair or worry."""
    for message in reversed(theirs):
        found = screen(message.text)
        if strong := found.distress or found.frustrated:
            word = _MOODS.get(strong.name, "upset")
        elif _WORRIED.search(message.text.replace("’", "'")):
            word = "worried"
        else:
            continue
        return Mood(word, _quote(message.text), message.seq)
    return None


def _quote(text: str) -> str:
    """The sentence that shows the mood, else the beginning of the message."""
    for sentence in sentences(text):
        found = screen(sentence)
        if found.distress or found.frustrated or _WORRIED.search(sentence.replace("’", "'")):
            return short(sentence, QUOTE_MAX)
    return short(text, QUOTE_MAX)
