"""What a customer does in the chat: write, read, ask for a person, judge, leave an address."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import AfterValidator, ConfigDict, Field

from tandem.actions.contact.leave_email import leave_email
from tandem.actions.conversation.ask_for_person import ask_for_person
from tandem.actions.conversation.mark_seen import mark_seen
from tandem.actions.ports import Desk
from tandem.actions.turn.judge_reply import judge_reply
from tandem.actions.turn.receive import CLIENT_KEY_MAX, Inbound, receive
from tandem.core.desk import accept
from tandem.store.widget_sessions import WidgetSession
from tandem.web.deps import DeskOf
from tandem.web.limits import bound, client_of
from tandem.web.public.visitor import Visitor, Welcome
from tandem.web.shapes import Given, Line, Shown, Text
from tandem.web.shapes.message import PublicMessage

MINUTE = timedelta(minutes=1)
SENT_OF_CONTACT = 30  # a minute, of all that is written; apart from that, of what is seen
SENT_OF_CLIENT = 300  # a minute: a whole office may share an address
ASKED_OF_CONTACT = 60  # a minute; a person was asked for at the first

ClientKey = Annotated[
    str,
    Field(
        min_length=1,
        max_length=CLIENT_KEY_MAX,
        description="The sender's own name for it: sent again, it is the same one.",
    ),
    AfterValidator(accept.clean),
]

router = APIRouter(prefix="/widget/v1", tags=["widget"])


class Sending(Given):
    """A message; with `apart` it begins a new conversation beside the one that people have."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"text": "How do I descale the boiler?", "client_key": "8c1b-1"}]
        },
    )

    text: Text
    client_key: ClientKey
    attachments: list[UUID] = Field(default=[])
    apart: bool = False


class Accepted(Shown):
    """A message that is kept, and where."""

    conversation_id: UUID
    message: PublicMessage


class Asking(Given):
    """The wish for a person."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"client_key": "8c1b-2"}]}
    )

    client_key: ClientKey


class Asked(Shown):
    """The conversation that people have now."""

    conversation_id: UUID


class Judgement(Given):
    """Whether a reply of the assistant helped."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"message": "0f5a1c1e-4b1b-4c39-8a57-2f6a0f5d1f10", "helpful": True}]
        },
    )

    message: UUID
    helpful: bool


class EmailLeft(Given):
    """Where the customer wants to be answered while away."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"email": "rosa@example.com"}]}
    )

    email: Line


@router.post("/messages", status_code=202)
async def send_message(
    given: Sending, request: Request, session: Welcome, desk: DeskOf
) -> Accepted:
    """Keep a message; it is answered by the assistant or stands before people from here on."""
    await _limit(desk, request, session)
    received = await receive(
        desk,
        Inbound(
            contact=session.contact_id,
            inbox=session.inbox_id,
            text=given.text,
            client_key=given.client_key,
            attachments=tuple(given.attachments),
            apart=given.apart,
        ),
    )
    return Accepted(
        conversation_id=received.conversation, message=PublicMessage.of(received.message)
    )


@router.post("/person", status_code=202)
async def talk_to_person(given: Asking, session: Visitor, desk: DeskOf) -> Asked:
    """Bring people in, from every state; no block and no limit on messages stands before it."""
    await bound(desk, f"widget.person:{session.contact_id}", most=ASKED_OF_CONTACT, per=MINUTE)
    conversation = await ask_for_person(
        desk, session.contact_id, session.inbox_id, given.client_key
    )
    return Asked(conversation_id=conversation)


@router.post("/judgements", status_code=204)
async def judge_message(given: Judgement, request: Request, session: Visitor, desk: DeskOf) -> None:
    """Say whether a reply of the assistant helped; where it did, the conversation may be over."""
    await _limit(desk, request, session)
    await judge_reply(desk, session.contact_id, given.message, helpful=given.helpful)


@router.post("/email", status_code=204)
async def leave_address(given: EmailLeft, request: Request, session: Visitor, desk: DeskOf) -> None:
    """Say where an answer of the team finds the customer once the chat is closed."""
    await _limit(desk, request, session)
    await leave_email(desk, session.contact_id, session.inbox_id, given.email)


@router.post("/seen", status_code=204)
async def see_conversation(request: Request, session: Visitor, desk: DeskOf) -> None:
    """Say that the customer has the chat before them: what is there by now need not be mailed."""
    await _limit(desk, request, session, "seen")
    await mark_seen(desk, session.contact_id)


async def _limit(desk: Desk, request: Request, session: WidgetSession, count: str = "send") -> None:
    await bound(desk, f"widget.{count}:{session.contact_id}", most=SENT_OF_CONTACT, per=MINUTE)
    await bound(desk, f"widget.{count}:{client_of(request)}", most=SENT_OF_CLIENT, per=MINUTE)
