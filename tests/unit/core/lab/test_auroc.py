"""The AUROC: scikit-learn's value, and an interval that never claims certainty."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from tandem.core.lab.auroc import auroc

# Few distinct scores, so that ties are common; both kinds occur.
scores = st.lists(st.sampled_from([0.1, 0.2, 0.5, 0.9]), min_size=1, max_size=40)


@given(scores, scores)
def test_the_value_agrees_with_scikit_learn(hits: list[float], misses: list[float]) -> None:
    truth = [True] * len(hits) + [False] * len(misses)
    figure = auroc([*hits, *misses], truth)
    assert figure.value == pytest.approx(float(roc_auc_score(truth, [*hits, *misses])))
    assert figure.n == len(truth)


@given(scores, scores)
def test_the_interval_holds_the_value_and_turns_with_the_scores(
    hits: list[float], misses: list[float]
) -> None:
    truth = [True] * len(hits) + [False] * len(misses)
    one = auroc([*hits, *misses], truth)
    other = auroc([-score for score in (*hits, *misses)], truth)
    assert one.value is not None
    assert one.low is not None
    assert one.high is not None
    assert other.value is not None
    assert 0 <= one.low <= one.value <= one.high <= 1
    assert (other.value, other.low, other.high) == pytest.approx(
        (1 - one.value, 1 - one.high, 1 - one.low)
    )


@pytest.mark.parametrize("truth", [[], [True, True], [False]])
def test_with_one_kind_alone_there_is_nothing_to_tell_apart(truth: list[bool]) -> None:
    figure = auroc([0.5] * len(truth), truth)
    assert (figure.value, figure.n, figure.low, figure.high) == (None, len(truth), None, None)


def test_a_perfect_order_of_few_is_not_certain() -> None:
    figure = auroc([0.9, 0.8, 0.2, 0.1], [True, True, False, False])
    assert (figure.value, figure.high) == (1, 1)
    assert figure.low is not None
    assert 0.2 < figure.low < 0.8


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    """Two normal distributions one deviation apart have an AUROC of .760."""
    rng = np.random.default_rng(3)
    held = 0
    for _ in range(300):
        drawn = np.concatenate([rng.normal(1, 1, 40), rng.normal(0, 1, 60)])
        figure = auroc(drawn.tolist(), [True] * 40 + [False] * 60)
        assert figure.low is not None
        assert figure.high is not None
        held += figure.low <= 0.7602 <= figure.high
    assert 0.92 <= held / 300 <= 0.99
