"""Turns over HTTP: the evidence of one, as it was recorded, and the same decision made again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import ConfigDict

from tandem.actions.turn.replay import replay
from tandem.core.desk.agent import Agent, Permission
from tandem.core.errors import NotFoundError
from tandem.core.turn.decide import Decision
from tandem.core.turn.evidence import Evidence
from tandem.store import access, codec, turns
from tandem.store.database import Connection
from tandem.store.turns import StoredTurn
from tandem.web.deps import DeskOf
from tandem.web.guard import Reader
from tandem.web.shapes import Shown

router = APIRouter(prefix="/api/v1/turns", tags=["turns"])


class Turn(Shown):
    """One turn of the assistant: all that it knew and measured, and what it decided."""

    id: UUID
    taken_at: datetime
    conversation_id: UUID | None
    decision: Mapping[str, Any]
    rule: str
    effect: str | None
    evidence: Mapping[str, Any]
    evidence_hash: str
    policy_hash: str
    steps: Mapping[str, float]


class Replayed(Shown):
    """A decision as recorded and as made again from its record, both as canonical JSON."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "identical": True,
                    "recorded": '{"decision":"stay_silent","format":2,"rule":"automatic"}',
                    "replayed": '{"decision":"stay_silent","format":2,"rule":"automatic"}',
                }
            ]
        }
    )

    identical: bool
    recorded: str
    replayed: str


@router.get("/{id}")
async def read_turn(id: UUID, desk: DeskOf, principal: Reader) -> Turn:
    """One turn's record; it can be read by whoever may see its conversation."""
    async with desk.database.connection() as connection:
        turn = await _visible(connection, principal.agent, id)
    decision = codec.upcast(turn.decision_body, Decision)
    return Turn(
        id=turn.id,
        taken_at=turn.taken_at,
        conversation_id=turn.conversation_id,
        decision=decision,
        rule=decision["rule"],
        effect=turn.effect,
        evidence=codec.upcast(turn.evidence, Evidence),
        evidence_hash=turn.evidence_hash,
        policy_hash=turn.policy_hash,
        steps=turn.steps,
    )


@router.post("/{id}/replay")
async def replay_turn(id: UUID, desk: DeskOf, principal: Reader) -> Replayed:
    """Decide again from the record alone and compare, byte for byte; nothing is sent or stored."""
    async with desk.database.connection() as connection:
        await _visible(connection, principal.agent, id)
    replayed = await replay(desk.database, id)
    return Replayed(
        identical=replayed.identical, recorded=replayed.recorded, replayed=replayed.replayed
    )


async def _visible(connection: Connection, agent: Agent, id: UUID) -> StoredTurn:
    """The turn, if its conversation is this agent's to see; one without is for leads."""
    missing = NotFoundError("There is no such turn.")
    try:
        turn = await turns.read(connection, id)
        if turn.conversation_id is not None:
            await access.for_reading(connection, agent, turn.conversation_id)
    except NotFoundError:
        raise missing from None
    if turn.conversation_id is None and not agent.may(Permission.LEAD):
        raise missing
    return turn
