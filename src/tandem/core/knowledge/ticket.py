"""A ticket: a past conversation, used as a precedent if it ended well."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

RESOLVED = frozenset(
    {"resolved", "solved", "success", "successful", "succeeded"}
    | {"complete", "completed", "done", "fixed"}
)
"""Outcomes that mean a ticket ended well; any other outcome, or none, does not."""

Author = Literal["customer", "agent", "bot"]


@dataclass(frozen=True, slots=True)
class TicketMessage:
    """One message of a ticket; `at` is aware, or None where the source doesn't say."""

    author: Author
    text: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Ticket:
    """A past conversation with its end; `csat` is 1 to 5, or None if there is no answer."""

    id: str
    subject: str
    category: str
    product: str
    locale: str
    messages: tuple[TicketMessage, ...]
    outcome: str
    csat: int | None
    tags: tuple[str, ...]

    @property
    def is_resolved(self) -> bool:
        """Whether the outcome says that the customer was helped."""
        return self.outcome.strip().casefold() in RESOLVED


def searchable(ticket: Ticket, *, words_max: int = 160) -> str:
    """The text that similar questions should match, a message per line, up to `words_max` words.

    The subject, what the customer wrote, and how it was resolved: the agent's last statements, for
    which a quarter of the words is reserved. Courtesies of a word or two are left out.
    """
    said = [ticket.subject, *_texts(ticket, "customer", words_min=3)]
    answers = [text for text in _texts(ticket, "agent", words_min=6) if not text.endswith("?")]
    resolution = _within(answers[:-4:-1], words_max // 4)
    question = _within(said, words_max - sum(len(text.split()) for text in resolution))
    return "\n".join([*question, *reversed(resolution)])


def opening(ticket: Ticket) -> str:
    """What the customer came with: the subject, and the first message that is no courtesy.

    A category is learnt from that, because it is what a turn sees when it has to give one.
    """
    return "\n".join(filter(None, (ticket.subject, *_texts(ticket, "customer", words_min=3)[:1])))


def _texts(ticket: Ticket, author: Author, *, words_min: int) -> list[str]:
    """What this author wrote, one line each, no repetitions, and no courtesies if possible."""
    folded = (" ".join(m.text.split()) for m in ticket.messages if m.author == author)
    texts = list(dict.fromkeys(folded))
    return [text for text in texts if len(text.split()) >= words_min] or texts


def _within(texts: list[str], words_max: int) -> list[str]:
    """The first texts up to `words_max` words in all; the last one may be cut."""
    kept: list[str] = []
    for text in texts:
        words = text.split()[:words_max]
        words_max -= len(words)
        if words:
            kept.append(" ".join(words))
    return kept
