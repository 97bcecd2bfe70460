"""Chooses the sentences of people's replies that answer a gap's questions."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SENTENCES_MAX = 8
ALIKE = 0.75  # cosine from which on two sentences say the same
NEAR_MIN = 0.25  # cosine to the questions below which a sentence is beside the point
SUPPORT = 0.1  # what each further conversation that says alike adds, up to three

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The row of a chosen sentence, and in how many conversations people said alike."""

    row: int
    replies: int


def choose(sentences: Vectors, conversations: Sequence[object], questions: Vectors) -> list[Chosen]:
    """The sentences that answer best, each said once, in the order in which they were said.

    `sentences` are given in the order of the conversations and their replies, rows of unit length.
    A sentence counts by its cosine to the centre of the questions, and more if people said alike
    in other conversations. Of several that say the same, the best stands for all.
    """
    if not len(sentences) or not len(questions):
        return []
    centre = questions.mean(axis=0)
    centre = centre / (np.linalg.norm(centre) or 1.0)
    near = sentences @ centre
    likeness = sentences @ sentences.T
    support = [
        len({conversations[int(other)] for other in np.flatnonzero(likeness[row] >= ALIKE)})
        for row in range(len(sentences))
    ]
    score = [float(near[row]) + SUPPORT * min(support[row] - 1, 3) for row in range(len(sentences))]
    best = sorted(range(len(sentences)), key=lambda row: (-score[row], row))
    kept: list[int] = []
    for row in best:
        is_near = near[row] >= NEAR_MIN or support[row] > 1
        if is_near and all(likeness[row, other] < ALIKE for other in kept):
            kept.append(row)
        if len(kept) == SENTENCES_MAX:
            break
    return [Chosen(row, support[row]) for row in sorted(kept)]
