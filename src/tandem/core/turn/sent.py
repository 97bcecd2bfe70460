"""What a turn sent to language models and to the firm's own systems, and what came back."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from tandem.core.turn.lookup import Lookup, Outcome

ASKING = (Outcome.FOUND, Outcome.NOT_FOUND, Outcome.FAILED)
"""Outcomes of a look-up for which the firm's system was asked."""


class Texts(StrEnum):
    """Whether the texts of a request are there, and if not, why."""

    KEPT = "kept"
    DELETED = "deleted"
    NEVER_KEPT = "never_kept"


@dataclass(frozen=True, slots=True)
class Request:
    """One request to a model, with its texts as long as they are kept.

    `settings` and `prompt` (the version of its text) are those of the turn's record; empty for a
    request that is not in it. `is_as_recorded` says whether the texts have the hashes of that
    record; None if there is nothing to compare.
    """

    number: int
    asked_at: datetime
    model: str
    purpose: str
    is_hosted: bool
    tokens_in: int
    tokens_out: int
    cost: float | None
    failure: str
    prompt: str
    settings: tuple[tuple[str, str], ...]
    texts: Texts
    deleted_at: datetime | None
    sent: str | None
    output: str | None
    is_as_recorded: bool | None


@dataclass(frozen=True, slots=True)
class Sent:
    """All that a turn sent; `lookup` is the look-up for which a system of the firm was asked."""

    turn_id: UUID
    taken_at: datetime
    requests: tuple[Request, ...]
    lookup: Lookup | None

    @property
    def says(self) -> str:
        """All of it in one or two sentences."""
        said: list[str] = []
        hosted = [one for one in self.requests if one.is_hosted]
        if hosted:
            models = ", ".join(dict.fromkeys(one.model for one in hosted))
            said.append(f"{_requests(len(hosted))} left the house, to {models}.")
        if local := len(self.requests) - len(hosted):
            said.append(f"{_requests(local)} went to a model of your own.")
        if self.lookup is not None:
            said.append(f"The look-up {self.lookup.tool} was made.")
        return " ".join(said) or "Nothing was sent: no language model and no look-up was asked."


def matches(text: str, output: str, recorded: tuple[str, str]) -> bool:
    """Whether the texts of a request have the hashes that the turn's record has for them."""
    return (content_hash(text), content_hash(output)) == recorded


def content_hash(text: str) -> str:
    """What the turn's record has of a text that left or came back: its SHA-256 in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def _requests(number: int) -> str:
    return "1 request" if number == 1 else f"{number} requests"
