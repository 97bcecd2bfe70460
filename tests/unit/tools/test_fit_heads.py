"""How a head is fitted: judged on authors it has not seen, with few false alarms."""

import json

import numpy as np
import pytest

from tandem.core.turn.head import Head, grams, parse, probability
from tools import fit_heads as heads
from tools.fit_heads import Learning, Row, Task

KIND = Task(
    "gas", frozenset({"gas"}), lambda _: False, (0.0, 0.0, 0.0), (0.5, 0.5, 0.5), topic=True
)


class Letters:
    """An embedder of two numbers: whether the text speaks of gas, and its length."""

    model = "letters"

    def embed_once(self, texts: list[str]) -> np.ndarray:
        """One vector for each text."""
        return np.array([[float("gas" in text), len(text) / 100] for text in texts], np.float32)


def learnt(*rows: Row) -> Learning:
    return Learning.of(list(rows), Letters())  # pyright: ignore[reportArgumentType] -- a stand-in


def test_rows_of_one_author_are_left_out_together_and_public_ones_in_parts() -> None:
    own = {heads.fold_of(Row(str(at), "none", "author_1")) for at in range(20)}
    public = {heads.fold_of(Row(str(at), "none", "banking77", "public")) for at in range(40)}
    assert len(own) == 1
    assert len(public) == heads.FOLDS


def test_the_threshold_is_above_every_negative_that_is_not_allowed() -> None:
    rows = [
        Row("a", "none", "banking77", "public"),
        Row("b", "none", "author_1", "ordinary"),
        Row("c", "none", "author_1", "like gas"),
        Row("d", "gas", "author_1"),
    ]
    scores = np.array([0.2, 0.29, 0.25, 0.9])
    assert heads.lowest_threshold(scores, learnt(*rows), KIND, (0.0, 0.0, 0.0)) == 0.2901
    assert heads.lowest_threshold(scores, learnt(*rows), KIND, (0.0, 1.0, 0.0)) == 0.2501


def test_a_fit_finds_what_the_words_tell_and_gives_the_shipped_arithmetic() -> None:
    positive = [Row(f"i smell gas in room {at}", "gas", f"author_{at}") for at in range(12)]
    negative = [Row(f"where is room {at} please", "none", f"author_{at}") for at in range(12)]
    learning = learnt(*positive, *negative)
    truth = np.array([row.label == "gas" for row in learning.rows])
    weights, words, bias = heads.regression(learning, truth, np.ones(len(truth), bool))
    named = {str(learning.names[at]): value for at, value in words.items()}
    head = Head("gas", "m", tuple(weights), named, bias, 0.5, 0.3, True, True, {})
    found = heads.probabilities(learning, (weights, words, bias), np.ones(len(truth), bool))
    for row, score in zip(learning.rows, found, strict=True):
        (vector,) = Letters().embed_once([row.text]).tolist()
        assert probability(head, vector, grams(row.text)) == pytest.approx(score, abs=1e-6)
    assert (found >= 0.5).tolist() == truth.tolist()


def test_what_is_written_is_a_head_that_is_read_as_it_was() -> None:
    table = {
        "name": "gas",
        "model": "minilm",
        "threshold": 0.618,
        "leans_from": 0.3,
        "topic": True,
        "urgent": True,
        "bias": -1.5,
        "provenance": {"note": "two words, “quoted”"},
        "words": {"i smell": 1.25, "gas": -0.5},
        "weights": [0.25 * at for at in range(20)],
    }
    read = parse(heads.written(table))
    assert (read.name, read.words, read.bias) == ("gas", table["words"], -1.5)
    assert list(read.weights) == table["weights"]
    assert json.loads(heads.written(table)) == table


def test_a_topic_has_its_label_of_the_corpus() -> None:
    assert [heads.label_of(name) for name in ("fire or electricity", "self-harm", "gas")] == [
        "fire_electricity",
        "self_harm",
        "gas",
    ]
