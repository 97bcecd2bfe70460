"""How a head is fitted: judged on data it has not seen, with a threshold for few false alarms."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.turn.head import Head, parse, probability
from tools import fit_heads as heads
from tools.fit_heads import Row

# Binary fractions: of a decimal one like 0.29 the fifth digit itself may be rounded down.
scores = st.integers(0, 2**20).map(lambda score: score / 2**20)


@given(st.lists(scores, min_size=1, max_size=60), st.floats(0, 0.5))
def test_the_threshold_is_the_lowest_that_keeps_false_alarms_rare(
    negatives: list[float], share_max: float
) -> None:
    threshold = heads.lowest_threshold(np.array(negatives), share_max)

    def alarms(cut: float) -> int:
        return sum(score >= cut for score in negatives)

    assert alarms(threshold) <= share_max * len(negatives)
    assert alarms(threshold - 1e-5) > share_max * len(negatives) - 1e-9


def test_a_decimal_threshold_is_not_cut_a_digit_too_low() -> None:
    assert heads.lowest_threshold(np.array([0.29, 0.29]), 0.0) == 0.29001


def test_each_row_is_scored_by_a_fit_that_never_saw_its_set() -> None:
    """One set's labels are inverted: a fit that had seen it would know."""
    rng = np.random.default_rng(1)
    truth = np.array([True, False] * 40)
    vectors = rng.normal(0, 0.3, (80, 2)) + np.where(truth, 1, -1)[:, np.newaxis]
    origins = np.array(["fair"] * 10 + ["also"] * 10 + ["turned"] * 60)
    told = np.where(origins == "turned", ~truth, truth)
    found = heads.left_out_scores(vectors, told, origins, 1.0) >= 0.5
    assert (found[20:] == truth[20:]).mean() > 0.9


@given(st.lists(st.floats(-3, 3), min_size=3, max_size=3), st.floats(-3, 3))
def test_many_vectors_at_once_are_scored_as_one_by_one(weights: list[float], bias: float) -> None:
    vectors = np.array([[1.0, 0.0, 0.0], [0.5, -0.5, 0.2]])
    head = Head("x", "m", tuple(weights), bias, 0.5, {})
    one_by_one = [probability(head, row.tolist()) for row in vectors]
    assert heads.probabilities(vectors, np.array(weights), bias).tolist() == pytest.approx(
        one_by_one
    )


def test_no_vectors_have_no_scores() -> None:
    assert heads.probabilities(np.empty((0, 0)), np.ones(3), 0.0).tolist() == []


def test_what_is_written_is_a_head_that_is_read_as_it_was() -> None:
    weights = [0.25 * at for at in range(20)]
    table = {
        "name": "frustration",
        "model": "minilm",
        "threshold": 0.61803,
        "bias": -1.5,
        "provenance": {"note": "two words, “quoted”"},
        "weights": weights,
    }
    text = heads.written(table)
    assert json.loads(text) == table
    assert parse(text).weights == tuple(weights)
    assert max(len(line.split()) for line in text.splitlines() if line.startswith("  ")) == 8


def test_every_figure_has_its_own_denominator() -> None:
    said = np.array([True, True, True, False, False, False])
    truth = np.array([True, True, False, True, False, False])
    found = heads.measured(said, truth)
    told = {name: (found[name]["value"], found[name]["n"]) for name in found if name != "f1"}
    assert told == {
        "precision": (0.6667, 3),
        "recall": (0.6667, 3),
        "false_alarms": (0.3333, 3),
    }
    assert found["f1"] == 0.6667


def test_figures_of_nothing_are_undefined() -> None:
    nothing = np.zeros(4, bool)
    found = heads.measured(nothing, nothing)
    assert (found["precision"]["value"], found["recall"]["value"], found["f1"]) == (None,) * 3
    assert found["false_alarms"]["value"] == 0
    assert heads.auc(np.linspace(0, 1, 4), nothing) is None


def test_a_sample_is_the_same_at_every_run() -> None:
    rows = [Row(str(at), "none", "set", "") for at in range(100)]
    assert heads.sample(rows, 10) == heads.sample(rows, 10)
    assert len(set(heads.sample(rows, 10))) == 10


def test_rows_are_counted_by_set_and_label_unless_there_are_too_many_labels() -> None:
    few = [Row("x", label, "requests", "") for label in ("none", "none", "complaint")]
    many = [Row("x", str(at), "banking77", "") for at in range(77)]
    assert heads.counts([*few, *many]) == {
        "banking77": {"rows": 77},
        "requests": {"none": 2, "complaint": 1},
    }
