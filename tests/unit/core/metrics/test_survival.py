"""Times with some still open: the curve and its quantiles."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tandem.core.metrics.cell import Span, bucket_of, seconds_of
from tandem.core.metrics.survival import curve, quantile

ended = st.lists(st.integers(1, 3_000_000), min_size=1, max_size=60)
still_open = st.lists(st.integers(1, 3_000_000), max_size=60)


def spans(times: list[int], *, is_over: bool = True) -> list[Span]:
    return [Span("", "", "people", bucket_of(one), is_over, 1) for one in times]


@given(st.floats(0, 1e8))
def test_a_bucket_holds_its_time_within_four_percent(seconds: float) -> None:
    assert seconds_of(bucket_of(seconds)) == pytest.approx(seconds, rel=0.041, abs=0.05)


@given(ended, still_open)
def test_the_curve_is_that_of_scipy(over: list[int], running: list[int]) -> None:
    steps = curve([*spans(over), *spans(running, is_over=False)])

    data = stats.CensoredData(
        uncensored=[bucket_of(one) for one in over], right=[bucket_of(one) for one in running]
    )
    known = stats.ecdf(data).sf
    of_ours = {bucket_of(step.seconds): step.share for step in steps}
    for bucket in sorted({bucket_of(one) for one in over}):
        assert of_ours[bucket] == pytest.approx(float(known.evaluate(np.array([bucket]))[0]))


@given(ended, still_open)
def test_the_interval_of_the_curve_is_that_of_scipy(over: list[int], running: list[int]) -> None:
    steps = curve([*spans(over), *spans(running, is_over=False)])
    data = stats.CensoredData(
        uncensored=[bucket_of(one) for one in over], right=[bucket_of(one) for one in running]
    )
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # at shares of 0 and 1, which are not compared
        bounds = stats.ecdf(data).sf.confidence_interval(0.95, method="log-log")
    for step in steps:
        if 0 < step.share < 1:
            at = np.array([bucket_of(step.seconds)])
            assert step.low == pytest.approx(float(bounds.low.evaluate(at)[0]), abs=1e-9)
            assert step.high == pytest.approx(float(bounds.high.evaluate(at)[0]), abs=1e-9)


def test_too_many_open_ones_leave_the_median_unknown() -> None:
    steps = curve([*spans([60] * 4), *spans([7200] * 6, is_over=False)])

    assert quantile(steps, 0.5, n=4).value is None
    assert quantile(steps, 0.3, n=4).value == pytest.approx(60, rel=0.05)


def test_the_upper_bound_is_open_while_it_is_not_reached() -> None:
    figure = quantile(curve(spans([60, 120, 7200])), 0.9, n=3)

    assert figure.value == pytest.approx(7200, rel=0.05)
    assert figure.low is not None
