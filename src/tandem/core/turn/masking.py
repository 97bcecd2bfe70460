"""Personal data in a prompt, replaced by tokens before it leaves the house, and put back after.

A hosted model never needs to know who somebody is to word an answer. What is found is what
`knowledge/redact.py` finds, and all that the account names; the firm's articles are public, and
stay as they are.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from tandem.core.desk.message import Message
from tandem.core.knowledge.redact import ADDRESS, EMAIL, NAME, NUMBER, PHONE, redact
from tandem.core.turn.evidence import Context
from tandem.core.turn.prompt import Composed, SaidClaim

_WORDS = {EMAIL: "EMAIL", PHONE: "PHONE", NUMBER: "NUMBER", ADDRESS: "ADDRESS", NAME: "NAME"}
_TOKEN = re.compile(r"\[(?:EMAIL|PHONE|NUMBER|ADDRESS|NAME)_\d+\]")
_ITSELF = ("name", "e-mail", "phone", "address", "order number", "account number", "invoice number",
           "booking number", "ticket number", "tracking number", "serial number", "user name",
           "zip code", "date of birth")  # fmt: skip
"""Facts that are personal whatever they look like."""


class Mask:
    """The tokens of one prompt: equal data has the same token in all of its texts."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._names = [name for name in names if name]
        self._tokens: dict[str, str] = {}

    def hide(self, text: str) -> str:
        """The text with tokens for what is personal."""
        for value, token in sorted(self._tokens.items(), key=lambda pair: -len(pair[0])):
            text = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", token, text)
        return redact(text, self._names, self._token)

    def hide_value(self, value: str, kind: str = NUMBER) -> str:
        """A token for a whole value."""
        return self._token(kind, value) if value else ""

    def restore(self, text: str) -> str:
        """The text with what its tokens stand for; a token that nobody gave stays as it is."""
        values = {token: value for value, token in self._tokens.items()}
        return _TOKEN.sub(lambda match: values.get(match[0], match[0]), text)

    @property
    def hidden(self) -> tuple[str, ...]:
        """What was hidden."""
        return tuple(self._tokens)

    def _token(self, kind: str, value: str) -> str:
        if _TOKEN.fullmatch(value):
            return value
        number = 1 + sum(token.startswith(f"[{_WORDS[kind]}_") for token in self._tokens.values())
        return self._tokens.setdefault(value, f"[{_WORDS[kind]}_{number}]")


def masked(context: Context) -> tuple[Context, Mask]:
    """The context as a hosted model may see it, and the mask that undoes it."""
    names = [context.name, *(fact.value for fact in context.known if fact.name == "name")]
    mask = Mask(names)
    for fact in context.known:
        if fact.name in _ITSELF:
            kind = {"name": NAME, "e-mail": EMAIL, "phone": PHONE, "address": ADDRESS}
            mask.hide_value(fact.value, kind.get(fact.name, NUMBER))
    if context.name:
        mask.hide_value(context.name, NAME)

    def message(one: Message) -> Message:
        return replace(one, text=mask.hide(one.text))

    matter = context.matter
    hidden = replace(
        context,
        question=mask.hide(context.question),
        matter=replace(matter, text=mask.hide(matter.text), after=mask.hide(matter.after)),
        earlier=tuple(map(message, context.earlier)),
        name=mask.hide(context.name),
        id="",
        attributes=tuple((name, mask.hide(value)) for name, value in context.attributes),
        tickets=tuple(map(mask.hide, context.tickets)),
        known=tuple(replace(fact, value=mask.hide(fact.value)) for fact in context.known),
    )
    return hidden, mask


def restored(composed: Composed, mask: Mask) -> Composed:
    """A model's answer with what its tokens stand for."""
    back = mask.restore
    return replace(
        composed,
        claims=tuple(
            SaidClaim(back(one.text), one.sources, back(one.quote)) for one in composed.claims
        ),
        question=back(composed.question),
        arguments=tuple((name, back(value)) for name, value in composed.arguments),
    )
