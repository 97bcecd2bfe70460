"""HTTP routes for what is never quoted: hide an article or passages, see what is, undo it."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import ConfigDict, Field, StringConstraints

from tandem.actions.knowledge import hide
from tandem.core.errors import ConflictError, InvalidError
from tandem.store import hidden
from tandem.web.deps import DeskOf
from tandem.web.guard import Reader, Worker
from tandem.web.idempotency import KEYED, once
from tandem.web.shapes import Given, Shown

router = APIRouter(prefix="/api/v1/hidden", tags=["knowledge"])

PassageId = Annotated[int, Field(ge=1, le=2**62)]


class HiddenKnowledge(Shown):
    """What is never quoted: a whole article, or passages with these texts, in later versions too.

    `passages` are those that were in force then, `says` is the title or how the text begins.
    `agent_name` is null for the command line.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": 3,
                    "article_id": "help/returns",
                    "is_whole": False,
                    "passages": [71],
                    "says": "You can return a tent within 30 days.",
                    "hidden_at": "2026-01-05T12:00:00Z",
                    "agent_name": "Mara",
                }
            ]
        }
    )

    id: int
    article_id: str
    is_whole: bool
    passages: list[int]
    says: str
    hidden_at: datetime
    agent_name: str | None


class AllHidden(Shown):
    """All that is hidden now, the newest first."""

    items: list[HiddenKnowledge]


class ToHide(Given):
    """An article, or passages of one article: the one or the other."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"passages": [71, 72]}]})

    article_id: Annotated[str, StringConstraints(min_length=1, max_length=1000)] | None = None
    passages: tuple[PassageId, ...] = Field(default=(), max_length=20)


@router.get("")
async def list_hidden(desk: DeskOf, principal: Reader) -> AllHidden:
    """All that is hidden now."""
    async with desk.database.connection() as connection:
        found = await hidden.all_of(connection)
    return AllHidden(items=[HiddenKnowledge.model_validate(one) for one in found])


@router.post("", status_code=201, response_model=HiddenKnowledge, dependencies=[KEYED])
async def hide_knowledge(
    given: ToHide, request: Request, desk: DeskOf, principal: Worker
) -> JSONResponse:
    """Never quote an article, or passages of one, from the next turn on."""
    if (given.article_id is None) == (not given.passages):
        raise InvalidError("Name an article or passages.", hint="The one or the other.")

    async def work() -> HiddenKnowledge:
        database, agent, now = desk.database, principal.agent, desk.clock()
        if given.article_id is None:
            number = await hide.hide_passages(database, agent, given.passages, now=now)
        else:
            begun = await hide.hide_article(database, agent, given.article_id, now=now)
            if begun is None:
                raise ConflictError("This article is hidden already.", hint="Reload the page.")
            number = begun
        async with database.connection() as connection:
            found = await hidden.all_of(connection)
        return HiddenKnowledge.model_validate(next(one for one in found if one.id == number))

    return await once(desk, principal.key, request, work)


@router.delete("/{id}", status_code=204)
async def show_again(id: PassageId, desk: DeskOf, principal: Worker) -> None:
    """Undo a hiding: it may be quoted again from the next turn on."""
    await hide.show_again(desk.database, principal.agent, id, now=desk.clock())
