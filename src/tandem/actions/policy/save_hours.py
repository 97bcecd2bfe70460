"""Changes when the teams are there and how soon they reply: the part of the policy for leads."""

from collections.abc import Mapping, Sequence

from tandem.actions.policy.change_policy import put_policy
from tandem.actions.ports import Desk
from tandem.core.desk.agent import Agent, Permission
from tandem.core.turn.policy_state import Edit, PolicyState


async def save_hours(
    desk: Desk,
    agent: Agent,
    hours: Sequence[Mapping[str, object]],
    clocks: Sequence[Mapping[str, object]],
    *,
    version: str | None = None,
) -> PolicyState:
    """Put these `[[hours]]` and `[[clock]]` into the policy's file; its comments stay.

    Raises InvalidError for what is no hours or would keep customers from people, ConflictError if
    the policy is no longer `version`, ForbiddenError if the desk may not write it.
    """
    agent.require(Permission.LEAD)
    edits = [Edit("hours", list(hours)), Edit("clock", list(clocks))]
    return await put_policy(desk, agent, edits, version=version)
