"""Groups questions by meaning: average linkage over cosine distances, cut at a fixed distance.

Chosen by measurement (`python -m tools.measure_gaps`, docs/gaps.md): it needs no number of groups,
groups of two are groups, a question that fits nowhere stays alone, and the same questions always
give the same groups.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

DISTANCE = 0.55
"""Cosine distance at which vectors' groups are no longer joined; from 0.5 to 0.6 little changes."""

DISTANCE_OF_WORDS = 0.85
"""The same for vectors of words, which have less in common."""

QUESTIONS_MAX = 4_000  # the distances of all pairs are compared: some 130 MB

Vectors = NDArray[np.float32]


def groups(vectors: Vectors, distance: float) -> list[int]:
    """The group of each vector (rows of unit length), numbered from 0 in order of appearance.

    Two groups are joined while the mean cosine distance between their members is below `distance`.
    Time and memory grow with the square of the rows, at most QUESTIONS_MAX: about 2 s for those.
    """
    if len(vectors) < 2:
        return [0] * len(vectors)
    from sklearn.cluster import AgglomerativeClustering  # late: it takes a second

    apart = 1.0 - vectors.astype(np.float64) @ vectors.T.astype(np.float64)
    np.clip(apart, 0.0, 2.0, out=apart)
    np.fill_diagonal(apart, 0.0)
    found = AgglomerativeClustering(
        n_clusters=None,  # pyright: ignore[reportArgumentType] -- its default, 2, is no type
        metric="precomputed",
        linkage="average",
        distance_threshold=distance,
    ).fit_predict(apart)
    seen: dict[int, int] = {}
    return [seen.setdefault(int(one), len(seen)) for one in found]


def of_words(texts: Sequence[str]) -> Vectors:
    """Vectors from the texts' words alone, for a desk without an embedder: tf-idf, unit length."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    read = TfidfVectorizer(sublinear_tf=True, stop_words="english")
    try:
        return read.fit_transform(texts).toarray().astype(np.float32)
    except ValueError:  # there is no word at all
        return np.zeros((len(texts), 1), np.float32)


def centre(vectors: Vectors) -> NDArray[np.float32]:
    """The mean of these vectors, of unit length."""
    mean = vectors.mean(axis=0)
    return (mean / (np.linalg.norm(mean) or 1.0)).astype(np.float32)


def nearest_first(vectors: Vectors) -> list[int]:
    """The rows by their cosine to the centre of all, the most typical one first."""
    return [int(row) for row in np.argsort(-(vectors @ centre(vectors)), kind="stable")]
