"""HTTP routes that open the chat in a browser, and forget it."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import ConfigDict, StringConstraints

from tandem.actions.contact.forget_visitor import forget_visitor
from tandem.actions.contact.open_session import Proof, open_session
from tandem.core.errors import NotFoundError
from tandem.store import inboxes
from tandem.web.deps import DeskOf
from tandem.web.limits import bound, client_of
from tandem.web.public.conversation import current
from tandem.web.public.origins import permit
from tandem.web.public.visitor import TokenOf, held
from tandem.web.shapes import Given, Shown
from tandem.web.shapes.contact import PublicContact
from tandem.web.shapes.conversation import PublicConversation

OPENED_MAX = 120  # a minute, per contact, or per address where no contact is known yet
Jwt = Annotated[str, StringConstraints(min_length=1, max_length=8000)]

router = APIRouter(prefix="/widget/v1", tags=["widget"])


class Opening(Given):
    """Which chat, and optionally who the customer is: signed by the site, or by a mailed link.

    `time_zone` is the browser's (IANA): times are told in it. An unknown one is passed over.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"inbox": "6f1d6c9a-3f0e-4c59-9b5e-0a2b6c1d7e8f"},
                {
                    "inbox": "6f1d6c9a-3f0e-4c59-9b5e-0a2b6c1d7e8f",
                    "identity": "header.claims.signature",
                },
            ]
        },
    )

    inbox: UUID
    identity: Jwt | None = None
    link: Jwt | None = None
    time_zone: Annotated[str, StringConstraints(max_length=100)] = ""


class Opened(Shown):
    """An open chat; `token` is valid for 30 days after the chat was last opened.

    `asks_email` says that the desk sends mail, so that an address is of use.
    """

    token: str
    contact: PublicContact
    company: str
    inbox_name: str
    asks_email: bool
    conversation: PublicConversation | None


@router.post("/sessions")
async def open_chat(given: Opening, request: Request, desk: DeskOf, bearer: TokenOf) -> Opened:
    """Open the chat; with an earlier token it continues.

    With an `identity` (a JWT, HS256, signed with the inbox's secret, valid for at most 24 hours)
    the contact is the site's customer, and keeps what they wrote before. An invalid one is
    refused with the reason, so that a known customer never silently becomes an unknown one.
    """
    async with desk.database.connection() as connection:
        inbox = await inboxes.read(connection, given.inbox)
    if inbox.channel != "widget" and given.link is None:
        raise NotFoundError("This inbox has no chat.", hint="Check data-inbox in the snippet.")
    permit(request, desk, inbox.origins)
    known = await held(desk, bearer)
    who = known.contact_id if known else client_of(request)
    await bound(desk, f"widget.open:{who}", most=OPENED_MAX, per=timedelta(minutes=1))
    opened = await open_session(
        desk,
        given.inbox,
        Proof(bearer and bearer.credentials, given.identity, given.link),
        time_zone=given.time_zone,
    )
    contact = opened.contact
    return Opened(
        token=opened.token,
        contact=PublicContact(
            name=contact.name,
            is_verified=contact.is_verified,
            has_email=bool(contact.mail_to),
        ),
        company=desk.thinking.policy().company,
        inbox_name=inbox.name,
        asks_email=desk.can_mail,
        conversation=await current(desk, contact.id, inbox.id),
    )


@router.delete("/sessions", status_code=204)
async def forget_chat(desk: DeskOf, bearer: TokenOf) -> None:
    """Revoke this browser's token, for when the customer signs out of the site."""
    if bearer is not None:
        await forget_visitor(desk.database, bearer.credentials)
