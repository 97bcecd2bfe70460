"""The inbox's views: which conversations each shows, in which order, and who acts next in one."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from tandem.core.desk.conversation import Conversation
from tandem.core.desk.ownership import Status
from tandem.core.errors import InvalidError

LATE = timedelta(minutes=5)  # a customer who waits longer than this for people is shown as late


@dataclass(frozen=True, slots=True)
class View:
    """What a view shows; `by_urgency` sorts the longest wait first, else the newest message."""

    statuses: tuple[Status, ...]
    by_urgency: bool = True
    assignee: UUID | None = None
    is_unassigned: bool = False
    is_urgent: bool = False
    team: UUID | None = None


class WaitsFor(StrEnum):
    """Who acts next."""

    PERSON = "person"
    CUSTOMER = "customer"
    ASSISTANT = "assistant"
    TIME = "time"


_OPEN = (Status.OPEN,)
_NAMED = {
    "unassigned": View(_OPEN, is_unassigned=True),
    "urgent": View(_OPEN, is_urgent=True),
    "assistant": View((Status.PENDING,)),
    "snoozed": View((Status.SNOOZED,), by_urgency=False),
    "resolved": View((Status.RESOLVED,), by_urgency=False),
    "all": View(tuple(Status), by_urgency=False),
}
NAMES = ("mine", *_NAMED, "team.<id>")


def view(name: str, agent: UUID) -> View:
    """The agent's view of this name; raises InvalidError for an unknown name."""
    if name == "mine":
        return View(_OPEN, assignee=agent)
    kind, _, id = name.partition(".")
    if kind == "team":
        with suppress(ValueError):  # no id of a team: no such view
            return View(_OPEN, team=UUID(id))
    if name not in _NAMED:
        raise InvalidError("There is no such view.", hint=f"Choose one of: {', '.join(NAMES)}.")
    return _NAMED[name]


def waits_for(conversation: Conversation) -> WaitsFor:
    """Who acts next: whoever owes an answer, else the customer; for a snoozed one, the clock."""
    match conversation.status:
        case Status.SNOOZED:
            return WaitsFor.TIME
        case Status.PENDING if conversation.waiting_since is not None:
            return WaitsFor.ASSISTANT
        case Status.OPEN if conversation.waiting_since is not None:
            return WaitsFor.PERSON
        case _:
            return WaitsFor.CUSTOMER
