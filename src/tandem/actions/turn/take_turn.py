"""Takes one turn of the assistant in a conversation: think, decide, settle."""

import asyncio
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from uuid import UUID

from tandem.actions.ports import Desk
from tandem.assistant.consider import Considered, Steps, consider
from tandem.assistant.gather import Asked
from tandem.core.desk.conversation import Conversation, Priority
from tandem.core.desk.event import EventType
from tandem.core.desk.message import Author, Kind, StoredMessage, unanswered, written
from tandem.core.desk.ownership import Owner
from tandem.core.errors import InvalidError
from tandem.core.turn.decide import Decision, HandOff, StaySilent, decide, name_of
from tandem.core.turn.effect import Effect, effect
from tandem.core.turn.policy import Mode
from tandem.core.turn.signals import Reason
from tandem.core.turn.source import sources
from tandem.core.turn.wording import content, handed_off, options
from tandem.store import (
    contacts,
    conversations,
    drafts,
    events,
    handoffs,
    installation,
    messages,
    turns,
)
from tandem.store.conversations import Lease
from tandem.store.database import Connection

RERUNS_MAX = 2  # of a turn whose reply a newer message made stale; then it is sent all the same
THINKING_S_MAX = 30.0  # past it people get the conversation


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a turn; `effect` is None where it was dropped, fenced off or outrun."""

    conversation: UUID
    decision: str | None
    effect: Effect | None


@dataclass(frozen=True, slots=True)
class _Question:
    """What the turn saw of the conversation before it began to think."""

    asked: Asked
    seen: int
    is_internal: bool


async def take_turn(desk: Desk, lease: Lease) -> Taken:
    """Take the turn that this lease allows; people get the conversation if it can't be thought.

    No connection is held while thinking. Raises UnavailableError when the database does not answer:
    then the lease runs out, and another worker takes the turn.
    """
    question = await _read(desk, lease)
    if question is None:
        async with desk.database.transaction() as tx:
            if (await conversations.lock(tx, lease.id)).turn_number == lease.number:
                await conversations.finish_turn(tx, lease.id, lease.wanted_seq)
        return Taken(lease.id, None, None)
    try:
        async with asyncio.timeout(THINKING_S_MAX):
            considered = await _think(desk, question)
    except TimeoutError:
        return await _gave_up(desk, lease, Reason.TIME, question.seen)
    steps = Steps(dict(considered.steps))
    with steps("decide"):
        decision = decide(considered.evidence, desk.thinking.policy)
    considered = replace(considered, steps=steps.taken)
    async with desk.database.transaction() as tx:
        return await _settle(desk, tx, lease, question, considered, decision)


async def _read(desk: Desk, lease: Lease) -> _Question | None:
    """The customer's open question; None if somebody answered it, or the lease is another's."""
    async with desk.database.connection() as connection:
        conversation = await conversations.read(connection, lease.id)
        thread = await messages.thread(connection, lease.id)
        contact = await contacts.read(connection, conversation.contact_id)
        tickets = await conversations.subjects_of(
            connection, contact.id, lease.id, team=conversation.team_id
        )
    asks = unanswered(thread, conversation.turn_done_seq)
    if conversation.turn_number != lease.number or not asks:
        return None
    # What a machine wrote is no question, and would silence the one that stands beside it.
    asks = [message for message in asks if not message.is_automatic] or asks[-1:]
    before = [
        message
        for message in thread
        if message.kind is Kind.REPLY and not message.is_automatic and message not in asks
    ]
    asked = Asked(
        asks[-1].said,
        [message.said for message in (*before, *asks[:-1])],
        contact.context(product=conversation.product, tickets=tickets),
        desk.clock(),
    )
    return _Question(asked, thread[-1].seq, contact.is_internal)


async def _think(desk: Desk, question: _Question) -> Considered:
    """Consider the question; a product that no article is about is searched without."""
    try:
        return await consider(desk.thinking, question.asked)
    except InvalidError:
        customer = replace(question.asked.customer, product=None)
        return await consider(desk.thinking, replace(question.asked, customer=customer))


async def _settle(
    desk: Desk,
    tx: Connection,
    lease: Lease,
    question: _Question,
    considered: Considered,
    decision: Decision,
) -> Taken:
    """Let the decision take effect under the row's lock, unless it is no longer this turn's."""
    paused = await installation.is_paused(
        tx
    )  # before the row, as everywhere: a pause is queued between
    conversation = await conversations.lock(tx, lease.id)
    if conversation.turn_number != lease.number:
        return Taken(lease.id, name_of(decision), None)
    is_outrun = conversation.turn_wanted_seq > question.seen
    if is_outrun and not isinstance(decision, HandOff) and lease.reruns < RERUNS_MAX:
        await conversations.finish_turn(tx, lease.id, question.seen, reruns=lease.reruns + 1)
        return Taken(lease.id, name_of(decision), None)
    evidence, policy = considered.evidence, desk.thinking.policy
    mode = (
        Mode.OFF
        if paused
        else policy.mode_for(
            conversation.product or evidence.context.product,
            evidence.category,
            is_internal=question.is_internal,
        )
    )
    what = effect(decision, conversation.owner, mode)
    turn, now = desk.new_id(), desk.clock()
    await turns.keep(
        tx,
        id=turn,
        evidence=evidence,
        policy=policy,
        decision=decision,
        steps=considered.steps,
        now=now,
        conversation=conversation.id,
        seen_seq=question.seen,
        effect=what.value,
    )
    await events.append(
        tx,
        conversation.id,
        EventType.TURN,
        {
            "turn_id": str(turn),
            "decision": name_of(decision),
            "rule": decision.rule,
            "effect": what.value,
            "category": evidence.category,
            "confidence": evidence.confidence and evidence.confidence.value,
        },
        now=now,
    )
    if evidence.category in policy.categories:
        await conversations.categorise(tx, conversation.id, evidence.category)
    reply = _reply(desk, conversation, considered, decision, turn, now)
    if what is Effect.SENT:
        await messages.append(tx, reply)
        await conversations.team_wrote(
            tx,
            conversation.id,
            Author.ASSISTANT.value,
            reply.decision,
            seen=question.seen,
            now=now,
        )
    elif what is Effect.DRAFTED:
        await _draft(tx, conversation, considered, reply, question.seen, now)
    if isinstance(decision, StaySilent):
        await conversations.team_wrote(
            tx, conversation.id, Author.SYSTEM.value, None, seen=question.seen, now=now
        )
    await _to_people(desk, tx, conversation, considered, decision, what, turn, now, paused=paused)
    await conversations.finish_turn(tx, lease.id, question.seen)
    return Taken(lease.id, name_of(decision), what)


def _reply(
    desk: Desk,
    conversation: Conversation,
    considered: Considered,
    decision: Decision,
    turn: UUID,
    now: datetime,
) -> StoredMessage:
    """What the customer would read."""
    is_courtesy = decision.rule == "courtesy"
    return written(
        desk.new_id(),
        conversation.id,
        Author.ASSISTANT,
        content(decision, considered.evidence, desk.thinking.policy),
        turn=turn,
        decision="courtesy" if is_courtesy else name_of(decision),
        options=options(decision, desk.thinking.policy),
        sources=[]
        if is_courtesy
        else [asdict(source) for source in sources(decision, considered.evidence)],
        now=now,
    )


async def _draft(
    tx: Connection,
    conversation: Conversation,
    considered: Considered,
    reply: StoredMessage,
    seen: int,
    now: datetime,
) -> None:
    assert reply.turn_id is not None
    confidence = considered.evidence.confidence
    await drafts.put(
        tx,
        conversation=conversation.id,
        turn=reply.turn_id,
        decision=reply.decision or "",
        text=reply.text,
        sources=reply.sources,
        confidence=confidence and confidence.value,
        seen_seq=seen,
        now=now,
    )
    await events.append(
        tx,
        conversation.id,
        EventType.DRAFT,
        {"turn_id": str(reply.turn_id), "decision": reply.decision},
        now=now,
    )


async def _to_people(
    desk: Desk,
    tx: Connection,
    conversation: Conversation,
    considered: Considered,
    decision: Decision,
    what: Effect,
    turn: UUID,
    now: datetime,
    *,
    paused: bool,
) -> None:
    """Give it to people where the decision says so, or where no reply may be sent here."""
    is_said = what is Effect.SENT or isinstance(decision, StaySilent)
    if conversation.owner is Owner.HUMAN or is_said:
        return
    found = considered.evidence.category
    category = found if found in desk.thinking.policy.categories else ""
    if isinstance(decision, HandOff):
        await handoffs.hand_off(
            tx,
            conversation,
            reason=decision.reason,
            rule=decision.rule,
            priority=decision.priority,
            category=category,
            said=content(decision, considered.evidence, desk.thinking.policy),
            turn=turn,
            new_id=desk.new_id,
            now=now,
        )
    else:
        reason = Reason.STOPPED if paused else Reason.MODE
        await handoffs.hand_off(
            tx,
            conversation,
            reason=reason,
            rule=reason.value,
            priority=Priority.NORMAL,
            category=category,
            said=handed_off(
                reason, desk.thinking.policy, has_spoken=conversation.has_heard_assistant
            ),
            turn=turn,
            new_id=desk.new_id,
            now=now,
        )


async def _gave_up(desk: Desk, lease: Lease, reason: Reason, seen: int) -> Taken:
    """People get a conversation that could not be thought through in time."""
    async with desk.database.transaction() as tx:
        conversation = await conversations.lock(tx, lease.id)
        if conversation.turn_number != lease.number:
            return Taken(lease.id, None, None)
        if conversation.owner is Owner.ASSISTANT:
            await handoffs.hand_off(
                tx,
                conversation,
                reason=reason,
                rule="failed",
                said=handed_off(
                    reason,
                    desk.thinking.policy,
                    has_spoken=conversation.has_heard_assistant,
                ),
                new_id=desk.new_id,
                now=desk.clock(),
            )
        await conversations.finish_turn(tx, lease.id, seen)
    return Taken(lease.id, None, Effect.HANDED_OFF)
