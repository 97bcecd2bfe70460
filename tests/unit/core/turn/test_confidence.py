"""What the ranked list says of the best candidate, and how that becomes a probability."""

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.knowledge.rank import Hit
from tandem.core.turn.confidence import (
    LIST_MAX,
    MARGIN_ALONE,
    SPREAD_MIN,
    Model,
    coverage,
    features,
    meaning_features,
    of_article,
    sigmoid,
)

share = st.floats(0, 1)


def hit(document: str, score: float, cosine: float | None = None, bm25: float = 0.0) -> Hit:
    return Hit(
        1, document, 1, "", "", (), 0, "text", "", False, "", cosine, bm25, score, None, None
    )


def measured(hits: Sequence[Hit], question: str = "", **terms: float) -> dict[str, float]:
    return dict(features(hits, question, terms, "english"))


def listed(scores: list[float]) -> tuple[Hit, ...]:
    """One hit per document, in this order."""
    return tuple(hit(str(place), score) for place, score in enumerate(scores))


def lead(scores: list[float]) -> float:
    return measured(listed(scores))["lead"]


def certainty(cosines: list[float]) -> float:
    hits = tuple(hit(str(place), 0.5, cosine) for place, cosine in enumerate(cosines))
    return measured(hits)["certainty"]


def test_nothing_found_is_nothing_in_every_feature() -> None:
    assert measured(()) == dict.fromkeys(
        ("cosine", "bm25", "coverage", "margin", "certainty", "lead"), 0
    )


def test_height_is_that_of_the_best_hit() -> None:
    found = measured((hit("a", 0.9, 0.7, 1.1), hit("b", 0.8, 0.9, 1.3)))
    assert (found["cosine"], found["bm25"]) == (0.7, 1.1)
    assert measured((hit("a", 0.9),))["cosine"] == 0  # keywords alone


def test_the_lead_is_counted_in_standard_deviations_of_the_list() -> None:
    spread = math.sqrt((0.3**2 + 0.1**2 + 0.2**2) / 4)  # about the mean, 0.6
    assert lead([0.9, 0.6, 0.5, 0.4]) == pytest.approx(0.4 / (spread + SPREAD_MIN))


def test_a_list_of_one_leads_nobody() -> None:
    assert lead([0.9]) == 0


def test_a_document_leads_by_its_best_passage_alone() -> None:
    others = (hit("b", 0.5), hit("c", 0.4))
    more = (hit("a", 0.9), hit("a", 0.8), *others, hit("b", 0.1))
    once = measured((hit("a", 0.9), *others))
    for name in ("lead", "margin"):
        assert measured(more)[name] == once[name]


@given(st.lists(share, min_size=1, max_size=30), share, share)
def test_the_further_ahead_the_greater_the_lead(
    others: list[float], one: float, another: float
) -> None:
    best = max(others)
    near, far = sorted((best + one, best + another))
    assert lead([near, *others]) <= lead([far, *others]) + 1e-9


@given(st.integers(LIST_MAX, 40), share)
def test_equal_cosines_single_out_nothing(count: int, cosine: float) -> None:
    assert certainty([cosine] * count) == pytest.approx(0)


def test_one_passage_far_ahead_is_singled_out() -> None:
    assert certainty([0.9, *[0.1] * 30]) == pytest.approx(1, abs=1e-4)


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=40))
def test_certainty_is_a_share_and_the_order_of_hits_is_nothing(cosines: list[float]) -> None:
    assert -1e-9 <= certainty(cosines) <= 1 + 1e-9
    assert certainty(cosines) == certainty(cosines[::-1])


def test_the_margin_is_the_distance_to_the_next_article() -> None:
    assert measured((hit("a", 0.9), hit("a", 0.8), hit("b", 0.5)))["margin"] == 0.4
    assert measured((hit("a", 0.9), hit("a", 0.8)))["margin"] == MARGIN_ALONE


@given(st.lists(share, min_size=2, max_size=30))
def test_the_margin_does_not_depend_on_how_many_articles_there_are(scores: list[float]) -> None:
    ordered = sorted(scores, reverse=True)
    assert measured(listed(ordered))["margin"] == measured(listed(ordered[:2]))["margin"]


def test_coverage_is_the_weighted_share_of_the_questions_words_in_the_article() -> None:
    found = (
        replace(hit("a", 0.9), title="Steam", heading_path=("Cleaning",), text="Wipe the wand."),
        replace(hit("b", 0.8), text="The grinder."),
        replace(hit("a", 0.7), text="Rinse it."),
    )
    question, terms = "Clean and rinse the steam wand of the grinder", {"grinder": 4.0}
    terms |= dict.fromkeys(("clean", "rins", "steam", "wand"), 1.0)
    assert measured(found, question, **terms)["coverage"] == 0.5
    assert measured(found, question, **terms, old=9.0)["coverage"] == 0.5, "an earlier message's"
    assert measured(found, question)["coverage"] == 0


@given(
    st.text("abc ", max_size=9),
    st.text("abc ", max_size=9),
    st.dictionaries(st.text("abc", min_size=1, max_size=2), st.floats(0.01, 9)),
)
def test_coverage_is_a_share(text: str, question: str, terms: dict[str, float]) -> None:
    assert 0 <= coverage(text, question, terms, "english") <= 1 + 1e-9
    assert coverage(f"{text} {question}", question, terms, "english") in (0, pytest.approx(1))


def test_of_an_article_all_is_read_that_was_found_of_it() -> None:
    one = replace(hit("a", 0.9), title="Steam", product="one", heading_path=("Use", "Clean"))
    other = replace(one, heading_path=("Use",), text="more")
    assert of_article((one, hit("b", 0.8), other), "a") == "\n".join(
        ["Steam", "one", "Use", "Clean", "text", "more"]
    )


def test_a_further_article_is_measured_by_its_height_and_its_distance_to_the_first() -> None:
    first, other = hit("a", 0.9, 0.7, 1.1), hit("b", 0.6, 0.5, 0.4)
    assert dict(meaning_features(other, first)) == {"cosine": 0.5, "bm25": 0.4, "gap": -0.3}


def test_the_logit_weighs_what_was_standardised() -> None:
    model = Model(("a", "b"), (1.0, 0.0), (2.0, 1.0), (3.0, 0.5), -1.0)
    assert model.logit({"a": 5.0, "b": 2.0, "unknown": 9.0}) == pytest.approx(-1 + 3 * 2 + 0.5 * 2)


def test_a_feature_that_was_not_measured_is_no_zero() -> None:
    with pytest.raises(KeyError):
        Model(("a",), (0.0,), (1.0,), (1.0,), 0.0).logit({"b": 1.0})


@given(st.lists(st.floats(-1e4, 1e4), min_size=2))
def test_the_sigmoid_is_a_probability_that_rises_and_is_symmetric(logits: list[float]) -> None:
    assert sigmoid(0) == 0.5
    probabilities = [sigmoid(logit) for logit in sorted(logits)]
    assert all(0 <= low <= high <= 1 for low, high in pairwise(probabilities))
    for logit in logits:
        assert sigmoid(logit) + sigmoid(-logit) == pytest.approx(1)
