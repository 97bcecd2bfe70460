"""Each share of the decisions has its own denominator."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.lab import decisions
from tandem.core.lab.selective import Outcome
from tandem.core.metrics.figures import UNDEFINED, Figure, proportion

KINDS = ("answer", "suggest", "greet", "ask", "offer_human", "hand_off", "stay_silent")

outcomes = st.lists(
    st.builds(
        Outcome,
        id=st.just("q"),
        confidence=st.floats(0, 1),
        right=st.booleans(),
        answerable=st.booleans(),
        decision=st.sampled_from(KINDS),
        rule=st.just("answer"),
        cited_gold=st.none() | st.booleans(),
    )
)


def outcome(decision: str, right: bool, answerable: bool, cited_gold: bool | None) -> Outcome:
    return Outcome("q", 0.9, right, answerable, decision, "answer", cited_gold)


def test_each_figure_counts_its_own_cases() -> None:
    measured = decisions.measure(
        [
            outcome("answer", True, True, True),
            outcome("answer", False, True, True),  # gold, but not first
            outcome("answer", False, True, False),
            outcome("answer", False, False, None),
            outcome("offer_human", False, False, None),
            outcome("offer_human", True, True, True),  # right, but not sent
            outcome("ask", False, True, False),
            outcome("suggest", True, True, True),
            outcome("suggest", False, False, None),
        ]
    )
    assert measured.answer == proportion(4, 9)
    assert (measured.offer_human, measured.ask) == (proportion(2, 9), proportion(1, 9))
    assert (measured.hand_off, measured.suggest) == (proportion(0, 9), proportion(2, 9))
    assert measured.suggested_right == proportion(1, 2)
    assert measured.answered_right == proportion(1, 4)
    assert measured.answered_cites_gold == proportion(2, 3)
    assert measured.unanswerable_answered == proportion(1, 3)


@given(outcomes)
def test_the_shares_of_the_decisions_are_of_all_questions_and_add_up(cases: list[Outcome]) -> None:
    measured = decisions.measure(cases)
    shares: list[Figure] = [getattr(measured, kind) for kind in KINDS]
    assert {share.n for share in shares} == {len(cases)}
    if cases:
        assert sum(share.value or 0.0 for share in shares) == pytest.approx(1)
    else:
        assert shares == [UNDEFINED] * len(KINDS)


@given(outcomes.map(lambda cases: [case for case in cases if case.decision != "answer"]))
def test_where_nothing_was_answered_nothing_is_said_of_answers(cases: list[Outcome]) -> None:
    measured = decisions.measure(cases)
    assert measured.answered_right == measured.answered_cites_gold == UNDEFINED
