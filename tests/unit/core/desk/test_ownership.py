"""The status table of docs/desk.md, row by row, and what no sequence of rows can break."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.desk import ownership
from tandem.core.desk.ownership import (
    HELD_BY_ASSISTANT,
    HELD_BY_PEOPLE,
    REOPENS_WITHIN,
    Owner,
    Resolution,
    Standing,
    Status,
)
from tandem.core.errors import ConflictError

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
SNOOZED = Standing(Status.SNOOZED, Owner.HUMAN, snoozed_until=LATER)
CLOSED_BY_ASSISTANT = Standing(
    Status.RESOLVED, Owner.ASSISTANT, resolved_at=NOW, resolution=Resolution.ASSUMED
)
CLOSED_BY_PEOPLE = Standing(
    Status.RESOLVED, Owner.HUMAN, resolved_at=NOW, resolution=Resolution.AGENT
)
ALL = (HELD_BY_ASSISTANT, HELD_BY_PEOPLE, SNOOZED, CLOSED_BY_ASSISTANT, CLOSED_BY_PEOPLE)

Step = Callable[[Standing], Standing]


def to_snooze(standing: Standing) -> Standing:
    return ownership.snoozed(standing, LATER, NOW)


def to_resolve(standing: Standing) -> Standing:
    return ownership.resolved(standing, Resolution.AGENT, NOW)


STEPS: tuple[Step, ...] = (
    ownership.to_people,
    ownership.handed_back,
    to_snooze,
    to_resolve,
    ownership.reopened,
)


def test_a_new_one_is_the_assistant_s_only_where_it_may_answer() -> None:
    assert ownership.started(assistant_may_answer=True) == HELD_BY_ASSISTANT
    assert ownership.started(assistant_may_answer=False) == HELD_BY_PEOPLE


@pytest.mark.parametrize("standing", ALL)
def test_people_can_take_it_from_everywhere(standing: Standing) -> None:
    assert ownership.to_people(standing) == HELD_BY_PEOPLE


def test_only_what_people_have_open_is_handed_back() -> None:
    assert ownership.handed_back(HELD_BY_PEOPLE) == HELD_BY_ASSISTANT
    for standing in (HELD_BY_ASSISTANT, SNOOZED, CLOSED_BY_ASSISTANT, CLOSED_BY_PEOPLE):
        with pytest.raises(ConflictError, match="can't be handed back"):
            ownership.handed_back(standing)


def test_only_what_people_hold_is_snoozed_and_only_until_an_hour_to_come() -> None:
    assert to_snooze(HELD_BY_PEOPLE) == to_snooze(SNOOZED) == SNOOZED
    for standing in (HELD_BY_ASSISTANT, CLOSED_BY_ASSISTANT, CLOSED_BY_PEOPLE):
        with pytest.raises(ConflictError, match="can't be snoozed"):
            to_snooze(standing)
    with pytest.raises(ConflictError, match="in the past"):
        ownership.snoozed(HELD_BY_PEOPLE, NOW, NOW)


def test_closed_it_stays_its_owner_s_and_is_not_closed_twice() -> None:
    assert to_resolve(HELD_BY_PEOPLE) == to_resolve(SNOOZED) == CLOSED_BY_PEOPLE
    assert to_resolve(HELD_BY_ASSISTANT).owner is Owner.ASSISTANT
    for standing in (CLOSED_BY_ASSISTANT, CLOSED_BY_PEOPLE):
        with pytest.raises(ConflictError, match="already resolved"):
            to_resolve(standing)


def test_reopened_it_is_its_owner_s_again() -> None:
    assert ownership.reopened(CLOSED_BY_ASSISTANT) == HELD_BY_ASSISTANT
    assert ownership.reopened(CLOSED_BY_PEOPLE) == HELD_BY_PEOPLE
    assert ownership.reopened(SNOOZED) == HELD_BY_PEOPLE


def test_a_closed_one_takes_messages_for_seven_days() -> None:
    assert ownership.takes_messages(CLOSED_BY_PEOPLE, NOW + REOPENS_WITHIN)
    just_later = NOW + REOPENS_WITHIN + timedelta(microseconds=1)
    assert not ownership.takes_messages(CLOSED_BY_PEOPLE, just_later)
    for standing in (HELD_BY_ASSISTANT, HELD_BY_PEOPLE, SNOOZED):
        assert ownership.takes_messages(standing, just_later)


@pytest.mark.parametrize("decision", ["ask", "suggest", "offer_human", "hand_off", None])
def test_silence_after_an_answer_means_it_helped_and_else_that_they_left(
    decision: str | None,
) -> None:
    assert ownership.silent_end("answer") is Resolution.ASSUMED
    assert ownership.silent_end(decision) is Resolution.ABANDONED


@given(st.booleans(), st.lists(st.sampled_from(STEPS)))
def test_whatever_happens_there_is_one_owner_and_the_hour_that_belongs(
    assistant_may_answer: bool, steps: list[Step]
) -> None:
    standing = ownership.started(assistant_may_answer=assistant_may_answer)
    for step in steps:
        try:
            standing = step(standing)
        except ConflictError:
            continue
        owners = {
            Status.PENDING: {Owner.ASSISTANT},
            Status.OPEN: {Owner.HUMAN},
            Status.SNOOZED: {Owner.HUMAN},
            Status.RESOLVED: set(Owner),
        }
        assert standing.owner in owners[standing.status]
        assert (standing.snoozed_until is not None) == (standing.status is Status.SNOOZED)
        assert (standing.resolved_at is not None) == (standing.status is Status.RESOLVED)
        assert (standing.resolution is not None) == (standing.status is Status.RESOLVED)
    assert ownership.to_people(standing) == HELD_BY_PEOPLE, "invariant 1: a person in one step"
