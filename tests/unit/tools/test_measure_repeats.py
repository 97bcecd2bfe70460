"""What customers say is known, in wordings that rules were tuned on and in those held out."""

import pytest

from tools.measure_repeats import HELD_OUT, TUNED, dialogues, harmless, measure, rates
from tools.repeats.wordings import TOPICS


@pytest.mark.parametrize("part", [TUNED, HELD_OUT])
def test_there_are_enough_dialogues_of_every_topic(part: str) -> None:
    every = list(dialogues(part, seed=1))
    assert len(every) >= 200
    assert {one.topics[0].name for one in every} == {topic.name for topic in TOPICS}


def test_nothing_that_was_said_is_asked_for_again_and_something_is_asked_for() -> None:
    found = measure(HELD_OUT, seed=1)
    again, not_asked = rates(found, is_known=True)["all"], rates(found, is_known=False)["all"]
    assert again.n > 5_000
    assert again.value == 0
    assert not_asked.value is not None
    assert not_asked.value <= 0.7


def test_few_sentences_that_ask_for_nothing_are_refused() -> None:
    refused = harmless(HELD_OUT, seed=1)
    assert refused.value is not None
    assert refused.value <= 0.01
