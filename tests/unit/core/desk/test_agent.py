"""What a role allows, and which conversations an agent may see."""

from dataclasses import replace
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.desk.agent import GRANTED, Agent, Permission, Role
from tandem.core.desk.conversation import Conversation
from tandem.core.errors import ForbiddenError

MARA, BEN = UUID(int=1), UUID(int=2)
OURS, THEIRS = UUID(int=3), UUID(int=4)
AGENT = Agent(
    MARA, "mara@shop.example", "Mara", Role.AGENT, "online", 8, True, frozenset({OURS}), 1
)


def test_each_role_may_do_all_that_the_one_before_may_and_one_thing_more() -> None:
    assert set(GRANTED) == set(Role)
    for less, more in pairwise(Role):
        assert GRANTED[less] < GRANTED[more]
        assert len(GRANTED[more] - GRANTED[less]) == 1
    assert GRANTED[Role.VIEWER] == {Permission.READ}
    assert GRANTED[Role.ADMIN] == set(Permission)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("permission", Permission)
def test_what_is_not_granted_is_refused(role: Role, permission: Permission) -> None:
    agent = replace(AGENT, role=role)
    assert agent.may(permission) == (permission in GRANTED[role])
    if agent.may(permission):
        agent.require(permission)
    else:
        with pytest.raises(ForbiddenError, match="access"):
            agent.require(permission)


@given(
    st.builds(
        Conversation,
        team_id=st.sampled_from([None, OURS, THEIRS]),
        assignee_id=st.sampled_from([None, MARA, BEN]),
    ),
    st.sampled_from(Role),
)
def test_an_agent_sees_what_is_theirs_their_team_s_or_no_team_s(
    conversation: Conversation, role: Role
) -> None:
    is_foreign = conversation.team_id == THEIRS and conversation.assignee_id != MARA
    seen = replace(AGENT, role=role).may_see(conversation)
    assert seen == (role is not Role.AGENT or not is_foreign)
