"""Takes one turn of the assistant in a conversation: consider, decide, settle."""

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
from tandem.core.turn.who import Who, who
from tandem.store import contacts, conversations, installation, leases, messages, plans
from tandem.store.database import Connection
from tandem.store.leases import Lease
from tandem.store.plans import Decided

RERUNS_MAX = 2  # of a turn whose reply a newer message made outdated; then it is sent all the same
THINKING_S_MAX = 30.0  # for a turn; after that people get the conversation


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a turn; `effect` is None if it was dropped, or another turn came first."""

    conversation: UUID
    decision: str | None
    effect: Effect | None


@dataclass(frozen=True, slots=True)
class _Question:
    """What the turn saw of the conversation when it started."""

    asked: Asked
    seen: int
    who: Who


async def take_turn(desk: Desk, lease: Lease) -> Taken:
    """Takes the turn of this lease; people get the conversation if the turn can't be finished.

    No connection is held while the assistant considers the question. Raises UnavailableError if the
    database does not answer: then the lease expires, and another worker takes the turn.
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
    """The customer's open question; None if it was answered, or the lease is no longer valid."""
    async with desk.database.connection() as connection:
        conversation = await conversations.read(connection, lease.id)
        thread = await messages.thread(connection, lease.id)
        answered_to = await messages.answered_to(connection, lease.id)
        contact = await contacts.read(connection, conversation.contact_id)
        tickets = await conversations.subjects_of(
            connection, contact.id, lease.id, team=conversation.team_id
        )
    asks = unanswered(thread, answered_to)
    if conversation.turn_number != lease.number or not asks:
        return None
    # A machine's message is not a question, and would silence the question beside it.
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
        introduced=conversation.is_chat,
        of=conversation.id,
        who=who(contact),
    )
    return _Question(asked, thread[-1].seq, who(contact))


async def _think(desk: Desk, question: _Question) -> Considered:
    """Considers the question; a product that no article has is not used for the search."""
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
    """Applies the decision under the row's lock, unless it is no longer this turn's to make."""
    # Locked before the row, as everywhere: a pause waits for the transactions that came first.
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
        question.who,
        is_away=policy.is_away(question.asked.now),
        is_stopped=is_stopped,
    )
    await plans.apply(
        tx,
        conversation,
        causes,
        policy=policy,
        can_mail=desk.can_mail,
        seen=question.seen,
        new_id=desk.new_id,
        now=desk.clock(),
        decided=Decided(evidence, policy, decision, considered.steps, considered.sent),
    )
    return Taken(lease.id, name_of(decision), causes.effect)


async def _give_up(desk: Desk, lease: Lease, seen: int) -> Taken:
    """People get a conversation whose turn could not be finished in time."""
    async with desk.database.transaction() as tx:
        conversation = await conversations.lock(tx, lease.id)
        if conversation.turn_number != lease.number:
            return Taken(lease.id, None, None)
        policy = desk.thinking.policy()
        causes = plan.of_stall(policy, conversation)
        await plans.apply(
            tx,
            conversation,
            causes,
            policy=policy,
            can_mail=desk.can_mail,
            seen=seen,
            new_id=desk.new_id,
            now=desk.clock(),
        )
    return Taken(lease.id, None, Effect.HANDED_OFF if causes.handoff else Effect.NOTHING)
