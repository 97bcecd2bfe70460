"""Fits the confidence model: a few features with fixed signs, and a threshold by a bound."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import cast

import numpy as np
from numpy.typing import NDArray

from tandem.core.lab.judged import Judged
from tandem.core.turn.calibration import Calibration
from tandem.core.turn.confidence import Model, sigmoid
from tandem.core.turn.threshold import JUDGED_MIN, Threshold, choose

RIDGE = 1.0  # L2 on the weights of standardised features; the fit moves little from 0.1 to 10
DIGITS = 6
FOLDS = 5
ANSWERABLE = 0.8
"""The share of customers' questions that a help centre is taken to answer.

Sets of questions have shares between a half and nine tenths, made by those who collected them.
Cases are weighted so that each body of articles has this one; a firm's own judged answers need
none.
"""


def fit_model(
    rows: Sequence[Mapping[str, float]],
    right: Sequence[bool],
    names: Sequence[str],
    weights: Sequence[float] | None = None,
) -> Model:
    """A logistic model without negative weights: every feature raises the chance of being right.

    Fixed signs keep a small model from learning the peculiarities of one corpus. Features are
    standardised. `weights` weigh cases, so that a large corpus does not dominate the others. The
    result is rounded, so that the shipped file is readable.
    """
    table = np.array([[row[name] for name in names] for row in rows], dtype=np.float64)
    truth = np.array(right, dtype=np.float64)
    counts = np.ones(len(rows)) if weights is None else np.array(weights, dtype=np.float64)
    means = table.mean(axis=0).round(DIGITS)
    scales = np.maximum(table.std(axis=0), 1e-6).round(DIGITS)
    scaled = (table - means) / scales

    def loss(parameters: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        logits = scaled @ parameters[:-1] + parameters[-1]
        value = counts @ (np.logaddexp(0, logits) - truth * logits)
        value += RIDGE / 2 * parameters[:-1] @ parameters[:-1]
        errors = counts * (1 / (1 + np.exp(-logits)) - truth)
        gradient = np.append(scaled.T @ errors + RIDGE * parameters[:-1], errors.sum())
        return float(value), gradient

    bounds = [(0.0, None)] * len(names) + [(None, None)]
    fitted = _minimum(loss, np.zeros(len(names) + 1), bounds)
    return Model(
        features=tuple(names),
        means=tuple(means.tolist()),
        scales=tuple(scales.tolist()),
        weights=tuple(fitted[:-1].round(DIGITS).tolist()),
        bias=round(float(fitted[-1]), DIGITS),
    )


def balanced(answerable: Sequence[bool]) -> list[float]:
    """Weights of one body's cases: together 1, of which `ANSWERABLE` is on the answerable ones."""
    many = sum(answerable)
    few = len(answerable) - many
    if not many or not few:
        return [1 / len(answerable)] * len(answerable)
    return [ANSWERABLE / many if one else (1 - ANSWERABLE) / few for one in answerable]


def fit_meaning(judged: Sequence[Judged], names: Sequence[str], weights: Sequence[float]) -> Model:
    """How likely a further article is right, where the first is not: from cases of that kind."""
    rows = [
        (features, right, weight)
        for case, weight in zip(judged, weights, strict=True)
        if not case.right
        for features, right in case.meanings
    ]
    return fit_model(
        [dict(features) for features, _, _ in rows],
        [right for _, right, _ in rows],
        names,
        [weight for _, _, weight in rows],
    )


