"""Which questions an incident answers, and what may be written in one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.errors import InvalidError
from tandem.core.turn.incident import (
    BETWEEN_MAX,
    PHRASE_MAX,
    PHRASES_MAX,
    READ_MAX,
    TEXT_MAX,
    TITLE_MAX,
    Incident,
    Running,
    asked_before,
    end_text,
    has_phrase,
    matching,
    phrased,
    texted,
    titled,
)
from tests.unit.turns import replies, says

DOWN = Running(Incident("1", "Checkout is down", "We're on it."), ("checkout down", "pay"), ())
LATE = Running(Incident("2", "Parcels are late", "Two days late."), (), ("delivery",))
WORDS = st.sampled_from(["river", "lamp", "tea", "window", "stone", "garden", "cloud", "metal"])

FILLER = ["on", "by", "at", "up", "of", "to", "in", "as"]


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("Your CHECKOUT is down!", "checkout down"),
        ("is it down, your new checkout page?", "checkout down"),
        ("I get errors when paying", "pay error"),
        ("Zahlung ist fehlgeschlagen", "zahlung fehlgeschlagen"),
        ("Paiement refuse", "paiement refusé"),
        ("Payé, mais réfusé", "paye refuse"),
        ("Why can't I pay?", "can't pay"),
        ("Why cannot I pay?", "can't pay"),
        ("error 503 again", "error 503"),
    ],
)
def test_the_words_of_a_phrase_are_found_in_any_order_and_form(text: str, phrase: str) -> None:
    assert has_phrase(text, phrase)


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("How do I check out?", "checkout"),
        (
            "I put down my phone. Later, on another day in May, I came to the checkout",
            "checkout down",
        ),
        ("The payment went through", "pay error"),
        ("This is a repayment plan", "pay"),
        ("anything", "?!"),
        ("", "pay"),
    ],
)
def test_parts_of_words_and_words_far_apart_are_not(text: str, phrase: str) -> None:
    assert not has_phrase(text, phrase)


@given(st.lists(WORDS, min_size=1, max_size=4, unique=True), st.data())
def test_words_near_each_other_are_found_and_no_others(
    words: list[str], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(words))
    between = data.draw(st.integers(0, BETWEEN_MAX))
    filler = FILLER[:between]
    text = " ".join([*shuffled[:1], *filler, *shuffled[1:]])
    assert has_phrase(text, " ".join(words))
    far = [word for one in shuffled for word in (one, *FILLER[: BETWEEN_MAX + len(words)])]
    assert has_phrase(" ".join(far), " ".join(words)) == (len(words) == 1)
    missing = data.draw(st.sampled_from(words))
    left = " ".join(word for word in shuffled if word != missing)
    assert not has_phrase(left, " ".join(words))


def test_the_newest_that_matches_by_words_or_category_wins() -> None:
    texts = ["I can't pay, is the checkout down?"]
    assert matching([DOWN, LATE], texts, "delivery") is DOWN.incident
    assert matching([LATE, DOWN], texts, "delivery") is LATE.incident
    assert matching([LATE, DOWN], texts, "billing") is DOWN.incident
    assert matching([LATE, DOWN], ["Where is it?", ""], "billing") is None
    assert matching([], texts, "delivery") is None


def test_of_a_long_text_only_the_beginning_is_read() -> None:
    assert matching([DOWN], ["I can't pay. " + "x " * READ_MAX], "") is DOWN.incident
    assert matching([DOWN], ["x " * READ_MAX + "I can't pay."], "") is None


INFORMED = [says(ASKED := "Why can't I pay?"), replies("inform")]


@pytest.mark.parametrize(
    "text", ["How long will it take?", "and until when?", "Any news?", "why", "Is it still down??"]
)
def test_after_its_text_a_question_without_a_topic_asks_on(text: str) -> None:
    assert asked_before(text, INFORMED) == [ASKED]
    assert asked_before(text, [*INFORMED, says("yes"), replies("greet")]) == [ASKED, "yes"]
    assert asked_before(text, [says(ASKED), replies("answer", "pay")]) == []
    assert asked_before(text, []) == []


@pytest.mark.parametrize(
    "text", ["Opening hours?", "And how do I return a tent?", "How long is the warranty?", "…"]
)
def test_a_question_with_a_topic_is_a_new_one(text: str) -> None:
    assert asked_before(text, INFORMED) == []


def test_what_is_stored_is_clean_and_not_twice() -> None:
    assert titled("  Checkout\nis down ") == "Checkout is down"
    assert texted("\n We're on it.\0 ") == "We're on it."
    assert phrased([" can't   pay ", "checkout", "checkout"]) == ["can't pay", "checkout"]
    assert end_text("Checkout is down.") == "This is over: Checkout is down."


@pytest.mark.parametrize(
    "refused",
    [
        lambda: titled(" "),
        lambda: titled("a" * (TITLE_MAX + 1)),
        lambda: texted("\n"),
        lambda: texted("a" * (TEXT_MAX + 1)),
        lambda: phrased(["checkout", "…"]),
        lambda: phrased(["a" * (PHRASE_MAX + 1)]),
        lambda: phrased([f"word{number}" for number in range(PHRASES_MAX + 1)]),
    ],
)
def test_what_cannot_be_used_is_refused(refused: object) -> None:
    assert callable(refused)
    with pytest.raises(InvalidError):
        refused()
