"""Events: what each type contains for the team, and for the customer.

Events are returned as they were stored; these models describe them. A test checks every event that
the desk makes against them.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any, Literal, cast
from uuid import UUID

from pydantic import ConfigDict, Field, RootModel, create_model

from tandem.core.desk.conversation import Alarm, Priority, Why
from tandem.core.desk.event import EventType
from tandem.core.desk.ownership import Owner, Resolution
from tandem.core.desk.place import Arm
from tandem.core.desk.promise import PromiseOutcome
from tandem.core.desk.rating import Rates, Via
from tandem.core.turn.brief import Brief
from tandem.core.turn.effect import Effect
from tandem.core.turn.policy import Mode
from tandem.web.shapes import Shown
from tandem.web.shapes.agent import Availability
from tandem.web.shapes.conversation import PublicState, Row
from tandem.web.shapes.message import Delivery, Message, PublicMessage
from tandem.web.shapes.turn import Decision


class Placed(Shown):
    """The numbers that every event has. Optional fields without a value are left out."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=False)

    seq: int
    public_seq: int | None


class Begun(Placed):
    """A conversation began."""

    inbox_id: UUID
    contact_id: UUID
    owner: Owner
    mode: Mode | Literal[""]
    arm: Arm


class HandedOff(Placed):
    """The conversation went to people."""

    reason: str
    rule: str
    priority: Priority
    team_id: UUID | None
    assignee_id: UUID | None
    turn_id: UUID | None
    brief: Brief


class TakenOver(Placed):
    """An agent took it over."""

    agent_id: UUID
    agent_name: str
    from_: Owner = Field(alias="from")


class HandedBack(Placed):
    """An agent handed it back to the assistant."""

    agent_id: UUID
    agent_name: str


class Assigned(Placed):
    """Its team or person changed; `by` is null if the desk did it, `why` says what for."""

    by: UUID | None
    why: Why | None = None
    team_id: UUID | None
    team_name: str | None
    assignee_id: UUID | None
    assignee_name: str | None


class Changed(Placed):
    """Another field changed, or its contact did."""

    agent_id: UUID | None = None
    priority: Priority | None = None
    category: str | None = None
    tags: list[str] | None = None
    contact_id: UUID | None = None


class Snoozed(Placed):
    """It is hidden for a while."""

    agent_id: UUID
    until: datetime


class Resolved(Placed):
    """It was closed; by an agent if one is named."""

    resolution: Resolution
    agent_id: UUID | None = None


class Reopened(Placed):
    """It is open again."""

    by: Literal["customer", "agent", "time"]
    agent_id: UUID | None = None


class TurnTaken(Placed):
    """The assistant decided."""

    turn_id: UUID
    decision: Decision
    rule: str
    effect: Effect
    category: str
    confidence: float | None
    mode: Mode | Literal[""]
    arm: Arm


class DraftReady(Placed):
    """The assistant proposes a reply."""

    turn_id: UUID
    decision: Decision


class Judged(Placed):
    """The customer pressed an option of a reply; a yes or a no rates it."""

    message_id: UUID
    chosen: str | None = None
    was_helpful: bool | None


class Delivered(Placed):
    """What became of the mail with a reply."""

    message_id: UUID
    delivery: Delivery | None


class Late(Placed):
    """People's reply is due soon, late, or so late that the leads hear of it."""

    alarm: Alarm
    due_at: datetime
    waiting_since: datetime
    team_id: UUID | None
    assignee_id: UUID | None


class PublicRated(Shown):
    """What the customer gave it; sent again once a comment is added."""

    stars: int
    comment: str


class GivenStars(PublicRated, Placed):
    """The customer rated it; `rates` is whose answers, `via` where."""

    rates: Rates
    via: Via


class Surveyed(Placed):
    """The mail went out that asks the customer for a rating."""


class PromiseJudgement(Placed):
    """An agent said what became of a promise; `outcome` is null where they took it back."""

    promise_id: UUID
    outcome: PromiseOutcome | None
    agent_id: UUID


