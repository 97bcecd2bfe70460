"""Does what is due by time alone: silence, snoozes, late turns, closed consoles, old uploads."""

from datetime import timedelta
from uuid import UUID

from tandem.actions.ports import Desk
from tandem.core.desk import ownership
from tandem.core.desk.event import EventType
from tandem.core.desk.ownership import Status
from tandem.core.turn import plan
from tandem.store import (
    agents,
    conversations,
    events,
    leases,
    plans,
    routing,
    showings,
    uploads,
)
from tandem.store.showings import Outcome

TURN_LATE = timedelta(minutes=2)  # after it was wanted; then people get the conversation
SEEN_LATE = timedelta(minutes=5)  # since a console was open; then its agent is away
UPLOAD_KEPT = timedelta(hours=24)  # of a file that no message took


async def sweep(desk: Desk) -> None:
    """Does what is due by now, at most a hundred of each kind; the next sweep does the rest."""
    await _end_silent(desk)
    await _wake_snoozed(desk)
    await _give_overdue_to_people(desk)
    await _notice_who_left(desk)
    await _forget_uploads(desk)


async def _end_silent(desk: Desk) -> None:
    now = desk.clock()
    async with desk.database.connection() as connection:
        due = await conversations.silent(connection, now - ownership.SILENCE)
    for id in due:
        async with desk.database.transaction() as tx:
            conversation = await conversations.lock(tx, id)
            silent_since = conversation.assistant_spoke_at or conversation.last_message_at
            if (
                conversation.status is not Status.PENDING
                or conversation.waiting_since is not None
                or silent_since > now - ownership.SILENCE
            ):
                continue
            end = ownership.silent_end(conversation.last_decision)
            await conversations.set_standing(
                tx, id, ownership.resolved(conversation.standing, end, now)
            )
            await showings.mark_last(tx, id, Outcome.SILENT, now)
            await events.append(
                tx, id, EventType.RESOLVED, {"resolution": end.value}, public={}, now=now
            )


async def _wake_snoozed(desk: Desk) -> None:
    now = desk.clock()
    async with desk.database.connection() as connection:
        due = await conversations.due_from_snooze(connection, now)
    for id in due:
        async with desk.database.transaction() as tx:
            conversation = await conversations.lock(tx, id)
            until = conversation.snoozed_until
            if until is None or until > now:
                continue
            await conversations.wake(tx, conversation, by="time", now=now)


async def _give_overdue_to_people(desk: Desk) -> None:
    """Hands over conversations whose turn is late: no worker ran, or each one died."""
    now = desk.clock()
    async with desk.database.connection() as connection:
        due = await leases.overdue(connection, before=now - TURN_LATE, now=now)
    for id in due:
        await _give_up(desk, id)


async def _give_up(desk: Desk, id: UUID) -> None:
    async with desk.database.transaction() as tx:
        conversation = await conversations.lock(tx, id)
        if conversation.turn_wanted_seq <= conversation.turn_done_seq:
            return
        policy = desk.thinking.policy()
        await plans.apply(
            tx,
            conversation,
            plan.of_stall(policy, conversation),
            policy=policy,
            can_mail=desk.can_mail,
            seen=conversation.turn_wanted_seq,
            new_id=desk.new_id,
            now=desk.clock(),
        )


async def _notice_who_left(desk: Desk) -> None:
    """Sets those away whose console closed while they were online; their customers get others."""
    now = desk.clock()
    async with desk.database.transaction() as tx:
        for agent in await agents.left(tx, now - SEEN_LATE, now=now):
            await agents.announce(tx, agent)
            await routing.release(tx, agent.id, now=now)


async def _forget_uploads(desk: Desk) -> None:
    """Deletes the bytes first: after a kill, the next sweep continues from the rows left."""
    async with desk.database.transaction() as tx:
        gone = await uploads.never_sent(tx, desk.clock() - UPLOAD_KEPT)
        for id in gone:
            await desk.files.remove(id)
        await uploads.forget(tx, gone)
