"""The inbox's views: which conversations each shows, in which order, and who acts next in one."""

from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from tandem.core.desk.conversation import Conversation
from tandem.core.desk.ownership import Status
from tandem.core.errors import InvalidError


class Order(StrEnum):
    """How a view sorts."""

    URGENCY = "urgency"  # as people get them: late ones, then by priority, then by wait
    WAIT = "wait"  # the longest wait first, whatever the priority
    NEWEST = "newest"  # the newest message first


@dataclass(frozen=True, slots=True)
class View:
    """What a view shows, and in which order."""

    statuses: tuple[Status, ...]
    order: Order = Order.URGENCY
    assignee: UUID | None = None
    is_unassigned: bool = False
    is_urgent: bool = False
    is_waiting: bool = False
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
    "waiting": View(_OPEN, Order.WAIT, is_waiting=True),
    "urgent": View(_OPEN, is_urgent=True),
    "assistant": View((Status.PENDING,)),
    "snoozed": View((Status.SNOOZED,), order=Order.NEWEST),
    "resolved": View((Status.RESOLVED,), order=Order.NEWEST),
    "all": View(tuple(Status), order=Order.NEWEST),
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
