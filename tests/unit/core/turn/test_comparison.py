"""How a reply changes: each way by itself, and never two at once."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.turn.comparison import STRENGTH, ChangeKind, Reply, change, is_worse

QUOTE = Reply("answer", "answer", 0.9, ("help/a",), "Press pause.")
UNSURE = Reply("offer_human", "unsure", 0.2, ("help/a",), "I'm not sure.")
replies = st.builds(
    Reply,
    decision=st.sampled_from([*STRENGTH, "greet", "stay_silent"]),
    rule=st.just(""),
    probability=st.one_of(st.none(), st.floats(0, 1)),
    articles=st.sampled_from([(), ("help/a",), ("help/b",)]),
    text=st.sampled_from(["one", "two"]),
)


@pytest.mark.parametrize(
    ("before", "after", "kind", "worse"),
    [
        (QUOTE, QUOTE, ChangeKind.SAME, False),
        (QUOTE, replace(QUOTE, probability=0.8), ChangeKind.SAME, False),
        (QUOTE, replace(QUOTE, text="Press stop."), ChangeKind.WORDING, False),
        (QUOTE, replace(QUOTE, articles=("help/b",)), ChangeKind.WORDING, False),
        (UNSURE, QUOTE, ChangeKind.ANSWERED, False),
        (QUOTE, UNSURE, ChangeKind.LOST, True),
        (QUOTE, replace(QUOTE, decision="suggest"), ChangeKind.DECISION, True),
        (replace(QUOTE, decision="suggest"), QUOTE, ChangeKind.DECISION, False),
        (UNSURE, replace(UNSURE, decision="hand_off"), ChangeKind.DECISION, True),
        (UNSURE, replace(UNSURE, text="Not sure.", articles=()), ChangeKind.SAME, False),
    ],
)
def test_each_change_is_named(before: Reply, after: Reply, kind: ChangeKind, worse: bool) -> None:
    assert (change(before, after), is_worse(before, after)) == (kind, worse)


@given(replies, replies)
def test_back_and_forth_is_not_worse_both_ways(one: Reply, other: Reply) -> None:
    assert not (is_worse(one, other) and is_worse(other, one))
    assert (change(one, other) is ChangeKind.ANSWERED) == (change(other, one) is ChangeKind.LOST)
    assert change(one, one) is ChangeKind.SAME


@given(replies, replies)
def test_what_is_lost_is_worse_and_what_is_answered_is_not(one: Reply, other: Reply) -> None:
    kind = change(one, other)
    assert kind is not ChangeKind.LOST or is_worse(one, other)
    assert kind is not ChangeKind.ANSWERED or not is_worse(one, other)
