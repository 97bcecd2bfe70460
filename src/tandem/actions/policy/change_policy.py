"""Changes the policy file, its hours or rollout alone, or undoes it; checked and audited."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from tandem.actions.ports import Desk
from tandem.assistant.policy_tests import run_tests
from tandem.core.desk.agent import Agent, Permission
from tandem.core.errors import ConfigError, ConflictError, InvalidError, UnavailableError
from tandem.core.turn import rollout
from tandem.core.turn.policy import Audience, Rollout
from tandem.core.turn.policy_state import Edit, PolicyState
from tandem.store import audits, policy_changes
from tandem.store.policy_changes import PolicyChange


async def change_policy(
    desk: Desk, agent: Agent | None, edits: Sequence[Edit], *, version: str | None = None
) -> PolicyState:
    """Put the edited policy in force; `agent` is None for the command line.

    Raises InvalidError for edits that are not valid or break one of its own tests,
    ConflictError if the policy is no longer `version` or its file changed meanwhile,
    ForbiddenError if the desk may not write it. Then nothing is changed.
    """
    if agent is not None:
        agent.require(Permission.ADMIN)
    return await _edit(desk, agent, edits, version=version)


async def _edit(
    desk: Desk,
    agent: Agent | None,
    edits: Sequence[Edit],
    *,
    version: str | None = None,
    audited: Mapping[str, object] | None = None,
) -> PolicyState:
    """Put the edited policy in force, for a caller that has checked the agent's role."""
    state = desk.policies.state()
    if version is not None and version != state.policy.version:
        raise ConflictError(
            "The policy was changed meanwhile.", hint="Reload it, then make your change."
        )
    change = PolicyChange(state.text, desk.policies.edited(edits))
    keys = {"keys": [edit.key for edit in edits]}
    return await _put(desk, agent, change, {**keys, **(audited or {})})


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
    return await _edit(desk, agent, edits, version=version)


REASON_MAX = 500  # characters


async def save_rollout(
    desk: Desk,
    agent: Agent | None,
    rule: Rollout,
    *,
    reason: str = "",
    version: str | None = None,
) -> PolicyState:
    """Put this rule in force for its product, category and time of day; other rules stay.

    Who is let in more, or answered by the assistant itself, needs a reason, which the audit log
    keeps with the rule before and after. Raises InvalidError without one, and as `change_policy`.
    """
    if agent is not None:
        agent.require(Permission.ADMIN)
    state, told = desk.policies.state(), reason.strip()
    before = rollout.in_force(
        state.policy, rule.product, rule.category, is_away=rule.audience is Audience.OFF_HOURS
    )
    if (why := rollout.raises(before, rule)) and not told:
        raise InvalidError(
            f"This needs a reason: {why}.", hint="Say why it is safe; the audit log keeps it."
        )
    if len(told) > REASON_MAX:
        raise InvalidError(f"A reason has at most {REASON_MAX} characters.")
    rows: Sequence[rollout.Row] = tomllib.loads(state.text).get("rollout", [])
    edit = Edit("rollout", rollout.with_rule(state.policy.rollout[1:], rows, rule))
    rules = {"before": rollout.row(before), "after": rollout.row(rule), "reason": told}
    return await _edit(desk, agent, [edit], version=version, audited=rules)


async def undo_rollout(desk: Desk, agent: Agent | None) -> PolicyState:
    """Undo the desk's newest change of the policy, if it changed the rollout and nothing else.

    Raises ConflictError if it was another one, and as `undo_policy`.
    """
    if agent is not None:
        agent.require(Permission.ADMIN)
    if not await may_undo_rollout(desk):
        raise ConflictError(
            "The desk's last change of the policy was not of the rollout alone, or its file was"
            " edited since.",
            hint="`tandem policy undo` undoes the desk's last change, whatever it was.",
        )
    return await undo_policy(desk, agent)


async def may_undo_rollout(desk: Desk) -> bool:
    """Whether the desk's newest change was one of the rollout alone, and is still in force."""
    async with desk.database.connection() as connection:
        newest = await policy_changes.newest(connection)
    if newest is None or newest.after != desk.policies.state().text:
        return False
    before, after = desk.policies.parse(newest.before), desk.policies.parse(newest.after)
    return before != after and replace(before, rollout=after.rollout) == after


async def undo_policy(desk: Desk, agent: Agent | None) -> PolicyState:
    """Restore what the desk's newest change replaced; repeated, this undo is undone.

    Raises ConflictError if there is none, or if the file was edited by hand since.
    """
    if agent is not None:
        agent.require(Permission.ADMIN)
    async with desk.database.connection() as connection:
        newest = await policy_changes.newest(connection)
    if newest is None:
        raise ConflictError("The desk has not changed the policy yet.", hint="Edit its file.")
    if newest.after != desk.policies.state().text:
        raise ConflictError(
            "The policy file was edited since the desk last changed it.",
            hint="Change it by hand: undoing would lose that edit.",
        )
    change = PolicyChange(newest.after, newest.before)
    return await _put(desk, agent, change, {"undo": True})


async def _put(
    desk: Desk, agent: Agent | None, change: PolicyChange, audited: dict[str, object]
) -> PolicyState:
    """Check the new text, audit it, and write the file last, so that all happens or nothing."""
    before = desk.policies.state().policy
    try:
        policy = desk.policies.parse(change.after)
    except ConfigError as error:  # here it is not the operator's file that is wrong
        raise InvalidError(error.message, hint=error.hint) from error
    failed = run_tests(policy).failed
    if failed:
        raise InvalidError(
            f"{len(failed)} of the policy's own tests would fail, such as {failed[0].says}.",
            hint="Change the test with it, or leave the policy as it is.",
        )
    by, now = agent and agent.id, desk.clock()
    told = {**audited, "from": before.version[:12], "to": policy.version[:12]}
    is_written = False
    try:
        async with desk.database.transaction() as tx:
            source = desk.policies.state().source
            await policy_changes.lock(tx)
            await policy_changes.add(tx, by, source, change, now=now)
            await audits.add(tx, by, "policy.changed", "policy", told, now=now)
            state = desk.policies.write(change.after, replaces=change.before)
            is_written = True
    except UnavailableError:  # the database was lost before it kept the change
        if is_written:
            desk.policies.write(change.before, replaces=change.after)
        raise
    return state
