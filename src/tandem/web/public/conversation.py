"""A conversation as its customer sees it: who has it, what was said, nothing of the team's own."""

from datetime import datetime
from enum import StrEnum
from typing import Literal, Self
from uuid import UUID

from fastapi import APIRouter
from pydantic import ConfigDict, Field

from tandem.actions.ports import Desk
from tandem.core.desk import ownership
from tandem.core.desk.conversation import Conversation
from tandem.core.desk.message import Author, StoredMessage
from tandem.core.desk.ownership import Owner, Status
from tandem.store import conversations, messages
from tandem.store.database import Connection
from tandem.store.widget_sessions import WidgetSession
from tandem.web.attachments import Attachment
from tandem.web.deps import DeskOf
from tandem.web.public.visitor import Visitor
from tandem.web.shapes import Shown

router = APIRouter(prefix="/widget/v1", tags=["widget"])


class PublicStatus(StrEnum):
    """Who the customer is talking with."""

    ASSISTANT = "assistant"
    WAITING = "waiting"
    PERSON = "person"
    RESOLVED = "resolved"


class PublicSource(Shown):
    """An article's passage that a message quotes, or that lies nearest."""

    number: int
    title: str
    url: str = ""
    heading_path: list[str] = Field(default=[])
    passage: str = ""


class PublicMessage(Shown):
    """One message; `decision` says what the assistant did with it, `options` are answers to tap."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0f5a1c1e-4b1b-4c39-8a57-2f6a0f5d1f10",
                    "public_seq": 2,
                    "author": "customer",
                    "kind": "reply",
                    "text": "How do I descale the boiler?",
                    "agent_name": None,
                    "decision": None,
                    "options": [],
                    "sources": [],
                    "was_helpful": None,
                    "attachments": [],
                    "created_at": "2026-01-05T12:00:00Z",
                }
            ]
        }
    )

    id: UUID
    public_seq: int
    author: Author
    kind: Literal["reply", "activity"]
    text: str
    agent_name: str | None
    decision: str | None
    options: list[str]
    sources: list[PublicSource]
    was_helpful: bool | None
    attachments: list[Attachment]
    created_at: datetime

    @classmethod
    def of(cls, message: StoredMessage) -> Self:
        """The model of a message that has a place among what the customer sees."""
        return cls.model_validate(message.for_customer())


class PublicConversation(Shown):
    """A conversation; a stream that resumes after `public_seq` misses nothing of it.

    `agent_name` is who joined or wrote last since it came to people. `queue_place` counts the
    conversations that wait before it, 0 for the next one; null unless it waits for an answer.
    """

    id: UUID
    status: PublicStatus
    agent_name: str | None
    queue_place: int | None
    public_seq: int
    messages: list[PublicMessage] = Field(description="The newest 200, oldest first.")
    linked_from: bool = Field(description="Whether it goes on from one that was long resolved.")
    resolved_at: datetime | None


class CurrentConversation(Shown):
    """The conversation that the next message belongs to, if there is one."""

    conversation: PublicConversation | None


@router.get("/conversation")
async def read_current_conversation(session: Visitor, desk: DeskOf) -> CurrentConversation:
    """The contact's newest conversation in this inbox, while it takes messages."""
    return CurrentConversation(
        conversation=await current(desk, session.contact_id, session.inbox_id)
    )


async def current(desk: Desk, contact: UUID, inbox: UUID) -> PublicConversation | None:
    """What the next message of a contact would go on with."""
    async with desk.database.connection() as connection:
        newest = await conversations.newest_of(connection, contact, inbox)
        if newest is None or not ownership.takes_messages(newest.standing, desk.clock()):
            return None
        return await _shown(connection, newest)


async def own(connection: Connection, session: WidgetSession, id: UUID) -> Conversation:
    """A conversation of this contact in this inbox; raises NotFoundError for any other."""
    found = await conversations.read(connection, id)
    if (found.contact_id, found.inbox_id) != (session.contact_id, session.inbox_id):
        raise conversations.missing()
    return found


async def _shown(connection: Connection, conversation: Conversation) -> PublicConversation:
    shown = await conversations.shown(connection, conversation.id)
    has_person = conversation.owner is Owner.HUMAN and shown.agent_name is not None
    status = _status(conversation, has_person=has_person)
    is_in_line = status is PublicStatus.WAITING and conversation.waiting_since is not None
    return PublicConversation(
        id=conversation.id,
        status=status,
        agent_name=shown.agent_name if has_person else None,
        queue_place=shown.queue_place if is_in_line else None,
        public_seq=conversation.public_seq,
        messages=[
            PublicMessage.of(message)
            for message in await messages.thread(connection, conversation.id, everything=False)
        ],
        linked_from=conversation.linked_from is not None,
        resolved_at=conversation.resolved_at,
    )


def _status(conversation: Conversation, *, has_person: bool) -> PublicStatus:
    if conversation.status is Status.RESOLVED:
        return PublicStatus.RESOLVED
    if conversation.owner is Owner.ASSISTANT:
        return PublicStatus.ASSISTANT
    return PublicStatus.PERSON if has_person else PublicStatus.WAITING
