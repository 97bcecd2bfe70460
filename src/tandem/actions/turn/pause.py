"""Pauses the assistant everywhere, at once: people get all conversations it owns."""

from tandem.actions.ports import Desk
from tandem.core.desk.agent import Agent
from tandem.core.desk.ownership import Owner, Status
from tandem.core.turn import plan
from tandem.store import audits, conversations, installation, plans


async def pause(desk: Desk, agent: Agent | None) -> int:
    """Pauses it; returns how many conversations went to people. A second pause changes nothing.

    From the first commit on no turn is sent. What the assistant owns is handed over one by one, so
    that a thousand conversations don't wait for one lock.
    """
    async with desk.database.transaction() as tx:
        await installation.pause(tx, desk.clock())
        await audits.add(tx, agent and agent.id, "assistant.paused", "desk", {}, now=desk.clock())
        held = await conversations.owned_by_assistant(tx)
    handed, policy = 0, desk.thinking.policy()
    for id in held:
        async with desk.database.transaction() as tx:
            conversation = await conversations.lock(tx, id)
            if (conversation.status, conversation.owner) != (Status.PENDING, Owner.ASSISTANT):
                continue
            await plans.apply(
                tx,
                conversation,
                plan.of_pause(policy, conversation),
                policy=policy,
                can_mail=desk.can_mail,
                seen=conversation.turn_wanted_seq,
                new_id=desk.new_id,
                now=desk.clock(),
            )
            handed += 1
    return handed


async def resume(desk: Desk, agent: Agent | None) -> None:
    """Lets it work again; conversations that people own stay theirs until they hand them back."""
    async with desk.database.transaction() as tx:
        await installation.resume(tx)
        await audits.add(tx, agent and agent.id, "assistant.resumed", "desk", {}, now=desk.clock())
