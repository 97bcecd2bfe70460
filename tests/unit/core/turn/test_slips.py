"""One slip of the finger is understood; a word of its own stays one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.turn import phrases
from tandem.core.turn.slips import Slips, is_one_slip

SLIPS = Slips(["human", "person", "talk", "agent"], ["parson", "talks"])


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("humna", "human"),
        ("humam", "human"),
        ("huuman", "human"),
        ("hman", "human"),
        ("humqan", "human"),
        ("tlak", "talk"),
        ("tallk", "talk"),
        ("parson", None),
        ("walk", None),
        ("hun", None),
        ("human", None),
        ("harmony", None),
    ],
)
def test_a_slip_is_read_as_the_word_it_is_near_to(word: str, meant: str | None) -> None:
    assert SLIPS.meant(word) == meant


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_one_slip_is_the_same_both_ways_among_long_words(one: str, other: str) -> None:
    long, longer = f"xyzzy{one}", f"xyzzy{other}"
    assert is_one_slip(long, longer) == is_one_slip(longer, long)


def test_no_english_word_is_taken_for_a_keyword() -> None:
    for word in ("phones", "clothes", "layer", "smoky", "persona", "breathed"):
        assert phrases.SLIPS.meant(word) is None
