"""Fits the categories: a head, and how much it can be believed, from labelled vectors."""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from tandem.core.turn.category import LIKENESS, CategoryHead
from tandem.core.turn.policy import UNCATEGORISED
from tandem.fit.confidence import fit_scaling

INVERSE_PENALTY = 10.0
"""Vectors have unit length, so the usual penalty (1) is much too strong (docs/evaluation.md)."""

OUTSIDE = 0.1
"""The share of messages that are taken to belong in no category, when P(right) is measured.

Those at hand are made: a category left out of the fit is nearer to the others than what customers
write about something else, so a tenth of them stands for more than that.
"""

EXAMPLES_MAX = 200  # messages kept of each category, to compare with
FOLDS = 5
FOLDS_OF_MANY = 3
MANY = 4_000  # messages; from there on a fold more costs seconds and changes no digit

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Read:
    """What each of several vectors is: the likeliest category, its score, and P(right)."""

    names: tuple[str, ...]
    scores: NDArray[np.float64]
    probabilities: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Nearest:
    """Nearest neighbour, to compare with: the category of the most similar labelled message.

    P(right) comes from the cosine, measured in the same way as the head's.
    """

    vectors: Vectors
    labels: tuple[str, ...]
    slope: float = 1.0
    offset: float = 0.0

    def read(self, vectors: Vectors) -> Read:
        """The category of each vector's nearest neighbour."""
        cosines = vectors @ self.vectors.T
        best = cosines.argmax(axis=1)
        scores = cosines.max(axis=1).astype(np.float64)
        names = tuple(self.labels[at] for at in best)
        return Read(names, scores, _chance(self.offset + self.slope * scores))


def fit_categories(
    vectors: Vectors,
    labels: Sequence[str],
    of_names: Mapping[str, Vectors],
    *,
    embedder: str,
    keys: Sequence[str] = (),
) -> CategoryHead:
    """The head for these labelled messages, of at least two categories.

    `of_names` has the vector of each category's own name, which is one more example of it: worth
    two points of accuracy with five messages of each, nothing with a hundred. The label
    `uncategorised` is for what belongs in none. `keys` say where the messages are from. P(right) is
    measured on messages left out of the fit in turn, as are whole categories, whose messages then
    belong in none.
    """
    given = tuple(labels)
    trials = [
        (read_all(head, vectors[fold.tested]), fold)
        for fold in _folds(given)
        for head in [_fitted(vectors, given, of_names, fold, embedder, ())]
    ]
    slope, offset, right = _scale(trials, given)
    every = _Fold(np.arange(len(given)), np.arange(0), np.zeros(0, np.bool_), tuple(of_names))
    head = _fitted(vectors, given, of_names, every, embedder, tuple(keys))
    return replace(head, slope=slope, offset=offset, held_out_right=right)


def fit_nearest(vectors: Vectors, labels: Sequence[str]) -> Nearest:
    """Nearest neighbour over the same messages, and how much it can be believed."""
    given = np.array(labels, dtype=object)

    def over(taught: NDArray[np.intp]) -> Nearest:
        kept = taught[given[taught] != UNCATEGORISED]
        return Nearest(vectors[kept], tuple(given[kept]))

    trials = [(over(one.taught).read(vectors[one.tested]), one) for one in _folds(tuple(labels))]
    slope, offset, _ = _scale(trials, tuple(labels))
    return replace(over(np.arange(len(labels))), slope=slope, offset=offset)


def read_all(head: CategoryHead, vectors: Vectors) -> Read:
    """What `guess` gives for each vector, at once; every category of the head is allowed."""
    names = np.array(head.names, dtype=object)
    weights = np.frombuffer(head.weights, np.float32).reshape(len(names), -1)
    scores = vectors @ weights.T + np.array(head.biases)
    shares = scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)
    shares[:, names == UNCATEGORISED] = -np.inf
    best = shares.argmax(axis=1)
    examples = np.frombuffer(head.examples, np.float32).reshape(-1, weights.shape[1])
    ends = np.cumsum([len(keys) for keys in head.keys])
    cosines = np.zeros(len(vectors))
    for at in np.unique(best):
        own = examples[ends[at] - len(head.keys[at]) : ends[at]]
        if len(own):
            cosines[best == at] = (vectors[best == at] @ own.T).max(axis=1)
    totals = shares[np.arange(len(vectors)), best] + LIKENESS * cosines
    return Read(tuple(names[best]), totals, _chance(head.offset + head.slope * totals))


