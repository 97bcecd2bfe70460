"""HTTP route for shadow: what the assistant would have said, beside what people said."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import ConfigDict

from tandem.core.desk.place import Arm
from tandem.core.turn import source, wording
from tandem.core.turn.evidence import Evidence
from tandem.core.turn.policy import UNCATEGORISED, Policy
from tandem.store import codec, shadow
from tandem.store.queries import NEWEST
from tandem.store.shadow import Recorded
from tandem.web import cursors
from tandem.web.cursors import Cursor, Limit
from tandem.web.deps import DeskOf
from tandem.web.guard import Lead
from tandem.web.shapes import Shown
from tandem.web.shapes.message import Sources
from tandem.web.shapes.turn import Decision

router = APIRouter(prefix="/api/v1", tags=["turns"])

PAGE = 20


class HiddenReply(Shown):
    """What the assistant would have said, and the next reply of a person; null while none is there.

    `arm` is `control` where the contact is in the control group; otherwise the mode is shadow.
    `confidence` is the P(right) of what it would have quoted, null where it quotes nothing.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "turn_id": "7f3a2c1d-1f5e-4a9b-8f1d-2b7c6e5a4d30",
                    "taken_at": "2026-01-05T12:00:00Z",
                    "conversation_id": "5b2e8f10-7c4d-4e8a-9a6b-1d3f5c7e9a02",
                    "number": 12,
                    "subject": "How many tablets?",
                    "category": "maintenance",
                    "product": "one",
                    "arm": "control",
                    "question": "How many tablets?",
                    "decision": "answer",
                    "rule": "answer",
                    "confidence": 0.91,
                    "text": "Use two descaling tablets. [1]",
                    "sources": [],
                    "reply": "Two, please.",
                    "agent_name": "Mara",
                    "replied_at": "2026-01-05T12:09:00Z",
                }
            ]
        }
    )

    turn_id: UUID
    taken_at: datetime
    conversation_id: UUID
    number: int
    subject: str
    category: str
    product: str
    arm: Arm
    question: str
    decision: Decision
    rule: str
    confidence: float | None
    text: str
    sources: Sources
    reply: str | None
    agent_name: str | None
    replied_at: datetime | None


class HiddenReplies(Shown):
    """A page of them, newest first; `categories` are those that one can ask for."""

    items: list[HiddenReply]
    categories: list[str]
    next_cursor: str | None


@router.get("/shadow")
async def list_hidden_replies(
    desk: DeskOf,
    principal: Lead,
    category: Annotated[
        str | None, Query(max_length=200, description="`uncategorised` is none of them.")
    ] = None,
    arm: Annotated[
        Arm | None, Query(description="`control`, or the others with an empty one.")
    ] = None,
    cursor: Cursor = None,
    limit: Limit = PAGE,
) -> HiddenReplies:
    """What the assistant would have said where it only recorded, beside what people said."""
    before = NEWEST if cursor is None else cursors.place(cursor)
    wanted = "" if category == UNCATEGORISED else category
    async with desk.database.connection() as connection:
        found = await shadow.page(
            connection,
            category=wanted,
            arm=None if arm is None else arm.value,
            before=before,
            most=limit + 1,
        )
    page = found[:limit]
    last = page[-1] if len(found) > limit else None
    return HiddenReplies(
        items=[_shown(one) for one in page],
        categories=[*desk.policies.state().policy.categories, UNCATEGORISED],
        next_cursor=last and cursors.encode(last.taken_at.isoformat(), str(last.id)),
    )


def _shown(one: Recorded) -> HiddenReply:
    evidence = codec.decode(one.evidence, Evidence)
    decision = codec.decode_decision(one.decision_body)
    confidence = source.confidence_of(decision, evidence)
    told = {
        **asdict(one),
        "turn_id": one.id,
        "question": evidence.context.question,
        "confidence": confidence and confidence.value,
        "text": wording.content(decision, evidence, codec.decode(one.policy, Policy)),
        "sources": [asdict(cited) for cited in source.sources(decision, evidence)],
    }
    return HiddenReply.model_validate(told)
