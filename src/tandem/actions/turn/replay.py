"""Repeats a recorded decision, from its record alone."""

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
    """A decision as it was recorded, and as it is made now.

    Both are canonical JSON of today's format, whichever release recorded the turn.
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
    """Decides a recorded turn again and compares byte for byte; nothing is searched or stored.

    Raises NotFoundError for an unknown turn, ConflictError if the record itself was altered.
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
    recorded = _recorded(stored.decision_body)
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


def _recorded(body: str) -> str:
    """The recorded decision in today's format; as it is where it is no decision of any format."""
    try:
        return codec.encode_decision(codec.decode_decision(body))
    except ValueError:
        return body  # altered: the comparison tells
