"""Whom a decision reaches: the customer, an agent, only the record, or nobody."""

from enum import StrEnum

from tandem.core.desk.ownership import Owner
from tandem.core.turn.decide import (
    Answer,
    Ask,
    Decision,
    HandOff,
    Inform,
    StaySilent,
    Suggest,
    by_words,
)
from tandem.core.turn.evidence import Evidence
from tandem.core.turn.policy import Mode, Policy


class Effect(StrEnum):
    """What became of a decision."""

    SENT = "sent"
    HANDED_OFF = "handed_off"
    DRAFTED = "drafted"
    RECORDED = "recorded"
    NOTHING = "nothing"


def effect(decision: Decision, owner: Owner, mode: Mode) -> Effect:
    """The effect of this decision in a conversation with this owner and mode.

    The assistant sends nothing where people own the conversation: there, what it composed becomes a
    draft. Where the assistant owns it, a handoff takes effect in every mode, so no setting keeps a
    customer from a person.
    """
    if isinstance(decision, HandOff) and owner is Owner.ASSISTANT:
        return Effect.HANDED_OFF
    if mode is Mode.OFF:
        return Effect.NOTHING
    if mode is Mode.SHADOW or isinstance(decision, HandOff | StaySilent):
        return Effect.RECORDED
    if owner is Owner.HUMAN or mode is Mode.DRAFT:
        is_for_agents = isinstance(decision, Answer | Suggest | Inform | Ask)
        return Effect.DRAFTED if is_for_agents else Effect.RECORDED
    return Effect.SENT


def on_desk(
    decision: Decision,
    evidence: Evidence,
    policy: Policy,
    owner: Owner,
    mode: Mode,
    *,
    is_with_people: bool,
) -> Effect:
    """The effect of a turn, where it also matters whether people know of the conversation.

    If they don't, a handoff that words or account require takes effect in their hands too; low
    confidence is no reason there.
    """
    is_required = isinstance(decision, HandOff) and by_words(evidence, policy) is not None
    if is_required and not is_with_people:
        return Effect.HANDED_OFF
    return effect(decision, owner, mode)
