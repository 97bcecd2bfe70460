"""Stops the assistant everywhere, at once: people get everything it holds."""

from uuid import UUID

from tandem.actions.ports import Desk
from tandem.core.desk.ownership import Owner, Status
from tandem.core.turn.signals import Reason
from tandem.core.turn.wording import handed_off
from tandem.store import audits, conversations, handoffs, installation


async def pause(desk: Desk, by: UUID | None = None) -> int:
    """Stop it; returns how many conversations went to people. Stopped twice is stopped once.

    From the first commit on no turn is sent; what the assistant holds is handed over one by one, so
    that a thousand conversations don't wait for one lock.
    """
    async with desk.database.transaction() as tx:
        await installation.pause(tx, desk.clock())
        await audits.add(tx, by, "assistant.paused", "desk", {}, now=desk.clock())
        held = await conversations.held_by_assistant(tx)
    handed = 0
    for id in held:
        async with desk.database.transaction() as tx:
            conversation = await conversations.lock(tx, id)
            if (conversation.status, conversation.owner) != (Status.PENDING, Owner.ASSISTANT):
                continue
            await handoffs.hand_off(
                tx,
                conversation,
                reason=Reason.STOPPED,
                rule="stopped",
                said=handed_off(
                    Reason.STOPPED,
                    desk.thinking.policy,
                    has_spoken=conversation.has_heard_assistant,
                )
                if conversation.waiting_since
                else "",
                new_id=desk.new_id,
                now=desk.clock(),
            )
            await conversations.finish_turn(tx, id, conversation.turn_wanted_seq)
            handed += 1
    return handed


async def resume(desk: Desk, by: UUID | None = None) -> None:
    """Let it work again; what people hold stays theirs until they hand it back."""
    async with desk.database.transaction() as tx:
        await installation.resume(tx)
        await audits.add(tx, by, "assistant.resumed", "desk", {}, now=desk.clock())
