"""`tandem week`: the last whole week."""

from typing import Any


def test_a_week_without_conversations_says_that_there_is_not_enough(empty: Any) -> None:
    said = empty("week").out

    assert said.startswith("The week of ")
    assert "answers: not enough yet (n = 0)" in said
    assert "/metrics/week" in said


def test_as_json_and_some_weeks_before(empty: Any) -> None:
    last, earlier = (empty("week", "--json", "--ago", str(ago)).json for ago in (0, 1))

    assert earlier["until"] == last["since"]
    assert last["reached"]["asked"] == 0
    assert last["worst"] == []
