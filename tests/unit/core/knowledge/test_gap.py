"""What a gap is called and costs, and that it stays the same one from run to run."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.knowledge import gap
from tandem.core.knowledge.gap import Share, State

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
groups = st.lists(st.integers(0, 40), max_size=40).flatmap(
    lambda members: st.lists(st.integers(0, 5), min_size=len(members), max_size=len(members)).map(
        lambda at: _parted(members, at)
    )
)


def _parted(members: list[int], at: list[int]) -> list[frozenset[object]]:
    """Disjoint groups, none of them empty."""
    where = dict(zip(members, at, strict=True))
    parts = [
        frozenset[object](one for one, group in where.items() if group == number)
        for number in range(6)
    ]
    return [part for part in parts if part]


def minutes(of: float) -> timedelta:
    return timedelta(minutes=of)


def test_the_label_is_the_first_question_that_is_short_enough() -> None:
    texts = [
        "Hello there. I moved to Oslo last month and I would like to know what happens now. "
        "Do I pay VAT in Norway?",
        "VAT for Norway?",
    ]
    assert gap.label(texts) == "Do I pay VAT in Norway?"


def test_a_long_label_is_cut_at_a_word() -> None:
    text = gap.label(["word " * 60])
    assert text.endswith("word…")
    assert len(text) <= gap.LABEL_MAX


@given(st.lists(st.text(max_size=300), max_size=5))
def test_a_label_is_never_longer_than_it_may_be(texts: list[str]) -> None:
    assert len(gap.label(texts)) <= gap.LABEL_MAX


def test_telling_words_are_shared_here_and_rare_elsewhere() -> None:
    texts = ["How do I pay VAT in Norway?", "VAT for Norway", "Is there VAT in Norway?"]
    others = ["How do I pay my bill?", "Is there a cable?", "How do I return a tent?"]
    assert set(gap.telling_words(texts, others)) == {"vat", "norway"}
    assert gap.telling_words(texts, []) == ()


def test_forms_of_a_word_are_one_word_in_its_commonest_form() -> None:
    texts = ["Refunds take long", "Are refunds free", "Refund"]
    assert gap.telling_words(texts, ["cable", "tent"]) == ("refunds",)


def test_minutes_are_measured_where_people_replied_and_stated_where_not() -> None:
    assert gap.share(6.0, stated=8.0, questions=2) == Share(3.0, is_measured=True)
    assert gap.share(None, stated=8.0, questions=2) == Share(4.0, is_measured=False)


@given(st.one_of(st.none(), st.floats(0, 1000)), st.floats(0, 60), st.integers(1, 20))
def test_the_shares_of_a_conversation_add_up(
    worked: float | None, stated: float, questions: int
) -> None:
    one = gap.share(worked, stated, questions)
    whole = stated if worked is None else worked
    assert one.minutes * questions == pytest.approx(whole)


def test_a_reply_took_no_longer_than_since_the_agents_last_one() -> None:
    asked, before = NOON - minutes(90), NOON - minutes(4)
    assert gap.working_minutes([(NOON, asked, before)]) == 4
    assert gap.working_minutes([(NOON, asked, None)]) == gap.REPLY_MINUTES_MAX
    assert gap.working_minutes([(NOON, NOON - minutes(3), before)]) == 3
    assert gap.working_minutes([]) == 0


@given(groups)
def test_the_same_groups_are_the_same_gaps(parts: list[frozenset[object]]) -> None:
    before = dict(enumerate(parts))
    assert gap.same(before, parts, {}) == list(range(len(parts)))
    backwards = gap.same(before, parts[::-1], {})
    assert backwards == list(reversed(range(len(parts))))


@given(groups, groups)
def test_a_gap_is_at_most_one_group(
    old: list[frozenset[object]], new: list[frozenset[object]]
) -> None:
    before = dict(enumerate(old))
    found = gap.same(before, new, {(id, at): 1.0 for id in before for at in range(len(new))})
    named = [id for id in found if id is not None]
    assert len(named) == len(set(named))
    assert len(found) == len(new)


def test_a_gap_that_lost_some_and_won_some_stays_the_same() -> None:
    before = {"vat": {1, 2, 3, 4}, "keys": {10, 11}}
    assert gap.same(before, [{10, 11, 12}, {3, 4, 5}, {20}], {}) == ["keys", "vat", None]


def test_a_gap_that_shares_too_little_is_another() -> None:
    assert gap.same({"vat": set(range(10))}, [{9, 20, 21, 22}], {("vat", 0): 1.0}) == [None]


def test_after_a_quiet_month_a_gap_is_found_by_its_meaning() -> None:
    near, far = gap.NEAR_MIN + 0.01, gap.NEAR_MIN - 0.01
    assert gap.same({"vat": set()}, [{7}, {8}], {("vat", 0): far, ("vat", 1): near}) == [
        None,
        "vat",
    ]


@pytest.mark.parametrize("state", [State.NOT_OURS, State.LINKED])
def test_what_was_set_aside_comes_back_when_it_grew_by_half(state: State) -> None:
    assert not gap.comes_back(state, 4, 5)
    assert gap.comes_back(state, 4, 6)
    assert not gap.comes_back(state, 0, 0)
    assert not gap.comes_back(State.OPEN, 4, 60)


@given(st.integers(0, 200), st.lists(st.integers(0, 400), min_size=2, max_size=10).map(sorted))
def test_a_larger_gap_comes_back_sooner(then: int, sizes: list[int]) -> None:
    said = [gap.comes_back(State.NOT_OURS, then, size) for size in sizes]
    assert all(after or not before for before, after in pairwise(said))
