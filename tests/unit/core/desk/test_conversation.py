"""A conversation's row has a status and an owner of the status table."""

from hypothesis import given
from hypothesis import strategies as st

from tandem.core.desk.conversation import Conversation
from tandem.core.desk.ownership import Standing


@given(st.builds(Conversation))
def test_it_stands_where_its_row_says(conversation: Conversation) -> None:
    assert conversation.standing == Standing(
        conversation.status,
        conversation.owner,
        conversation.snoozed_until,
        conversation.resolved_at,
        conversation.resolution,
    )
