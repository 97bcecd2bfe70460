"""The threshold for answering: the lowest that its bound allows, or none."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.metrics.figures import exact_upper_bound, upper_bound
from tandem.core.turn.threshold import Threshold, choose

Outcomes = list[tuple[float, bool]]
# Few distinct confidences, so that ties are common; mostly right, so that thresholds are found.
outcomes = st.lists(
    st.tuples(
        st.sampled_from([0.1, 0.3, 0.5, 0.7, 0.9, 1.0]), st.sampled_from([True] * 9 + [False])
    ),
    max_size=120,
)
targets = st.sampled_from([0.1, 0.2, 0.3, 0.4])


def at_or_above(cases: Outcomes, cut: float) -> list[bool]:
    """Whether each case that this threshold would answer was right."""
    return [right for confidence, right in cases if confidence >= cut]


@given(outcomes, targets)
def test_the_cut_is_the_lowest_whose_bound_meets_the_target(cases: Outcomes, target: float) -> None:
    """Compared with every possible threshold; equal confidences are on the same side."""
    bounds = {
        cut: upper_bound(answered.count(False), len(answered))
        for cut in {confidence for confidence, _ in cases}
        if (answered := at_or_above(cases, cut))
    }
    lowest = min((cut for cut, bound in bounds.items() if bound <= target), default=None)
    chosen = choose(cases, target, origin="judged")
    if lowest is None:
        assert chosen == Threshold(None, target, len(cases), 0, 0, 1.0, "judged")
    else:
        answered = at_or_above(cases, lowest)
        assert chosen == Threshold(
            lowest,
            target,
            len(cases),
            len(answered),
            answered.count(False),
            bounds[lowest],
            "judged",
        )


@given(outcomes, targets, st.randoms(use_true_random=False))
def test_the_order_of_the_cases_does_not_matter(
    cases: Outcomes, target: float, random: object
) -> None:
    shuffled = list(cases)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert choose(shuffled, target, origin="x") == choose(cases, target, origin="x")


@given(outcomes, targets)
def test_fewer_errors_never_answer_less(cases: Outcomes, target: float) -> None:
    answered = [choose(cases, target, origin="x").answered]
    for at, (confidence, _) in enumerate(cases):
        cases = [*cases[:at], (confidence, True), *cases[at + 1 :]]
        answered.append(choose(cases, target, origin="x").answered)
    assert all(fewer <= more for fewer, more in pairwise(answered))


@given(outcomes, targets, st.floats(0.1, 50))
def test_equal_weights_change_nothing(cases: Outcomes, target: float, weight: float) -> None:
    weighted = choose(cases, target, origin="x", weights=[weight] * len(cases))
    assert weighted == choose(cases, target, origin="x")


def test_what_stands_for_many_counts_as_many() -> None:
    """Of 100 answers two are wrong: with the weight of five each they are too many."""
    cases = [(0.9, True)] * 98 + [(0.9, False)] * 2
    assert choose(cases, 0.07, origin="x").value == 0.9
    heavy = [1.0] * 98 + [5.0] * 2
    assert choose(cases, 0.07, origin="x", weights=heavy).value is None


@given(outcomes.filter(lambda cases: len(cases) > 10), targets, st.data())
def test_unequal_weights_never_narrow_the_bound(
    cases: Outcomes, target: float, data: st.DataObject
) -> None:
    """What is chosen meets the target by its own bound, on fewer effective outcomes."""
    size = len(cases)
    weights = data.draw(st.lists(st.floats(0.2, 20), min_size=size, max_size=size))
    chosen = choose(cases, target, origin="x", weights=weights)
    if chosen.value is None:
        return
    kept = [
        (weight, right)
        for (confidence, right), weight in zip(cases, weights, strict=True)
        if confidence >= chosen.value
    ]
    whole = sum(weight for weight, _ in kept)
    share = sum(weight for weight, right in kept if not right) / whole
    effective = whole**2 / sum(weight**2 for weight, _ in kept)
    assert effective <= len(kept) + 1e-9
    assert chosen.bound == pytest.approx(exact_upper_bound(share, effective), abs=1e-9)
    assert chosen.bound <= target
    assert (chosen.answered, chosen.wrong) == (len(kept), sum(not right for _, right in kept))


@pytest.mark.parametrize(("right", "value"), [(59, 0.9), (58, None)])
def test_five_percent_takes_59_right_answers(right: int, value: float | None) -> None:
    assert choose([(0.9, True)] * right, 0.05, origin="judged").value == value


def test_one_wrong_answer_takes_93() -> None:
    wrong = [(0.9, False)]
    assert choose([(0.9, True)] * 92 + wrong, 0.05, origin="judged").value == 0.9
    assert choose([(0.9, True)] * 91 + wrong, 0.05, origin="judged").value is None


@given(st.floats(0, 1))
def test_without_a_cut_nothing_suffices(confidence: float) -> None:
    assert not choose([], 0.05, origin="judged").met_by(confidence)
