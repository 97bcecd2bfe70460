"""Retrieval figures: right at the extremes, and equal to scikit-learn's in between."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import ndcg_score

from tandem.core.lab import retrieval
from tandem.core.lab.retrieval import RankedList, RetrievalFigures
from tandem.core.metrics.figures import Figure

ARTICLES = tuple("abcdefghijklmnopqrst")

rankings = st.builds(
    RankedList,
    id=st.just("q"),
    gold=st.frozensets(st.sampled_from(ARTICLES), min_size=1, max_size=12),
    ranked=st.permutations(ARTICLES).map(tuple),
)


def figures(measured: RetrievalFigures) -> list[Figure]:
    return [getattr(measured, name) for name in RetrievalFigures.__dataclass_fields__]


def test_a_perfect_ranking_gives_one() -> None:
    lists = [
        RankedList("1", frozenset("ab"), ("b", "a", "c")),
        RankedList("2", frozenset("c"), ("c",)),
    ]
    assert [figure.value for figure in figures(retrieval.measure(lists, seed=0))] == [1.0] * 5


def test_finding_nothing_gives_zero_and_an_interval_that_admits_more() -> None:
    for figure in figures(retrieval.measure([RankedList("1", frozenset("a"), ("b",))], seed=0)):
        assert (figure.value, figure.n, figure.low) == (0.0, 1, 0.0)
        assert figure.high == pytest.approx(0.79, abs=0.01)


def test_questions_without_gold_count_nowhere() -> None:
    assert (
        retrieval.measure([RankedList("1", frozenset(), ("a",))], seed=0) == retrieval.NOT_MEASURED
    )


def test_a_repeated_article_counts_once() -> None:
    assert retrieval.recall(RankedList("1", frozenset("ab"), ("a", "a", "b")), 2) == 1.0


@given(rankings)
def test_ndcg_agrees_with_scikit_learn(ranking: RankedList) -> None:
    truth = [[float(article in ranking.gold) for article in ranking.ranked]]
    scores = [[-float(rank) for rank in range(len(ranking.ranked))]]
    assert retrieval.ndcg(ranking, 10) == pytest.approx(float(ndcg_score(truth, scores, k=10)))


@settings(max_examples=25, deadline=None)  # each resamples 2,000 times
@given(st.lists(rankings, min_size=1, max_size=8), st.randoms())
def test_intervals_hold_the_value_and_the_order_of_questions_is_nothing(
    lists: list[RankedList], chance: random.Random
) -> None:
    measured = retrieval.measure(lists, seed=1)
    for figure in figures(measured):
        assert figure.value is not None
        assert figure.low is not None
        assert figure.high is not None
        assert figure.low - 1e-12 <= figure.value <= figure.high + 1e-12
    mixed = chance.sample(lists, len(lists))
    assert retrieval.measure(mixed, seed=1) == measured


def test_a_bootstrapped_interval_is_as_wide_as_theory_says() -> None:
    recalls = np.random.default_rng(5).random(400) < 0.7
    lists = [RankedList("q", frozenset("a"), ("a",) if hit else ("b",)) for hit in recalls]
    measured = retrieval.measure(lists, seed=2)
    wilson, bootstrapped = measured.hit_at_1, measured.recall_at_5
    assert bootstrapped.low == pytest.approx(wilson.low, abs=0.01)
    assert bootstrapped.high == pytest.approx(wilson.high, abs=0.01)
