"""What can be judged of a turn."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.desk.review import (
    CLAIMING,
    ReviewKind,
    Verdict,
    check_verdict,
    kind_of,
    next_draw,
    week_drawn,
)
from tandem.core.errors import InvalidError
from tandem.core.turn.decide import NAMES


def test_every_decision_has_a_kind() -> None:
    kinds = {name: kind_of(name, is_handoff=False) for name in NAMES.values()}
    claiming = {name: kind for name, kind in kinds.items() if kind in CLAIMING}
    assert claiming == {"answer": ReviewKind.ANSWER, "suggest": ReviewKind.SUGGESTION}
    assert {kind_of(name, is_handoff=True) for name in NAMES.values()} == {ReviewKind.HANDOFF}


@pytest.mark.parametrize("kind", ReviewKind)
def test_only_what_claims_something_is_right_or_wrong(kind: ReviewKind) -> None:
    refused = None if kind in CLAIMING else Verdict.WRONG
    check_verdict(kind, Verdict.RIGHT if kind in CLAIMING else None)
    with pytest.raises(InvalidError):
        check_verdict(kind, refused)


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2050, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 -- bounds are without a zone
    st.sampled_from(("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata")),
)
def test_weeks_follow_each_other(now: datetime, zone: str) -> None:
    """Each is drawn once, at nine on the Monday after it, there."""
    end, then = week_drawn(now, zone), next_draw(now, zone)
    assert (end.weekday(), end.hour, then.weekday(), then.hour) == (0, 0, 0, 9)
    assert end <= now < then
    assert then.date() - end.date() == timedelta(days=7)
    assert week_drawn(then, zone).date() == then.date()
    assert week_drawn(then - timedelta(minutes=1), zone) == end
