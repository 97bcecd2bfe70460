"""Labelled messages against what the desk recognises: categories, in scope and out of scope."""

from typing import Any

import pytest

from tandem.actions.lab.evaluate_messages import evaluate_messages
from tandem.assistant.thinking import Recognisers
from tandem.core.errors import ConfigError, InvalidError
from tandem.core.lab.dataset import LabelledMessage
from tandem.core.turn.policy import Policy
from tandem.testing import FakeEmbedder

MONTHS = ("May", "June", "July", "August", "October", "November")
SAID = {
    "billing": "The invoice of {} has the wrong price.",
    "delivery": "The parcel with my coffee of {} is late.",
    "machine_care": "Can I descale the boiler in {} with tablets?",
    "oos": "My {} tulips need water, soil and light.",
}


def rows(*labels: str, split: str | None = None) -> list[LabelledMessage]:
    return [
        LabelledMessage(SAID[label].format(month), label, "own", split=split)
        for label in labels
        for month in MONTHS
    ]


async def measured(
    judged: list[LabelledMessage], train: list[LabelledMessage], per_class: int | None = None
) -> Any:
    scorecard = await evaluate_messages(
        Recognisers(Policy(""), (), FakeEmbedder()),
        judged,
        train,
        "category",
        sets={"own": len(judged)},
        left_out=(),
        per_class=per_class,
        seed=1,
    )
    return scorecard.to_json()


async def test_what_was_not_learnt_is_out_of_scope_and_right_without_a_category() -> None:
    train = rows("billing", "delivery", "machine_care")
    never = LabelledMessage("Tulips!", "a_label_never_learnt", "own")
    judged = [*rows("billing", "delivery", "oos"), never]
    result = await measured(judged, train)
    assert result["accuracy_in_scope"]["n"] == 2 * len(MONTHS)
    assert result["accuracy_out_of_scope"]["n"] == len(MONTHS) + 1
    for key in ("accuracy_in_scope", "likeliest_in_scope", "auroc"):
        assert result[key]["value"] == 1, key
    assert result["accuracy_out_of_scope"]["value"] > 0.5
    assert set(result["by_label"]) == {"billing", "delivery", "uncategorised"}
    assert result["meta"]["learnt_from"] == len(train)


async def test_nearest_neighbour_is_measured_on_the_same_messages() -> None:
    result = await measured(rows("billing", "oos"), rows("billing", "delivery", "machine_care"))
    beside = result["nearest_neighbour"]
    assert beside["accuracy"]["n"] == result["accuracy"]["n"]
    assert beside["likeliest_in_scope"]["value"] == 1
    assert "by_set" not in beside


async def test_rows_that_say_so_teach_what_is_out_of_scope() -> None:
    result = await measured(rows("oos", "billing"), rows("billing", "delivery", "oos"))
    assert result["accuracy_out_of_scope"]["value"] == 1
    assert result["accuracy_in_scope"]["value"] == 1


async def test_few_of_each_can_be_learnt_from() -> None:
    train = rows("billing", "delivery", "machine_care")
    first, same = [await measured(rows("billing"), train, per_class=2) for _ in range(2)]
    for result in (first, same):
        del result["meta"]["seconds"]
    assert first == same
    assert first["meta"]["learnt_from"] == 6
    assert (first["meta"]["per_class"], first["meta"]["seed"]) == (2, 1)


async def test_one_category_alone_can_not_be_learnt() -> None:
    with pytest.raises(InvalidError, match="at least two"):
        await measured(rows("billing"), rows("billing", "oos"))


async def test_categories_need_an_embedder() -> None:
    with pytest.raises(ConfigError, match="need an embedder"):
        await evaluate_messages(
            Recognisers(Policy(""), (), None),
            rows("billing"),
            rows("billing", "delivery"),
            "category",
            sets={},
            left_out=(),
        )
