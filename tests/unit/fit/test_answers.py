"""Of people's sentences those that answer are chosen, each once, in their order."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tandem.fit.answers import ALIKE, SENTENCES_MAX, Chosen, Vectors, choose


def unit(*rows: list[float]) -> Vectors:
    found = np.array(rows, np.float32)
    return found / np.linalg.norm(found, axis=1, keepdims=True)


QUESTIONS = unit([1, 0, 0])


def test_what_is_beside_the_point_is_left_out() -> None:
    sentences = unit([0, 1, 0], [1, 0.2, 0], [0, 0, 1])
    assert choose(sentences, [1, 1, 2], QUESTIONS) == [Chosen(1, 1)]


def test_what_several_people_said_is_said_once() -> None:
    sentences = unit([1, 0.1, 0], [0, 0, 1], [1, 0, 0], [1, 0.05, 0])
    assert choose(sentences, ["a", "a", "b", "c"], QUESTIONS) == [Chosen(2, 3)]


def test_what_two_people_said_counts_although_it_is_far() -> None:
    sentences = unit([0.1, 1, 0], [0.1, 1, 0.01])
    assert choose(sentences, ["a", "b"], QUESTIONS) == [Chosen(0, 2)]
    assert choose(sentences, ["a", "a"], QUESTIONS) == []


def test_nothing_was_said_or_asked() -> None:
    none = np.empty((0, 3), np.float32)
    assert choose(none, [], QUESTIONS) == []
    assert choose(QUESTIONS, ["a"], none) == []


@given(st.integers(0, 2**32 - 1), st.integers(1, 40))
def test_few_sentences_are_chosen_none_like_another(seed: int, many: int) -> None:
    vectors = np.random.default_rng(seed).normal(size=(many, 4)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    rows = [one.row for one in choose(vectors, list(range(many)), vectors[:1])]
    assert len(rows) <= SENTENCES_MAX
    assert rows == sorted(set(rows))
    alike = vectors[rows] @ vectors[rows].T
    np.fill_diagonal(alike, 0)
    assert (alike < ALIKE).all()
