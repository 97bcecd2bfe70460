"""A linear classifier of embeddings, for categories with labelled messages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression


@dataclass(frozen=True, slots=True)
class Categories:
    """A fitted classifier."""

    model: LogisticRegression

    def predict(self, vectors: NDArray[np.float32]) -> tuple[list[str], list[float]]:
        """The most probable category of each vector, and its probability."""
        chances = cast("NDArray[np.float64]", self.model.predict_proba(vectors))
        best = chances.argmax(axis=1)
        names = cast("NDArray[np.str_]", self.model.classes_)
        return [str(names[at]) for at in best], chances.max(axis=1).tolist()


def fit_categories(vectors: NDArray[np.float32], labels: Sequence[str]) -> Categories:
    """Fit on labelled vectors.

    Vectors have unit length, so the usual penalty is much too strong: a tenth of it was best on
    the development sets (docs/evaluation.md).
    """
    model = LogisticRegression(C=10.0, max_iter=1000)
    return Categories(model.fit(vectors, list(labels)))
