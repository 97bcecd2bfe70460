"""Agreement of two judges: Cohen's κ, as a library computes it."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from tandem.core.metrics.agreement import agreement, agreements
from tandem.core.metrics.figures import UNDEFINED

words = st.sampled_from(("right", "partly", "wrong"))
pairs = st.lists(st.tuples(words, words), min_size=2, max_size=40).filter(
    lambda rows: len({word for row in rows for word in row}) > 1
)


@given(pairs)
def test_kappa_is_the_library_s(rows: list[tuple[str, str]]) -> None:
    found = agreement(rows)
    expected = float(cohen_kappa_score(*zip(*rows, strict=True)))
    assert found.same == sum(a == b for a, b in rows)
    assert found.kappa.value is not None
    assert found.kappa.value == pytest.approx(expected)
    assert not math.isnan(expected)
    assert found.kappa.low is not None
    assert found.kappa.high is not None
    assert found.kappa.low <= found.kappa.value <= found.kappa.high
    assert found.kappa.n == len(rows)


def test_full_agreement_of_few_is_not_certain() -> None:
    found = agreement([("right", "right")] * 5 + [("wrong", "wrong")] * 5)
    assert found.kappa.value == 1.0
    assert found.kappa.low == pytest.approx((0.6915 - 0.5) / 0.5, abs=1e-3)


def test_undefined_without_pairs_or_without_a_second_word() -> None:
    assert agreement([]).kappa == UNDEFINED
    assert agreement([("right", "right")] * 3).kappa == UNDEFINED
    assert agreement([("right", "right")] * 3).same == 3


def test_what_claims_nothing_says_nothing_of_verdicts() -> None:
    found = agreements([("", "", True, True), ("right", "wrong", False, True)])
    assert (found.verdict.same, found.verdict.n) == (0, 1)
    assert (found.should_be_person.same, found.should_be_person.n) == (1, 2)
