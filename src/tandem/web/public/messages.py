"""HTTP routes for the chat: write, press an option, ask for a person, leave an address, rate."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import AfterValidator, ConfigDict, Field

from tandem.actions.contact.leave_email import leave_email
from tandem.actions.conversation.ask_for_person import ask_for_person
from tandem.actions.conversation.mark_seen import mark_seen
from tandem.actions.conversation.rate import rate
from tandem.actions.ports import Desk
from tandem.actions.turn.receive import CLIENT_KEY_MAX, Inbound, Picks, receive
from tandem.core.desk import accept
from tandem.core.desk.rating import STARS_MAX, Via
from tandem.store.widget_sessions import WidgetSession
from tandem.web.deps import DeskOf
from tandem.web.idempotency import KEYED, once
from tandem.web.limits import bound, client_of
from tandem.web.public.conversation import own
from tandem.web.public.visitor import Visitor, Welcome
from tandem.web.shapes import Given, Line, Shown, Text
from tandem.web.shapes.event import PublicRated
from tandem.web.shapes.message import PublicMessage

MINUTE = timedelta(minutes=1)
SENT_OF_CONTACT = 30  # a minute; writing and `seen` are counted separately
SENT_OF_CLIENT = 300  # a minute; a whole office may share an address
ASKED_OF_CONTACT = 60  # a minute; the first one has already brought people in

ClientKey = Annotated[
    str,
    Field(
        min_length=1,
        max_length=CLIENT_KEY_MAX,
        description="The sender's own key: sent again, it is stored only once.",
    ),
    AfterValidator(accept.clean),
]

router = APIRouter(prefix="/widget/v1", tags=["widget"])


class Pick(Given):
    """An option that was pressed, and the message that has it."""

    message: UUID
    option: Text


class Sending(Given):
    """A message; with `apart` it starts a new conversation beside one that people have.

    With `picks` the customer pressed an option: `text` is its label.
    """

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
    picks: Pick | None = None


class Stars(Given):
    """How a resolved conversation was; sent again with the same stars, it adds the comment."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "conversation_id": "5b2e8f10-7c4d-4e8a-9a6b-1d3f5c7e9a02",
                    "stars": 5,
                    "comment": "Quick!",
                }
            ]
        },
    )

    conversation_id: UUID
    stars: Annotated[int, Field(ge=1, le=STARS_MAX)]
    comment: Text = ""


class Accepted(Shown):
    """The stored message and its conversation.

    `message` is null for an option pressed below an older message: it is kept, and not answered.
    """

    conversation_id: UUID
    message: PublicMessage | None


class Asking(Given):
    """A request for a person."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"client_key": "8c1b-2"}]}
    )

    client_key: ClientKey


class Asked(Shown):
    """The conversation, which people have now."""

    conversation_id: UUID


class EmailLeft(Given):
    """Where to answer the customer while they are away."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"email": "rosa@example.com"}]}
    )

    email: Line


@router.post("/messages", status_code=202)
async def send_message(
    given: Sending, request: Request, session: Welcome, desk: DeskOf
) -> Accepted:
    """Send a message; the assistant answers it, or it waits for a person."""
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
            picks=given.picks and Picks(given.picks.message, given.picks.option),
        ),
    )
    return Accepted(
        conversation_id=received.conversation,
        message=received.message and PublicMessage.of(received.message),
    )


@router.post("/person", status_code=202)
async def talk_to_person(given: Asking, session: Visitor, desk: DeskOf) -> Asked:
    """Ask for a person, in any state; blocks and message limits don't apply."""
    await bound(desk, f"widget.person:{session.contact_id}", most=ASKED_OF_CONTACT, per=MINUTE)
    conversation = await ask_for_person(
        desk, session.contact_id, session.inbox_id, given.client_key
    )
    return Asked(conversation_id=conversation)


@router.post("/email", status_code=204)
async def leave_address(given: EmailLeft, request: Request, session: Visitor, desk: DeskOf) -> None:
    """Leave an e-mail address for replies while the chat is closed."""
    await _limit(desk, request, session)
    await leave_email(desk, session.contact_id, session.inbox_id, given.email)


@router.post("/rating", response_model=PublicRated, dependencies=[KEYED])
async def rate_conversation(
    given: Stars, request: Request, session: Welcome, desk: DeskOf
) -> JSONResponse:
    """Rate a resolved conversation, once; within an hour the same stars may bring a comment.

    Returns what is stored. 409 before it was answered and resolved, and after another rating.
    """
    await _limit(desk, request, session)
    async with desk.database.connection() as connection:
        await own(connection, session, given.conversation_id)

    async def rated() -> PublicRated:
        kept = await rate(desk, given.conversation_id, given.stars, given.comment, Via.WIDGET)
        return PublicRated(stars=kept.stars, comment=kept.comment)

    return await once(desk, f"contact:{session.contact_id}", request, rated, 200)


@router.post("/seen", status_code=204)
async def see_conversation(request: Request, session: Visitor, desk: DeskOf) -> None:
    """Report that the customer sees the chat, so replies up to now need no mail."""
    await _limit(desk, request, session, "seen")
    await mark_seen(desk, session.contact_id)


async def _limit(desk: Desk, request: Request, session: WidgetSession, count: str = "send") -> None:
    await bound(desk, f"widget.{count}:{session.contact_id}", most=SENT_OF_CONTACT, per=MINUTE)
    await bound(desk, f"widget.{count}:{client_of(request)}", most=SENT_OF_CLIENT, per=MINUTE)
