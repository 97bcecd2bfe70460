"""Who gets a decision: the customer, an agent, the record alone, or nobody."""

from enum import StrEnum

from tandem.core.desk.ownership import Owner
from tandem.core.turn.decide import Decision, HandOff, StaySilent
from tandem.core.turn.policy import Mode


class Effect(StrEnum):
    """What a decision does."""

    SENT = "sent"
    HANDED_OFF = "handed_off"
    DRAFTED = "drafted"
    RECORDED = "recorded"
    NOTHING = "nothing"


def effect(decision: Decision, owner: Owner, mode: Mode) -> Effect:
    """What happens with this decision in a conversation with this owner and mode.

    The assistant never speaks where people own the conversation: there, whatever it composed is a
    draft. Where the assistant owns it, a handoff takes effect in every mode: no setting stands
    between a customer and a person.
    """
    if isinstance(decision, HandOff) and owner is Owner.ASSISTANT:
        return Effect.HANDED_OFF
    if mode is Mode.OFF:
        return Effect.NOTHING
    if mode is Mode.SHADOW or isinstance(decision, HandOff | StaySilent):
        return Effect.RECORDED
    if owner is Owner.HUMAN or mode is Mode.DRAFT:
        return Effect.DRAFTED
    return Effect.SENT
