"""HTTP routes for conversations: list a view, read one with everything known, create, change."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse
from pydantic import ConfigDict, Field

from tandem.actions.contact.find_contact import find_contact
from tandem.actions.conversation.change_conversation import change_conversation as change
from tandem.actions.ports import Desk
from tandem.actions.turn.receive import Inbound, receive
from tandem.core.desk import view as rules
from tandem.core.desk.agent import Agent
from tandem.core.desk.conversation import Priority
from tandem.core.desk.view import View
from tandem.core.errors import InvalidError, NotFoundError
from tandem.store import (
    access,
    contacts,
    conversations,
    drafts,
    events,
    inboxes,
    messages,
    presence,
    ratings,
    surveys,
    turns,
    views,
)
from tandem.store.views import After
from tandem.web import cursors
from tandem.web.agent.messages import client_key
from tandem.web.cursors import Cursor, Limit
from tandem.web.deps import DeskOf
from tandem.web.guard import Reader, Worker
from tandem.web.idempotency import KEYED, IdempotencyKey, once
from tandem.web.shapes import Given, Line, Shown, Text, Version
from tandem.web.shapes.contact import Contact
from tandem.web.shapes.conversation import Conversation, Draft, Other, Rating, Row, Thread
from tandem.web.shapes.message import Message
from tandem.web.shapes.presence import Present
from tandem.web.shapes.turn import TurnLine

router = APIRouter(prefix="/api/v1/conversations", tags=["conversations"])


class Rows(Shown):
    """A page of a view."""

    items: list[Row]
    next_cursor: str | None


class Started(Shown):
    """A new conversation with its first message."""

    conversation: Conversation
    message: Message


class KnownContact(Given):
    """An existing contact."""

    id: UUID


class ContactByEmail(Given):
    """The contact with this address; a new one if there is none."""

    email: Line
    name: Line = ""


class NewConversation(Given):
    """A customer's message sent by a program; it starts a new conversation."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "inbox_id": "3e5a7c91-2b4d-4f6a-8c0e-9d1b3f5a7c92",
                    "contact": {"email": "rosa@example.com", "name": "Rosa"},
                    "text": "The VAT on my invoice is wrong.",
                }
            ]
        }
    )

    inbox_id: UUID
    contact: KnownContact | ContactByEmail
    text: Text


