"""Takes one turn of the assistant in a conversation: think, decide, settle."""

import asyncio
from dataclasses import dataclass, replace
from uuid import UUID

from tandem.actions.ports import Desk
from tandem.assistant.consider import Considered, Steps, consider
from tandem.assistant.gather import Asked
from tandem.core.desk.message import Kind, unanswered
from tandem.core.errors import InvalidError
from tandem.core.turn import plan
from tandem.core.turn.decide import Decision, HandOff, decide, name_of
from tandem.core.turn.effect import Effect
from tandem.store import contacts, conversations, installation, leases, messages, plans
from tandem.store.database import Connection
from tandem.store.leases import Lease
from tandem.store.plans import Decided

RERUNS_MAX = 2  # of a turn whose reply a newer message made stale; then it is sent anyway
THINKING_S_MAX = 30.0  # after that people get the conversation


@dataclass(frozen=True, slots=True)
class Taken:
    """The outcome of a turn; `effect` is None if it was dropped, refused or too late."""

    conversation: UUID
    decision: str | None
    effect: Effect | None


@dataclass(frozen=True, slots=True)
class _Question:
    """The conversation as the turn saw it before thinking."""

    asked: Asked
    seen: int
    is_internal: bool


async def take_turn(desk: Desk, lease: Lease) -> Taken:
    """Take the turn that this lease allows; if thinking fails, people get the conversation.

    No connection is held while thinking. Raises UnavailableError if the database does not answer:
    then the lease expires, and another worker takes the turn.
    """
    question = await _read(desk, lease)
    if question is None:
        async with desk.database.transaction() as tx:
            if (await conversations.lock(tx, lease.id)).turn_number == lease.number:
                await leases.finish(tx, lease.id, lease.wanted_seq)
        return Taken(lease.id, None, None)
    try:
        async with asyncio.timeout(THINKING_S_MAX):
            considered = await _think(desk, question)
    except TimeoutError:
        return await _give_up(desk, lease, question.seen)
    steps = Steps(dict(considered.steps))
    with steps("decide"):
        decision = decide(considered.evidence, considered.policy)
    considered = replace(considered, steps=steps.taken)
    async with desk.database.transaction() as tx:
        return await _settle(desk, tx, lease, question, considered, decision)


async def _read(desk: Desk, lease: Lease) -> _Question | None:
    """The customer's open question; None if somebody answered it, or the lease was lost."""
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
    # An automatic message is not a question, and would silence the real one beside it.
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
    """Consider the question; a product without articles is not used as a filter."""
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
    """Apply the decision under the row's lock, unless this turn has lost its lease."""
    # Locked before the row, as everywhere: a pause waits for whoever came first.
    is_stopped = await installation.is_paused(tx)
    conversation = await conversations.lock(tx, lease.id)
    if conversation.turn_number != lease.number:
        return Taken(lease.id, name_of(decision), None)
    is_outrun = conversation.turn_wanted_seq > question.seen
    if is_outrun and not isinstance(decision, HandOff) and lease.reruns < RERUNS_MAX:
        await leases.finish(tx, lease.id, question.seen, reruns=lease.reruns + 1)
        return Taken(lease.id, name_of(decision), None)
    evidence, policy = considered.evidence, considered.policy
    causes = plan.of_turn(
        decision,
        evidence,
        policy,
        conversation,
        is_internal=question.is_internal,
        is_stopped=is_stopped,
    )
    await plans.apply(
        tx,
        conversation,
        causes,
        seen=question.seen,
        new_id=desk.new_id,
        now=desk.clock(),
        decided=Decided(evidence, policy, decision, considered.steps),
    )
    return Taken(lease.id, name_of(decision), causes.effect)


async def _give_up(desk: Desk, lease: Lease, seen: int) -> Taken:
    """Hand over a conversation whose turn failed or took too long."""
    async with desk.database.transaction() as tx:
        conversation = await conversations.lock(tx, lease.id)
        if conversation.turn_number != lease.number:
            return Taken(lease.id, None, None)
        causes = plan.of_stall(desk.thinking.policy(), conversation)
        await plans.apply(tx, conversation, causes, seen=seen, new_id=desk.new_id, now=desk.clock())
    return Taken(lease.id, None, Effect.HANDED_OFF if causes.handoff else Effect.NOTHING)
