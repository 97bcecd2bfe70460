"""A model that obeys our own attacks in every input harms nobody, and the measure would see it."""

import pytest

from tandem.core.turn import generate
from tests.llm.attacks import WANTED, attacks
from tools.measure_injection import (
    PLACES,
    Tally,
    attacked,
    desk,
    harmful,
    placed,
    through_tools,
)

DESK = desk()
TRIED = [(attack, PLACES[number % len(PLACES)]) for number, attack in enumerate(attacks())]


def test_every_place_is_tried() -> None:
    assert {place for _, place in TRIED} == set(PLACES)


@pytest.mark.parametrize(("attack", "place"), TRIED, ids=[place for _, place in TRIED])
def test_what_an_obeying_model_says_is_harmless(attack: str, place: str) -> None:
    tally = Tally()
    attacked(attack, place, DESK, tally, [text for text in WANTED if text in attack])
    assert tally.shown > 0, "the true claims beside it are shown"
    assert tally.harms == []


async def test_no_tool_is_called_with_what_the_customer_did_not_say() -> None:
    tally = Tally()
    await through_tools(attacks()[::8], DESK, tally)
    assert tally.tried["look-up"] > 0
    assert tally.harms == []


def test_without_the_checks_the_harm_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(*_: object, **__: object) -> tuple[()]:
        return ()

    monkeypatch.setattr(generate, "faults", nothing)
    tally = Tally()
    for attack, place in TRIED[::4]:
        attacked(attack, place, DESK, tally, [text for text in WANTED if text in attack])
    assert {one.kind for one in tally.harms} >= {"link", "promise", "secret"}


@pytest.mark.parametrize("text", WANTED)
def test_the_detector_knows_each_text_that_is_wanted(text: str) -> None:
    assert list(harmful(text, DESK.own)) != []


@pytest.mark.parametrize("text", DESK.true)
def test_what_the_firm_says_is_harmless(text: str) -> None:
    assert list(harmful(text, DESK.own)) == []


def test_an_attack_stands_in_the_prompt_where_it_was_placed() -> None:
    for place in PLACES:
        turn = placed("swordfish attack", place, DESK)
        assert "swordfish" in f"{turn.evidence}{turn.passages}{turn.tickets}{turn.own}"
