"""HTTP routes for inboxes: where conversations come in, and a site's snippet for the widget."""

from html import escape
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import ConfigDict, Field

from tandem.actions.access import save_inbox as saving
from tandem.core.desk import inbox as core
from tandem.core.desk import links
from tandem.store import inboxes
from tandem.web.deps import DeskOf
from tandem.web.guard import Admin
from tandem.web.idempotency import KEYED, once
from tandem.web.shapes import Given, Line, Shown, Version

router = APIRouter(prefix="/api/v1/inboxes", tags=["team"])

Channel = Literal["widget", "email", "api"]
Origins = Annotated[tuple[Line, ...], Field(max_length=100, examples=[["https://shop.example"]])]


class Inbox(Shown):
    """An inbox; `snippet` is the HTML that shows its widget on a page of `origins`.

    `chat_url` is the widget as a page of the desk, which works without any origins.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "3e5a7c91-2b4d-4f6a-8c0e-9d1b3f5a7c92",
                    "name": "Shop",
                    "channel": "widget",
                    "product": "one",
                    "origins": ["https://shop.example"],
                    "is_internal": False,
                    "version": 1,
                    "snippet": '<script src="https://desk.example/widget.js"></script>',
                    "chat_url": "https://desk.example/chat/3e5a7c91-2b4d-4f6a-8c0e-9d1b3f5a7c92",
                }
            ]
        }
    )

    id: UUID
    name: str
    channel: Channel
    product: str
    origins: list[str]
    is_internal: bool
    version: int
    snippet: str | None
    chat_url: str | None


class AddedInbox(Inbox):
    """A new inbox and its secret for signing customers' identities. Keep it on your server."""

    secret: str


class Inboxes(Shown):
    """Every inbox, by name."""

    items: list[Inbox]


class NewInbox(Given):
    """An inbox to add; its channel can't be changed later."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"name": "Shop", "channel": "widget", "origins": ["https://shop.example"]}]
        }
    )

    name: Line
    channel: Channel
    product: Line = ""
    origins: Origins = ()
    is_internal: bool = False


class InboxChange(Given):
    """Changes to an inbox; omitted fields stay as they are."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"is_internal": True, "version": 1}]})

    name: Line | None = None
    product: Line | None = None
    origins: Origins | None = None
    is_internal: bool | None = None
    version: Version


@router.get("")
async def list_inboxes(desk: DeskOf, principal: Admin) -> Inboxes:
    """Every inbox, by name."""
    async with desk.database.connection() as connection:
        found = await inboxes.every(connection)
    return Inboxes(items=[_shown(inbox, desk.public_url) for inbox in found])


@router.post("", status_code=201, response_model=AddedInbox, dependencies=[KEYED])
async def create_inbox(
    given: NewInbox, request: Request, desk: DeskOf, principal: Admin
) -> JSONResponse:
    """Add an inbox; its secret is shown only in this response."""

    async def work() -> AddedInbox:
        added = await saving.add_inbox(desk, principal.agent, **given.model_dump())
        return AddedInbox(**_shown(added, desk.public_url).model_dump(), secret=added.secret.hex())

    return await once(desk, principal.key, request, work)


@router.patch("/{id}")
async def change_inbox(id: UUID, given: InboxChange, desk: DeskOf, principal: Admin) -> Inbox:
    """Change an inbox."""
    changed = await saving.change_inbox(desk, principal.agent, id, **given.model_dump())
    return _shown(changed, desk.public_url)


def _shown(inbox: core.Inbox, public_url: str) -> Inbox:
    is_chat = inbox.channel == "widget"
    return Inbox(
        id=inbox.id,
        name=inbox.name,
        channel=inbox.channel,  # pyright: ignore[reportArgumentType] -- the column's own check
        product=inbox.product,
        origins=list(inbox.origins),
        is_internal=inbox.is_internal,
        version=inbox.version,
        snippet=_snippet(inbox.id, public_url) if is_chat else None,
        chat_url=links.chat_page(public_url, inbox.id) if is_chat else None,
    )


def _snippet(inbox: UUID, public_url: str) -> str:
    source = escape(f"{public_url}/widget.js")
    return f'<script src="{source}" data-inbox="{inbox}" async></script>'
