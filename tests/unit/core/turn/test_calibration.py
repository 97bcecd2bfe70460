"""The calibration in force: an average of models, scaled, and thresholds by category."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.turn.calibration import Calibration
from tandem.core.turn.confidence import Model
from tandem.core.turn.threshold import Threshold

NAMES = ("cosine", "lead")
number = st.floats(-5, 5)
positive = st.floats(0, 5)
models = st.builds(
    Model,
    features=st.just(NAMES),
    means=st.tuples(number, number),
    scales=st.tuples(st.floats(0.1, 5), st.floats(0.1, 5)),
    weights=st.tuples(positive, positive),
    bias=number,
)
cut = Threshold(0.9, 0.1, 300, 60, 1, 0.08, "shipped")


def constant(logit: float) -> Model:
    """A model that always gives this."""
    return Model((), (), (), (), logit)


SHARED = Calibration("minilm", constant(2.0), None, None, 1.0, 0.0, (("", cut),), "v")


def test_the_models_that_are_there_are_averaged() -> None:
    assert SHARED.raw(()) == 2.0
    assert replace(SHARED, own=constant(-1.0)).raw(()) == 0.5
    assert replace(SHARED, own=constant(-1.0), judged=constant(2.0)).raw(()) == 1.0


def test_log_odds_are_scaled_into_a_probability_that_keeps_its_features() -> None:
    confidence = replace(SHARED, slope=0.5, offset=-1.0).confidence((("cosine", 0.7),))
    assert confidence.value == 0.5
    assert confidence.features == (("cosine", 0.7),)


@given(
    st.builds(
        Calibration,
        embedder=st.just("minilm"),
        shared=models,
        own=st.none() | models,
        judged=st.none() | models,
        slope=st.floats(0.05, 5),
        offset=number,
        thresholds=st.just((("", cut),)),
        version=st.just("v"),
    ),
    st.tuples(number, number),
    st.tuples(positive, positive),
)
def test_confidence_never_falls_where_a_feature_rises(
    calibration: Calibration, start: tuple[float, float], rise: tuple[float, float]
) -> None:
    higher = tuple(value + more for value, more in zip(start, rise, strict=True))
    low = calibration.confidence(tuple(zip(NAMES, start, strict=True))).value
    high = calibration.confidence(tuple(zip(NAMES, higher, strict=True))).value
    assert 0 <= low <= high + 1e-12 <= 1 + 1e-12


@pytest.mark.parametrize(("category", "value"), [("billing", 0.7), ("machine", 0.9), ("", 0.9)])
def test_a_category_without_a_cut_of_its_own_takes_the_one_for_all(
    category: str, value: float
) -> None:
    own = replace(cut, value=0.7)
    calibration = replace(SHARED, thresholds=(("", cut), ("billing", own)))
    assert calibration.threshold(category).value == value


def test_a_further_article_is_right_where_the_first_is_not() -> None:
    asked = replace(SHARED, meaning=constant(0.0))
    found = asked.of_meaning(0.8, (("cosine", 0.7),))
    assert found.value == pytest.approx(0.1)
    assert found.features == (("cosine", 0.7),)
    assert SHARED.of_meaning(0.0, ()).value == 0, "where the calibration never asked"


@given(st.floats(0, 1), models, st.tuples(number, number))
def test_two_articles_are_never_more_than_certain(
    first: float, model: Model, values: tuple[float, float]
) -> None:
    features = tuple(zip(NAMES, values, strict=True))
    assert (
        0 <= first + replace(SHARED, meaning=model).of_meaning(first, features).value <= 1 + 1e-12
    )
