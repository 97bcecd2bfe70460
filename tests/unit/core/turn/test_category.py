"""A category head's arithmetic, and how its guess stands in the record."""

import math
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.turn.category import (
    LIKENESS,
    CategoryHead,
    guess,
    readable,
    vote,
    voted,
)
from tandem.core.turn.evidence import Vote
from tandem.core.turn.policy import UNCATEGORISED

ALLOWED = ("billing", "delivery")


def floats(*numbers: float) -> bytes:
    return array("f", numbers).tobytes()


def head(slope: float = 1.0, offset: float = 0.0) -> CategoryHead:
    """Two categories along two axes; the first was learnt from two tickets and its name."""
    return CategoryHead(
        embedder="fake",
        names=("billing", "delivery"),
        weights=floats(2, 0, 0, 2),
        biases=(0.0, 0.5),
        examples=floats(1, 0, 0.6, 0.8, 0.8, 0.6, 0, 1),
        keys=(("", "ticket 1", "ticket 2"), ("ticket 3",)),
        slope=slope,
        offset=offset,
        messages=4,
        held_out_right=1.0,
    )


def test_the_chance_comes_from_the_share_and_the_nearest_message() -> None:
    found = guess(head(), [0.8, 0.6], ALLOWED)
    assert found is not None
    assert (found.name, found.key) == ("delivery", "ticket 3")  # 1.7 against 1.6
    share = math.exp(1.7) / (math.exp(1.6) + math.exp(1.7))
    logit = math.log(share) + LIKENESS * 0.6
    assert found.cosine == pytest.approx(0.6)
    assert found.probability == pytest.approx(1 / (1 + math.exp(-logit)))


def test_slope_and_offset_turn_the_score_into_a_chance() -> None:
    plain, scaled = guess(head(), [1, 0], ALLOWED), guess(head(0.5, -1.0), [1, 0], ALLOWED)
    assert plain is not None
    assert scaled is not None
    logit = math.log(plain.probability / (1 - plain.probability))
    assert scaled.probability == pytest.approx(1 / (1 + math.exp(1.0 - 0.5 * logit)))


def test_the_most_similar_message_is_one_of_its_own_category() -> None:
    found = guess(head(), [0.8, 0.6], ("billing",))
    assert found is not None
    assert (found.name, found.key) == ("billing", "ticket 2")
    assert found.cosine == pytest.approx(1)


def test_a_vector_of_another_length_gets_none() -> None:
    assert guess(head(), [1, 0, 0], ALLOWED) is None


@given(st.floats(0, 2 * math.pi), st.lists(st.sampled_from([*ALLOWED, "plan"])))
def test_only_an_allowed_category_is_ever_given(angle: float, allowed: list[str]) -> None:
    vector = [math.cos(angle), math.sin(angle)]
    found = guess(head(), vector, allowed)
    known = set(allowed) & set(ALLOWED)
    assert (found is None) == (not known)
    assert {found.name for found in filter(None, [found])} <= known
    assert {voted(vote(head(), vector, allowed))} <= {None, UNCATEGORISED, *known}


def test_a_vote_says_which_ticket_is_most_similar() -> None:
    (sure,) = vote(head(), [0.6, 0.8], ("billing",))
    assert (sure.head, sure.words) == ("category billing", "like ticket 1 (1.00)")
    assert sure.counts
    assert not sure.leans
    (named,) = vote(head(), [1, 0], ALLOWED)
    assert named.words == "", "nearest is the category's name"


def test_below_even_odds_it_is_uncategorised_and_the_guess_is_kept() -> None:
    votes = vote(head(offset=-9.0), [1, 0], ALLOWED)
    assert votes[0].head == "category billing"
    assert voted(votes) == UNCATEGORISED
    assert voted(vote(head(), [1, 0], ALLOWED)) == "billing"


def test_without_a_category_head_nothing_was_voted() -> None:
    assert voted([Vote("cancel", 0.9, 0.5, 0.5, "stop it", False, False)]) is None
    assert voted([]) is None


@pytest.mark.parametrize(
    ("name", "words"),
    [("card_arrival", "card arrival"), ("Pay-out  plan", "Pay out plan"), ("_", "_")],
)
def test_a_name_is_read_as_words(name: str, words: str) -> None:
    assert readable(name) == words
