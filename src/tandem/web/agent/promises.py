"""HTTP routes for promises: what customers were told that the firm will do, and what came of it."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import ConfigDict

from tandem.actions.promise.judge_promise import judge_promise
from tandem.core.desk.promise import PromiseOutcome, PromiseState
from tandem.core.metrics.promises import Promised
from tandem.store import promises
from tandem.store.queries import NEWEST
from tandem.web import cursors
from tandem.web.cursors import PAGE, Cursor, Limit
from tandem.web.deps import DeskOf
from tandem.web.guard import LeadReader, Reader, Worker
from tandem.web.shapes import Given, Shown
from tandem.web.shapes.figure import Figure

router = APIRouter(prefix="/api/v1/promises", tags=["promises"])

DAYS = 90


class ToldPromise(Shown):
    """A sentence of the assistant that promises something, and what became of it.

    `article_id` and `title` are of the article that was quoted, empty for an incident's text.
    `due_at` is null where no time was named; a conditional one is due then at the earliest.
    `came_back_at` is when the customer wrote again after that time, on any channel. `state` is the
    outcome that an agent gave, else `due` once its time has passed, else `open`.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "3d5f7b91-2c4e-4a6b-9d8f-0e1c3b5d7f92",
                    "conversation_id": "5b2e8f10-7c4d-4e8a-9a6b-1d3f5c7e9a02",
                    "number": 12,
                    "subject": "When do I get my money?",
                    "contact_id": "8f1d2b7c-6e5a-4d30-9c2e-7f3a2c1d1f5e",
                    "contact": "Mara",
                    "message_id": "1f5e4a9b-8f1d-4b7c-8e5a-4d307f3a2c1d",
                    "category": "returns",
                    "kind": "refund",
                    "says": "The money arrives within 7 working days after we got the parcel.",
                    "article_id": "one-returns",
                    "title": "Returning a machine",
                    "is_conditional": True,
                    "made_at": "2026-01-05T12:00:00Z",
                    "due_at": "2026-01-14T23:59:59Z",
                    "came_back_at": "2026-01-15T09:12:00Z",
                    "state": "due",
                    "judged_at": None,
                    "judged_by": None,
                }
            ]
        }
    )

    id: UUID
    conversation_id: UUID
    number: int
    subject: str
    contact_id: UUID
    contact: str
    message_id: UUID
    category: str
    kind: str
    says: str
    article_id: str
    title: str
    is_conditional: bool
    made_at: datetime
    due_at: datetime | None
    came_back_at: datetime | None
    state: PromiseState
    judged_at: datetime | None
    judged_by: str | None


class ToldPromises(Shown):
    """A page of them, newest first."""

    items: list[ToldPromise]
    next_cursor: str | None


class PromiseCount(Shown):
    """How many promises of a kind an article made, and what became of them.

    `kept_share` is of those that people judged and that came to it; `due` ones nobody judged yet.
    """

    article_id: str
    title: str
    kind: str
    made: int
    open: int
    due: int
    kept: int
    broken: int
    void: int
    kept_share: Figure


class PromiseCounts(Shown):
    """The same for each article and kind of the last `days`, the most broken first, and in all."""

    days: int
    items: list[PromiseCount]
    all: PromiseCount


class PromiseJudged(Given):
    """What became of a promise; null takes back what was said."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"outcome": "kept"}]})

    outcome: PromiseOutcome | None


@router.get("")
async def list_promises(
    desk: DeskOf,
    principal: Reader,
    state: Annotated[
        PromiseState | None, Query(description="`due`: its time passed unjudged.")
    ] = None,
    kind: Annotated[str | None, Query(max_length=50)] = None,
    conversation: Annotated[UUID | None, Query(description="Of one conversation.")] = None,
    cursor: Cursor = None,
    limit: Limit = PAGE,
) -> ToldPromises:
    """What customers were promised in the conversations you may see."""
    before = NEWEST if cursor is None else cursors.place(cursor)
    async with desk.database.connection() as connection:
        found = await promises.page(
            connection,
            principal.agent,
            now=desk.clock(),
            most=limit + 1,
            state=state,
            kind=kind,
            conversation=conversation,
            before=before,
        )
    page = found[:limit]
    last = page[-1] if len(found) > limit else None
    return ToldPromises(
        items=[ToldPromise.model_validate(one) for one in page],
        next_cursor=last and cursors.encode(last.made_at.isoformat(), str(last.id)),
    )


@router.get("/counts")
async def count_promises(
    desk: DeskOf, principal: LeadReader, days: Annotated[int, Query(ge=1, le=366)] = DAYS
) -> PromiseCounts:
    """How many promises each article made, and how many were kept."""
    now = desk.clock()
    async with desk.database.connection() as connection:
        found = await promises.counted(connection, now - timedelta(days=days), now, now=now)
    return PromiseCounts(
        days=days,
        items=[PromiseCount.model_validate(one) for one in found],
        all=PromiseCount.model_validate(Promised.total(found)),
    )


@router.put("/{id}/outcome")
async def put_outcome(
    id: UUID, given: PromiseJudged, desk: DeskOf, principal: Worker
) -> ToldPromise:
    """Say what became of a promise: kept, broken, or that it never came to it."""
    judged = await judge_promise(desk, principal.agent, id, given.outcome)
    return ToldPromise.model_validate(judged)
