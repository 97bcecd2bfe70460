"""The handoff brief: what a person should know before the first reply, taken from the record."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tandem.core.desk.contact import Contact
from tandem.core.desk.message import QUOTING, Author, Kind, Message, StoredMessage
from tandem.core.knowledge.sentence import sentences
from tandem.core.turn.known import ACCOUNT, EARLIER, THREAD, TYPED, known
from tandem.core.turn.said import read
from tandem.core.turn.screen import accepts, refuses, screen

WANTS_MAX = 300  # characters
FACTS_MAX = 12
TRIED_MAX = 5
QUESTIONS_MAX = 5
RUNNING = "not over yet"  # the origin of an incident

# A number that identifies something: an order, an invoice, an amount, a date, an error code.
_NAMED = re.compile(
    r"[#€$£]?(?<!\w)(?:[A-Za-z]{1,5}[-_]?)?\d\w*(?:[-.,:/]\w*\d\w*)*"
    r"(?:\s?(?:%|€|EUR|USD|GBP)(?!\w))?"
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


@dataclass(frozen=True, slots=True)
class Fact:
    """A known fact, so that nobody asks for it again, and its source."""

    says: str
    origin: str  # see known.py


@dataclass(frozen=True, slots=True)
class Tried:
    """A reply of the assistant: what it showed, and what the customer thought of it."""

    decision: str
    titles: tuple[str, ...]
    reaction: str


@dataclass(frozen=True, slots=True)
class Brief:
    """What is wanted, known, tried, open and promised, in the customer's own words."""

    wants: str
    known: tuple[Fact, ...]
    tried: tuple[Tried, ...]
    open_questions: tuple[str, ...]
    promised: tuple[str, ...]
    mood: str
    reason: str
    rule: str
    next_step: str


NEXT_STEPS = {
    "customer_request": "Read what they wrote, then answer them.",
    "policy_restriction": "Only people may answer this topic. Follow your team's rules for it.",
    "policy_exception": "Decide whether to make the exception, and tell them either way.",
    "frustration": "Acknowledge what went wrong, then say what happens next.",
    "loop": "The articles did not help. Find out what was missing.",
    "time": "They have waited a long time. Answer first, then look for the cause.",
    "tool_failure": "Answer it yourself; `tandem doctor` shows what failed.",
    "usage_limit": "Answer it yourself; the assistant's budget is used up.",
    "cancel": "Find out why they want to cancel before you do it.",
    "high_value": "This customer is always answered by people.",
    "low_confidence": "Check whether an article answers this; if not, one is missing.",
    "complex": "There are several issues. Answer them one by one.",
    "unreadable": "Ask what the attachment is about.",
    "mode": "The assistant only drafts here. Check its draft.",
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
    incident: str = "",
) -> Brief:
    """Returns the brief of a handoff, from the messages, the account and earlier subjects.

    `incident` is the title of the running one that it seems to be about.

    Every line is quoted or counted, none is composed: it holds nothing that the customer did not
    say.
    """
    # What was pressed is a label of ours, not the customer's words.
    messages = [_own(message) for message in messages if message.picks is None]
    said = [
        message
        for message in messages
        if message.author is Author.CUSTOMER and message.kind is Kind.REPLY
    ]
    facts = [Fact(f"incident: {incident}", RUNNING)] if incident else []
    facts += _facts(messages, said, contact, earlier)
    return Brief(
        wants=_wants([message.text for message in said]),
        known=tuple(facts)[:FACTS_MAX],
        tried=tuple(_tried(messages))[-TRIED_MAX:],
        open_questions=_open(messages)[:QUESTIONS_MAX],
        promised=("A person will see everything; the customer won't have to repeat it.",),
        mood=_mood([message.text for message in said]),
        reason=reason,
        rule=rule,
        next_step=NEXT_STEPS[reason],
    )


def _own(message: StoredMessage) -> StoredMessage:
    """A customer's message in their own words, without quoted mail and the like."""
    is_customer = message.author is Author.CUSTOMER
    return replace(message, text=read(message.text).own) if is_customer else message


def text(brief: Brief) -> str:
    """The brief as a private note in the conversation."""
    parts = [f"Wants: {brief.wants or 'not said yet'}"]
    parts += [f"Known: {fact.says} ({fact.origin})" for fact in brief.known]
    parts += [
        f"Tried: {tried.decision}"
        + (f", {'; '.join(tried.titles)}" if tried.titles else "")
        + (f" ({tried.reaction})" if tried.reaction else "")
        for tried in brief.tried
    ]
    parts += [f"Open: {question}" for question in brief.open_questions]
    parts += [f"Promised: {promise}" for promise in brief.promised]
    if brief.mood:
        parts.append(f"Mood: “{brief.mood}”")
    parts.append(f"Reason: {brief.reason}, rule `{brief.rule}`")
    parts.append(f"Next: {brief.next_step}")
    return "\n".join(parts)


