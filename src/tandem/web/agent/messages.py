"""HTTP routes for a conversation's messages: thread, events, replies and notes."""

import hashlib
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse
from pydantic import ConfigDict, Field

from tandem.actions.conversation.reply import Reply, reply
from tandem.actions.conversation.write_note import write_note
from tandem.actions.ports import Desk
from tandem.core.desk.agent import Agent
from tandem.core.desk.message import StoredMessage
from tandem.core.turn.again import asked_in, may_ask
from tandem.store import access, contacts, events, messages
from tandem.web.cursors import PAGE_MAX, Limit
from tandem.web.deps import DeskOf
from tandem.web.guard import Principal, Reader, Worker
from tandem.web.idempotency import KEYED, IdempotencyKey, once
from tandem.web.shapes import As, Given, Seq, Shown, Text
from tandem.web.shapes.event import Event, Happened
from tandem.web.shapes.message import Message

router = APIRouter(prefix="/api/v1/conversations/{id}", tags=["messages"])

ATTACHMENTS_MAX = 10  # of one message


class Messages(Shown):
    """Messages, oldest first."""

    items: list[Message]


class Events(Shown):
    """Events, oldest first."""

    items: list[Annotated[Happened, As(Event)]]


class Written(StrEnum):
    """What an agent writes: a reply to the customer, or a note only for the team."""

    REPLY = "reply"
    NOTE = "note"


class NewMessage(Given):
    """A reply or a note.

    `seen_seq` is the newest event you have read: 409 if somebody wrote since. `take_over` confirms
    taking the conversation from a colleague, `anyway` replying while a colleague writes a reply.
    `draft` is the turn whose draft you started from.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"kind": "reply", "text": "The corrected invoice is on its way.", "seen_seq": 3}
            ]
        }
    )

    kind: Written
    text: Text
    attachments: Annotated[tuple[UUID, ...], Field(max_length=ATTACHMENTS_MAX)] = ()
    seen_seq: Seq | None = None
    take_over: bool = False
    anyway: bool = False
    resolve: bool = False
    draft: UUID | None = None


class Composing(Given):
    """A reply that is being written."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"text": "What is your order number?"}]}
    )

    text: Text


class KnownFact(Shown):
    """A fact that is known, and since when; `at` is null for one that the account has.

    `origin` is `thread`, `account` or `not verified`, `seq` the customer's message that gave it.
    """

    name: str
    value: str
    origin: str
    seq: int | None
    at: datetime | None


class AlreadyKnown(Shown):
    """The known facts that a draft asks for, sentence by sentence."""

    items: list[KnownFact]


def client_key(desk: Desk, principal: Principal, key: str | None) -> str:
    """The key under which a message is stored once; separate for each principal."""
    if key is None:
        return str(desk.new_id())
    return hashlib.sha256(f"{principal.key}\n{key}".encode()).hexdigest()


@router.get("/messages")
async def list_messages(
    id: UUID,
    desk: DeskOf,
    principal: Reader,
    before: Annotated[Seq | None, Query(description="Only those before this `seq`.")] = None,
    limit: Limit = PAGE_MAX,
) -> Messages:
    """The newest messages, or the newest before `before`; oldest first."""
    async with desk.database.connection() as connection:
        await access.for_reading(connection, principal.agent, id)
        found = await messages.thread(
            connection, id, before=messages.NEVER if before is None else before, most=limit
        )
    return Messages(items=[Message.of(message) for message in found])


@router.get("/events")
async def list_events(
    id: UUID,
    desk: DeskOf,
    principal: Reader,
    after: Annotated[Seq, Query(description="Only those after this `seq`.")] = 0,
    limit: Limit = PAGE_MAX,
) -> Events:
    """Events after `after`, oldest first, as on the live stream."""
    async with desk.database.connection() as connection:
        await access.for_reading(connection, principal.agent, id)
        found = await events.since(connection, id, after, limit)
    return Events(items=[Happened.model_validate(event) for event in found])


@router.post(
    "/messages",
    status_code=201,
    response_model=Message,
    dependencies=[KEYED],
)
async def create_message(
    id: UUID,
    given: NewMessage,
    request: Request,
    desk: DeskOf,
    principal: Worker,
    key: IdempotencyKey = None,
) -> JSONResponse:
    """Reply to the customer (this takes the conversation over), or leave a note."""
    name = client_key(desk, principal, key)

    async def work() -> Message:
        return Message.of(await _write(desk, principal.agent, id, given, name))

    return await once(desk, principal.key, request, work)


async def _write(desk: Desk, agent: Agent, id: UUID, given: NewMessage, name: str) -> StoredMessage:
    if given.kind is Written.NOTE:
        return await write_note(desk, agent, id, given.text, name, attachments=given.attachments)
    return await reply(
        desk,
        agent,
        id,
        Reply(
            text=given.text,
            client_key=name,
            attachments=given.attachments,
            seen_seq=given.seen_seq,
            take_over=given.take_over,
            anyway=given.anyway,
            resolve=given.resolve,
            draft=given.draft,
        ),
    )


@router.post("/known")
async def find_known(id: UUID, given: Composing, desk: DeskOf, principal: Worker) -> AlreadyKnown:
    """What a draft asks the customer for although it is known; nothing is stored."""
    async with desk.database.connection() as connection:
        conversation = await access.for_reading(connection, principal.agent, id)
        if not may_ask(given.text):
            return AlreadyKnown(items=[])
        contact = await contacts.read(connection, conversation.contact_id)
        thread = await messages.thread(connection, id)
    found = asked_in(given.text, thread, contact)
    return AlreadyKnown(items=[KnownFact.model_validate(fact) for fact in found])
