"""A proposed article: what must be looked at before it is published, and how it differs."""

import difflib
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tandem.core.knowledge.article import Audience
from tandem.core.knowledge.redact import ADDRESS, EMAIL, NAME, NUMBER, PHONE

BODY_MAX = 200_000  # characters
NUMBERS_NAMED = 8  # of those that changed

_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,:]\d+)*(?:\s?(?:%|€|\$|£))?(?![\w])")
_PLACES = (EMAIL, PHONE, NUMBER, ADDRESS, NAME)


class ProposalState(StrEnum):
    """What became of a proposal."""

    OPEN = "open"
    PUBLISHED = "published"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a proposed sentence comes from: a person's reply, and how many replies say alike."""

    text: str
    message_id: str
    conversation_id: str
    number: int
    replies: int


@dataclass(frozen=True, slots=True)
class Fields:
    """All of an article that is edited; the text is Markdown."""

    title: str
    body: str
    product: str = ""
    locale: str = "en"
    audience: Audience = Audience.CUSTOMER
    url: str = ""
    valid_until: date | None = None
    review_by: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a comparison: `same`, `added` or `removed`."""

    kind: str
    text: str


def placeholders(text: str) -> tuple[str, ...]:
    """The marks of removed personal data that the text still has: it can't be published so."""
    return tuple(place for place in _PLACES if place in text)


def changed_numbers(before: str, after: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Numbers, prices and times that only the old text has, and those that only the new one has."""
    old, new = (Counter(_folded(text)) for text in (before, after))
    gone = tuple(dict.fromkeys((old - new).elements()))
    come = tuple(dict.fromkeys((new - old).elements()))
    return gone[:NUMBERS_NAMED], come[:NUMBERS_NAMED]


def _folded(text: str) -> list[str]:
    return ["".join(found.split()) for found in _NUMBER.findall(text)]


def difference(before: str, after: str) -> tuple[Line, ...]:
    """Both texts line by line: what stays, what goes, and what comes, in the order of reading."""
    old, new = before.splitlines(), after.splitlines()
    found: list[Line] = []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for kind, start, stop, first, last in matcher.get_opcodes():
        if kind == "equal":
            found += [Line("same", line) for line in old[start:stop]]
            continue
        found += [Line("removed", line) for line in old[start:stop]]
        found += [Line("added", line) for line in new[first:last]]
    return tuple(found)