def fit_scaling(
    raw: Sequence[float], right: Sequence[bool], weights: Sequence[float] | None = None
) -> tuple[float, float]:
    """Slope and offset that turn raw log odds into calibrated ones (Platt 1999).

    Platt's targets prevent certainty on a perfectly separated set. The slope is positive, so that
    the order of confidences never reverses.
    """
    values = np.array(raw, dtype=np.float64)
    hits = sum(right)
    misses = len(right) - hits
    truth = np.where(right, (hits + 1) / (hits + 2), 1 / (misses + 2))
    counts = np.ones(len(raw)) if weights is None else np.array(weights, dtype=np.float64)

    def loss(parameters: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        logits = parameters[0] * values + parameters[1]
        errors = counts * (1 / (1 + np.exp(-logits)) - truth)
        value = counts @ (np.logaddexp(0, logits) - truth * logits)
        return float(value), np.array([errors @ values, errors.sum()])

    start = np.array([1.0, 0.0])
    fitted = _minimum(loss, start, [(0.05, None), (None, None)])
    return round(float(fitted[0]), DIGITS), round(float(fitted[1]), DIGITS)


def _minimum(
    loss: Callable[[NDArray[np.float64]], tuple[float, NDArray[np.float64]]],
    start: NDArray[np.float64],
    bounds: Sequence[tuple[float | None, float | None]],
) -> NDArray[np.float64]:
    """Where a loss that returns its gradient too is smallest (L-BFGS-B)."""
    # Imported here: it takes a quarter of a second, and workers rarely fit anything.
    from scipy.optimize import minimize

    found = minimize(loss, start, jac=True, bounds=bounds, method="L-BFGS-B")
    return cast("NDArray[np.float64]", found.x)


def named(calibration: Calibration) -> Calibration:
    """The calibration with the hash of its content as its version."""
    content = json.dumps(asdict(replace(calibration, version="")), sort_keys=True)
    return replace(calibration, version=hashlib.sha256(content.encode()).hexdigest()[:16])


def judge(
    calibration: Calibration, judged: Sequence[Judged], categories: Sequence[str], target: float
) -> Calibration:
    """The calibration refitted on judged answers: their model, the scale, and the thresholds.

    Scale and thresholds are fitted on out-of-fold predictions (five folds), so that they are not
    too optimistic. With fewer than 150 judged answers, in all or in a category, nothing changes
    there.
    """
    if len(judged) < JUDGED_MIN:
        return calibration
    fitted = _with_model(calibration, judged)
    return _scaled(fitted, lambda part: _with_model(calibration, part), judged, categories, target)


def judge_model(
    embedder: str,
    judged: Sequence[Judged],
    names: Sequence[str],
    categories: Sequence[str],
    target: float,
) -> Calibration | None:
    """A language model's own calibration, from its judged replies; None with too few of them.

    Scale and thresholds are fitted on out-of-fold predictions, as for quotes.
    """
    if len(judged) < JUDGED_MIN:
        return None

    def fitted(cases: Sequence[Judged]) -> Calibration:
        rows = [dict(case.features) for case in cases]
        model = fit_model(rows, [case.right for case in cases], names)
        return Calibration(embedder, model, None, None, 1.0, 0.0, (), "")

    return _scaled(fitted(judged), fitted, judged, categories, target)


def _scaled(
    calibration: Calibration,
    refit: Callable[[Sequence[Judged]], Calibration],
    judged: Sequence[Judged],
    categories: Sequence[str],
    target: float,
) -> Calibration:
    """The calibration with its scale and thresholds, from out-of-fold predictions of refits."""
    held_out = [0.0] * len(judged)
    for fold in range(FOLDS):
        part = refit([case for at, case in enumerate(judged) if at % FOLDS != fold])
        for at in range(fold, len(judged), FOLDS):
            held_out[at] = part.raw(judged[at].features)
    slope, offset = fit_scaling(
        held_out, [case.right for case in judged], [case.weight for case in judged]
    )
    cases = [
        (case.category, (sigmoid(offset + slope * raw), case.right), case.answer_weight)
        for raw, case in zip(held_out, judged, strict=True)
        if case.may_answer
    ]

    def chosen(own: Sequence[tuple[str, tuple[float, bool], float]]) -> Threshold:
        outcomes, weights = [outcome for _, outcome, _ in own], [weight for _, _, weight in own]
        return choose(outcomes, target, origin="judged", weights=weights)

    thresholds = {"": chosen(cases)}
    for category in categories:
        own = [case for case in cases if case[0] == category]
        if len(own) >= JUDGED_MIN:
            thresholds[category] = chosen(own)
    return named(
        replace(
            calibration,
            slope=slope,
            offset=offset,
            thresholds=tuple(sorted(thresholds.items())),
        )
    )


def _with_model(calibration: Calibration, judged: Sequence[Judged]) -> Calibration:
    model = fit_model(
        [dict(case.features) for case in judged],
        [case.right for case in judged],
        calibration.shared.features,
        [case.weight for case in judged],
    )
    return replace(calibration, judged=model)
