"""Fits the shipped confidence models; each body is judged by a model of the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tandem.core.lab.auroc import auroc
from tandem.core.lab.judged import Judged
from tandem.core.turn.calibration import Calibration
from tandem.core.turn.confidence import Model, sigmoid
from tandem.core.turn.threshold import choose
from tandem.fit.confidence import fit_model, fit_scaling, named

TARGET_SHIPPED = 0.10  # until a desk has judged answers of its own (docs/confidence.md)


@dataclass(frozen=True, slots=True)
class Body:
    """Judged questions on one body of articles, and the model fitted on its articles."""

    name: str
    judged: Sequence[Judged]
    answerable: Sequence[bool]
    own: Model | None


def fit_shared(
    bodies: Sequence[Body], names: Sequence[str], embedder: str
) -> tuple[Calibration, dict[str, object]]:
    """The calibration to ship, and its figures with each body left out in turn.

    Every body has the same weight, whatever its number of questions. Scale and threshold come from
    the pooled predictions on bodies that were left out of the fit.
    """
    raw: list[float] = []
    right: list[bool] = []
    may_answer: list[bool] = []
    measured: dict[str, object] = {}
    for body in bodies:
        others = [other for other in bodies if other is not body]
        model = _fit(others, names)
        values = [_mixed(model, body.own, dict(case.features)) for case in body.judged]
        raw += values
        right += [case.right for case in body.judged]
        may_answer += [case.may_answer for case in body.judged]
        measured[body.name] = {
            "n": len(values),
            "right": sum(case.right for case in body.judged),
            "auroc_right": _value(values, [case.right for case in body.judged]),
            "auroc_answerable": _value(values, body.answerable),
        }
    slope, offset = fit_scaling(raw, right)
    outcomes = [
        (sigmoid(offset + slope * value), is_right)
        for value, is_right, may in zip(raw, right, may_answer, strict=True)
        if may
    ]
    threshold = choose(outcomes, TARGET_SHIPPED, origin="shipped")
    measured["pooled"] = {
        "n": len(raw),
        "auroc_right": _value(raw, right),
        "threshold": threshold.value,
        "answered": threshold.answered,
        "wrong": threshold.wrong,
        "bound": round(threshold.bound, 4),
    }
    shipped = Calibration(
        embedder, _fit(bodies, names), None, None, slope, offset, (("", threshold),), version=""
    )
    return named(shipped), measured


def _fit(bodies: Sequence[Body], names: Sequence[str]) -> Model:
    rows: list[Mapping[str, float]] = []
    right: list[bool] = []
    weights: list[float] = []
    whole = sum(len(body.judged) for body in bodies)
    for body in bodies:
        rows += [dict(case.features) for case in body.judged]
        right += [case.right for case in body.judged]
        weights += [whole / (len(bodies) * len(body.judged))] * len(body.judged)
    return fit_model(rows, right, names, weights)


def _mixed(shared: Model, own: Model | None, features: Mapping[str, float]) -> float:
    logits = [model.logit(features) for model in (shared, own) if model is not None]
    return sum(logits) / len(logits)


def _value(scores: Sequence[float], positive: Sequence[bool]) -> float | None:
    value = auroc(scores, positive).value
    return None if value is None else round(value, 4)