class ConversationChange(Given):
    """Changes to a conversation; omitted fields stay as they are."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"priority": "urgent", "version": 3}]}
    )

    priority: Priority | None = None
    category: Line | None = None
    tags: Annotated[tuple[Line, ...], Field(max_length=100)] | None = None
    version: Version | None = None


@router.get("")
async def list_conversations(
    desk: DeskOf,
    principal: Reader,
    view: Annotated[
        str, Query(max_length=50, description=f"One of {', '.join(rules.NAMES)}.")
    ] = "all",
    q: Annotated[
        Text,
        Query(
            max_length=200,
            description="Words that each begin a word of the subject, the contact's name or"
            " address, or a message.",
        ),
    ] = "",
    contact: Annotated[UUID | None, Query(description="Only this contact's.")] = None,
    cursor: Cursor = None,
    limit: Limit = cursors.PAGE,
) -> Rows:
    """A page of a view, with the conversations that you may see.

    Views of open conversations are sorted as people get them: late ones first, then by priority,
    then by the longest wait; `waiting` by the longest wait alone, the others by the newest message.
    """
    agent, now = principal.agent, desk.clock()
    shows = rules.view(view, agent.id)
    async with desk.database.connection() as connection:
        found = await views.page(
            connection,
            agent,
            shows,
            now=now,
            search=q,
            contact=contact,
            after=None if cursor is None else _after(cursor),
            most=limit + 1,
        )
    page = found[:limit]
    return Rows(
        items=[Row.of(row) for row in page],
        next_cursor=_cursor(shows, page[-1], now) if len(found) > limit else None,
    )


@router.get("/{id}")
async def read_conversation(id: UUID, desk: DeskOf, principal: Reader) -> Thread:
    """One conversation with everything known: its newest messages, brief, draft and turns."""
    agent, now = principal.agent, desk.clock()
    async with desk.database.connection() as connection:
        conversation = await access.for_reading(connection, agent, id)
        contact = conversation.contact_id
        draft = await drafts.read(connection, id)
        handoff = await events.last_handoff(connection, id)
        rating = await ratings.read(connection, id)
        brief: Any = None if handoff is None else handoff.data["brief"]
        return Thread(
            conversation=Row.of(await views.row(connection, id)),
            contact=Contact.model_validate(await contacts.read(connection, contact)),
            messages=[Message.of(message) for message in await messages.thread(connection, id)],
            draft=None if draft is None else Draft.model_validate(draft),
            brief=brief,
            other_open=[
                Other.model_validate(other)
                for other in await views.other_open(connection, agent, contact, id)
            ],
            turns=[
                TurnLine.model_validate(turn)
                for turn in await turns.of_conversation(connection, id)
            ],
            present=[
                Present.of(one, now) for one in await presence.of_conversation(connection, id, now)
            ],
            rating=rating and Rating.model_validate(rating),
            surveyed_at=await surveys.sent_at(connection, id),
        )


@router.post(
    "",
    status_code=201,
    response_model=Started,
    dependencies=[KEYED],
)
async def create_conversation(
    given: NewConversation,
    request: Request,
    desk: DeskOf,
    principal: Worker,
    key: IdempotencyKey = None,
) -> JSONResponse:
    """Send in a customer's message through an inbox of the channel `api`."""
    name = client_key(desk, principal, key)

    async def work() -> Started:
        return await _start(desk, principal.agent, given, name)

    return await once(desk, principal.key, request, work)


async def _start(desk: Desk, agent: Agent, given: NewConversation, name: str) -> Started:
    async with desk.database.connection() as connection:
        inbox = await inboxes.read(connection, given.inbox_id)
        if inbox.channel != "api":
            raise InvalidError(
                "This inbox is not for programs.", hint="Use an inbox of the channel `api`."
            )
    received = await receive(
        desk,
        Inbound(
            contact=await _contact(desk, agent, given.contact),
            inbox=inbox.id,
            text=given.text,
            client_key=name,
            apart=True,
        ),
    )
    assert received.message is not None, "nothing was pressed"
    async with desk.database.connection() as connection:
        conversation = await conversations.read(connection, received.conversation)
    return Started(
        conversation=Conversation.model_validate(conversation), message=Message.of(received.message)
    )


async def _contact(desk: Desk, agent: Agent, given: KnownContact | ContactByEmail) -> UUID:
    if isinstance(given, ContactByEmail):
        return await find_contact(desk, agent, given.email, name=given.name)
    async with desk.database.connection() as connection:
        if not await views.sees_contact(connection, agent, given.id):
            raise NotFoundError("There is no such contact.")
    return given.id


@router.patch("/{id}")
async def change_conversation(
    id: UUID, given: ConversationChange, desk: DeskOf, principal: Worker
) -> Conversation:
    """Change priority, category or tags."""
    changed = await change(desk, principal.agent, id, **given.model_dump())
    return Conversation.model_validate(changed)


def _cursor(view: View, row: views.Row, now: datetime) -> str:
    place = views.place(view, row, now)
    return cursors.encode(place.rank, place.at and place.at.isoformat(), str(place.id))


def _after(cursor: str) -> After:
    match cursors.decode(cursor):
        case [int(rank), None | str() as at, str(id)] if 0 <= rank <= 6:
            try:
                return After(rank, datetime.fromisoformat(at) if at else None, UUID(id))
            except ValueError:
                raise cursors.stale() from None
        case _:
            raise cursors.stale()
