"""A turn of the assistant: in one line, and in full with its evidence."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import ConfigDict

from tandem.core.turn.effect import Effect
from tandem.core.turn.evidence import Evidence
from tandem.web.shapes import As, Shown

Decision = Literal[
    "answer",
    "suggest",
    "greet",
    "ask",
    "offer_human",
    "hand_off",
    "stay_silent",
]


class TurnLine(Shown):
    """A turn of the assistant in one line."""

    id: UUID
    decision: Decision
    rule: str
    effect: Effect | None
    taken_at: datetime


class Outcome(Shown):
    """What became of what a turn quoted: when each thing happened; null where it did not."""

    yes_at: datetime | None
    no_at: datetime | None
    picked_at: datetime | None
    silent_at: datetime | None
    draft_used_at: datetime | None
    draft_edited_at: datetime | None
    agent_replied_at: datetime | None


class Turn(Shown):
    """A turn of the assistant: what it knew and measured, and what it decided.

    `suggest_from` is the P(right) from which its policy let a quote be suggested; null if it let
    none. `outcome` is null for a turn that quoted nothing.
    """

    id: UUID
    taken_at: datetime
    conversation_id: UUID | None
    decision: Mapping[str, Any]
    rule: str
    effect: Effect | None
    evidence: Annotated[Mapping[str, Any], As(Evidence, inline=True)]
    evidence_hash: str
    policy_hash: str
    steps: Mapping[str, float]
    suggest_from: float | None
    outcome: Outcome | None


class Replay(Shown):
    """A decision as recorded, and as decided again from the record; both as canonical JSON."""

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
