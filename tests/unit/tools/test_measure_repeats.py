"""What customers say is known, in the wordings that may be tuned on and in those held out."""

import pytest

from tools.measure_repeats import HELD_OUT, TUNED, dialogues, measure, rates
from tools.repeats.wordings import TOPICS


def test_there_are_enough_dialogues_and_both_halves_have_every_topic() -> None:
    every = [one for part in (TUNED, HELD_OUT) for one in dialogues(part, seed=1)]
    assert len(every) >= 200
    assert {one.topics[0].name for one in every} == {topic.name for topic in TOPICS}


@pytest.mark.parametrize(("part", "most"), [(TUNED, 0.0), (HELD_OUT, 0.06)])
def test_few_known_facts_are_asked_for_again(part: str, most: float) -> None:
    found = measure(part, seed=1)
    again, refused = rates(found, is_known=True)["all"], rates(found, is_known=False)["all"]
    assert again.value is not None
    assert again.value <= most
    assert refused.value is not None
    assert refused.value <= 0.005
