"""HTTP routes for the review queue: what waits, one item, a verdict, and the rates."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse

from tandem.actions.ports import Desk
from tandem.actions.review.judge import judge
from tandem.actions.review.undo_judgement import undo_judgement
from tandem.core.desk.agent import Agent
from tandem.core.desk.message import Kind
from tandem.core.desk.review import SETTLES, WEEKLY, Stratum, next_draw
from tandem.core.metrics.agreement import agreements
from tandem.core.metrics.reviewed import reviewed
from tandem.core.turn.evidence import Evidence
from tandem.core.turn.threshold import JUDGED_MIN
from tandem.store import access, codec, messages, reviews, showings, turns
from tandem.store.database import Connection
from tandem.store.reviews import Said, StoredItem
from tandem.web.deps import DeskOf
from tandem.web.guard import Lead
from tandem.web.idempotency import KEYED, once
from tandem.web.shapes.review import (
    Agreements,
    CategoryLabels,
    Reveal,
    ReviewItem,
    ReviewQueue,
    ReviewRates,
    SaidOfItem,
    VerdictGiven,
    WaitingItem,
)

router = APIRouter(prefix="/api/v1/review", tags=["review"])

DAYS = 90


@router.get("")
async def read_queue(desk: DeskOf, principal: Lead) -> ReviewQueue:
    """What waits for you, how far judging is, and when more is drawn."""
    now = desk.clock()
    policy = desk.thinking.policy()
    async with desk.database.connection() as connection:
        waiting = await reviews.waiting(connection, principal.agent.id, settled=now - SETTLES)
        progress = await reviews.progress(connection, settled=now - SETTLES)
        labels = await reviews.labels(connection)
        pairs = await reviews.pairs(connection, now - timedelta(days=DAYS), now)
    return ReviewQueue(
        waiting=waiting[0].waiting if waiting else 0,
        next=[WaitingItem.model_validate(one) for one in waiting],
        items=progress.items,
        done=progress.done,
        open=progress.open,
        labels=[_labels(category, count) for category, count in labels.items()],
        agreement=Agreements.model_validate(agreements(pairs)),
        next_draw_at=next_draw(now, policy.time_zone),
        next_size=WEEKLY,
    )


@router.get("/rates")
async def read_rates(
    desk: DeskOf,
    principal: Lead,
    days: Annotated[int, Query(ge=1, le=366, description="Back from now.")] = DAYS,
    category: Annotated[str | None, Query(max_length=200, description="Only this one's.")] = None,
    product: Annotated[str | None, Query(max_length=200, description="Only this one's.")] = None,
) -> ReviewRates:
    """How often the assistant was wrong, from what was judged, weighted by how it was drawn."""
    until = desk.clock()
    since = until - timedelta(days=days)
    async with desk.database.connection() as connection:
        items = await reviews.items(connection, since, until, category=category, product=product)
        pairs = await reviews.pairs(connection, since, until)
    found = reviewed(items)
    return ReviewRates.model_validate(
        {
            **{name: getattr(found, name) for name in found.__dataclass_fields__},
            "since": since,
            "until": until,
            "category": category,
            "product": product,
            "agreement": agreements(pairs),
        }
    )


@router.get("/{id}")
async def read_item(id: UUID, desk: DeskOf, principal: Lead) -> ReviewItem:
    """One item; what the desk thought of it is hidden until you have judged it."""
    async with desk.database.connection() as connection:
        return await _item(connection, principal.agent, id)


@router.post("/{id}/verdict", response_model=ReviewItem, dependencies=[KEYED])
async def give_verdict(
    id: UUID, given: VerdictGiven, request: Request, desk: DeskOf, principal: Lead
) -> JSONResponse:
    """Judge an item; the answer reveals it. 409 if you or enough others have judged it."""

    async def work() -> ReviewItem:
        await judge(desk, principal.agent, id, **given.model_dump())
        return await _read(desk, principal.agent, id)

    return await once(desk, principal.key, request, work, status=200)


@router.post("/{id}/undo")
async def undo_verdict(id: UUID, desk: DeskOf, principal: Lead) -> ReviewItem:
    """Take back your verdict; 409 if there is none."""
    await undo_judgement(desk, principal.agent, id)
    return await _read(desk, principal.agent, id)


async def _read(desk: Desk, agent: Agent, id: UUID) -> ReviewItem:
    async with desk.database.connection() as connection:
        return await _item(connection, agent, id)


async def _item(connection: Connection, agent: Agent, id: UUID) -> ReviewItem:
    item = await reviews.read(connection, id)
    await access.for_reading(connection, agent, item.conversation_id)
    thread = await messages.thread(connection, item.conversation_id, everything=False)
    said = await reviews.standing(connection, id)
    labels = await reviews.labels(connection)
    has_judged = any(one.agent_id == agent.id for one in said)
    return ReviewItem.of(
        item,
        [one for one in thread if one.kind is Kind.REPLY],
        said,
        agent.id,
        more=len(thread) >= messages.THREAD_MAX,
        labels=_labels(item.category, labels.get(item.category, 0)),
        reveal=await _reveal(connection, agent, item, said) if has_judged else None,
    )


async def _reveal(
    connection: Connection, agent: Agent, item: StoredItem, said: list[Said]
) -> Reveal:
    turn = await turns.read(connection, item.turn_id)
    showing = await showings.of_turn(connection, item.turn_id)
    evidence = codec.decode(turn.evidence, Evidence)
    was_helpful = None
    if showing is not None and (showing.yes_at is None) != (showing.no_at is None):
        was_helpful = showing.yes_at is not None
    return Reveal(
        decision=item.decision,
        rule=item.rule,
        probability=showing and showing.probability,
        threshold=evidence.threshold.value,
        was_helpful=was_helpful,
        stars=item.stars,
        strata=[Stratum(one) for one in item.strata],
        drawn=item.probability,
        others=[SaidOfItem.model_validate(one) for one in said if one.agent_id != agent.id],
    )


def _labels(category: str, judged: int) -> CategoryLabels:
    return CategoryLabels(category=category, judged=judged, needed=JUDGED_MIN)