@dataclass(frozen=True, slots=True)
class _Fold:
    """Which messages teach, which test, and which of the latter are outside of `names`."""

    taught: NDArray[np.intp]
    tested: NDArray[np.intp]
    outside: NDArray[np.bool_]
    names: tuple[str, ...]


def _folds(labels: tuple[str, ...]) -> Generator[_Fold]:
    """Every category is left out whole once, and every message of the others once.

    By the order of the labels and the messages, so that the same data give the same head.
    """
    given = np.array(labels, dtype=object)
    names = sorted(set(labels) - {UNCATEGORISED})
    folds = FOLDS if len(labels) <= MANY else FOLDS_OF_MANY
    turn = np.zeros(len(labels), np.intp)
    for place, name in enumerate([*names, UNCATEGORISED]):
        (own,) = np.nonzero(given == name)
        turn[own] = (np.arange(len(own)) + place) % folds  # few messages: not all in one fold
    for fold in range(folds):
        left_out = [name for place, name in enumerate(names) if place % folds == fold]
        if len(left_out) == len(names):
            continue
        outside = np.isin(given, left_out)
        tested = outside | (turn == fold)
        yield _Fold(
            np.nonzero(~tested)[0],
            np.nonzero(tested)[0],
            (outside | (given == UNCATEGORISED))[tested],
            tuple(name for name in names if name not in left_out),
        )


def _scale(trials: Sequence[tuple[Read, _Fold]], labels: tuple[str, ...]) -> tuple[float, ...]:
    """Slope and offset from scores to P(right), and the share right of what isn't outside."""
    given = np.array(labels, dtype=object)
    scores = np.concatenate([read.scores for read, _ in trials])
    outside = np.concatenate([fold.outside for _, fold in trials])
    right = np.concatenate(
        [np.array(read.names, dtype=object) == given[fold.tested] for read, fold in trials]
    )
    within = max(int((~outside).sum()), 1)
    weights = np.where(outside, OUTSIDE / max(int(outside.sum()), 1), (1 - OUTSIDE) / within)
    slope, offset = fit_scaling(
        scores.tolist(), right.tolist(), (weights / weights.mean()).tolist()
    )
    return slope, offset, float(right[~outside].sum()) / within


def _fitted(
    vectors: Vectors,
    labels: tuple[str, ...],
    of_names: Mapping[str, Vectors],
    fold: _Fold,
    embedder: str,
    keys: tuple[str, ...],
) -> CategoryHead:
    """The head that the fold's messages and the names teach, not scaled yet."""
    seen = np.concatenate([vectors[fold.taught], np.stack([of_names[one] for one in fold.names])])
    said = [*(labels[at] for at in fold.taught), *fold.names]
    origins = [*(keys[at] if keys else "" for at in fold.taught), *("" for _ in fold.names)]
    names = sorted(set(said))
    if len(names) > 1:
        model = LogisticRegression(C=INVERSE_PENALTY, max_iter=300).fit(seen, said)
        weights, biases = cast(
            "tuple[NDArray[np.float64], NDArray[np.float64]]", (model.coef_, model.intercept_)
        )
        if len(names) == 2:  # it fits one row for two classes: half of it each, with both signs
            weights, biases = np.vstack([-weights, weights]) / 2, np.append(-biases, biases) / 2
    else:
        weights, biases = np.zeros((1, seen.shape[1])), np.zeros(1)
    kept = [
        [at for at in reversed(range(len(said))) if said[at] == name][:EXAMPLES_MAX]
        if name != UNCATEGORISED
        else []
        for name in names
    ]
    return CategoryHead(
        embedder=embedder,
        names=tuple(names),
        weights=weights.astype("<f4").tobytes(),
        biases=tuple(biases.tolist()),
        examples=seen[[at for own in kept for at in own]].astype("<f4").tobytes(),
        keys=tuple(tuple(origins[at] for at in own) for own in kept),
        slope=1.0,
        offset=0.0,
        messages=len(fold.taught),
        held_out_right=0.0,
    )


def _chance(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.exp(-np.logaddexp(0, -logits))
