"""A conversation with one contact, as it is now."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from tandem.core.desk.ownership import Owner, Resolution, Standing, Status


class Priority(StrEnum):
    """How soon people should look."""

    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"

    def is_over(self, other: Self) -> bool:
        """Whether it is higher than the other."""
        order = list(Priority)
        return order.index(self) > order.index(other)


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation's row.

    Every change but a message changes `version`. `seq` is the number of its newest event,
    `public_seq` of the newest one that its customer may see. `waiting_since` is when the customer
    wrote the first unanswered message.
    """

    id: UUID
    number: int
    inbox_id: UUID
    contact_id: UUID
    linked_from: UUID | None
    subject: str
    status: Status
    owner: Owner
    priority: Priority
    team_id: UUID | None
    assignee_id: UUID | None
    category: str
    product: str
    tags: tuple[str, ...]
    resolution: Resolution | None
    last_decision: str | None
    handoff_reason: str | None
    handoff_rule: str | None
    handed_off_at: datetime | None
    human_replied_at: datetime | None
    waiting_since: datetime | None
    last_message_at: datetime
    assistant_spoke_at: datetime | None
    snoozed_until: datetime | None
    resolved_at: datetime | None
    created_at: datetime
    version: int
    seq: int
    public_seq: int
    turn_wanted_seq: int
    turn_done_seq: int
    turn_number: int
    turn_reruns: int

    @property
    def standing(self) -> Standing:
        """Its status and owner."""
        return Standing(
            self.status, self.owner, self.snoozed_until, self.resolved_at, self.resolution
        )

    @property
    def is_in_hand(self) -> bool:
        """Whether people have it: it was handed off, assigned, or answered by an agent."""
        return (
            self.handed_off_at is not None
            or self.assignee_id is not None
            or self.human_replied_at is not None
        )

    @property
    def has_heard_assistant(self) -> bool:
        """Whether the assistant has written in it, and so said that it is an AI."""
        return self.assistant_spoke_at is not None
