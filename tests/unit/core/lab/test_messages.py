"""Recognition: agreement with scikit-learn, and figures that say when they are undefined."""

from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import classification_report, precision_recall_fscore_support

from tandem.core.lab import messages
from tandem.core.lab.messages import Categorised, Flagged
from tandem.core.metrics.figures import UNDEFINED, proportion

flagged = st.lists(
    st.builds(Flagged, st.floats(0, 1), st.booleans(), st.booleans(), st.sampled_from("ab")),
    max_size=40,
)
categorised = st.lists(
    st.builds(
        Categorised,
        st.floats(0, 1),
        st.sampled_from("xyz"),
        st.sampled_from("wxyz"),
        st.sampled_from("xyz"),
        st.just("a"),
    ),
    min_size=1,
    max_size=40,
)


@given(flagged)
def test_a_task_is_measured_as_by_scikit_learn(rows: list[Flagged]) -> None:
    rows += [Flagged(0.9, True, True, "a"), Flagged(0.1, False, False, "b")]
    measured = messages.measure_task(rows)
    expected = precision_recall_fscore_support(
        [row.actual for row in rows], [row.predicted for row in rows], average="binary"
    )
    values = [measured.precision.value, measured.recall.value, measured.f1.value]
    assert values == pytest.approx([float(one) for one in expected[:3]])
    for figure in (measured.f1, measured.false_alarm_rate):
        assert figure.low is not None
        assert figure.value is not None
        assert figure.high is not None
        assert figure.low <= figure.value + 1e-12
        assert figure.value <= figure.high + 1e-12


def test_without_positives_recall_is_undefined_and_false_alarms_are_not() -> None:
    measured = messages.measure_task([Flagged(0.7, True, False, "a")])
    assert measured.recall == UNDEFINED
    assert measured.auroc.value is None
    assert measured.precision == proportion(0, 1)
    assert measured.false_alarm_rate == proportion(1, 1)


@settings(max_examples=25, deadline=None)  # each resamples 2,000 times
@given(categorised)
def test_categories_are_measured_as_by_scikit_learn(rows: list[Categorised]) -> None:
    measured = messages.measure_categories(rows, seed=0)
    labels = sorted({row.actual for row in rows})
    actual, predicted = [row.actual for row in rows], [row.predicted for row in rows]
    report: Any = classification_report(
        actual,
        predicted,
        labels=labels,
        output_dict=True,
        zero_division=cast("Any", 0),  # scikit-learn's types know only the default, a text
    )
    for key, figure in {
        "precision": measured.precision,
        "recall": measured.recall,
        "f1-score": measured.f1,
    }.items():
        assert figure.value == pytest.approx(report["macro avg"][key])
    right = sum(one == other for one, other in zip(actual, predicted, strict=True))
    assert measured.accuracy == proportion(right, len(rows))
    by_label = messages.measure_labels(rows)
    assert list(by_label) == labels
    for label, figures in by_label.items():
        assert figures.recall.value == pytest.approx(report[label]["recall"])
        assert figures.f1.value == pytest.approx(report[label]["f1-score"])
        assert figures.n == report[label]["support"]


NONE = messages.UNCATEGORISED


def test_what_belongs_in_no_category_is_right_without_one() -> None:
    rows = [
        Categorised(0.9, "billing", "billing", NONE, "a"),
        Categorised(0.2, "billing", NONE, NONE, "a"),
        Categorised(0.8, "billing", "billing", "billing", "a"),
        Categorised(0.4, "billing", NONE, "billing", "a"),
    ]
    measured = messages.measure_categories(rows, seed=0)
    assert measured.accuracy == proportion(2, 4)
    assert measured.false_alarm_rate == proportion(1, 2)
    assert measured.accuracy_out_of_scope == proportion(1, 2)
    assert measured.accuracy_in_scope == proportion(1, 2)
    assert measured.likeliest_in_scope == proportion(2, 2)
    assert measured.auroc.value == 0.5  # of four pairs two are in order


def test_where_nothing_is_out_of_scope_the_figures_of_that_are_undefined() -> None:
    measured = messages.measure_categories([Categorised(0.9, "x", "x", "x", "a")], seed=0)
    assert measured.accuracy_in_scope == proportion(1, 1)
    assert measured.accuracy_out_of_scope == UNDEFINED
    assert measured.auroc.value is None


def test_each_set_has_its_own_figures() -> None:
    rows = [Flagged(0.9, True, True, "b"), Flagged(0.9, True, False, "a")]
    by_set = messages.by_set(rows, messages.measure_task)
    assert {name: figures.precision for name, figures in by_set.items()} == {
        "a": proportion(0, 1),
        "b": proportion(1, 1),
    }


def test_a_perfect_f1_of_few_is_still_uncertain() -> None:
    perfect = messages.f1(hits=5, flagged=5, actual=5)
    assert (perfect.value, perfect.n, perfect.high) == (1.0, 5, 1.0)
    assert perfect.low == pytest.approx(0.72, abs=0.01)
