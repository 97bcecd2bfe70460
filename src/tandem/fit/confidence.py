"""Fits the confidence model: a few named features, signs fixed, and a cut that a bound allows."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from tandem.core.lab.judged import Judged
from tandem.core.turn.calibration import Calibration
from tandem.core.turn.confidence import Model
from tandem.core.turn.threshold import JUDGED_MIN, Threshold, choose

RIDGE = 1.0  # L2 on the weights of standardised features; the fit moves little from 0.1 to 10
DIGITS = 6

def fit_model(
    rows: Sequence[Mapping[str, float]],
    right: Sequence[bool],
    names: Sequence[str],
    weights: Sequence[float] | None = None,
) -> Model:
    """A logistic model whose weights are not negative: every feature speaks for being right.

    Fixed signs are what keeps so small a model from learning one corpus's accidents. Features are
    standardised; `weights` count cases, so that a large corpus does not drown the others. Rounded,
    so that the file it is shipped in is readable.
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
    fitted = minimize(loss, np.zeros(len(names) + 1), jac=True, bounds=bounds, method="L-BFGS-B").x
    return Model(
        features=tuple(names),
        means=tuple(means.tolist()),
        scales=tuple(scales.tolist()),
        weights=tuple(fitted[:-1].round(DIGITS).tolist()),
        bias=round(float(fitted[-1]), DIGITS),
    )


def fit_scaling(raw: Sequence[float], right: Sequence[bool]) -> tuple[float, float]:
    """Slope and offset that turn raw log odds into calibrated ones (Platt 1999).

    With Platt's targets, which keep a perfectly separated set from claiming certainty; the slope is
    not negative, so that the order of confidences never turns round.
    """
    values = np.array(raw, dtype=np.float64)
    hits = sum(right)
    misses = len(right) - hits
    truth = np.where(right, (hits + 1) / (hits + 2), 1 / (misses + 2))

    def loss(parameters: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        logits = parameters[0] * values + parameters[1]
        errors = 1 / (1 + np.exp(-logits)) - truth
        value = (np.logaddexp(0, logits) - truth * logits).sum()
        return float(value), np.array([errors @ values, errors.sum()])

    start = np.array([1.0, 0.0])
    fitted = minimize(
        loss, start, jac=True, bounds=[(0.05, None), (None, None)], method="L-BFGS-B"
    ).x
    return round(float(fitted[0]), DIGITS), round(float(fitted[1]), DIGITS)


def named(calibration: Calibration) -> Calibration:
    """The calibration under the hash of its content."""
    content = json.dumps(asdict(replace(calibration, version="")), sort_keys=True)
    return replace(calibration, version=hashlib.sha256(content.encode()).hexdigest()[:16])


def judge(
    calibration: Calibration, judged: Sequence[Judged], categories: Sequence[str], target: float
) -> Calibration:
    """The calibration refitted on judged answers: scale, and a threshold for each category.

    Scale and thresholds change only from 150 judged answers on; below that the given ones stay.
    """
    if len(judged) < JUDGED_MIN:
        return calibration
    raw = [calibration.raw(case.features) for case in judged]
    slope, offset = fit_scaling(raw, [case.right for case in judged])
    scaled = replace(calibration, slope=slope, offset=offset)
    thresholds = {"": _threshold(scaled, judged, target)}
    for category in categories:
        own = [case for case in judged if case.category == category]
        if len(own) >= JUDGED_MIN:
            thresholds[category] = _threshold(scaled, own, target)
    return named(replace(scaled, thresholds=tuple(sorted(thresholds.items()))))


def _threshold(calibration: Calibration, judged: Sequence[Judged], target: float) -> Threshold:
    outcomes = [
        (calibration.confidence(case.features).value, case.right)
        for case in judged
        if case.may_answer
    ]
    return choose(outcomes, target, origin="judged")
