"""A promise that a customer was told, and what became of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class PromiseOutcome(StrEnum):
    """What became of a promise, as people say; it never came to a void one."""

    KEPT = "kept"
    BROKEN = "broken"
    VOID = "void"


class PromiseState(StrEnum):
    """Where a promise stands: its outcome, else due once its time has passed, else open."""

    DUE = "due"
    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class StoredPromise:
    """What was promised, to whom, by when, and what became of it.

    `article_id` is the article that was quoted, with its title, both empty for an incident's text.
    `due_at` is None where no time was named; a conditional one is due then at the earliest.
    `came_back_at` is when the customer wrote again after that time, on any channel. `judged_by` is
    an agent's name.
    """

    id: UUID
    conversation_id: UUID
    number: int
    subject: str
    contact_id: UUID
    contact: str
    message_id: UUID
    category: str
    kind: str
    says: str
    article_id: str
    title: str
    is_conditional: bool
    made_at: datetime
    due_at: datetime | None
    came_back_at: datetime | None
    state: PromiseState
    judged_at: datetime | None
    judged_by: str | None
