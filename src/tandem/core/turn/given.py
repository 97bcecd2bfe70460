"""What is known at a point of a conversation: each fact once, and where the customer gave it.

For people: the brief lists it (brief.py), and a reply of an agent that asks for it again is noticed
(again.py).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from tandem.core.desk.contact import Contact
from tandem.core.desk.message import Author, Kind, Message, StoredMessage
from tandem.core.turn.asking import answers, canonical
from tandem.core.turn.known import ACCOUNT, EARLIER, THREAD, TYPED, Known, known
from tandem.core.turn.said import read
from tandem.core.turn.stated import stated

# A number that identifies something: an order, an invoice, an amount, a date, an error code.
_NUMBER = re.compile(
    r"[#€$£]?(?<!\w)(?:[A-Za-z]{1,5}[-_]?)?\d\w*(?:[-.,:/]\w*\d\w*)*"
    r"(?:\s?(?:%|€|EUR|USD|GBP)(?!\w))?"
)
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
READ_MAX = 4_000
"""Characters of a customer's message that are read: what people write of their case stands there.

A log or a blob goes on for 100,000, and an agent waits for the brief and for each hint.
"""
NUMBERS_MAX = 50  # of a conversation without a name: whoever pastes a table identifies nothing
SAME_MIN = 4  # characters from which one value under two names is one fact


@dataclass(frozen=True, slots=True)
class Given:
    """A fact with its origin (known.py), and the message in which the customer gave it first.

    `name` is empty for a number that nobody named, and for the subject of an earlier conversation.
    `is_only` is false if the customer gave several values under this name.
    """

    name: str
    value: str
    origin: str
    seq: int | None = None
    at: datetime | None = None
    is_only: bool = True

    @property
    def says(self) -> str:
        """Name and value as one line."""
        return f"{self.name}: {self.value}" if self.name else self.value


def said_in(thread: Sequence[StoredMessage]) -> list[StoredMessage]:
    """The replies of a thread in the customer's own words; what was pressed is a label of ours."""
    return [own(one) for one in thread if one.kind is Kind.REPLY and one.picks is None]


def texts_since(thread: Sequence[StoredMessage], seq: int) -> list[str]:
    """What the customer wrote after this event in their own words, the newest first."""
    later = [one for one in reversed(thread) if one.seq > seq and one.author is Author.CUSTOMER]
    return [one.text for one in said_in(later)]


def own(message: StoredMessage) -> StoredMessage:
    """A customer's message in their own words, without quoted mail and the like; its beginning."""
    is_customer = message.author is Author.CUSTOMER
    return replace(message, text=read(message.text).own[:READ_MAX]) if is_customer else message


def fold(text: str) -> str:
    """The text in one form for all its cases and spacings."""
    return " ".join(text.split()).casefold().strip(" .,;:!?\"'“”")


def given(
    messages: Sequence[StoredMessage], contact: Contact, earlier: Sequence[str] = ()
) -> tuple[Given, ...]:
    """What is known after these messages, each fact once; the account's facts come first.

    `messages` are as `said_in` makes them. `earlier` are the subjects of earlier
    conversations. Of a contact who is not verified, only name and address count, as such.
    """
    facts: list[Given] = []
    found: dict[str, list[Given]] = {}  # by value
    for fact in (*_account(contact, earlier), *_stated(messages)):
        value = fold(fact.value)
        named = found.setdefault(value, [])
        if value and not any(_is_same(fact, value, other) for other in named):
            named.append(fact)
            facts.append(fact)
    for fact in islice(_numbers(messages), NUMBERS_MAX):
        value = fold(fact.value)
        if value and not any(_has(said, value) for said, named in found.items() if named):
            found[value] = [fact]
            facts.append(fact)
    return tuple(facts)


def _account(contact: Contact, earlier: Sequence[str]) -> Iterator[Given]:
    origin = ACCOUNT if contact.is_verified else TYPED
    yield Given("name", contact.name, origin)
    if contact.email:
        yield Given("e-mail", contact.email, origin)
    else:
        yield Given("e-mail", contact.left_email, TYPED)
    if contact.is_verified:
        yield Given("product", contact.product, ACCOUNT)
        yield Given("plan", contact.plan, ACCOUNT)
        for name, value in sorted(contact.attributes.items()):
            yield Given(name, value, ACCOUNT)
        for subject in earlier:
            yield Given("", subject, EARLIER)


def _stated(messages: Sequence[StoredMessage]) -> Iterator[Given]:
    said = [Message(one.author, one.text, options=one.options) for one in messages]
    theirs = [one for one in messages if _is_theirs(one)]
    values: dict[str, set[str]] = {}
    for message in theirs:
        for name, value in stated(message.text):
            values.setdefault(name, set()).add(fold(value))
    texts = [(fold(one.text), one) for one in theirs]
    for fact in known(said):
        fact = _placed(fact, texts)
        yield replace(fact, is_only=len(values.get(fact.name, ())) <= 1)


def _placed(fact: Known, texts: Sequence[tuple[str, StoredMessage]]) -> Given:
    """The fact with the first message of the customer that has its value."""
    value = fold(fact.value)
    first = next((one for text, one in texts if value in text), None)
    return Given(
        fact.name, fact.value, THREAD, first and first.seq, first.created_at if first else None
    )


def _numbers(messages: Sequence[StoredMessage]) -> Iterator[Given]:
    """Addresses and numbers that nobody named; a single digit identifies nothing."""
    for message in filter(_is_theirs, messages):
        for found in (*_MAIL.findall(message.text), *_NUMBER.findall(message.text)):
            if len(found) > 1:
                yield Given("", found, THREAD, message.seq, message.created_at)


def _is_theirs(message: StoredMessage) -> bool:
    return message.author is Author.CUSTOMER and message.kind is Kind.REPLY


def _is_same(fact: Given, value: str, other: Given) -> bool:
    """Whether a fact says nothing that another of the same folded value does not say."""
    name, named = (canonical(one.name) or fold(one.name) for one in (fact, other))
    return name == named or name in answers(named) or len(value) >= SAME_MIN


def _has(said: str, value: str) -> bool:
    """Whether a number stands in a text, and is not just a piece of a longer one."""
    return value in said and re.search(rf"(?<!\w){re.escape(value)}(?!\w)", said) is not None
