"""Fits the shipped confidence models; each body is judged by a model of the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tandem.core.lab.auroc import auroc
from tandem.core.lab.judged import Judged
from tandem.core.turn.calibration import Calibration
from tandem.core.turn.confidence import Model, sigmoid
from tandem.core.turn.threshold import choose
from tandem.fit.confidence import balanced, fit_meaning, fit_model, fit_scaling, named

TARGET_SHIPPED = 0.10  # until a desk has judged answers of its own (docs/confidence.md)


@dataclass(frozen=True, slots=True)
class Body:
    """Judged questions on one body; those of the same `source` are left out together."""

    name: str
    source: str
    judged: Sequence[Judged]

    @property
    def weights(self) -> list[float]:
        """The weights of its cases: together 1, so that no body counts more than another."""
        return balanced([case.answerable for case in self.judged])


def fit_shared(
    bodies: Sequence[Body], names: Sequence[str], of_meanings: Sequence[str], embedder: str
) -> tuple[Calibration, dict[str, object]]:
    """The calibration to ship, and its figures with each body left out in turn.

    Scale and threshold come from the pooled predictions on bodies that were left out of the fit.
    """
    raw: list[float] = []
    right: list[bool] = []
    weights: list[float] = []
    may_answer: list[bool] = []
    measured: dict[str, object] = {}
    for body in bodies:
        model = _fit([other for other in bodies if other.source != body.source], names)
        values = [model.logit(dict(case.features)) for case in body.judged]
        raw += values
        right += [case.right for case in body.judged]
        weights += body.weights
        may_answer += [case.may_answer for case in body.judged]
        measured[body.name] = {
            "n": len(values),
            "right": sum(case.right for case in body.judged),
            "auroc_right": _value(values, [case.right for case in body.judged]),
            "auroc_answerable": _value(values, [case.answerable for case in body.judged]),
        }
    slope, offset = fit_scaling(raw, right, [len(raw) * one / len(bodies) for one in weights])
    chances = [sigmoid(offset + slope * value) for value in raw]
    outcomes = [
        (chance, is_right)
        for chance, is_right, may in zip(chances, right, may_answer, strict=True)
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
    cases = [case for body in bodies for case in body.judged]
    shipped = Calibration(
        embedder,
        _fit(bodies, names),
        None,
        None,
        slope,
        offset,
        (("", threshold),),
        version="",
        meaning=fit_meaning(cases, of_meanings, [len(cases) * one for one in weights]),
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
        weights += [whole / len(bodies) * weight for weight in body.weights]
    return fit_model(rows, right, names, weights)


def _value(scores: Sequence[float], positive: Sequence[bool]) -> float | None:
    value = auroc(scores, positive).value
    return None if value is None else round(value, 4)
