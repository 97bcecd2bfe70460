"""Risk against coverage: the error rate when only the most confident share is answered."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tandem.core.lab import bootstrap
from tandem.core.lab.auroc import auroc
from tandem.core.lab.bootstrap import Counts, Values
from tandem.core.metrics import figures


@dataclass(frozen=True, slots=True)
class Outcome:
    """The best candidate for one question before `decide`, and the decision after.

    Without a candidate the confidence is 0 and `right` is false. `right` says that the candidate
    cites a gold article first; for an unanswerable question no candidate is right. `cited_gold`
    says whether it cites one at all, and is None if there is no gold or no candidate.
    """

    id: str
    confidence: float
    right: bool
    answerable: bool
    decision: str
    rule: str
    cited_gold: bool | None

    def __post_init__(self) -> None:
        assert 0 <= self.confidence <= 1, "a confidence is a probability"


@dataclass(frozen=True, slots=True)
class SelectiveFigures:
    """How well the confidence orders the candidates.

    `…_with_bound` is the largest coverage whose error is at most the target with 95 % confidence.
    It is undefined if there are too few cases to show that even without an error (under 59
    questions for 5 %).
    """

    aurc: figures.Figure
    coverage_at_5_percent_error: figures.Figure
    coverage_at_10_percent_error: figures.Figure
    coverage_at_5_percent_error_with_bound: figures.Figure
    coverage_at_10_percent_error_with_bound: figures.Figure
    auroc_right: figures.Figure
    auroc_answerable: figures.Figure


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """The coverage and the error rate when everything from `threshold` up is answered."""

    threshold: float
    coverage: float
    risk: figures.Figure


def measure(outcomes: Sequence[Outcome], *, seed: int) -> SelectiveFigures:
    """The figures over all outcomes; intervals are bootstrapped, those of the AUROCs Newcombe's."""
    order = _Order.of(outcomes)
    n = len(outcomes)
    allowances = (
        errors_allowed(n, 0.05),
        errors_allowed(n, 0.10),
        errors_bounded(n, 0.05),
        errors_bounded(n, 0.10),
    )

    def statistic(counts: Counts) -> Values:
        covered = [order.coverage(counts, allowed) for allowed in allowances]
        return np.column_stack([order.aurc(counts), *covered])

    aurc, at_5, at_10, bounded_5, bounded_10 = bootstrap.intervals(order.cells, statistic, seed)
    confidences = [outcome.confidence for outcome in outcomes]
    return SelectiveFigures(
        aurc=aurc,
        coverage_at_5_percent_error=at_5,
        coverage_at_10_percent_error=at_10,
        coverage_at_5_percent_error_with_bound=_if_provable(bounded_5, allowances[2]),
        coverage_at_10_percent_error_with_bound=_if_provable(bounded_10, allowances[3]),
        auroc_right=auroc(confidences, [outcome.right for outcome in outcomes]),
        auroc_answerable=auroc(confidences, [outcome.answerable for outcome in outcomes]),
    )


def risk_curve(outcomes: Sequence[Outcome]) -> tuple[RiskPoint, ...]:
    """A point for each confidence that occurs, the highest first.

    Equal confidences are one point, since no threshold can separate them.
    """
    order = _Order.of(outcomes)
    (answered,), (wrong,) = order.totals(order.cells[np.newaxis])
    return tuple(
        RiskPoint(
            float(threshold),
            int(taken) / len(outcomes),
            figures.proportion(int(errors), int(taken)),
        )
        for threshold, taken, errors in zip(order.thresholds, answered, wrong, strict=True)
    )


def errors_allowed(n: int, target: float) -> NDArray[np.int64]:
    """For 0 to n answers, the most errors whose share is at most `target`."""
    return np.floor(np.arange(n + 1) * target + 1e-9).astype(np.int64)


def errors_bounded(n: int, target: float) -> NDArray[np.int64]:
    """For 0 to n answers, the most errors whose 95 % bound is at most `target`; -1 if none.

    The bound is Clopper and Pearson's, one-sided: the inverse of `figures.upper_bound`. It holds
    for a threshold chosen beforehand; for the best of many it is slightly optimistic.
    """
    from scipy.stats import binom  # takes a second to import, and only the lab needs it

    fewest = np.asarray(binom.ppf(0.05, np.arange(1, n + 1), target), dtype=np.int64)
    return np.concatenate(([-1], fewest - 1))


@dataclass(frozen=True, slots=True)
class _Order:
    """The outcomes counted by confidence, right and wrong, the highest confidence first."""

    thresholds: Values
    cells: Counts  # right and wrong alternate for each threshold

    @classmethod
    def of(cls, outcomes: Sequence[Outcome]) -> "_Order":
        shyness = [-outcome.confidence for outcome in outcomes]
        negated, place = np.unique(np.array(shyness, dtype=np.float64), return_inverse=True)
        wrong = np.array([not outcome.right for outcome in outcomes], dtype=np.int64)
        return cls(-negated, np.bincount(2 * place + wrong, minlength=2 * len(negated)))

    def totals(self, counts: Counts) -> tuple[Counts, Counts]:
        """How many are answered, and how many of these wrong, at each threshold (by row)."""
        wrong = counts[:, 1::2]
        return np.cumsum(counts[:, ::2] + wrong, axis=1), np.cumsum(wrong, axis=1)

    def aurc(self, counts: Counts) -> Values:
        """The mean, over all outcomes, of the risk at their own confidence.

        That is the area under the curve as steps (Geifman and El-Yaniv 2017), ties counted
        together.
        """
        answered, wrong = self.totals(counts)
        risks = wrong / np.maximum(answered, 1)
        return (np.diff(answered, prepend=0, axis=1) * risks).sum(axis=1) / _size(counts)

    def coverage(self, counts: Counts, allowed: NDArray[np.int64]) -> Values:
        """The largest share answered with at most the errors allowed for so many; 0 if none."""
        answered, wrong = self.totals(counts)
        covered = np.where(wrong <= allowed[answered], answered, 0)
        return covered.max(axis=1, initial=0) / _size(counts)


def _size(counts: Counts) -> NDArray[np.int64]:
    """The number of cases in each row; 1 for an empty row, so that it can be divided by."""
    return np.maximum(counts.sum(axis=1), 1)


def _if_provable(figure: figures.Figure, allowed: NDArray[np.int64]) -> figures.Figure:
    return figure if allowed[-1] >= 0 else figures.Figure(None, figure.n, None, None)
