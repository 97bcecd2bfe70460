"""Who may answer a conversation, and what changes that: the status table of docs/desk.md."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tandem.core.errors import ConflictError

SILENCE = timedelta(hours=24)  # after the assistant's last message; then its conversation is closed
REOPENS_WITHIN = timedelta(days=7)  # of being resolved; a later message starts a linked one


class Status(StrEnum):
    """The status of a conversation; `pending` means that the assistant owns it."""

    PENDING = "pending"
    OPEN = "open"
    SNOOZED = "snoozed"
    RESOLVED = "resolved"


class Owner(StrEnum):
    """Who may answer a conversation now."""

    ASSISTANT = "assistant"
    HUMAN = "human"


class Resolution(StrEnum):
    """How a conversation ended."""

    ASSUMED = "assumed"  # answered, then the customer was silent
    ABANDONED = "abandoned"  # asked something or offered a person, then the customer was silent
    CONFIRMED = "confirmed"  # the customer said that it helped
    AGENT = "agent"  # a member of the team closed it


@dataclass(frozen=True, slots=True)
class Standing:
    """Status and owner of a conversation, and the time that goes with the status."""

    status: Status
    owner: Owner
    snoozed_until: datetime | None = None
    resolved_at: datetime | None = None
    resolution: Resolution | None = None


HELD_BY_ASSISTANT = Standing(Status.PENDING, Owner.ASSISTANT)
HELD_BY_PEOPLE = Standing(Status.OPEN, Owner.HUMAN)


def started(*, assistant_may_answer: bool) -> Standing:
    """A new conversation: the assistant owns it only if its mode for this contact is `auto`."""
    return HELD_BY_ASSISTANT if assistant_may_answer else HELD_BY_PEOPLE


def to_people(standing: Standing) -> Standing:
    """Owned by people and open, even if it was resolved: after a handoff, take-over or reply."""
    return HELD_BY_PEOPLE


def handed_back(standing: Standing) -> Standing:
    """Owned by the assistant again; raises ConflictError unless people have it open."""
    if standing.status is not Status.OPEN:
        raise _not_possible("handed back", standing)
    return HELD_BY_ASSISTANT


def snoozed(standing: Standing, until: datetime, now: datetime) -> Standing:
    """Snoozed until a time in the future; raises ConflictError unless people have it open."""
    if standing.status not in (Status.OPEN, Status.SNOOZED):
        raise _not_possible("snoozed", standing)
    if until <= now:
        raise ConflictError("That time is in the past.", hint="Choose a later one.")
    return Standing(Status.SNOOZED, Owner.HUMAN, snoozed_until=until)


def resolved(standing: Standing, resolution: Resolution, now: datetime) -> Standing:
    """Resolved, with the same owner; raises ConflictError if it is resolved already."""
    if standing.status is Status.RESOLVED:
        raise _not_possible("resolved", standing)
    return Standing(Status.RESOLVED, standing.owner, resolved_at=now, resolution=resolution)


def reopened(standing: Standing) -> Standing:
    """Open for the same owner: after a message in a snoozed or resolved one, or when it wakes."""
    return HELD_BY_ASSISTANT if standing.owner is Owner.ASSISTANT else HELD_BY_PEOPLE


def takes_messages(standing: Standing, now: datetime) -> bool:
    """Whether a customer's message is added to it; if not, it starts a linked conversation."""
    return standing.resolved_at is None or now - standing.resolved_at <= REOPENS_WITHIN


def silent_end(last_decision: str | None) -> Resolution:
    """What silence after the assistant's last message means."""
    return Resolution.ASSUMED if last_decision == "answer" else Resolution.ABANDONED


def _not_possible(what: str, standing: Standing) -> ConflictError:
    held = {
        Status.PENDING: "the assistant has it",
        Status.OPEN: "people have it open",
        Status.SNOOZED: "it is snoozed",
        Status.RESOLVED: "it is already resolved",
    }[standing.status]
    return ConflictError(
        f"This conversation can't be {what}: {held}.", hint="Reload to see its status."
    )
