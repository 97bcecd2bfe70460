"""Questions are grouped by meaning: the same questions always alike, in any order."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tandem.fit import gaps
from tandem.fit.gaps import DISTANCE, DISTANCE_OF_WORDS, Vectors


def around(*directions: int, many: int = 5, seed: int = 1) -> Vectors:
    """Unit vectors near some axes, `many` for each."""
    random = np.random.default_rng(seed)
    rows = np.zeros((len(directions) * many, 16), np.float32)
    for at, axis in enumerate(directions):
        rows[at * many : (at + 1) * many, axis] = 1
    rows += random.normal(0, 0.05, rows.shape).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def parts(found: list[int]) -> set[frozenset[int]]:
    """The groups by their members."""
    return {frozenset(row for row, group in enumerate(found) if group == one) for one in set(found)}


def test_vectors_near_each_other_are_one_group() -> None:
    assert gaps.groups(around(0, 3, 7), DISTANCE) == [0] * 5 + [1] * 5 + [2] * 5


def test_one_or_no_question_needs_no_search() -> None:
    assert gaps.groups(np.empty((0, 4), np.float32), DISTANCE) == []
    assert gaps.groups(np.eye(4, dtype=np.float32)[:1], DISTANCE) == [0]


@given(st.integers(0, 2**32 - 1), st.permutations(range(20)))
def test_the_order_of_the_questions_changes_nothing(seed: int, order: list[int]) -> None:
    vectors = np.random.default_rng(seed).normal(size=(20, 6)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    found = parts(gaps.groups(vectors, DISTANCE))
    moved = gaps.groups(vectors[order], DISTANCE)
    assert {frozenset(order[row] for row in part) for part in parts(moved)} == found


@given(st.integers(0, 2**32 - 1), st.floats(0.1, 0.9), st.floats(0.1, 0.9))
def test_a_greater_distance_only_joins_groups(seed: int, one: float, other: float) -> None:
    vectors = np.random.default_rng(seed).normal(size=(15, 6)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    fine, coarse = (parts(gaps.groups(vectors, at)) for at in sorted((one, other)))
    assert all(any(small <= large for large in coarse) for small in fine)


def test_without_an_embedder_words_are_compared() -> None:
    texts = ["VAT in Norway", "norway vat", "rotate the api key", "API key rotation", "?"]
    found = gaps.groups(gaps.of_words(texts), DISTANCE_OF_WORDS)
    assert found[0] == found[1]
    assert found[2] == found[3]
    assert len({found[0], found[2], found[4]}) == 3
    assert gaps.of_words(["?", "!"]).shape == (2, 1)


def test_the_most_typical_question_comes_first() -> None:
    vectors = np.array([[1, 0], [0.8, 0.6], [0.6, 0.8]], np.float32)
    assert gaps.nearest_first(vectors)[0] == 1
