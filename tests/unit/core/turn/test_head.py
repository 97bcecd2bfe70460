"""A head's arithmetic, its file, and the two files we ship."""

import json
import math
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.errors import ConfigError
from tandem.core.turn import phrases
from tandem.core.turn.head import Head, grams, parse, probability, speaking, vote

numbers = st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=8)


NOTHING = frozenset[str]()


def head(weights: list[float], bias: float = 0.0, words: dict[str, float] | None = None) -> Head:
    return Head(
        name="frustration",
        model="minilm",
        weights=tuple(weights),
        words=words or {},
        bias=bias,
        threshold=0.5,
        leans_from=0.3,
        topic=False,
        urgent=False,
        provenance={},
    )


def test_a_head_speaks_for_its_own_embedder_alone() -> None:
    own = head([1.0])
    assert speaking([own], "minilm") == (own,)
    assert speaking([own], "another") == ()


def test_groups_are_of_one_to_three_neighbouring_words() -> None:
    assert grams("get me out?") == {
        *("get", "me", "out", "?", "get me", "me out", "out ?", "get me out", "me out ?")
    }
    assert grams("") == frozenset()


def test_words_weigh_by_their_share_of_all_groups() -> None:
    told = head([0.0], words={"human": 2.0})
    assert probability(told, [0.0], grams("human")) == pytest.approx(1 / (1 + math.exp(-2)))
    among_many = probability(told, [0.0], grams("a human"))  # 3 groups
    assert among_many == pytest.approx(1 / (1 + math.exp(-2 / math.sqrt(3))))


def test_a_vote_is_the_highest_of_all_sentences_with_its_words() -> None:
    told = head([1.0], words={"human": 2.0})
    (found,) = vote([told], ["all", "a human", "bye"], [[0.0], [0.1], [-0.1]])
    assert found.words == "a human"
    assert found.counts
    assert found.leans


def test_the_probability_is_the_logistic_of_the_score() -> None:
    given_head = head([1.0, -2.0], bias=0.5)
    assert probability(given_head, [0.5, 0.25], NOTHING) == pytest.approx(1 / (1 + math.exp(-0.5)))


@given(numbers)
def test_the_probability_stays_in_bounds_and_turns_with_the_sign(weights: list[float]) -> None:
    vector = [1.0] * len(weights)
    yes = probability(head(weights), vector, NOTHING)
    no = probability(head([-weight for weight in weights]), vector, NOTHING)
    assert 0 <= yes <= 1
    assert yes + no == pytest.approx(1)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"name": "x"}', "not json"])
def test_what_is_no_head_is_refused(text: str) -> None:
    with pytest.raises(ConfigError):
        parse(text)


def test_weights_that_are_not_finite_are_refused() -> None:
    table = {"name": "x", "model": "m", "weights": [math.nan], "words": {}, "bias": 0}
    more = {"threshold": 0.5, "leans_from": 0.5, "topic": False, "urgent": False}
    with pytest.raises(ConfigError):
        parse(json.dumps({**table, **more, "provenance": {}}))


SHIPPED = sorted(Path(str(files("tandem") / "resources" / "heads")).glob("*.json"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_head_tells_where_it_comes_from(path: Path) -> None:
    shipped = parse(path.read_text("utf-8"))
    assert len(shipped.weights) == 384
    assert len(shipped.words) > 1_000
    assert 0 < shipped.threshold < 1
    assert shipped.provenance["figures"]["head"]["recall"]["n"] > 50
    assert all(len(source["sha256"]) == 64 for source in shipped.provenance["data"].values())


def test_every_topic_but_data_protection_has_a_head() -> None:
    heads = {head.name: head for head in (parse(path.read_text("utf-8")) for path in SHIPPED)}
    topics = {topic.name: topic.urgent for topic in phrases.TOPICS}
    assert {name: head.urgent for name, head in heads.items() if head.topic} == {
        name: urgent for name, urgent in topics.items() if name != "data protection"
    }
