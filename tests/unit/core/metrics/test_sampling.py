"""The sample: the same from the same seed, half of it random, and weights that undo the strata."""

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.desk.review import RISKS, ReviewKind, Stratum
from tandem.core.metrics.sampling import (
    Drawn,
    Unit,
    allocate,
    draw,
    firsts,
    is_judged_twice,
    least_sure,
)

risks = st.frozensets(st.sampled_from(RISKS), max_size=3)
weeks = st.lists(st.tuples(st.sampled_from(ReviewKind), risks), max_size=120).map(
    lambda rows: [Unit(f"turn {at}", kind, of) for at, (kind, of) in enumerate(rows)]
)
sizes = st.integers(0, 60)
seeds = st.text("abc123", max_size=8)


@given(weeks, sizes, seeds, st.randoms(use_true_random=False))
def test_the_same_seed_draws_the_same_whatever_the_order(
    units: list[Unit], size: int, seed: str, shuffle: random.Random
) -> None:
    mixed = list(units)
    shuffle.shuffle(mixed)
    assert draw(units, size, seed) == draw(mixed, size, seed)


@given(weeks, sizes, seeds)
def test_at_least_half_is_random_and_nothing_comes_twice(
    units: list[Unit], size: int, seed: str
) -> None:
    drawn = draw(units, size, seed)
    at_random = sum(Stratum.RANDOM in one.strata for one in drawn)
    assert at_random >= min(len(units), size - size // 2)
    assert len({one.id for one in drawn}) == len(drawn) <= size
    assert all(0 < one.probability <= 1 + 1e-12 for one in drawn)


@given(weeks, seeds)
def test_a_sample_of_everything_is_certain(units: list[Unit], seed: str) -> None:
    drawn = draw(units, 3 * len(units), seed)
    assert {one.id for one in drawn} == {unit.id for unit in units}
    assert [one.probability for one in drawn] == pytest.approx([1.0] * len(units))


@given(weeks, sizes, seeds)
def test_each_was_drawn_by_strata_that_it_belongs_to(
    units: list[Unit], size: int, seed: str
) -> None:
    own = {unit.id: unit.risks | {Stratum.RANDOM} for unit in units}
    assert all(set(one.strata) <= own[one.id] for one in draw(units, size, seed))


WEEK = [
    Unit(
        f"turn {at}",
        ReviewKind.SUGGESTION if at % 3 else ReviewKind.ANSWER,
        frozenset(
            risk for risk, every in ((Stratum.LONG, 7), (Stratum.REFUSED, 11)) if at % every == 0
        ),
    )
    for at in range(150)
]
DRAWS = 3_000


@pytest.fixture(scope="module")
def samples() -> list[tuple[Drawn, ...]]:
    return [draw(WEEK, 24, f"seed {number}") for number in range(DRAWS)]


def test_an_item_is_drawn_as_often_as_its_probability_says(
    samples: list[tuple[Drawn, ...]],
) -> None:
    """Also where two strata draw it, and within five standard errors for all 150 of them."""
    stated = {one.id: one.probability for sample in samples for one in sample}
    often = Counter(one.id for sample in samples for one in sample)
    assert stated.keys() == {unit.id for unit in WEEK}
    for id, probability in stated.items():
        error = (probability * (1 - probability) / DRAWS) ** 0.5
        assert often[id] / DRAWS == pytest.approx(probability, abs=5 * error)


def test_the_weights_undo_the_strata(samples: list[tuple[Drawn, ...]]) -> None:
    """What is wrong is in the strata three times as often, yet the weighted sum is the truth."""
    wrong = {unit.id for at, unit in enumerate(WEEK) if unit.risks or at % 10 == 0}
    sums = [sum((one.id in wrong) / one.probability for one in sample) for sample in samples]
    plain = [sum(one.id in wrong for one in sample) / len(sample) for sample in samples]
    mean = sum(sums) / DRAWS
    error = (sum((one - mean) ** 2 for one in sums) / DRAWS / DRAWS) ** 0.5
    assert mean == pytest.approx(len(wrong), abs=4 * error)
    assert error < 0.02 * len(wrong)  # else this would show nothing
    assert sum(plain) / DRAWS > 1.4 * len(wrong) / len(WEEK)  # without weights it is far too high


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 30), max_size=6), st.integers(0, 100))
def test_shares_are_equal_up_to_what_there_is(sizes: dict[str, int], places: int) -> None:
    shares = allocate(places, sizes)
    assert sum(shares.values()) == min(places, sum(sizes.values()))
    assert all(shares[name] <= size for name, size in sizes.items())
    open_ = [share for name, share in shares.items() if share < sizes[name]]
    assert not open_ or max(shares.values()) - min(open_) <= 1


@given(
    st.lists(st.sampled_from("ab")),
    st.dictionaries(st.sampled_from("ab"), st.integers(0, 9)),
    st.integers(0, 9),
)
def test_the_first_of_each_category_are_all_read(
    categories: list[str], already: dict[str, int], most: int
) -> None:
    taken = Counter(
        category
        for category, is_first in zip(categories, firsts(categories, already, most), strict=True)
        if is_first
    )
    seen = Counter(categories)
    assert taken == Counter(
        {
            name: count
            for name in seen
            if (count := min(seen[name], max(0, most - already.get(name, 0))))
        }
    )
    assert list(firsts("aab", {}, 1)) == [True, False, True]


def test_a_quarter_is_the_least_sure() -> None:
    assert least_sure({}) == least_sure({"greeting": None}) == frozenset()
    assert least_sure({"a": 0.9, "b": 0.4, "c": 0.7, "d": 0.5, "e": None}) == {"b"}
    assert least_sure({"a": 0.9, "b": 0.4, "c": 0.7, "d": 0.5, "e": 0.3}) == {"b", "e"}


def test_one_in_ten_is_judged_twice() -> None:
    twice = sum(is_judged_twice(str(number), "s") for number in range(10_000))
    assert twice / 10_000 == pytest.approx(0.1, abs=0.015)
