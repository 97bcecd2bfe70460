"""Calibration error: zero where there is none, and the true one where there is."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import brier_score_loss

from tandem.core.lab import calibration

cases = st.lists(
    st.tuples(st.floats(0, 1, allow_subnormal=False), st.booleans()), min_size=1, max_size=60
)


def said_and_true(n: int, gap: float, seed: int) -> tuple[list[float], list[bool]]:
    rng = np.random.default_rng(seed)
    said = rng.random(n) * 0.8
    return said.tolist(), (rng.random(n) < said + gap).tolist()


@pytest.mark.parametrize("gap", [0.0, 0.1, 0.2])
def test_the_error_is_found_without_the_bias_of_binning(gap: float) -> None:
    runs = [calibration.ece(*said_and_true(1_200, gap, seed)) for seed in range(40)]
    values = [run.value for run in runs if run.value is not None]
    assert len(values) == 40
    assert float(np.mean(values)) == pytest.approx(gap, abs=0.012)  # plain binning gives 0.04 for 0
    held = [run.low <= gap <= run.high for run in runs if run.low is not None and run.high]
    assert sum(held) >= 35


def test_the_error_is_not_shown_below_a_thousand_cases() -> None:
    few = calibration.ece(*said_and_true(999, 0.1, 0))
    assert (few.value, few.n) == (None, 999)


@settings(max_examples=25, deadline=None)  # each resamples 2,000 times
@given(cases)
def test_the_brier_score_agrees_with_scikit_learn(rows: list[tuple[float, bool]]) -> None:
    said, right = [one for one, _ in rows], [hit for _, hit in rows]
    brier = calibration.measure(said, right, seed=0).brier
    assert brier.value == pytest.approx(float(brier_score_loss(right, said)), abs=1e-9)


@given(cases)
def test_bins_hold_every_case_once_and_never_part_equal_confidences(
    rows: list[tuple[float, bool]],
) -> None:
    said, right = [one for one, _ in rows], [hit for _, hit in rows]
    bins = calibration.reliability(said, right)
    assert sum(part.came_true.n for part in bins) == len(rows)
    assert len(bins) <= calibration.BINS
    for part, following in pairwise(bins):
        assert part.high < following.low
    for part in bins:
        assert part.low - 1e-9 <= part.said <= part.high + 1e-9
