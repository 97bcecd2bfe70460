"""Raises the alarms about late replies: people are warned before, and more of them hear after."""

from datetime import datetime
from uuid import UUID

from tandem.actions.ports import Desk
from tandem.core.desk import clock
from tandem.core.desk.clock import Due
from tandem.core.desk.conversation import Alarm, Conversation
from tandem.core.desk.event import EventType
from tandem.core.desk.message import Author, Kind, written
from tandem.core.desk.ownership import Status
from tandem.core.turn.texts import texts_in
from tandem.store import clocks, contacts, conversations, events, messages, queue, routing
from tandem.store.database import Connection


async def raise_alarms(desk: Desk) -> None:
    """Sets every clock as the policy has it now, gives out what is in line, and raises alarms.

    At most a few hundred alarms; the next call raises the rest. Each is raised once, whatever is
    killed: what it causes is stored with it.
    """
    now = desk.clock()
    async with desk.database.transaction() as tx:
        await clocks.follow(tx, desk.thinking.policy())
        await clocks.calm(tx, now)
    async with desk.database.transaction() as tx:
        await routing.distribute(tx, now=now)
    async with desk.database.connection() as connection:
        ringing = await clocks.ringing(connection, now)
    for id in ringing:
        async with desk.database.transaction() as tx:
            await _ring(desk, tx, id)


async def _ring(desk: Desk, tx: Connection, id: UUID) -> None:
    now = desk.clock()
    conversation = await conversations.lock(tx, id)
    if conversation.status not in (Status.OPEN, Status.SNOOZED):
        return
    alarm, before = _due(conversation, now), conversation.alarm
    if alarm is None or (before is not None and before.step >= alarm.step):
        return
    if conversation.status is Status.SNOOZED:
        conversation = await conversations.wake(tx, conversation, by="time", now=now)
    assert conversation.due_at is not None
    assert conversation.waiting_since is not None
    await clocks.rang(tx, id, alarm)
    if alarm is not Alarm.WARNED and not await clocks.was_late(
        tx, id, since=conversation.waiting_since
    ):
        await _say_sorry(desk, tx, conversation)
    told = {
        "alarm": alarm.value,
        "due_at": conversation.due_at.isoformat(),
        "waiting_since": conversation.waiting_since.isoformat(),
        "team_id": conversation.team_id and str(conversation.team_id),
        "assignee_id": conversation.assignee_id and str(conversation.assignee_id),
    }
    await events.append(tx, id, EventType.LATE, told, now=now)
    rung = {"conversation": str(id), "alarm": alarm.value}
    await queue.defer(tx, "mail_alarm", rung)
    await queue.defer(tx, "post_alarm", rung)


def _due(conversation: Conversation, now: datetime) -> Alarm | None:
    """The alarm that this conversation's clock asks for by now; None while nobody waits."""
    warn_at, due_at, lead_at = conversation.warn_at, conversation.due_at, conversation.lead_at
    if warn_at is None or due_at is None or lead_at is None:
        return None
    return clock.alarm_at(Due(warn_at, due_at, lead_at), now)


async def _say_sorry(desk: Desk, tx: Connection, conversation: Conversation) -> None:
    """An honest word to the customer, once for each wait."""
    contact = await contacts.read(tx, conversation.contact_id)
    texts = texts_in(conversation.language or contact.locale[:2].lower())
    said = [texts.late]
    if desk.can_mail and conversation.is_chat and not contact.mail_to:
        shown = await conversations.shown(tx, conversation.id, desk.clock())
        if shown.agent_name is None:  # the chat asks for it until somebody joins
            said.append(texts.leave_email)
    await messages.append(
        tx,
        written(
            desk.new_id(),
            conversation.id,
            Author.SYSTEM,
            " ".join(said),
            kind=Kind.ACTIVITY,
            now=desk.clock(),
        ),
    )
