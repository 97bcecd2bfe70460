"""How well messages are recognised: for one task, or as one of many categories."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np

from tandem.core.lab import bootstrap
from tandem.core.lab.auroc import auroc
from tandem.core.lab.bootstrap import Counts, Values
from tandem.core.metrics import figures

UNCATEGORISED = "uncategorised"


@dataclass(frozen=True, slots=True)
class Flagged:
    """One message: the probability of the task's kind, whether it was flagged, and the truth."""

    probability: float
    predicted: bool
    actual: bool
    set: str


@dataclass(frozen=True, slots=True)
class Categorised:
    """One message: its likeliest category, P(that is right), the category given, and the true one.

    Below the least P the category given is `uncategorised`, which is right for a message that
    belongs in none.
    """

    probability: float
    likeliest: str
    predicted: str
    actual: str
    set: str


@dataclass(frozen=True, slots=True)
class TaskFigures:
    """The figures of a task; `false_alarm_rate` is the share flagged of what should not be."""

    precision: figures.Figure
    recall: figures.Figure
    f1: figures.Figure
    auroc: figures.Figure
    false_alarm_rate: figures.Figure


@dataclass(frozen=True, slots=True)
class CategoryFigures:
    """The figures of categorising: the first three are means over the true labels (macro).

    A message is out of scope if `uncategorised` is right. `false_alarm_rate` is the share of those
    that were given a category, `accuracy_out_of_scope` of those that were not. `auroc` says how
    well the probability separates messages in scope from those out of scope, `auroc_right` right
    categories from wrong ones. `likeliest_in_scope` is the accuracy in scope if a category were
    always given.
    """

    precision: figures.Figure
    recall: figures.Figure
    f1: figures.Figure
    auroc: figures.Figure
    false_alarm_rate: figures.Figure
    accuracy: figures.Figure
    auroc_right: figures.Figure
    accuracy_in_scope: figures.Figure
    likeliest_in_scope: figures.Figure
    accuracy_out_of_scope: figures.Figure


@dataclass(frozen=True, slots=True)
class LabelFigures:
    """One label against all others; `n` is the number of its messages."""

    precision: figures.Figure
    recall: figures.Figure
    f1: figures.Figure
    n: int


def measure_task(rows: Sequence[Flagged]) -> TaskFigures:
    """The figures of one task over all rows."""
    hits = sum(row.predicted and row.actual for row in rows)
    flagged = sum(row.predicted for row in rows)
    actual = sum(row.actual for row in rows)
    return TaskFigures(
        precision=figures.proportion(hits, flagged),
        recall=figures.proportion(hits, actual),
        f1=f1(hits, flagged, actual),
        auroc=auroc([row.probability for row in rows], [row.actual for row in rows]),
        false_alarm_rate=figures.proportion(flagged - hits, len(rows) - actual),
    )


def measure_categories(rows: Sequence[Categorised], *, seed: int) -> CategoryFigures:
    """The figures of categorising over all rows.

    Every label that occurs has the same weight in the macro means, however rare; a label that was
    never given has precision 0. Their intervals are bootstrapped over the messages.
    """
    confusion = _Confusion.of(rows)
    chances = [row.probability for row in rows]
    inside = [row for row in rows if row.actual != UNCATEGORISED]
    outside = [row for row in rows if row.actual == UNCATEGORISED]
    refused = sum(row.predicted == UNCATEGORISED for row in outside)
    precision, recall, macro_f1 = bootstrap.intervals(confusion.cells, confusion.macro, seed)
    return CategoryFigures(
        precision=precision,
        recall=recall,
        f1=macro_f1,
        auroc=auroc(chances, [row.actual != UNCATEGORISED for row in rows]),
        false_alarm_rate=figures.proportion(len(outside) - refused, len(outside)),
        accuracy=figures.proportion(sum(map(_is_right, rows)), len(rows)),
        auroc_right=auroc(chances, [row.likeliest == row.actual for row in rows]),
        accuracy_in_scope=figures.proportion(sum(map(_is_right, inside)), len(inside)),
        likeliest_in_scope=figures.proportion(
            sum(row.likeliest == row.actual for row in inside), len(inside)
        ),
        accuracy_out_of_scope=figures.proportion(refused, len(outside)),
    )


def _is_right(row: Categorised) -> bool:
    return row.predicted == row.actual


def measure_labels(rows: Sequence[Categorised]) -> dict[str, LabelFigures]:
    """The figures of each label that occurs, in alphabetical order."""
    of_labels: dict[str, LabelFigures] = {}
    for label in sorted({row.actual for row in rows}):
        hits = sum(row.predicted == label == row.actual for row in rows)
        given = sum(row.predicted == label for row in rows)
        actual = sum(row.actual == label for row in rows)
        of_labels[label] = LabelFigures(
            figures.proportion(hits, given),
            figures.proportion(hits, actual),
            f1(hits, given, actual),
            actual,
        )
    return of_labels


def f1(hits: int, flagged: int, actual: int) -> figures.Figure:
    """The harmonic mean of precision and recall; `n` counts the rows that are flagged or actual.

    F1 = 2J / (1 + J) rises with the share J of hits among those rows, so its bounds follow from
    those of the Wilson interval of J.
    """
    share = figures.proportion(hits, flagged + actual - hits)
    if share.value is None or share.low is None or share.high is None:
        return figures.UNDEFINED
    value, low, high = (2 * j / (1 + j) for j in (share.value, share.low, share.high))
    return figures.Figure(value, share.n, low, high)


class _HasSet(Protocol):
    @property
    def set(self) -> str: ...


Row = TypeVar("Row", bound=_HasSet)
Figures = TypeVar("Figures")


def by_set(rows: Sequence[Row], measure: Callable[[Sequence[Row]], Figures]) -> dict[str, Figures]:
    """The same figures for each set of rows, in alphabetical order."""
    sets: dict[str, list[Row]] = {}
    for row in rows:
        sets.setdefault(row.set, []).append(row)
    return {name: measure(sets[name]) for name in sorted(sets)}


@dataclass(frozen=True, slots=True)
class _Confusion:
    """The rows counted by what was given and what is true."""

    cells: Counts
    given: Values  # per cell (row) and label (column): 1 where the cell was given the label
    actual: Values  # likewise: 1 where the label is the true one

    @classmethod
    def of(cls, rows: Sequence[Categorised]) -> "_Confusion":
        counts = Counter((row.predicted, row.actual) for row in rows)
        pairs = sorted(counts)
        labels = np.array(sorted({row.actual for row in rows}), dtype=object)
        given, actual = (np.array([pair[side] for pair in pairs], dtype=object) for side in (0, 1))
        return cls(
            cells=np.array([counts[pair] for pair in pairs], dtype=np.int64),
            given=(given[:, np.newaxis] == labels).astype(np.float64),
            actual=(actual[:, np.newaxis] == labels).astype(np.float64),
        )

    def macro(self, counts: Counts) -> Values:
        """For each row of counts the means of precision, recall and F1 over its true labels."""
        given, actual = counts @ self.given, counts @ self.actual
        hits = counts @ (self.given * self.actual)
        ratios = (
            hits / np.maximum(given, 1),
            hits / np.maximum(actual, 1),
            2 * hits / np.maximum(given + actual, 1),
        )
        occurring = np.maximum(np.count_nonzero(actual, axis=1), 1)
        return np.column_stack([(r * (actual > 0)).sum(axis=1) / occurring for r in ratios])
