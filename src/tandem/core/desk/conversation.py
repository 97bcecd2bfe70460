"""One conversation with one contact, in its current state."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from tandem.core.desk.ownership import Owner, Resolution, Standing, Status


class Priority(StrEnum):
    """How soon people should look at it."""

    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"

    def is_over(self, other: Self) -> bool:
        """Whether this priority is higher than the other."""
        order = list(Priority)
        return order.index(self) > order.index(other)


class Why(StrEnum):
    """Why somebody got a conversation."""

    HANDOFF = "handoff"  # it came from the assistant, and they had the most room
    LINE = "line"  # they have room, and it was the first in line
    LATE = "late"  # its reply is late, and a colleague had it
    AWAY = "away"  # a colleague who had it went away
    DECLINED = "declined"  # a colleague gave it back
    AGENT = "agent"  # somebody assigned it
    TAKEN = "taken"  # they took it themselves


GIVEN_OUT = (Why.LINE, Why.LATE, Why.AWAY, Why.DECLINED)
"""Why the desk gives something out by itself, without a handoff."""


class Alarm(StrEnum):
    """How far the alarm about a late reply of people has gone, one step after the other."""

    WARNED = "warned"  # soon due: the person who has it, else who is online
    LATE = "late"  # due: another person gets it, and who is online hears of it
    LEAD = "lead"  # long past: the leads hear of it

    @property
    def step(self) -> int:
        """Its place in the order, from 1 on."""
        return list(Alarm).index(self) + 1


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation's row.

    `version` changes with every change except new messages. `seq` is the number of its newest
    event, `public_seq` of the newest its customer may see. `waiting_since` is when the customer
    wrote the first message that is still unanswered. `channel` is its inbox's. `warn_at`, `due_at`
    and `lead_at` are people's clock (clock.py), None while nobody waits for them. `assigned_why`
    says why the assignee got it, `declined` are those who gave it back.
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
    channel: str
    language: str = ""
    warn_at: datetime | None = None
    due_at: datetime | None = None
    lead_at: datetime | None = None
    alarm: Alarm | None = None
    assigned_why: Why | None = None
    assigned_at: datetime | None = None
    declined: tuple[UUID, ...] = ()

    @property
    def standing(self) -> Standing:
        """Its status and owner, as the status table has them."""
        return Standing(
            self.status, self.owner, self.snoozed_until, self.resolved_at, self.resolution
        )

    def rings(self, alarm: Alarm) -> bool:
        """Whether this alarm still holds: its customer waits for people, and it went so far."""
        is_waiting = self.status is Status.OPEN and self.waiting_since is not None
        return is_waiting and self.alarm is not None and self.alarm.step >= alarm.step

    @property
    def is_with_people(self) -> bool:
        """Whether people already have it: handed over, answered by an agent, or taken by one.

        Who only was first in line for somebody has not been looked at yet.
        """
        is_taken = self.assignee_id is not None and self.assigned_why not in GIVEN_OUT
        return self.handed_off_at is not None or self.human_replied_at is not None or is_taken

    @property
    def is_introduced(self) -> bool:
        """Whether the customer was told that an AI answers: by the chat itself, or by a reply."""
        return self.is_chat or self.assistant_spoke_at is not None

    @property
    def is_chat(self) -> bool:
        """Whether it is in the widget, which says at its top, and on each reply, who writes."""
        return self.channel == "widget"
