"""Categories from labelled vectors: the nearest label, and its probability."""

import numpy as np
from numpy.typing import NDArray

from tandem.fit.categories import fit_categories


def near(axis: int, n: int, seed: int) -> NDArray[np.float32]:
    """Unit vectors around one of three axes."""
    spread = np.random.default_rng(seed).normal(0, 0.2, (n, 3)) + np.eye(3)[axis]
    return (spread / np.linalg.norm(spread, axis=1, keepdims=True)).astype(np.float32)


def test_a_vector_gets_the_label_of_its_neighbours() -> None:
    labels = ["billing", "machine", "plan"]
    seen = np.concatenate([near(axis, 20, seed=axis) for axis in range(3)])
    fitted = fit_categories(seen, [label for label in labels for _ in range(20)])
    for axis, label in enumerate(labels):
        names, chances = fitted.predict(near(axis, 30, seed=10 + axis))
        assert names.count(label) >= 28
        assert all(1 / 3 <= chance <= 1 for chance in chances)


def test_between_two_labels_it_is_less_sure() -> None:
    seen = np.concatenate([near(0, 20, seed=1), near(1, 20, seed=2)])
    fitted = fit_categories(seen, ["billing"] * 20 + ["machine"] * 20)
    middle = np.array([[0.7, 0.7, 0.0], [1.0, 0.0, 0.0]], np.float32)
    _, (torn, sure) = fitted.predict(middle)
    assert torn < 0.75 < sure