def _wants(said: Sequence[str]) -> str:
    """The newest message that is more than a greeting, anger, or a request for a person."""
    for words in reversed(said):
        if any(_says_something(sentence) for sentence in sentences(words)):
            return _short(words)
    return _short(said[-1]) if said else ""


def _says_something(sentence: str) -> bool:
    screened = screen(sentence)
    return not (
        screened.person
        or screened.courtesy
        or screened.agrees
        or screened.refuses
        or screened.frustrated
        or screened.distress
        or screened.unreadable
    )


def _short(words: str) -> str:
    kept = ""
    for sentence in sentences(words):
        if kept and len(kept) + len(sentence) >= WANTS_MAX:
            break
        kept = f"{kept} {sentence}".strip()
    return kept if len(kept) <= WANTS_MAX else f"{kept[: WANTS_MAX - 1].rstrip()}…"


def _facts(
    messages: Sequence[StoredMessage],
    said: Sequence[StoredMessage],
    contact: Contact,
    earlier: Sequence[str],
) -> Iterator[Fact]:
    if contact.name or contact.email:
        who = ", ".join(filter(None, (contact.name, contact.email)))
        yield Fact(who, ACCOUNT if contact.is_verified else TYPED)
    if contact.left_email and not contact.email:
        yield Fact(contact.left_email, TYPED)
    if contact.is_verified:
        for name, value in (("product", contact.product), ("plan", contact.plan)):
            if value:
                yield Fact(f"{name}: {value}", ACCOUNT)
        for name, value in sorted(contact.attributes.items()):
            yield Fact(f"{name}: {value}", ACCOUNT)
        for subject in earlier:
            yield Fact(subject, EARLIER)
    replies = [one for one in messages if one.kind is Kind.REPLY]
    stated = known([Message(one.author, one.text, options=one.options) for one in replies])
    for fact in stated:
        yield Fact(f"{fact.name}: {fact.value}", THREAD)
    seen = {fact.value for fact in stated}
    for message in said:
        for found in (*_MAIL.findall(message.text), *_NAMED.findall(message.text)):
            # A single digit identifies nothing.
            if len(found) > 1 and not any(found in value for value in seen):
                seen.add(found)
                yield Fact(found, THREAD)


def _tried(messages: Sequence[StoredMessage]) -> Iterator[Tried]:
    for place, message in enumerate(messages):
        if message.author is not Author.ASSISTANT or message.kind is not Kind.REPLY:
            continue
        if message.decision in (None, "greet", "hand_off"):
            continue
        titles = tuple(dict.fromkeys(str(source["title"]) for source in message.sources))
        helped = message.was_helpful
        if helped is None and message.decision in QUOTING:
            helped = _said_next(messages[place + 1 :])
        reaction = {True: "it helped", False: "it did not help", None: ""}[helped]
        yield Tried(message.decision, titles, reaction)


def _said_next(messages: Sequence[StoredMessage]) -> bool | None:
    """What the customer wrote of a quote at once: yes or thanks, no, or something else."""
    replies = (one for one in messages if one.kind is Kind.REPLY)
    after = next(replies, None)
    if after is None or after.author is not Author.CUSTOMER:
        return None
    if refuses(after.text):
        return False
    return True if accepts(after.text) else None


def _open(messages: Sequence[StoredMessage]) -> tuple[str, ...]:
    """What was asked since the last answer, by either side; a request for a person is met."""
    start = max(
        (
            number
            for number, message in enumerate(messages)
            if message.author in (Author.ASSISTANT, Author.AGENT)
            and message.decision
            not in ("suggest", "greet", "inform", "ask", "offer_human", "hand_off")
            and message.kind is Kind.REPLY
        ),
        default=-1,
    )
    asked = [
        sentence
        for message in messages[start + 1 :]
        if message.author is Author.CUSTOMER
        for sentence in sentences(message.text)
        if sentence.endswith("?") and screen(sentence).person is None
    ]
    return tuple(dict.fromkeys(asked))


def _mood(said: Sequence[str]) -> str:
    for words in reversed(said):
        screened = screen(words)
        found = screened.distress or screened.frustrated
        if found:
            return found.words
    return ""
