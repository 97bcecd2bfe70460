"""A contact's place: always the same, and evenly spread."""

import math
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from tandem.core.desk.place import BELOW_100, place


@given(st.uuids())
def test_it_is_from_0_to_below_100_and_always_the_same(contact: UUID) -> None:
    assert 0 <= place(contact) <= BELOW_100 < 100
    assert place(UUID(str(contact))) == place(contact)


def test_it_is_the_one_that_earlier_releases_gave() -> None:
    """Another number here would put every contact of every desk on another side."""
    assert place(UUID(int=0)) == 7.313868327627788
    assert place(UUID("2f6d0f7c-9d7b-4a55-8a4e-3d5f0c1b2a39")) == 98.03152264575678


@given(st.sampled_from([0.5, 1.0, 10.0, 25.0, 50.0, 90.0]), st.integers(0, 2**96))
def test_a_percentage_reaches_its_share_of_contacts(percent: float, start: int) -> None:
    """Whatever the ids look like, ids in a row too: within 5 standard errors of the share."""
    n = 4000
    reached = sum(place(UUID(int=start + number)) < percent for number in range(n))
    share = percent / 100
    error = math.sqrt(share * (1 - share) / n)
    assert abs(reached / n - share) < 5 * error
