"""A conversation: as a list shows it, with everything known, and as its customer sees it."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import ConfigDict, Field

from tandem.core.desk import conversation as core
from tandem.core.desk import rating as ratings
from tandem.core.desk import view as rules
from tandem.core.desk.conversation import Alarm, Priority, Why
from tandem.core.desk.ownership import Owner, Resolution, Status
from tandem.core.desk.rating import Rated, Rates, Via
from tandem.core.desk.view import WaitsFor
from tandem.core.turn.brief import Brief
from tandem.core.turn.texts import Texts
from tandem.store import conversations, views
from tandem.web.shapes import As, Shown
from tandem.web.shapes.contact import Contact, Who
from tandem.web.shapes.message import Message, PublicMessage, Sources
from tandem.web.shapes.presence import Present
from tandem.web.shapes.turn import Decision, TurnLine

EXAMPLE: Mapping[str, Any] = {
    "id": "5b2e8f10-7c4d-4e8a-9a6b-1d3f5c7e9a02",
    "number": 17,
    "subject": "The VAT on my invoice is wrong",
    "status": "open",
    "owner": "human",
    "priority": "normal",
    "category": "billing",
    "product": "one",
    "tags": ["invoice"],
    "team_id": None,
    "assignee_id": "c1d2e3f4-0a1b-4c2d-8e3f-4a5b6c7d8e9f",
    "resolution": None,
    "handoff_reason": "customer_request",
    "handoff_rule": "person",
    "handed_off_at": "2026-01-05T12:00:00Z",
    "human_replied_at": None,
    "waiting_since": "2026-01-05T11:58:00Z",
    "last_message_at": "2026-01-05T12:00:00Z",
    "snoozed_until": None,
    "resolved_at": None,
    "created_at": "2026-01-05T11:55:00Z",
    "version": 3,
    "seq": 9,
    "public_seq": 6,
    "last_decision": "hand_off",
    "linked_from": None,
    "inbox_id": "3e5a7c91-2b4d-4f6a-8c0e-9d1b3f5a7c92",
    "contact_id": "0b8f6c1e-2f5d-4f2a-8b39-5a1c7d9e0f42",
    "language": "en",
    "warn_at": "2026-01-05T12:05:30Z",
    "due_at": "2026-01-05T12:08:00Z",
    "alarm": None,
    "assigned_why": "line",
    "assigned_at": "2026-01-05T12:00:00Z",
}


class Conversation(Shown):
    """A conversation as it is now; every change but a message changes `version`.

    `due_at` is when people's reply is due, `warn_at` when they are warned; both are null while
    nobody waits for them. `assigned_why` says why the assignee has it.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [dict(EXAMPLE)]})

    id: UUID
    number: int
    subject: str
    status: Status
    owner: Owner
    priority: Priority
    category: str
    product: str
    tags: list[str]
    team_id: UUID | None
    assignee_id: UUID | None
    resolution: Resolution | None
    handoff_reason: str | None
    handoff_rule: str | None
    handed_off_at: datetime | None
    human_replied_at: datetime | None
    waiting_since: datetime | None
    last_message_at: datetime
    snoozed_until: datetime | None
    resolved_at: datetime | None
    created_at: datetime
    version: int
    seq: int
    public_seq: int
    last_decision: Decision | None
    linked_from: UUID | None
    inbox_id: UUID
    contact_id: UUID
    language: str
    warn_at: datetime | None
    due_at: datetime | None
    alarm: Alarm | None
    assigned_why: Why | None
    assigned_at: datetime | None


class Row(Conversation):
    """A conversation as a list shows it; `waits_for` is who must act next, `stars` its rating."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **EXAMPLE,
                    "contact": {
                        "id": "0b8f6c1e-2f5d-4f2a-8b39-5a1c7d9e0f42",
                        "name": "Rosa",
                        "email": "rosa@example.com",
                        "is_verified": True,
                    },
                    "inbox_name": "Shop",
                    "team_name": None,
                    "assignee_name": "Mara",
                    "preview": "I want to talk to a person",
                    "waits_for": "person",
                    "draft": False,
                    "stars": None,
                }
            ]
        }
    )

    contact: Who
    inbox_name: str
    team_name: str | None
    assignee_name: str | None
    preview: str
    waits_for: WaitsFor
    draft: bool
    stars: int | None

    @classmethod
    def of(cls, row: views.Row) -> Self:
        """The model of a view's row."""
        conversation = row.conversation
        return cls(
            **Conversation.model_validate(conversation).model_dump(),
            contact=Who(
                id=conversation.contact_id,
                name=row.contact_name,
                email=row.contact_email,
                is_verified=row.contact_is_verified,
            ),
            inbox_name=row.inbox_name,
            team_name=row.team_name,
            assignee_name=row.assignee_name,
            preview=row.preview,
            waits_for=rules.waits_for(conversation),
            draft=row.has_draft,
            stars=row.stars,
        )


