"""Risk against coverage, and the AUROC: extremes, ties and bounds."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from tandem.core.lab import decisions, selective
from tandem.core.lab.auroc import auroc
from tandem.core.lab.selective import Outcome
from tandem.core.metrics import figures


def outcome(confidence: float, right: bool, answerable: bool = True) -> Outcome:
    return Outcome("q", confidence, right, answerable, "answer", "answer", right)


scored = st.lists(
    st.builds(
        outcome, st.sampled_from([0.0, 0.2, 0.5, 0.7, 0.9, 1.0]), st.booleans(), st.booleans()
    ),
    min_size=1,
    max_size=30,
)
few_runs = settings(max_examples=25, deadline=None)  # each resamples 2,000 times


@few_runs
@given(scored, st.randoms())
def test_intervals_hold_the_value_and_the_order_of_rows_is_nothing(
    outcomes: list[Outcome], chance: random.Random
) -> None:
    measured = selective.measure(outcomes, seed=3)
    for name in ("aurc", "coverage_at_5_percent_error", "coverage_at_10_percent_error"):
        figure: figures.Figure = getattr(measured, name)
        assert figure.value is not None
        assert figure.low is not None
        assert figure.high is not None
        assert 0 <= figure.low <= figure.value <= figure.high <= 1
    assert selective.measure(chance.sample(outcomes, len(outcomes)), seed=3) == measured


@few_runs
@given(scored)
def test_no_order_has_less_risk_than_the_oracles(outcomes: list[Outcome]) -> None:
    right_first = sorted(outcomes, key=lambda one: not one.right)
    n = len(outcomes)
    oracle = [outcome(1 - at / n, one.right) for at, one in enumerate(right_first)]
    best, any_ = (selective.measure(rows, seed=0).aurc.value for rows in (oracle, outcomes))
    assert best is not None
    assert any_ is not None
    assert best <= any_ + 1e-9


def test_equal_confidences_enter_together() -> None:
    rows = [outcome(0.9, right=True), outcome(0.5, right=False), outcome(0.5, right=True)]
    curve = selective.risk_curve(rows)
    assert [(point.threshold, point.risk.n, point.risk.value) for point in curve] == [
        (0.9, 1, 0.0),
        (0.5, 3, pytest.approx(1 / 3)),
    ]
    measured = selective.measure(rows, seed=0)
    assert measured.aurc.value == pytest.approx((0 + 1 / 3 + 1 / 3) / 3)
    assert measured.coverage_at_5_percent_error.value == pytest.approx(1 / 3)


def test_a_bound_needs_59_answers_without_an_error() -> None:
    rows = [outcome(0.9, right=True)] * 58
    assert selective.measure(rows, seed=0).coverage_at_5_percent_error_with_bound.value is None
    rows += [outcome(0.8, right=True), outcome(0.1, right=False)]
    measured = selective.measure(rows, seed=0)
    assert measured.coverage_at_5_percent_error_with_bound.value == pytest.approx(59 / 60)
    assert measured.coverage_at_5_percent_error.value == 1.0  # one wrong of 60 is 1.7 %


@pytest.mark.parametrize("target", [0.05, 0.1])
def test_errors_are_bounded_as_by_clopper_and_pearson(target: float) -> None:
    for answered, most in enumerate(selective.errors_bounded(250, target).tolist()):
        assert most < 0 or figures.upper_bound(most, answered) <= target
        assert figures.upper_bound(most + 1, answered) > target


def test_nothing_judged_is_undefined() -> None:
    measured = selective.measure([], seed=0)
    assert {getattr(measured, name) for name in measured.__dataclass_fields__} == {
        figures.UNDEFINED
    }
    assert selective.risk_curve([]) == ()


@given(st.lists(st.tuples(st.integers(0, 8), st.booleans()), min_size=2, max_size=40))
def test_the_auroc_agrees_with_scikit_learn_and_mirrors(rows: list[tuple[int, bool]]) -> None:
    rows += [(3, True), (5, False)]
    scores, kinds = [float(score) for score, _ in rows], [kind for _, kind in rows]
    figure = auroc(scores, kinds)
    assert figure.value == pytest.approx(float(roc_auc_score(kinds, scores)))
    mirrored = auroc([-score for score in scores], kinds)
    assert figure.value is not None
    assert figure.low is not None
    assert figure.high is not None
    assert mirrored.value == pytest.approx(1 - figure.value)
    assert (mirrored.low, mirrored.high) == pytest.approx((1 - figure.high, 1 - figure.low))
    assert 0 <= figure.low <= figure.value <= figure.high <= 1


def test_a_perfect_auroc_is_still_uncertain_and_one_kind_alone_has_none() -> None:
    perfect = auroc([0.1, 0.2, 0.8, 0.9], [False, False, True, True])
    assert perfect.value == 1.0
    assert perfect.low is not None
    assert perfect.low < 0.8
    assert auroc([0.1, 0.2], [True, True]) == figures.Figure(None, 2, None, None)


def test_the_interval_of_an_auroc_covers_the_truth_as_often_as_it_says() -> None:
    rng = np.random.default_rng(11)
    held = 0
    for _ in range(300):  # two normal distributions, one deviation apart: 0.7602
        scores = np.concatenate([rng.normal(1, 1, 40), rng.normal(0, 1, 60)])
        figure = auroc(scores.tolist(), [True] * 40 + [False] * 60)
        assert figure.low is not None
        assert figure.high is not None
        held += figure.low <= 0.7602 <= figure.high
    assert 0.92 <= held / 300 <= 0.99


def test_decisions_are_shares_each_of_its_own_denominator() -> None:
    rows = [
        Outcome("1", 0.9, True, True, "answer", "answer", True),
        Outcome("2", 0.8, False, True, "answer", "answer", True),
        Outcome("3", 0.7, False, False, "answer", "answer", None),
        Outcome("4", 0.0, False, False, "hand_off", "person", None),
    ]
    measured = decisions.measure(rows)
    assert measured.answer == figures.proportion(3, 4)
    assert measured.hand_off == figures.proportion(1, 4)
    assert measured.ask == figures.proportion(0, 4)
    assert measured.answered_right == figures.proportion(1, 3)
    assert measured.answered_cites_gold == figures.proportion(2, 2)
    assert measured.unanswerable_answered == figures.proportion(1, 2)
