"""Whom a decision reaches: the whole table of owner, mode and decision."""

import pytest

from tandem.core.desk.conversation import Priority
from tandem.core.desk.ownership import Owner
from tandem.core.turn.decide import (
    NAMES,
    Answer,
    Ask,
    Decision,
    Greet,
    HandOff,
    Inform,
    OfferHuman,
    StaySilent,
    Suggest,
)
from tandem.core.turn.effect import Effect, effect
from tandem.core.turn.policy import Mode
from tandem.core.turn.signals import Reason

ANSWER = Answer("answer", offer_person=False)
ASK = Ask("ask", "product", ("one", "club"))
SUGGEST = Suggest("suggest")
GREET = Greet("courtesy")
INFORM = Inform("incident")
OFFER = OfferHuman("unsure")
HAND_OFF = HandOff("person", Reason.CUSTOMER_REQUEST, Priority.NORMAL)
SILENT = StaySilent("automatic")

TABLE = """
                    off         shadow      draft       auto
assistant reply     nothing     recorded    drafted     sent
assistant word      nothing     recorded    recorded    sent
assistant hand_off  handed_off  handed_off  handed_off  handed_off
assistant silent    nothing     recorded    recorded    recorded
human     reply     nothing     recorded    drafted     drafted
human     word      nothing     recorded    recorded    recorded
human     hand_off  nothing     recorded    recorded    recorded
human     silent    nothing     recorded    recorded    recorded
"""
KINDS: dict[str, tuple[Decision, ...]] = {
    "reply": (ANSWER, SUGGEST, ASK, INFORM),
    "word": (GREET, OFFER),  # nothing that an agent would send
    "hand_off": (HAND_OFF,),
    "silent": (SILENT,),
}


def cases() -> list[tuple[Owner, Mode, Decision, Effect]]:
    head, *rows = [line.split() for line in TABLE.strip().splitlines()]
    return [
        (Owner(owner), Mode(mode), decision, Effect(outcome))
        for owner, kind, *outcomes in rows
        for mode, outcome in zip(head, outcomes, strict=True)
        for decision in KINDS[kind]
    ]


@pytest.mark.parametrize(("owner", "mode", "decision", "outcome"), cases())
def test_effect(owner: Owner, mode: Mode, decision: Decision, outcome: Effect) -> None:
    assert effect(decision, owner, mode) is outcome


def test_the_table_is_whole() -> None:
    """Every owner, mode and decision is in it once."""
    assert (
        len({case[:3] for case in cases()}) == len(cases()) == len(Owner) * len(Mode) * len(NAMES)
    )


def test_the_assistant_never_speaks_where_people_own_the_conversation() -> None:
    """Invariant 3."""
    assert not any(
        outcome is Effect.SENT for owner, _, _, outcome in cases() if owner is Owner.HUMAN
    )