class Draft(Shown):
    """A reply that the assistant proposes; outdated once the customer has written since."""

    turn_id: UUID
    decision: Decision
    text: str
    sources: Sources
    confidence: float | None
    seen_seq: int
    created_at: datetime
    is_outdated: bool


class Other(Shown):
    """Another open conversation of the same contact."""

    id: UUID
    number: int
    subject: str
    status: Status


class Rating(Shown):
    """What its customer gave it: 1 to 5 stars; `rates` is whose answers, `via` where."""

    stars: int
    comment: str
    rates: Rates
    via: Via
    rated_at: datetime


class Thread(Shown):
    """A conversation with everything that an agent needs before replying.

    `rating` is null if its customer gave none, `surveyed_at` if no mail asked them for one.
    """

    conversation: Row
    contact: Contact
    messages: list[Message]
    draft: Draft | None
    brief: Annotated[Mapping[str, Any], As(Brief)] | None
    other_open: list[Other]
    turns: list[TurnLine]
    present: list[Present]
    rating: Rating | None
    surveyed_at: datetime | None


class PublicStatus(StrEnum):
    """Who the customer is talking with."""

    ASSISTANT = "assistant"
    WAITING = "waiting"
    PERSON = "person"
    RESOLVED = "resolved"


class Survey(Shown):
    """What its customer is asked once it is resolved, in the language that they wrote.

    `about` says whose answers are rated, `scale` has the words of 1 to 5 stars. `stars` is what
    they gave, null if nothing yet. `may_comment` is false once there is a comment, or an hour
    after the stars.
    """

    lang: str
    ask: str
    about: str
    scale: list[str]
    more: str
    send: str
    skip: str
    thanks: str
    stars: int | None
    may_comment: bool

    @classmethod
    def of(cls, texts: Texts, rated: Rated, given: ratings.Rating | None, now: datetime) -> Self:
        """The question about these answers, and what was given."""
        said = texts.survey
        return cls(
            lang=texts.code,
            ask=said.ask,
            about=said.about(rated),
            scale=list(said.scale),
            more=said.more,
            send=said.send,
            skip=said.skip,
            thanks=said.thanks,
            stars=given and given.stars,
            may_comment=given is None or given.takes_comment(now),
        )


class PublicState(Shown):
    """Who has a conversation now, as its customer sees it.

    `agent_name` is the agent who joined or wrote last since people got it. `queue_place` is the
    number of conversations ahead of it; null unless it is waiting for an answer. Then `back_at` is
    when the team is back if it is away, and `usual_minutes` from and to how long people usually
    take at this hour, null unless enough replies were measured. `survey` is what they are asked
    once it is resolved; null before that, and if nobody answered.
    """

    status: PublicStatus
    agent_name: str | None
    queue_place: int | None
    resolved_at: datetime | None
    back_at: datetime | None = None
    usual_minutes: tuple[int, int] | None = None
    survey: Survey | None = None

    @classmethod
    def of(cls, conversation: core.Conversation, shown: conversations.Shown | None) -> Self:
        """The state of a conversation; `shown` is needed only for one that people own."""
        agent = shown.agent_name if shown and conversation.owner is Owner.HUMAN else None
        status = _status(conversation, has_person=agent is not None)
        is_in_line = status is PublicStatus.WAITING and conversation.waiting_since is not None
        return cls(
            status=status,
            agent_name=agent,
            queue_place=shown.queue_place if shown and is_in_line else None,
            resolved_at=conversation.resolved_at,
        )


class PublicConversation(PublicState):
    """A conversation; a stream resumed after `public_seq` continues it without a gap."""

    id: UUID
    public_seq: int
    messages: list[PublicMessage] = Field(description="The newest 200, oldest first.")
    linked_from: bool = Field(description="Whether it continues one that was resolved long ago.")
    waits_elsewhere: bool = Field(description="Whether another of theirs here waits for people.")


def _status(conversation: core.Conversation, *, has_person: bool) -> PublicStatus:
    if conversation.status is Status.RESOLVED:
        return PublicStatus.RESOLVED
    if conversation.owner is Owner.ASSISTANT:
        return PublicStatus.ASSISTANT
    return PublicStatus.PERSON if has_person else PublicStatus.WAITING
