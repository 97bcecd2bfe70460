"""The bootstrap: intervals contain their value and don't depend on the order of the cases."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.core.lab import bootstrap
from tandem.core.lab.bootstrap import Counts, Values
from tandem.core.metrics import figures

values = st.lists(st.floats(0, 1, allow_subnormal=False), min_size=1, max_size=30)


@settings(max_examples=25)  # each resamples 2,000 times
@given(values, st.randoms(use_true_random=False))
def test_a_mean_lies_in_its_interval_and_the_order_of_the_cases_is_nothing(
    cases: list[float], random: object
) -> None:
    figure = bootstrap.mean(cases, seed=1)
    assert figure.value is not None
    assert figure.value == pytest.approx(math.fsum(cases) / len(cases))
    assert figure.n == len(cases)
    assert figure.low is not None
    assert figure.high is not None
    assert 0 <= figure.low <= figure.value <= figure.high <= 1 + 1e-9
    shuffled = list(cases)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert bootstrap.mean(shuffled, seed=1) == figure


def test_without_cases_nothing_is_defined() -> None:
    assert bootstrap.mean([], seed=1) == figures.UNDEFINED


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_where_all_cases_agree_wilson_speaks(value: float) -> None:
    """All resamples agree too: "1 (1 to 1)" from five cases would be wrong."""
    figure = bootstrap.mean([value] * 5, seed=1)
    low, high = figures.wilson_interval(int(value * 5), 5)
    assert (figure.value, figure.low, figure.high) == (value, low, high)


def test_more_cases_make_a_narrower_interval() -> None:
    few, many = (bootstrap.mean([0.0, 0.5, 1.0] * times, seed=1) for times in (10, 1_000))
    assert few.low is not None
    assert many.low is not None
    assert few.low < many.low < 0.5


def test_the_interval_is_as_wide_as_theory_says() -> None:
    """The mean of n uniform values has the deviation 1 / sqrt(12 n)."""
    n = 400
    figure = bootstrap.mean(((np.arange(n) + 0.5) / n).tolist(), seed=1)
    half = figures.Z_95 / math.sqrt(12 * n)
    assert figure.low == pytest.approx(0.5 - half, abs=0.003)
    assert figure.high == pytest.approx(0.5 + half, abs=0.003)


def test_every_statistic_of_a_table_has_its_figure() -> None:
    def shares(counts: Counts) -> Values:
        return counts / counts.sum(axis=1, keepdims=True)

    few, more = bootstrap.intervals(np.array([30, 70]), shares, seed=1)
    assert (few.value, more.value, few.n, more.n) == (0.3, 0.7, 100, 100)
    assert few.low == pytest.approx(1 - (more.high or 0))
    assert few.low == pytest.approx(0.21, abs=0.02)


def test_resampling_in_parts_covers_as_many_samples(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    def counted(counts: Counts) -> Values:
        seen.append(len(counts))
        return counts[:, :1] / counts.sum(axis=1, keepdims=True)

    monkeypatch.setattr(bootstrap, "CELLS_AT_ONCE", 1_400)
    bootstrap.intervals(np.array([3, 7]), counted, seed=1)
    assert seen == [1, 700, 700, 600]
