"""A head's arithmetic, its file, and the two files we ship."""

import json
import math
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.errors import ConfigError
from tandem.core.turn.head import Head, parse, probability, speaks_for

numbers = st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=8)


def head(weights: list[float], bias: float = 0.0) -> Head:
    return Head("frustration", "minilm", tuple(weights), bias, 0.5, {})


def test_a_head_speaks_for_its_own_embedder_alone() -> None:
    assert speaks_for(head([1.0]), "minilm")
    assert not speaks_for(head([1.0]), "another")


def test_the_probability_is_the_logistic_of_the_score() -> None:
    given_head = head([1.0, -2.0], bias=0.5)
    assert probability(given_head, [0.5, 0.25]) == pytest.approx(1 / (1 + math.exp(-0.5)))


@given(numbers)
def test_the_probability_stays_in_bounds_and_turns_with_the_sign(weights: list[float]) -> None:
    vector = [1.0] * len(weights)
    yes = probability(head(weights), vector)
    no = probability(head([-weight for weight in weights]), vector)
    assert 0 <= yes <= 1
    assert yes + no == pytest.approx(1)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"name": "x"}', "not json"])
def test_what_is_no_head_is_refused(text: str) -> None:
    with pytest.raises(ConfigError):
        parse(text)


def test_weights_that_are_not_finite_are_refused() -> None:
    table = {"name": "x", "model": "m", "weights": [math.nan], "bias": 0, "threshold": 0.5}
    with pytest.raises(ConfigError):
        parse(json.dumps({**table, "provenance": {}}))


@pytest.mark.parametrize("name", ["human_request", "frustration"])
def test_the_shipped_heads_tell_where_they_come_from(name: str) -> None:
    shipped = parse((files("tandem") / "resources" / "heads" / f"{name}.json").read_text("utf-8"))
    assert shipped.name == name
    assert len(shipped.weights) == 384
    assert 0 < shipped.threshold < 1
    assert shipped.provenance["false_alarms"]["n"] > 3_000
    assert all(len(source["sha256"]) == 64 for source in shipped.provenance["data"].values())
