"""The button "Talk to a human": it needs no model, no form and no condition."""

from uuid import UUID

from tandem.actions.ports import Desk
from tandem.core.desk import ownership
from tandem.core.desk.message import Author, Kind, written
from tandem.core.desk.ownership import Owner, Status
from tandem.core.turn import plan
from tandem.core.turn.who import who
from tandem.store import clocks, contacts, conversations, inboxes, messages, plans, routing
from tandem.store.database import Connection

ASKED = "A person was asked for."


async def ask_for_person(desk: Desk, contact: UUID, inbox: UUID, client_key: str) -> UUID:
    """Hands the contact's conversation, or a new one, to people; returns which.

    A second time, or if people already have it, nothing more happens, except that a snoozed or
    resolved one is reopened.
    """
    now, policy = desk.clock(), desk.thinking.policy()
    async with desk.database.transaction() as tx:
        person = await contacts.lock(tx, contact)
        place = await inboxes.read(tx, inbox)
        conversation = await conversations.lock_to_hand_off(tx, contact, inbox)
        if conversation is None or not ownership.takes_messages(conversation.standing, now):
            product = place.product or person.product
            theirs, is_away = who(person), policy.is_away(now)
            conversation = await conversations.begin(
                tx,
                id=desk.new_id(),
                inbox=inbox,
                contact=contact,
                linked_from=conversation and conversation.id,
                standing=ownership.HELD_BY_ASSISTANT,
                product=product,
                now=now,
                mode=policy.mode_at_most(product, theirs, is_away=is_away).value,
                arm=policy.arm_at_start(product, theirs, is_away=is_away).value,
            )
        elif await messages.by_client_key(tx, conversation.id, _key(client_key)) is not None:
            return conversation.id
        elif conversation.owner is Owner.HUMAN and conversation.is_with_people:
            if conversation.status is not Status.OPEN:
                await conversations.wake(tx, conversation, by="customer", public={}, now=now)
                await _noted(desk, tx, conversation.id, client_key)
                if conversation.status is Status.RESOLVED:  # what they waited for before is over
                    await conversations.wait_anew(tx, conversation.id, now)
                else:
                    await conversations.wait(tx, conversation.id, now)
                await clocks.follow(tx, policy, conversation.id)
                await routing.distribute(tx, now=now)
            return conversation.id
        await _noted(desk, tx, conversation.id, client_key)
        await plans.apply(
            tx,
            conversation,
            plan.of_button(policy, conversation),
            policy=policy,
            can_mail=desk.can_mail,
            seen=conversation.turn_wanted_seq,
            new_id=desk.new_id,
            now=now,
        )
    return conversation.id


async def _noted(desk: Desk, tx: Connection, conversation: UUID, client_key: str) -> None:
    await messages.append(
        tx,
        written(
            desk.new_id(),
            conversation,
            Author.SYSTEM,
            ASKED,
            kind=Kind.ACTIVITY,
            now=desk.clock(),
        ),
        client_key=_key(client_key),
    )


def _key(client_key: str) -> str:
    """A key of its own: a client may number messages and button presses alike."""
    return f"person:{client_key}"
