"""Checks and cleans what callers pass in, so that it can be stored and searched."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar, cast
from uuid import UUID

from tandem.core.desk.customer import CustomerContext
from tandem.core.desk.markup import is_html, to_text
from tandem.core.desk.mask import mask
from tandem.core.desk.message import Author, Message, renamed
from tandem.core.desk.option import Option
from tandem.core.errors import InvalidError

T = TypeVar("T")

MESSAGE_CHARS_MAX = 100_000  # of one message; a longer one is refused whole, not cut
CONVERSATION_MAX = 500  # messages of a conversation

_HALF = re.compile("[\ud800-\udfff]")  # lone surrogates, which broken UTF-8 leaves behind


def clean(text: str) -> str:
    """The text as it is stored, without characters that no database stores.

    NUL is removed; a lone surrogate becomes U+FFFD. Letters are in one form (NFC), because phones
    and Macs send "ü" as two characters that look like one.
    """
    whole = _HALF.sub("\N{REPLACEMENT CHARACTER}", text.replace("\0", ""))
    return unicodedata.normalize("NFC", whole)


def message(given: object) -> Message:
    """Returns the message, given as one or as plain text; InvalidError names what is wrong."""
    if isinstance(given, str):
        given = Message(Author.CUSTOMER, given)
    if not isinstance(given, Message):
        raise InvalidError(
            f"A message must be text, not {type(given).__name__}.",
            hint="Pass a str, or a tandem.Message.",
        )
    author, text = _author(given.author), _text("A message's text", given.text)
    if len(given.text) > MESSAGE_CHARS_MAX:
        raise InvalidError(
            f"The message has {len(given.text):,} characters.",
            hint=f"At most {MESSAGE_CHARS_MAX:,} are allowed; send the important part.",
        )
    at = cast("object", given.at)
    if at is not None and (not isinstance(at, datetime) or at.tzinfo is None):
        raise InvalidError("A message's `at` must be a time with a time zone.", hint="Use UTC.")
    if author is Author.CUSTOMER:
        text = of_customer(text)
    # Callers may have stored the conversation with an earlier release.
    decision = renamed(given.decision)
    return replace(
        given,
        author=author,
        text=text,
        decision=decision,
        options=_tuple_of("options", given.options, Option),
        articles=_tuple_of("articles", given.articles, str),
        turn_id=_turn(given.turn_id),
    )


def _tuple_of(name: str, given: object, kind: type[T]) -> tuple[T, ...]:
    if not isinstance(given, list | tuple) or not all(isinstance(one, kind) for one in given):
        raise InvalidError(
            f"A message's `{name}` must be a list of {kind.__name__}.",
            hint="Append `response.message` to the conversation as it is.",
        )
    return tuple(cast("Sequence[T]", given))


def _turn(given: object) -> str | None:
    try:
        return None if given is None else str(UUID(str(given)))
    except ValueError:
        raise InvalidError(
            "A message's `turn_id` must be the id of a turn.",
            hint="Append `response.message` to the conversation as it is.",
        ) from None


def of_customer(text: str) -> str:
    """What a customer wrote, as the desk keeps it: in NFC, card numbers and IBANs hidden."""
    return mask(unicodedata.normalize("NFC", text))


def body(text: str) -> str:
    """The text of a body that a program handed in: HTML as a person would read it."""
    return to_text(text) if is_html(text) else text


def conversation(given: object) -> list[Message]:
    """Returns the earlier messages, oldest first; InvalidError names what is wrong."""
    if not isinstance(given, list | tuple):
        raise InvalidError("The conversation must be a list of tandem.Message, oldest first.")
    said = cast("Sequence[object]", given)
    if len(said) > CONVERSATION_MAX:
        raise InvalidError(
            f"The conversation has {len(said)} messages.",
            hint=f"At most {CONVERSATION_MAX} are allowed; pass the newest ones.",
        )
    return [message(one) for one in said]


def customer(given: object) -> CustomerContext:
    """Returns what is known of the customer; InvalidError names what is wrong."""
    if given is None:
        return CustomerContext()
    if not isinstance(given, CustomerContext):
        raise InvalidError("The customer must be a tandem.CustomerContext.")
    attributes, tickets = cast("object", given.attributes), cast("object", given.tickets)
    if not isinstance(attributes, Mapping):
        raise InvalidError("The customer's attributes must be a mapping of text to text.")
    if not isinstance(tickets, list | tuple):
        raise InvalidError("The customer's tickets must be a list of texts.")
    return replace(
        given,
        product=_optional("product", given.product),
        plan=_optional("plan", given.plan),
        locale=_optional("locale", given.locale),
        name=_text("The customer's name", given.name),
        email=_text("The customer's e-mail address", given.email),
        id=_text("The customer's id", given.id),
        attributes={
            _text("An attribute's name", name): _text("An attribute", value)
            for name, value in cast("Mapping[object, object]", attributes).items()
        },
        tickets=[_text("A ticket", ticket) for ticket in cast("Sequence[object]", tickets)],
    )


def _author(given: object) -> Author:
    try:
        return Author(given)
    except ValueError:
        known = ", ".join(author.value for author in Author)
        raise InvalidError(f"A message's author must be one of {known}.") from None


def _optional(name: str, given: object) -> str | None:
    return None if given is None else _text(f"The customer's {name}", given)


def _text(what: str, given: object) -> str:
    if not isinstance(given, str):
        raise InvalidError(f"{what} must be text, not {type(given).__name__}.")
    return clean(given)
