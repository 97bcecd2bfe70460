"""Categories from labelled vectors: the likeliest one, and how much it can be believed."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tandem.core.turn.category import COUNTS_FROM, CategoryHead, guess
from tandem.core.turn.policy import UNCATEGORISED
from tandem.fit.categories import EXAMPLES_MAX, fit_categories, fit_nearest, read_all

WIDTH = 8
NAMES = ("billing", "delivery", "machine", "plan")
Vectors = NDArray[np.float32]


def unit(vectors: NDArray[np.float64]) -> Vectors:
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def near(axis: int, n: int, seed: int) -> Vectors:
    """Unit vectors around one of the axes."""
    return unit(np.random.default_rng(seed).normal(0, 0.15, (n, WIDTH)) + np.eye(WIDTH)[axis])


def fitted(each: int = 20, names: tuple[str, ...] = NAMES, outside: int = 0) -> CategoryHead:
    seen, labels = taught(each, names, outside)
    own = {name: near(at, 1, seed=90 + at)[0] for at, name in enumerate(names)}
    keys = [f"ticket {at}" for at in range(len(labels))]
    return fit_categories(seen, labels, own, embedder="fake", keys=keys)


def taught(each: int, names: tuple[str, ...], outside: int = 0) -> tuple[Vectors, list[str]]:
    parts = [near(at, each, seed=at) for at in range(len(names))]
    labels = [name for name in names for _ in range(each)]
    if outside:
        parts.append(near(WIDTH - 1, outside, seed=50))
    return np.concatenate(parts), labels + [UNCATEGORISED] * outside


@pytest.mark.parametrize("names", [NAMES, NAMES[:3], NAMES[:2]])
@pytest.mark.parametrize("each", [5, 20])
def test_a_vector_gets_the_category_of_its_like(each: int, names: tuple[str, ...]) -> None:
    head = fitted(each, names)
    assert head.held_out_right > 0.9
    for axis, name in enumerate(names):
        read = read_all(head, near(axis, 30, seed=10 + axis))
        assert read.names.count(name) >= 29
        assert np.mean(read.probabilities >= COUNTS_FROM) > 0.8


def test_what_is_like_nothing_seen_is_believed_less_than_what_is() -> None:
    head = fitted()
    inside = read_all(head, near(0, 30, seed=10)).probabilities
    outside = read_all(head, near(6, 30, seed=11)).probabilities
    assert np.quantile(inside, 0.1) > np.quantile(outside, 0.9)
    assert np.mean(outside < COUNTS_FROM) > 0.8


def test_between_two_categories_it_is_less_sure() -> None:
    middle = unit(np.eye(WIDTH)[[0, 0]] + np.eye(WIDTH)[[1, 0]])
    torn, sure = read_all(fitted(), middle).probabilities
    assert torn < sure


def test_what_was_labelled_as_outside_is_never_a_category_and_lowers_the_chance() -> None:
    head = fitted(outside=20)
    assert UNCATEGORISED in head.names
    read = read_all(head, near(WIDTH - 1, 30, seed=12))
    assert set(read.names) <= set(NAMES)
    assert max(read.probabilities) < COUNTS_FROM


def test_one_message_of_each_and_the_names_are_enough_to_fit() -> None:
    head = fitted(1)
    assert head.messages == len(NAMES)
    assert read_all(head, near(2, 1, seed=13)).names == ("machine",)


def test_the_same_data_give_the_same_head() -> None:
    one, other = fitted(), fitted()
    assert (one.weights, one.biases, one.examples) == (other.weights, other.biases, other.examples)
    assert (one.slope, one.offset, one.keys) == (other.slope, other.offset, other.keys)


def test_the_newest_messages_are_kept_to_compare_with_and_not_too_many() -> None:
    head = fitted(EXAMPLES_MAX + 50, NAMES[:2])
    assert [len(keys) for keys in head.keys] == [EXAMPLES_MAX, EXAMPLES_MAX]
    assert head.keys[0][:2] == ("", f"ticket {EXAMPLES_MAX + 49}"), "the name, then the last one"


HEAD = fitted(outside=5)


@settings(deadline=None)
@given(st.lists(st.floats(-1, 1), min_size=WIDTH, max_size=WIDTH))
def test_a_turn_and_the_lab_read_alike(numbers: list[float]) -> None:
    """Plain arithmetic for one vector in a turn, matrices for many in the lab."""
    vector = unit(np.array([numbers]) + np.eye(WIDTH)[[0]] * 1e-3)
    read = read_all(HEAD, vector)
    found = guess(HEAD, vector[0].tolist(), NAMES)
    assert found is not None
    assert math.isclose(found.probability, read.probabilities[0], abs_tol=1e-4)
    tied = math.isclose(*sorted(_scores(vector[0]))[-2:], abs_tol=1e-4)
    assert found.name == read.names[0] or tied


def _scores(vector: Vectors) -> list[float]:
    weights = np.frombuffer(HEAD.weights, np.float32).reshape(len(HEAD.names), -1)
    scores = (weights @ vector + np.array(HEAD.biases)).tolist()
    return [score for score, name in zip(scores, HEAD.names, strict=True) if name != UNCATEGORISED]


def test_nearest_neighbour_gives_the_label_of_the_most_similar_and_no_outside_one() -> None:
    seen, labels = taught(20, NAMES, outside=10)
    nearest = fit_nearest(seen, labels)
    read = nearest.read(np.concatenate([seen[:1], near(WIDTH - 1, 30, seed=14)]))
    assert read.names[0] == "billing"
    assert math.isclose(read.scores[0], 1, abs_tol=1e-5)
    assert UNCATEGORISED not in read.names
    assert read.probabilities[0] > max(read.probabilities[1:])
