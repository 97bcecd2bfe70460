"""Repeats a recorded decision, from its record only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tandem.core.errors import ConflictError
from tandem.core.turn.decide import decide
from tandem.core.turn.evidence import Evidence
from tandem.core.turn.policy import Policy
from tandem.store import codec, turns
from tandem.store.database import Database


@dataclass(frozen=True, slots=True)
class Replay:
    """A turn as it was recorded and as it is decided now.

    Both decisions are canonical JSON of today's format, whatever release recorded the turn.
    """

    turn_id: str
    taken_at: datetime
    identical: bool
    recorded: str
    replayed: str
    evidence: Evidence
    evidence_hash: str
    policy_hash: str
    steps: Mapping[str, float]


async def replay(database: Database, turn: UUID) -> Replay:
    """Decide a recorded turn again and compare, byte for byte; nothing is searched or stored.

    Raises NotFoundError for an unknown turn, ConflictError when the record itself was altered.
    """
    async with database.connection() as connection:
        stored = await turns.read(connection, turn)
    for text, name in (
        (stored.evidence, stored.evidence_hash),
        (stored.policy, stored.policy_hash),
    ):
        if codec.content_hash(text) != name:
            raise ConflictError(
                f"The record of turn {turn} was altered: it no longer matches its hash {name}.",
                hint="Compare it with a backup; this record can't be trusted.",
            )
    evidence = codec.decode(stored.evidence, Evidence)
    recorded = codec.encode_decision(codec.decode_decision(stored.decision_body))
    replayed = codec.encode_decision(decide(evidence, codec.decode(stored.policy, Policy)))
    return Replay(
        turn_id=str(stored.id),
        taken_at=stored.taken_at,
        identical=replayed == recorded,
        recorded=recorded,
        replayed=replayed,
        evidence=evidence,
        evidence_hash=stored.evidence_hash,
        policy_hash=stored.policy_hash,
        steps=stored.steps,
    )
