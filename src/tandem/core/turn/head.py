"""A linear head over a text's vector: one measured vote of yes or no, from a readable file."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import mul
from typing import Any

from tandem.core.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Head:
    """A logistic regression as fitted. It speaks for the vectors of `model` alone."""

    name: str
    model: str
    """The embedder's name; with any other embedder the head is silent."""
    weights: tuple[float, ...]
    bias: float
    threshold: float
    """The least probability that counts as yes, from an error target measured out of fold."""
    provenance: Mapping[str, Any]
    """From which data the head was learnt, by which command, and what it scored."""


def probability(head: Head, vector: Sequence[float]) -> float:
    """How likely the text is what the head is named after, 0 to 1, by the fitted model.

    The classes were balanced in fitting, so this orders texts; it is no frequency.
    """
    assert len(vector) == len(head.weights), "the vector is of another embedder"
    score = math.fsum(map(mul, head.weights, vector)) + head.bias
    return 1 / (1 + math.exp(-score)) if score >= 0 else math.exp(score) / (1 + math.exp(score))


def speaks_for(head: Head, model: str) -> bool:
    """Whether the head was fitted on the vectors of this embedder."""
    return head.model == model


def parse(text: str) -> Head:
    """The head in a file that `tools.fit_heads` wrote; ConfigError if the file is not one."""
    try:
        table = json.loads(text)
        head = Head(
            name=str(table["name"]),
            model=str(table["model"]),
            weights=tuple(float(weight) for weight in table["weights"]),
            bias=float(table["bias"]),
            threshold=float(table["threshold"]),
            provenance=dict(table["provenance"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigError(
            f"This is not the file of a head ({type(error).__name__}).",
            hint="Make it anew: `python -m tools.fit_heads --data DIR --out FOLDER`.",
        ) from error
    numbers = (*head.weights, head.bias, head.threshold)
    if not head.weights or not all(map(math.isfinite, numbers)):
        raise ConfigError("The file of a head holds no weights, or a number that is not finite.")
    return head
