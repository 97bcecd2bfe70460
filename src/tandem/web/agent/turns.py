"""HTTP routes for turns: the recorded evidence, its replay, and what was sent for it."""

from uuid import UUID

from fastapi import APIRouter

from tandem.actions.turn.replay import replay
from tandem.actions.turn.show_sent import show_sent
from tandem.core.desk.agent import Agent, Permission
from tandem.core.errors import NotFoundError
from tandem.core.turn.decide import Decision
from tandem.core.turn.effect import Effect
from tandem.core.turn.evidence import Evidence
from tandem.core.turn.policy import Policy
from tandem.store import access, codec, showings, turns
from tandem.store.database import Connection
from tandem.store.turns import StoredTurn
from tandem.web.deps import DeskOf
from tandem.web.guard import Reader
from tandem.web.shapes.turn import Outcome, Replay, SentByTurn, Turn

router = APIRouter(prefix="/api/v1/turns", tags=["turns"])


@router.get("/{id}")
async def read_turn(id: UUID, desk: DeskOf, principal: Reader) -> Turn:
    """The record of a turn, for everyone who may see its conversation."""
    async with desk.database.connection() as connection:
        turn = await _visible(connection, principal.agent, id)
        outcome = await showings.of_turn(connection, id)
    decision = codec.upcast(turn.decision_body, Decision)
    evidence = codec.upcast(turn.evidence, Evidence)
    policy = codec.decode(turn.policy, Policy)
    return Turn(
        id=turn.id,
        taken_at=turn.taken_at,
        conversation_id=turn.conversation_id,
        decision=decision,
        rule=decision["rule"],
        effect=None if turn.effect is None else Effect(turn.effect),
        evidence=evidence,
        evidence_hash=turn.evidence_hash,
        policy_hash=turn.policy_hash,
        steps=turn.steps,
        suggest_from=policy.suggests_from(evidence["category"]),
        outcome=outcome and Outcome.model_validate(outcome),
    )


@router.post("/{id}/replay")
async def replay_turn(id: UUID, desk: DeskOf, principal: Reader) -> Replay:
    """Decide again from the record and compare byte for byte; nothing is sent or stored."""
    async with desk.database.connection() as connection:
        await _visible(connection, principal.agent, id)
    replayed = await replay(desk.database, id)
    return Replay(
        identical=replayed.identical, recorded=replayed.recorded, replayed=replayed.replayed
    )


@router.get("/{id}/sent")
async def read_sent(id: UUID, desk: DeskOf, principal: Reader) -> SentByTurn:
    """What the turn sent to language models and look-ups, word for word, and what came back.

    The texts are there for as long as the desk keeps them.
    """
    async with desk.database.connection() as connection:
        await _visible(connection, principal.agent, id)
    return SentByTurn.of(await show_sent(desk.database, id))


async def _visible(connection: Connection, agent: Agent, id: UUID) -> StoredTurn:
    """The turn, if this agent may see its conversation.

    Only leads may see one without a conversation, or one of the control group that stays hidden.
    """
    missing = NotFoundError("There is no such turn.")
    try:
        turn = await turns.read(connection, id)
        if turn.conversation_id is not None:
            await access.for_reading(connection, agent, turn.conversation_id)
    except NotFoundError:
        raise missing from None
    is_for_leads = turn.conversation_id is None or turn.is_hidden
    if is_for_leads and not agent.may(Permission.LEAD):
        raise missing
    return turn
