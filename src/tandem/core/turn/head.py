"""A linear classifier head over a text's vector, read from a text file."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import mul
from typing import Any

from tandem.core.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Head:
    """A logistic regression as fitted; valid for the vectors of `model` only."""

    name: str
    model: str
    """The embedder's name; with any other embedder the head is not used."""
    weights: tuple[float, ...]
    bias: float
    threshold: float
    """The least probability that counts as yes, from an error target measured out of fold."""
    provenance: Mapping[str, Any]
    """The data the head was learnt from, the command, and its measured quality."""


def probability(head: Head, vector: Sequence[float]) -> float:
    """The fitted model's probability that the text is of the head's kind, 0 to 1.

    The classes were balanced in fitting, so this orders texts; it is not a frequency.
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
