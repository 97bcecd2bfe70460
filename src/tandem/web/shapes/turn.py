"""A turn of the assistant: in one line, and in full with its evidence."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import ConfigDict

from tandem.core.turn.effect import Effect
from tandem.core.turn.evidence import Evidence
from tandem.core.turn.sent import Sent, Texts
from tandem.web.shapes import As, Shown

Decision = Literal[
    "answer",
    "suggest",
    "greet",
    "inform",
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


class Named(Shown):
    """A name with its value."""

    name: str
    value: str


class ModelRequest(Shown):
    """A request to a language model: what was sent, word for word, and what came back.

    `is_hosted` says that it left the house. `sent` and `output` are null if `texts` is not `kept`.
    `prompt` is the version of the prompt's text. `is_as_recorded` says whether the texts have the
    hashes of the turn's record; null if there is nothing to compare. `failure` is empty if the
    answer could be used; `cost` is in US dollars, null where no price is set.
    """

    number: int
    asked_at: datetime
    model: str
    purpose: str
    is_hosted: bool
    tokens_in: int
    tokens_out: int
    cost: float | None
    failure: str
    prompt: str
    settings: list[Named]
    texts: Texts
    deleted_at: datetime | None
    sent: str | None
    output: str | None
    is_as_recorded: bool | None


class LookupRequest(Shown):
    """What one of the firm's own systems was asked with, and what it showed."""

    tool: str
    title: str
    arguments: list[Named]
    outcome: Literal["found", "not_found", "failed"]
    fields: list[Named]


class SentByTurn(Shown):
    """All that a turn sent to language models and look-ups; `says` tells it in words."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "turn_id": "7f3a1c5e-9b2d-4f6a-8c0e-1d3b5f7a9c02",
                    "taken_at": "2026-01-05T12:00:00Z",
                    "says": "Nothing was sent: no language model and no look-up was asked.",
                    "requests": [],
                    "lookup": None,
                }
            ]
        }
    )

    turn_id: UUID
    taken_at: datetime
    says: str
    requests: list[ModelRequest]
    lookup: LookupRequest | None

    @classmethod
    def of(cls, sent: Sent) -> Self:
        """The model of what a turn sent."""
        made = sent.lookup
        return cls(
            turn_id=sent.turn_id,
            taken_at=sent.taken_at,
            says=sent.says,
            requests=[
                ModelRequest.model_validate(
                    {name: getattr(one, name) for name in ModelRequest.model_fields}
                    | {"settings": _named(one.settings)}
                )
                for one in sent.requests
            ],
            lookup=made
            and LookupRequest.model_validate(
                {
                    "tool": made.tool,
                    "title": made.title,
                    "arguments": _named(made.arguments),
                    "outcome": made.outcome.value,
                    "fields": _named(made.fields),
                }
            ),
        )


def _named(pairs: Sequence[tuple[str, str]]) -> list[Named]:
    return [Named(name=name, value=value) for name, value in pairs]
