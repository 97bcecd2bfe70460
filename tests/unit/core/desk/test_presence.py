"""Several screens of one agent are one presence."""

from hypothesis import given
from hypothesis import strategies as st

from tandem.core.desk.presence import Doing, foremost


@given(st.lists(st.sampled_from(Doing)))
def test_writing_on_one_screen_is_writing_and_none_is_gone(screens: list[Doing]) -> None:
    expected = Doing.WRITING if Doing.WRITING in screens else Doing.VIEWING if screens else None
    assert foremost(screens) is expected
