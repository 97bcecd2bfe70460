"""Proportions: the interval contains the value, and the bounds are those of textbooks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta

from tandem.core.metrics.figures import (
    UNDEFINED,
    beta_below,
    exact_interval,
    exact_upper_bound,
    proportion,
    upper_bound,
    wilson_interval,
)

counts = st.integers(1, 2_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(counts)
def test_the_interval_holds_the_value(case: tuple[int, int]) -> None:
    successes, trials = case
    figure = proportion(successes, trials)
    assert figure.low is not None
    assert figure.high is not None
    assert 0 <= figure.low <= successes / trials + 1e-12
    assert successes / trials - 1e-12 <= figure.high <= 1


@given(counts)
def test_failures_mirror_successes(case: tuple[int, int]) -> None:
    successes, trials = case
    low, high = wilson_interval(successes, trials)
    assert wilson_interval(trials - successes, trials) == pytest.approx((1 - high, 1 - low))


@given(counts)
def test_the_upper_bound_is_that_of_clopper_and_pearson(case: tuple[int, int]) -> None:
    successes, trials = case
    exact = 1.0 if successes == trials else beta.ppf(0.95, successes + 1, trials - successes)
    assert upper_bound(successes, trials) == pytest.approx(float(exact), abs=1e-7)


@given(st.floats(1e-6, 1 - 1e-6), st.floats(0.01, 500), st.floats(0.01, 500))
def test_the_incomplete_beta_function_is_scipy_s(x: float, a: float, b: float) -> None:
    assert beta_below(x, a, b) == pytest.approx(float(beta.cdf(x, a, b)), abs=1e-9)


@given(st.floats(0, 1), st.floats(0.1, 500))
def test_the_exact_interval_takes_parts_of_cases(share: float, cases: float) -> None:
    hits = share * cases
    low, high = exact_interval(share, cases)
    below = 0.0 if hits < 1e-9 else float(beta.ppf(0.025, hits, cases - hits + 1))
    above = 1.0 if cases - hits < 1e-9 else float(beta.ppf(0.975, hits + 1, cases - hits))
    assert (low, high) == (pytest.approx(below, abs=1e-6), pytest.approx(above, abs=1e-6))


@given(counts)
def test_both_upper_bounds_are_the_same_for_whole_cases(case: tuple[int, int]) -> None:
    successes, trials = case
    bound = exact_upper_bound(successes / trials, trials)
    assert bound == pytest.approx(upper_bound(successes, trials), abs=1e-7)


def test_a_five_percent_claim_needs_59_answers_without_an_error() -> None:
    assert upper_bound(0, 58) > 0.05 > upper_bound(0, 59)


def test_nothing_tried_is_undefined() -> None:
    assert proportion(0, 0) == UNDEFINED
    assert wilson_interval(0, 0) == (0, 1)
    assert upper_bound(0, 0) == 1
