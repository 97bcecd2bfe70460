"""The fitted confidence: right signs, a recovered scale, and thresholds from 150 cases on."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.core.lab.judged import Judged
from tandem.core.turn.calibration import Calibration
from tandem.core.turn.confidence import Model, sigmoid
from tandem.core.turn.threshold import JUDGED_MIN, Threshold
from tandem.fit.confidence import (
    ANSWERABLE,
    balanced,
    fit_meaning,
    fit_model,
    fit_scaling,
    judge,
    named,
)

SHIPPED = named(
    Calibration(
        "minilm",
        Model(("cosine",), (0.5,), (0.2,), (1.0,), 0.0),
        None,
        None,
        1.0,
        0.0,
        (("", Threshold(0.97, 0.1, 800, 30, 0, 0.095, "shipped")),),
        "",
    )
)

cosines = st.floats(-1, 1)
labelled = st.lists(st.tuples(cosines, cosines, st.booleans()), min_size=4, max_size=40)


def cases(n: int, *, category: str = "plan", may_answer: bool = True) -> list[Judged]:
    """Cosines from 0 to 1, of which those from 0.3 on are right."""
    return [
        Judged((("cosine", at / n),), at / n >= 0.3, True, category, may_answer)
        for at in (place * 7 % n for place in range(n))  # no order to rely on; 7 divides no n here
    ]


@settings(max_examples=50)
@given(labelled)
def test_no_feature_ever_speaks_against(rows: list[tuple[float, float, bool]]) -> None:
    table = [{"cosine": one, "lead": other} for one, other, _ in rows]
    model = fit_model(table, [right for _, _, right in rows], ("cosine", "lead"))
    assert all(weight >= 0 for weight in model.weights)
    assert all(scale > 0 for scale in model.scales)
    numbers = (*model.means, *model.scales, *model.weights, model.bias)
    assert all(round(number, 6) == number for number in numbers)  # the file can be read


def test_a_feature_that_tells_right_from_wrong_is_heard_and_one_that_misleads_is_not() -> None:
    table = [{"cosine": at / 40, "lead": -at / 40} for at in range(40)]
    model = fit_model(table, [at >= 15 for at in range(40)], ("cosine", "lead"))
    assert model.features == ("cosine", "lead")
    assert model.weights[0] > 1
    assert model.weights[1] == 0
    logits = [model.logit(row) for row in table]
    assert all(low < high for low, high in pairwise(logits))


def test_a_case_that_counts_twice_is_as_good_as_two() -> None:
    table, right = [{"cosine": 0.2}, {"cosine": 0.8}, {"cosine": 0.5}], [False, True, True]
    weighted = fit_model(table, right, ("cosine",), weights=[1, 1, 3])
    assert weighted.bias > fit_model(table, right, ("cosine",)).bias


def test_the_scale_is_found_again() -> None:
    rng = np.random.default_rng(5)
    raw = rng.normal(0, 2, 20_000)
    right = rng.random(20_000) < 1 / (1 + np.exp(-(0.6 * raw - 0.4)))
    slope, offset = fit_scaling(raw.tolist(), right.tolist())
    assert (slope, offset) == pytest.approx((0.6, -0.4), abs=0.05)


@settings(max_examples=50)
@given(st.lists(st.tuples(st.floats(-9, 9), st.booleans()), min_size=1, max_size=30))
def test_the_scale_never_turns_the_order_round(rows: list[tuple[float, bool]]) -> None:
    slope, _ = fit_scaling([raw for raw, _ in rows], [right for _, right in rows])
    assert slope > 0


def test_a_perfectly_separated_set_claims_no_certainty() -> None:
    slope, offset = fit_scaling([-5.0] * 20 + [5.0] * 20, [False] * 20 + [True] * 20)
    assert sigmoid(offset + slope * 5.0) == pytest.approx(21 / 22, abs=0.001)
    assert sigmoid(offset - slope * 5.0) == pytest.approx(1 / 22, abs=0.001)


def test_below_150_judged_answers_nothing_changes() -> None:
    assert judge(SHIPPED, cases(JUDGED_MIN - 1), ["plan"], 0.05) == SHIPPED


def test_from_150_on_model_scale_and_cuts_are_the_firms_own() -> None:
    judged = judge(SHIPPED, cases(200), ["plan", "empty"], 0.05)
    assert judged.judged is not None
    assert judged.version != SHIPPED.version
    assert (judged.shared, judged.own) == (SHIPPED.shared, SHIPPED.own)
    for category in ("", "plan", "empty"):
        threshold = judged.threshold(category)
        assert (threshold.origin, threshold.target, threshold.judged) == ("judged", 0.05, 200)
        assert threshold.value is not None
        assert threshold.bound <= 0.05
    assert [name for name, _ in judged.thresholds] == ["", "plan"]
    sure = judged.confidence((("cosine", 0.99),)).value
    unsure = judged.confidence((("cosine", 0.05),)).value
    assert unsure < (judged.threshold("").value or 0) <= sure


def test_a_category_has_its_own_cut_from_150_of_its_own_on() -> None:
    mixed = [*cases(100, category="machine"), *cases(150, category="plan")]
    judged = judge(SHIPPED, mixed, ["machine", "plan"], 0.05)
    assert [name for name, _ in judged.thresholds] == ["", "plan"]
    assert judged.threshold("plan").judged == 150
    assert judged.threshold("machine").judged == 250


def test_what_would_not_have_been_sent_says_nothing_about_the_cut() -> None:
    judged = judge(SHIPPED, [*cases(200), *cases(30, may_answer=False)], [], 0.05)
    assert judged.threshold("").judged == 200


def test_what_customers_say_shapes_the_confidence_and_never_enters_a_threshold() -> None:
    """Their yes is kinder than a judge: with theirs alone nothing would ever be wrong."""
    kind = [replace(case, right=True) for case in cases(60, may_answer=False)]
    without = judge(SHIPPED, cases(200), ["plan"], 0.05)
    judged = judge(SHIPPED, [*cases(200), *kind], ["plan"], 0.05)
    assert judged.judged != without.judged
    for (name, own), (other, before) in zip(judged.thresholds, without.thresholds, strict=True):
        assert (name, own.judged) == (other, before.judged)
        assert own.bound <= 0.05
    alone = judge(SHIPPED, [replace(case, may_answer=False) for case in cases(200)], [], 0.05)
    assert alone.threshold("").value is None
    assert alone.threshold("").judged == 0


def test_a_verdict_counts_as_often_as_its_weight_says() -> None:
    """Ten wrong ones at the top that stand for a hundred move the cut; light ones hardly do."""
    wrong = [Judged((("cosine", 0.99),), False, True, "plan", True) for _ in range(10)]
    heavy = [replace(case, weight=10.0, answer_weight=10.0) for case in wrong]
    light = [replace(case, weight=0.01, answer_weight=0.01) for case in wrong]
    without = judge(SHIPPED, cases(400), [], 0.05)
    with_light = judge(SHIPPED, [*cases(400), *light], [], 0.05)
    with_heavy = judge(SHIPPED, [*cases(400), *heavy], [], 0.05)
    high = (("cosine", 0.95),)
    assert without.threshold("").value is not None
    assert with_light.threshold("").value is not None
    assert with_heavy.threshold("").value is None
    assert with_heavy.confidence(high).value < with_light.confidence(high).value


@given(st.lists(st.booleans(), min_size=1, max_size=50))
def test_each_body_of_articles_counts_as_one_with_its_share_of_unanswerable(
    answerable: list[bool],
) -> None:
    weights = balanced(answerable)
    assert sum(weights) == pytest.approx(1)
    assert all(weight > 0 for weight in weights)
    if len(set(answerable)) == 2:
        of_answerable = sum(w for w, one in zip(weights, answerable, strict=True) if one)
        assert of_answerable == pytest.approx(ANSWERABLE)


def test_further_articles_are_fitted_where_the_first_was_wrong() -> None:
    def case(right: bool, cosine: float, further: bool) -> Judged:
        return Judged((), right, True, "", True, (((("cosine", cosine),), further),))

    wrong_first = [case(False, at / 40, at >= 20) for at in range(40)]
    right_first = [case(True, at / 40, at < 20) for at in range(40)]  # which would mislead
    both = [*wrong_first, *right_first]
    model = fit_meaning(both, ("cosine",), [1.0] * len(both))
    assert model == fit_meaning(wrong_first, ("cosine",), [1.0] * len(wrong_first))
    assert model.logit({"cosine": 0.1}) < 0 < model.logit({"cosine": 0.9})


def test_the_weight_of_a_case_is_that_of_its_further_articles() -> None:
    pair = [
        Judged((), False, True, "", True, (((("cosine", 0.2),), False),)),
        Judged((), False, True, "", True, (((("cosine", 0.8),), True),)),
    ]
    even, rather = (fit_meaning(pair, ("cosine",), weights) for weights in ([1, 1], [1, 3]))
    assert rather.bias > even.bias


def test_answers_that_no_feature_tells_apart_leave_no_cut() -> None:
    noise = [replace(case, right=at % 2 == 0) for at, case in enumerate(cases(200))]
    assert judge(SHIPPED, noise, [], 0.05).threshold("").value is None


def test_the_version_is_of_the_content_alone() -> None:
    assert named(replace(SHIPPED, version="another")) == SHIPPED
    assert named(replace(SHIPPED, slope=1.1)).version != SHIPPED.version
