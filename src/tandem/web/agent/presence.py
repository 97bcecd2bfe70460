"""HTTP routes for presence: who has which conversation open, and who writes a reply there."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import ConfigDict, Field

from tandem.actions.conversation.be_present import be_present
from tandem.core.desk.presence import Doing
from tandem.store import presence
from tandem.web.deps import DeskOf
from tandem.web.guard import Reader, Worker
from tandem.web.shapes import Given, Line, Shown
from tandem.web.shapes.presence import Present

router = APIRouter(prefix="/api/v1", tags=["presence"])

SCREEN = "Tells several screens of one agent apart, such as browser tabs."


class AllPresent(Shown):
    """Who is where."""

    items: list[Present]


class PresenceChange(Given):
    """What you do in a conversation now; it counts for 30 seconds, so repeat it."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"doing": "viewing"}]})

    doing: Literal["viewing", "writing", "gone"]
    screen: Annotated[Line, Field(description=SCREEN)] = ""


@router.get("/presence")
async def list_presence(desk: DeskOf, principal: Reader) -> AllPresent:
    """Who is where, you included, in the conversations that you may see."""
    now = desk.clock()
    async with desk.database.connection() as connection:
        found = await presence.seen_by(connection, principal.agent, now)
    return AllPresent(items=[Present.of(one, now) for one in found])


@router.post("/conversations/{id}/presence", status_code=204)
async def tell_presence(id: UUID, given: PresenceChange, desk: DeskOf, principal: Reader) -> None:
    """Show colleagues that you have a conversation open, write a reply (needs `work`), or left."""
    doing = None if given.doing == "gone" else Doing(given.doing)
    await be_present(desk, principal.agent, id, doing, screen=given.screen)


@router.post("/conversations/{id}/typing", status_code=204)
async def tell_typing(
    id: UUID,
    desk: DeskOf,
    principal: Worker,
    screen: Annotated[Line, Query(description=SCREEN)] = "",
) -> None:
    """Show the customer that you are typing, and colleagues that you are writing a reply."""
    await be_present(desk, principal.agent, id, Doing.WRITING, screen=screen, is_typing=True)