DATA: Mapping[EventType, type[Shown]] = {
    EventType.STARTED: Begun,
    EventType.MESSAGE: Message,
    EventType.HANDED_OFF: HandedOff,
    EventType.TAKEN_OVER: TakenOver,
    EventType.HANDED_BACK: HandedBack,
    EventType.ASSIGNED: Assigned,
    EventType.CHANGED: Changed,
    EventType.SNOOZED: Snoozed,
    EventType.RESOLVED: Resolved,
    EventType.REOPENED: Reopened,
    EventType.TURN: TurnTaken,
    EventType.DRAFT: DraftReady,
    EventType.HELPFUL: Judged,
    EventType.DELIVERY: Delivered,
    EventType.LATE: Late,
    EventType.RATED: GivenStars,
    EventType.SURVEYED: Surveyed,
    EventType.PROMISE: PromiseJudgement,
}


class Joined(Shown):
    """The name of the agent who took it over."""

    agent_name: str


class PublicJudged(Shown):
    """What the customer pressed below a reply, for their other tabs."""

    message_id: UUID
    chosen: str | None = None
    was_helpful: bool | None


# The events that a customer sees; with None they see only that it happened.
PUBLIC: Mapping[EventType, type[Shown] | None] = {
    EventType.STARTED: None,
    EventType.MESSAGE: PublicMessage,
    EventType.HANDED_OFF: None,
    EventType.TAKEN_OVER: Joined,
    EventType.HANDED_BACK: None,
    EventType.RESOLVED: None,
    EventType.REOPENED: None,
    EventType.HELPFUL: PublicJudged,
    EventType.RATED: PublicRated,
}


class Happened(Shown):
    """Something that happened; `seq` has no gaps within a conversation."""

    seq: int
    type: str
    data: Mapping[str, Any]
    at: datetime


class HappenedLive(Happened):
    """An event on the team's stream, with its conversation as it was when this was sent.

    The conversation may already include later events, which follow.
    """

    conversation_id: UUID
    conversation: Row


class HappenedPublic(Shown):
    """An event on the customer's stream, with who had the conversation when this was sent."""

    model_config = ConfigDict(json_schema_extra={})  # a message's example would not fit

    type: str
    public_seq: int
    at: datetime
    conversation: PublicState


class Typing(Shown):
    """A colleague is typing a reply; not stored."""

    conversation_id: UUID
    agent_id: UUID
    agent_name: str


class Presence(Shown):
    """A colleague opened a conversation, began or stopped writing a reply, or left; not stored."""

    conversation_id: UUID
    agent_id: UUID
    agent_name: str
    doing: Literal["viewing", "writing", "gone"]


class AgentChanged(Shown):
    """An agent went online or away, or was changed; not stored."""

    agent_id: UUID
    availability: Availability


class PublicTyping(Shown):
    """An agent is typing a reply."""

    agent_name: str


class Hidden(Shown):
    """This agent may no longer see a conversation."""

    conversation_id: UUID


def _name(prefix: str, type: EventType) -> str:
    return prefix + type.value.title().replace(".", "").replace("_", "")


def _type(type: EventType) -> Any:
    return (cast("Any", Literal)[type.value], ...)


def _one_of(name: str, doc: str, models: Iterable[type[Shown]]) -> type[RootModel[Any]]:
    """Any of the models, told apart by `type`."""
    union: Any = reduce(or_, models)
    field = Field(discriminator="type")
    return create_model(name, __base__=RootModel[Any], __doc__=doc, root=(union, field))


def _each(prefix: str, base: type[Happened]) -> Iterator[type[Shown]]:
    for type, data in DATA.items():
        name = _name(prefix, type)
        yield create_model(name, __base__=base, type=_type(type), data=(data, ...))


def _each_public() -> Iterator[type[Shown]]:
    for type, data in PUBLIC.items():
        base = (HappenedPublic,) if data is None else (data, HappenedPublic)
        yield create_model(_name("Public", type), __base__=base, type=_type(type))


Event = _one_of("Event", "An event, read later.", _each("Past", Happened))
DeskEvent = _one_of("DeskEvent", "An event of the team's stream.", _each("Live", HappenedLive))
PublicEvent = _one_of("PublicEvent", "An event of the customer's stream.", _each_public())
