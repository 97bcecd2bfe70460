"""Steps are shown in the order in which they ran."""

import random
import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tandem.core.turn import steps
from tandem.core.turn.steps import STEPS, in_order

SOURCE = Path(steps.__file__).parents[2]
names = st.lists(st.sampled_from((*STEPS, "new", "old")), unique=True)


def test_what_the_database_sorted_by_length_is_back_in_order() -> None:
    by_length: dict[str, float] = dict.fromkeys(
        sorted(STEPS, key=lambda name: (len(name), name)), 1.0
    )
    assert tuple(by_length) != STEPS
    assert tuple(in_order(by_length)) == STEPS


@given(names, st.randoms(use_true_random=False))
def test_nothing_is_lost_and_any_order_gives_the_same(
    given_: list[str], luck: random.Random
) -> None:
    took = {name: float(place) for place, name in enumerate(given_)}
    sorted_ = in_order(took)
    assert sorted_ == took
    known = [name for name in sorted_ if name in STEPS]
    assert known == sorted(known, key=STEPS.index)
    assert list(sorted_)[: len(known)] == known
    luck.shuffle(given_)
    again = in_order({name: took[name] for name in given_})
    assert [name for name in again if name in STEPS] == known


def test_every_step_that_a_turn_measures_has_its_place() -> None:
    sources = (path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py"))
    measured = {name for text in sources for name in re.findall(r'\bsteps\("(\w+)"\)', text)}
    assert {*measured, "verify"} == set(STEPS)  # which 0.1.0 measured by itself
